import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.actions import add_member, add_unit, end_membership
from phoihop.organisations.models import Membership, Organisation, Role
from tests import make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def _add(body: Organisation, by: User, username: str = "lan.tran", full_name: str = "Trần Thị Lan") -> Membership:
    return add_member(
        body,
        username=username,
        full_name=full_name,
        role=Role.OFFICER,
        position="Chuyên viên",
        unit=None,
        valid_from=TODAY,
        by=by,
    ).membership


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_bodies_asks_the_same_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    bodies = [make.organisation() for _ in range(count)]
    client.force_login(make.member(bodies[0]))

    with django_assert_num_queries(7):
        response = client.get(reverse("organisations:organisation_list"))

    assert response.status_code == 200
    assert all(body.name in response.content.decode() for body in bodies)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(role, role == Role.ADMINISTRATOR) for role in Role],
)
def test_who_may_keep_the_people_of_a_body(role: Role, allowed: bool) -> None:
    body = make.organisation()
    person = make.member(body, role)

    if allowed:
        assert _add(body, person).role == Role.OFFICER
        assert add_unit(body, name="Phòng Đào tạo", by=person).name == "Phòng Đào tạo"
    else:
        with pytest.raises(NotAllowed, match="Chỉ quản trị của .* được thay đổi đơn vị và người của cơ quan."):
            _add(body, person)


def test_the_administrator_of_another_body_is_refused(client: Client) -> None:
    body = make.organisation()
    client.force_login(make.member(make.organisation(), Role.ADMINISTRATOR))

    response = client.post(reverse("organisations:unit_create", args=[body.key]), {"name": "Phòng A"})

    assert response.status_code == 403
    assert list(body.units.all()) == []


def test_somebody_new_gets_an_account_with_a_temporary_password(client: Client) -> None:
    body = make.organisation()
    client.force_login(make.member(body, Role.ADMINISTRATOR))

    response = client.post(
        reverse("organisations:membership_create", args=[body.key]),
        {"username": "lan.tran", "full_name": "Trần Thị Lan", "role": "officer", "valid_from": "23/11/2026"},
        follow=True,
    )

    text = response.content.decode()
    password = text.split("chỉ hiện một lần: ")[1].split(". Hãy")[0]
    assert User.objects.get(username="lan.tran").check_password(password)


def test_a_person_holds_a_role_once_at_a_time() -> None:
    body = make.organisation("Trường Chính trị")
    admin = make.member(body, Role.ADMINISTRATOR)
    _add(body, admin)

    with pytest.raises(NotPossible, match="Trần Thị Lan đã giữ vai trò chuyên viên ở Trường Chính trị."):
        _add(body, admin)


def test_a_new_account_needs_a_name() -> None:
    body = make.organisation()
    admin = make.member(body, Role.ADMINISTRATOR)

    with pytest.raises(NotPossible, match="Chưa có tài khoản “lan.tran”. Hãy nhập họ và tên"):
        _add(body, admin, full_name=" ")
    assert not User.objects.filter(username="lan.tran").exists()


def test_units_are_named_once() -> None:
    body = make.organisation("Trường Chính trị")
    admin = make.member(body, Role.ADMINISTRATOR)
    add_unit(body, name="Phòng  Đào tạo", by=admin)

    with pytest.raises(NotPossible, match="Phòng Đào tạo đã có trong Trường Chính trị."):
        add_unit(body, name="Phòng Đào tạo", by=admin)
    with pytest.raises(NotPossible, match="Hãy nhập tên đơn vị."):
        add_unit(body, name=" \x00", by=admin)


def test_a_role_does_not_reach_into_the_next_time_it_is_held() -> None:
    body = make.organisation()
    admin, person = make.member(body, Role.ADMINISTRATOR), make.member(body)
    first = Membership.objects.get(user=person)
    Membership.objects.filter(pk=first.pk).update(valid_to=clock.today() + dt.timedelta(days=30))
    again = clock.today() + dt.timedelta(days=31)
    Membership.objects.create(user=person, organisation=body, role=Role.OFFICER, valid_from=again)

    with pytest.raises(NotPossible, match=f"Người này giữ lại vai trò đó từ {again:%d/%m/%Y}"):
        end_membership(first, last_day=again, by=admin)
    end_membership(first, last_day=again - dt.timedelta(days=1), by=admin)


def test_a_membership_ends_after_its_last_day() -> None:
    body = make.organisation()
    admin = make.member(body, Role.ADMINISTRATOR)
    membership = _add(body, admin)

    with clock.at(dt.datetime(2026, 11, 30, 9, tzinfo=clock.VIETNAM)):
        with pytest.raises(NotPossible, match="Ngày kết thúc không được trước ngày bắt đầu"):
            end_membership(membership, last_day=dt.date(2026, 11, 1), by=admin)
        end_membership(membership, last_day=dt.date(2026, 11, 29), by=admin)
        with pytest.raises(NotPossible, match="Vai trò này đã kết thúc trước đó."):
            end_membership(membership, last_day=dt.date(2026, 11, 29), by=admin)

    membership.refresh_from_db()
    assert membership.valid_to == dt.date(2026, 11, 29)


def test_a_day_that_is_none_ends_nothing(client: Client) -> None:
    body = make.organisation()
    client.force_login(make.member(body, Role.ADMINISTRATOR))
    membership = make.member(body).memberships.get()

    response = client.post(
        reverse("organisations:membership_end", args=[body.key, membership.pk]), {"last_day": "31/13/2026"}
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert page.count('value="31/13/2026"') == 1
    assert page.count('id="id_last_day_error"') == 1
    membership.refresh_from_db()
    assert membership.valid_to is None


def test_a_role_to_come_is_listed_and_ends_or_is_taken_back(client: Client) -> None:
    body = make.organisation()
    admin = make.member(body, Role.ADMINISTRATOR)
    client.force_login(admin)
    with clock.at(dt.datetime(2026, 11, 1, 9, tzinfo=clock.VIETNAM)):
        membership = _add(body, admin)  # from the 23rd on
        end_membership(membership, last_day=dt.date(2026, 12, 31), by=admin)
        membership.refresh_from_db()
        assert membership.valid_to == dt.date(2026, 12, 31)

        page = client.get(reverse("organisations:organisation_detail", args=[body.key])).content.decode()
        assert "Trần Thị Lan" in page
        assert "từ 23/11/2026" in page
        address = reverse("organisations:membership_end", args=[body.key, membership.pk])
        answer = client.post(address, {"last_day": "01/11/2026"}, follow=True)

        assert "Đã bỏ vai trò sắp tới của Trần Thị Lan." in answer.content.decode()
        assert not Membership.objects.filter(pk=membership.pk).exists()
        assert _add(body, admin).valid_from == TODAY


def test_the_last_administrator_does_not_lock_everyone_out() -> None:
    admin = make.member(make.organisation(), Role.ADMINISTRATOR)

    with pytest.raises(NotPossible, match="Đồng chí không tự kết thúc vai trò quản trị của mình"):
        end_membership(admin.memberships.get(), last_day=TODAY, by=admin)
