"""The language and the theme a person or a visitor chose."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def _page(client: Client, path: str = LOGIN) -> str:
    return client.get(path, headers={"Accept-Language": "en-GB,en"}).content.decode()


def test_pages_are_vietnamese_whatever_the_browser_wishes(client: Client) -> None:
    response = client.get(LOGIN, headers={"Accept-Language": "en-GB,en"})

    assert response["Content-Language"] == "vi"
    assert '<html lang="vi" data-bs-theme="system">' in response.content.decode()


def test_a_visitor_chooses_a_language(client: Client) -> None:
    response = client.post(reverse("accounts:language_update"), {"language": "en", "next": LOGIN})

    assert response["Location"] == LOGIN
    assert '<html lang="en"' in _page(client)


def test_a_person_chooses_a_language_for_every_device(client: Client) -> None:
    person = make.user()
    client.force_login(person)

    client.post(reverse("accounts:language_update"), {"language": "en", "next": "/"})

    elsewhere = Client()
    elsewhere.force_login(person)
    person.refresh_from_db()
    assert person.language == "en"
    assert '<html lang="en"' in _page(elsewhere, reverse("accounts:profile"))


def test_the_choice_of_the_person_wins_over_the_cookie(client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(make.user())

    assert '<html lang="vi"' in _page(client, reverse("accounts:profile"))


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_visitor_chooses_a_theme(client: Client, theme: str) -> None:
    client.post(reverse("accounts:theme_update"), {"theme": theme, "next": LOGIN})

    assert f'data-bs-theme="{theme}"' in _page(client)


def test_a_person_chooses_a_theme(client: Client) -> None:
    person = make.user()
    client.force_login(person)

    client.post(reverse("accounts:theme_update"), {"theme": "dark", "next": "/"})

    person.refresh_from_db()
    assert person.theme == "dark"
    assert 'data-bs-theme="dark"' in _page(client, reverse("accounts:profile"))


@pytest.mark.parametrize(
    ("name", "data"),
    [("language_update", {"language": "xx"}), ("theme_update", {"theme": "pink"}), ("theme_update", {})],
)
def test_what_is_no_choice_changes_nothing(client: Client, name: str, data: dict[str, str]) -> None:
    person = make.user()
    client.force_login(person)

    response = client.post(reverse(f"accounts:{name}"), data)

    person.refresh_from_db()
    assert (response["Location"], person.language, person.theme) == ("/", "vi", "system")
    assert "theme" not in client.cookies


def test_the_way_back_stays_on_this_site(client: Client) -> None:
    response = client.post(reverse("accounts:theme_update"), {"theme": "dark", "next": "https://example.org/"})

    assert response["Location"] == "/"


def test_an_unknown_cookie_is_ignored(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    client.cookies["theme"] = "pink"

    assert '<html lang="vi" data-bs-theme="system">' in _page(client)


def test_the_profile_keeps_both(client: Client) -> None:
    person = make.user()
    client.force_login(person)

    response = client.post(reverse("accounts:profile"), {"language": "en", "theme": "light"}, follow=True)

    person.refresh_from_db()
    assert (person.language, person.theme) == ("en", "light")
    assert '<html lang="en" data-bs-theme="light">' in response.content.decode()


def test_the_profile_refuses_what_is_no_choice(client: Client) -> None:
    person = make.user()
    client.force_login(person)

    response = client.post(reverse("accounts:profile"), {"language": "xx", "theme": "light"})

    person.refresh_from_db()
    assert (response.status_code, person.theme) == (422, "system")
