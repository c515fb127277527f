"""The door: who comes in, and what a refused login says."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from phoihop.accounts.adapter import AccountAdapter
from phoihop.accounts.models import User
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "sông Lam nước biếc"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi thử lại."
TOO_MANY = "Đã thử sai nhiều lần. Hãy đợi năm phút rồi thử lại."


def _try(client: Client, user: User | str, password: str = PASSWORD) -> str:
    username = user if isinstance(user, str) else user.username
    response = client.post(reverse("account_login"), {"login": username, "password": password})
    if response.status_code == 302:
        return f"→ {response['Location']}"
    assert response.status_code == 422
    errors: list[str] = response.context["form"].non_field_errors()
    return " ".join(errors)


def test_a_person_signs_in_with_name_and_password(client: Client) -> None:
    person = make.user(password=PASSWORD)

    assert _try(client, person) == "→ /"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_login_leads_back_to_the_page_that_was_asked_for(client: Client) -> None:
    person = make.user(password=PASSWORD)
    profile = reverse("accounts:profile")

    asked = client.get(profile)
    response = client.post(asked["Location"], {"login": person.username, "password": PASSWORD, "next": profile})

    assert asked["Location"] == f"/accounts/login/?next={profile}"
    assert response["Location"] == profile


def test_login_does_not_lead_to_another_site(client: Client) -> None:
    person = make.user(password=PASSWORD)

    response = client.post(
        reverse("account_login"),
        {"login": person.username, "password": PASSWORD, "next": "https://example.org/"},
    )

    assert response["Location"] == "/"


def test_a_refused_login_never_says_why(client: Client) -> None:
    person = make.user(password=PASSWORD)
    closed = make.user(password=PASSWORD, is_active=False)

    answers = [_try(client, person, "sai mật khẩu"), _try(client, "khong.co"), _try(client, closed)]

    assert answers == [WRONG, WRONG, WRONG]
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down_for_the_name(client: Client) -> None:
    person = make.user(password=PASSWORD)
    other = make.user(password=PASSWORD)

    guesses = [_try(client, person, f"đoán lần {number}") for number in range(6)]

    assert guesses == [WRONG] * 5 + [TOO_MANY]
    assert _try(client, person) == TOO_MANY
    assert _try(client, other) == "→ /"


def test_guessing_is_slowed_down_for_the_machine(client: Client) -> None:
    guesses = [_try(client, f"nguoi{number}", "đoán") for number in range(11)]

    assert guesses == [WRONG] * 10 + [TOO_MANY]


def test_a_flood_of_attempts_gets_a_page_with_a_sentence(client: Client) -> None:
    person = make.user(password=PASSWORD)
    for _ in range(30):
        client.post(reverse("account_login"), {"login": "", "password": ""})

    response = client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})

    assert response.status_code == 429
    assert "Hãy đợi một phút rồi thử lại." in response.content.decode()


def test_a_closed_account_loses_its_open_sessions(client: Client) -> None:
    person = make.user()
    client.force_login(person)
    person.is_active = False
    person.save()

    assert client.get(reverse("accounts:profile")).status_code == 302


def test_logging_out_takes_a_button(client: Client) -> None:
    client.force_login(make.user())

    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session

    response = client.post(reverse("account_logout"), follow=True)

    assert "_auth_user_id" not in client.session
    assert "Đồng chí đã đăng xuất." in response.content.decode()


def test_passwords_are_kept_with_argon2(client: Client) -> None:
    person = make.user(password=PASSWORD)

    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_piece_of_a_page_asked_for_after_logout_reloads_the_page(client: Client) -> None:
    response = client.get(reverse("accounts:session_list"), headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Refresh"]) == (200, "true")


def test_every_page_of_accounts_is_on_this_list() -> None:
    from phoihop.accounts import urls

    own = [f"accounts:{entry.name}" for entry in urls.own]
    doors = [entry.name for entry in urls.urlpatterns[1:]]

    assert own == [
        "accounts:demo_login",
        "accounts:profile",
        "accounts:language_update",
        "accounts:theme_update",
        "accounts:session_list",
        "accounts:session_delete_others",
        "accounts:session_delete_all",
        "accounts:session_delete",
    ]
    assert doors == ["account_login", "account_logout", "account_change_password"]


@pytest.mark.parametrize("path", ["signup", "email", "password/reset", "password/set", "inactive", "reauthenticate"])
def test_allauths_other_pages_do_not_exist(client: Client, path: str) -> None:
    client.force_login(make.user())

    assert client.get(f"/accounts/{path}/").status_code == 404


def test_nobody_signs_up_by_themselves(rf: RequestFactory) -> None:
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False
