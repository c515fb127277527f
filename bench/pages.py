"""The main pages, and how many queries each takes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.data import World
from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument
from phoihop.reviews.actions import start_review
from phoihop.workitems.queries import Filters
from phoihop.workitems.queries.lists import _key
from phoihop.workitems.queries.scope import scope_of

PLAIN = "/bench/plain-list/"


@dataclass(frozen=True)
class Page:
    """A page by its name in the report; `is_list` ones have the goal of half the plain list."""

    name: str
    path: str
    is_list: bool = False


def pages(world: World) -> list[Page]:
    """The main pages, as the officer of the large body opens them."""
    officer = User.objects.get(pk=world.officer)
    review, large = (_review(world, officer, programme) for programme in (world.programme, world.large_programme))
    return [
        Page("home", "/"),
        Page("list", "/work-items/", is_list=True),
        Page("list, filtered", f"/work-items/?standing=done&body={world.body}", is_list=True),
        Page("list, deep page", f"/work-items/?after={_deep_key(officer)}", is_list=True),
        Page("list, words", f"/work-items/?q={quote('hội thảo khoa học')}", is_list=True),
        Page("search", f"/search/?q={quote('chuyển đổi số')}"),
        Page("item", f"/work-items/{world.item}/"),
        Page("programme", f"/instruments/{world.programme}/"),
        Page("review, 40 items", f"/reviews/{review}/"),
        Page("review, 2,000 items", f"/reviews/{large}/"),
        Page("reviews", "/reviews/"),
    ]


def cookie_of(user_id: int) -> str:
    """A session of that person, as signing in makes it."""
    user = User.objects.get(pk=user_id)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"


def queries(path: str, cookie: str) -> int:
    """How many queries a page takes (session and person included)."""
    client = Client(headers={"host": "127.0.0.1", "cookie": cookie, "accept-language": "vi"})
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response: Any = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")
    return len(captured)


def _review(world: World, officer: User, programme: int) -> int:
    body = Organisation.objects.get(pk=world.body)
    return start_review(Instrument.objects.get(pk=programme), organisation=body, by=officer).pk


def _deep_key(officer: User) -> str:
    """The key that opens the list in its middle."""
    filters = Filters()
    items = filters.order.sorted(scope_of(officer).items())
    record = items.values("pk", "closed", "due_key")[items.count() // 2]
    return _key(dict(record), filters)
