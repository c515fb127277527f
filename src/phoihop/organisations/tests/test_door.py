"""The demo's door: everybody by one click in demo mode, no such page outside it."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.organisations.models import Membership, Role
from tests import make

pytestmark = pytest.mark.django_db


def test_outside_demo_mode_there_is_no_door(client: Client, settings: LazySettings) -> None:
    settings.DEMO = False
    person = make.member(make.organisation(), full_name="Nguyễn Thùy Chi")

    page = client.get(reverse("account_login"))
    response = client.post(reverse("accounts:demo_login"), {"username": person.username})

    assert page.context["people"] == []
    assert "Nguyễn Thùy Chi" not in page.content.decode()
    assert "demo-login" not in page.content.decode()
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_offers_each_person_with_what_they_can_do(client: Client, settings: LazySettings) -> None:
    settings.DEMO = True
    school = make.organisation("Trường Chính trị")
    chi = make.member(school, Role.OFFICER, full_name="Nguyễn Thùy Chi")
    Membership.objects.create(user=chi, organisation=school, role=Role.VIEWER, position="Giảng viên")
    make.member(school, Role.SIGNATORY, full_name="Lê Thị An", is_staff=True)
    make.member(school, Role.VIEWER, is_active=False)
    make.user("Người chưa thuộc đâu")

    page = client.get(reverse("account_login"))

    offered = [(str(each.user), each.position, each.body, each.tasks) for each in page.context["people"]]
    assert offered == [
        (
            "Nguyễn Thùy Chi",
            "chuyên viên",
            "Trường Chính trị",
            "Được soạn và trao đổi văn bản, báo cáo và xác nhận công việc; xem, không sửa.",
        ),
        ("Lê Thị An", "người ký", "Trường Chính trị", "Được ký văn bản; quản trị hệ thống."),
    ]
    assert "Vào vai Chi" in page.content.decode()


def test_one_click_signs_in(client: Client, settings: LazySettings) -> None:
    settings.DEMO = True
    person = make.member(make.organisation())

    response = client.post(
        reverse("accounts:demo_login"), {"username": person.username, "next": reverse("accounts:profile")}
    )

    assert response["Location"] == reverse("accounts:profile")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert len(client.get(reverse("accounts:session_list")).context["sessions"]) == 1


@pytest.mark.parametrize("is_active", [True, False])
def test_whom_the_page_does_not_offer_cannot_be_entered(
    client: Client, settings: LazySettings, is_active: bool
) -> None:
    settings.DEMO = True
    person = make.user(is_active=is_active)

    response = client.post(reverse("accounts:demo_login"), {"username": person.username})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_door_needs_a_button(client: Client, settings: LazySettings) -> None:
    settings.DEMO = True

    assert client.get(reverse("accounts:demo_login")).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_door_asks_the_same_whatever_its_length(
    client: Client, settings: LazySettings, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.DEMO = True
    school = make.organisation()
    for _ in range(count):
        make.member(school)

    with django_assert_num_queries(1):
        client.get(reverse("account_login"))
