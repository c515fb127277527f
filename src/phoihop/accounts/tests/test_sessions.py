"""Where a person is signed in, and ending it."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.actions import end_session
from phoihop.accounts.devices import device_name
from phoihop.accounts.middleware import SEEN_AT
from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "sông Lam nước biếc"
PROFILE = "/accounts/profile/"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def _signed_in(person: User, *, user_agent: str = "") -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
    return client


def _is_in(client: Client) -> bool:
    return client.get(PROFILE).status_code == 200


def test_the_list_names_this_session_first_and_its_device() -> None:
    person = make.user(password=PASSWORD)
    here = _signed_in(person, user_agent=CHROME)
    _signed_in(person, user_agent="curl/8")

    page = here.get(reverse("accounts:session_list"))

    sessions = [(session.device, session.is_current) for session in page.context["sessions"]]
    assert sessions == [("Chrome trên Windows", True), ("Thiết bị không rõ", False)]


def test_one_session_is_ended() -> None:
    person = make.user(password=PASSWORD)
    here, elsewhere, third = (_signed_in(person) for _ in range(3))
    row = UserSession.objects.get(session_key=elsewhere.session.session_key)

    response = here.post(reverse("accounts:session_delete", args=[row.pk]), follow=True)

    assert "Đã kết thúc phiên đăng nhập ấy." in response.content.decode()
    assert [_is_in(here), _is_in(elsewhere), _is_in(third)] == [True, False, True]


def test_all_other_sessions_are_ended() -> None:
    person = make.user(password=PASSWORD)
    here, elsewhere, third = (_signed_in(person) for _ in range(3))

    here.post(reverse("accounts:session_delete_others"))

    assert [_is_in(here), _is_in(elsewhere), _is_in(third)] == [True, False, False]


def test_all_sessions_are_ended() -> None:
    person = make.user(password=PASSWORD)
    here, elsewhere = (_signed_in(person) for _ in range(2))

    response = here.post(reverse("accounts:session_delete_all"), follow=True)

    assert "Đồng chí đã đăng xuất ở mọi nơi." in response.content.decode()
    assert [_is_in(here), _is_in(elsewhere)] == [False, False]
    assert list(UserSession.objects.all()) == []


def test_sessions_of_others_cannot_be_ended() -> None:
    person, stranger = make.user(password=PASSWORD), make.user(password=PASSWORD)
    theirs = _signed_in(person)
    row = UserSession.objects.get(user=person)

    with pytest.raises(NotPossible, match=r"Phiên đăng nhập này đã kết thúc rồi\."):
        end_session(row.pk, by=stranger)
    response = _signed_in(stranger).post(reverse("accounts:session_delete", args=[row.pk]))

    assert response.status_code == 409
    assert _is_in(theirs)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = make.user(password=PASSWORD)
    clients = [_signed_in(person) for _ in range(count)]

    with django_assert_num_queries(4):
        page = clients[0].get(reverse("accounts:session_list"))

    assert len(page.context["sessions"]) == count


def test_last_seen_moves_every_ten_minutes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = make.user(password=PASSWORD)
    client = _signed_in(person)
    long_ago = clock.now() - dt.timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)

    client.get(PROFILE)
    before = UserSession.objects.get().last_seen_at
    session = client.session
    session[SEEN_AT] -= 601
    session.save()
    client.get(PROFILE)

    assert before == long_ago
    assert clock.now() - UserSession.objects.get().last_seen_at < dt.timedelta(minutes=1)
    with django_assert_num_queries(3):
        client.get(PROFILE)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome trên Windows"),
        (CHROME + " coc_coc_browser/130.0", "Cốc Cốc trên Windows"),
        (CHROME + " Edg/140.0", "Edge trên Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari trên iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox trên Linux"),
        ("Android", "Android"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_devices_have_short_names(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
