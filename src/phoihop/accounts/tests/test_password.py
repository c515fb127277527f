"""Changing one's password."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
OLD = "sông Lam nước biếc"
NEW = "cầu Rộ gió lộng"


def _change(client: Client, **fields: str) -> tuple[int, dict[str, list[str]]]:
    data = {"oldpassword": OLD, "password1": NEW, "password2": NEW} | fields
    response = client.post(reverse("account_change_password"), data)
    errors = response.context["form"].errors if response.status_code == 422 else {}
    return response.status_code, {name: list(texts) for name, texts in errors.items()}


def test_a_new_password_signs_out_everywhere_else(client: Client) -> None:
    person = make.user(password=OLD)
    elsewhere = Client()
    for each in (client, elsewhere):
        each.post(reverse("account_login"), {"login": person.username, "password": OLD})

    status, _ = _change(client)

    person.refresh_from_db()
    assert (status, person.check_password(NEW)) == (302, True)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
    page = client.get(reverse("accounts:session_list"))
    assert [session.is_current for session in page.context["sessions"]] == [True]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"oldpassword": "không nhớ"}, {"oldpassword": ["Mật khẩu hiện nay chưa đúng."]}),
        ({"password2": "khác hẳn nhau"}, {"password2": ["Hai lần nhập mật khẩu mới chưa giống nhau."]}),
    ],
)
def test_a_password_is_refused_with_its_sentence(
    client: Client, fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    person = make.user(password=OLD)
    client.force_login(person)

    assert _change(client, **fields) == (422, errors)
    person.refresh_from_db()
    assert person.check_password(OLD)


@pytest.mark.parametrize("weak", ["ngắn", "password123"])
def test_a_weak_password_is_refused(client: Client, weak: str) -> None:
    client.force_login(make.user(password=OLD))

    status, errors = _change(client, password1=weak, password2=weak)

    assert (status, list(errors)) == (422, ["password1"])


def test_an_account_without_password_has_none_to_change(client: Client) -> None:
    client.force_login(make.user())

    response = client.get(reverse("account_change_password"))

    assert response.status_code == 409
    assert "Tài khoản này không đăng nhập bằng mật khẩu nên không có gì để đổi." in response.content.decode()
