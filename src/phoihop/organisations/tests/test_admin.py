"""Administration of the installation: two parts, for those who keep it."""

import pytest
from django.test import Client

from phoihop.accounts.models import User
from phoihop.organisations.admin import site
from phoihop.organisations.models import Membership, Organisation, Role, Succession, Unit
from tests import make

pytestmark = pytest.mark.django_db


def test_only_bodies_and_accounts_are_kept_here() -> None:
    assert set(site._registry) == {User, Organisation, Succession, Unit, Membership}


def test_whoever_keeps_the_installation_keeps_all_of_it(client: Client) -> None:
    keeper = make.user(is_staff=True)
    body = make.organisation("Sở Khoa học", "SKHCN")
    client.force_login(keeper)

    pages = [
        client.get(path).status_code
        for path in (
            "/admin/",
            "/admin/accounts/user/",
            "/admin/accounts/user/add/",
            f"/admin/accounts/user/{keeper.pk}/change/",
            f"/admin/accounts/user/{keeper.pk}/password/",
            f"/admin/organisations/organisation/{body.pk}/change/",
            "/admin/organisations/membership/add/",
            "/admin/organisations/unit/add/",
            "/admin/organisations/succession/add/",
        )
    ]

    assert pages == [200] * 9


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_else_enters(client: Client, role: Role | None) -> None:
    client.force_login(make.member(make.organisation(), role) if role else make.user())

    response = client.get("/admin/", follow=True)

    assert response.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert response.status_code == 403
    assert "Chỉ quản trị hệ thống được mở trang này." in response.content.decode()


def test_there_is_one_door(client: Client) -> None:
    response = client.post("/admin/login/", {"username": "quan.tri", "password": "đoán"})

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/admin/login/")


def test_who_passed_the_door_is_led_on(client: Client) -> None:
    client.force_login(make.user(is_staff=True))

    assert client.get("/admin/login/")["Location"] == "/admin/"
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def _names(*rows: dict[str, str]) -> dict[str, str]:
    form = {"names-TOTAL_FORMS": str(len(rows)), "names-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        form |= {f"names-{number}-{name}": value for name, value in row.items()}
    return form


def test_a_body_is_made_with_a_name_for_each_day(client: Client) -> None:
    client.force_login(make.user(is_staff=True))
    address = "/admin/organisations/organisation/add/"
    body = {"key": "mttq", "name": "Ủy ban MTTQ", "short_name": "MTTQ", "abbreviation": "MTTQ"}
    old = {"name": "Ủy ban MTTQ", "short_name": "MTTQ", "abbreviation": "MTTQ"}
    new = old | {"valid_from": "24/11/2026"}

    without = client.post(address, body | _names())
    both = client.post(address, body | _names(old, new))
    made = client.post(address, body | _names(old | {"valid_to": "23/11/2026"}, new))

    assert "Hãy ghi ít nhất một tên theo thời gian" in without.content.decode()
    assert "Hai tên cùng dùng trong một ngày." in both.content.decode()
    assert (without.status_code, both.status_code, made.status_code) == (200, 200, 302)
    [body_made] = Organisation.objects.all()
    assert body_made.names.count() == 2
    assert (str(body_made), body_made.abbreviation) == ("MTTQ", "MTTQ")


def test_pages_call_a_body_by_the_name_that_was_written_last(client: Client) -> None:
    client.force_login(make.user(is_staff=True))
    body = make.organisation("Sở Khoa học", "SKHCN")
    [name] = body.names.all()
    row = {
        "id": str(name.pk),
        "organisation": str(body.pk),
        "name": "Sở Khoa học và Công nghệ",
        "short_name": "Sở KH&CN",
    }
    rows = _names(row | {"abbreviation": "SKHCN"}) | {"names-INITIAL_FORMS": "1"}

    answer = client.post(f"/admin/organisations/organisation/{body.pk}/change/", {"key": body.key} | rows)

    assert answer.status_code == 302
    body.refresh_from_db()
    assert (body.name, str(body)) == ("Sở Khoa học và Công nghệ", "Sở KH&CN")
    assert list(Organisation.objects.filter(search_key__contains="cong nghe")) == [body]


@pytest.mark.parametrize("typed", ["Nguyễn Thị Lan", "nguyen thi lan", "LAN", "lan"])
def test_a_person_is_found_by_their_name_with_and_without_marks(client: Client, typed: str) -> None:
    client.force_login(make.user(is_staff=True))
    person = make.user("Nguyễn Thị Lan")
    wanted = {"app_label": "organisations", "model_name": "membership", "field_name": "user", "term": typed}

    found = client.get("/admin/autocomplete/", wanted).json()["results"]

    assert [one["id"] for one in found] == [str(person.pk)]
