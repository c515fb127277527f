"""What every page's shell needs: navigation, who is here, how the page looks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import Theme
from phoihop.accounts.preferences import THEME_COOKIE
from phoihop.lib import clock


@dataclass(frozen=True)
class Entry:
    """One line of the navigation; `apps` are the parts whose pages light it."""

    label: str | Promise
    url_name: str
    icon: str
    apps: frozenset[str]


NAVIGATION = (
    Entry(_("Trang chủ"), "home", "home", frozenset({"home"})),
    Entry(_("Chương trình"), "programmes:instrument_list", "file-text", frozenset({"programmes", "signatures"})),
    Entry(_("Công việc"), "workitems:work_item_list", "checklist", frozenset({"workitems"})),
    Entry(_("Tổng kết"), "reviews:review_list", "report-analytics", frozenset({"reviews"})),
    Entry(_("Cơ quan"), "organisations:organisation_list", "building-bank", frozenset({"organisations"})),
)


@dataclass(frozen=True)
class Person:
    """Who is here, in words."""

    position: str
    body: str
    unread: int


# By hand: this runs on every page, and composing it from querysets took eight times as long as running it.
PERSON = """
    SELECT held.position, body.short_name,
        (SELECT count(*) FROM notifications_notice WHERE user_id = %(user)s AND read_at IS NULL)
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (
        SELECT position, organisation_id FROM organisations_membership
        WHERE user_id = %(user)s
            AND (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to >= %(today)s)
        ORDER BY id LIMIT 1
    ) AS held ON true
    LEFT JOIN organisations_organisation AS body ON body.id = held.organisation_id
"""


class Shell:
    """Asked by the base template; asks the database once, and only when a whole page is drawn."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo: bool = settings.DEMO
        self.home = reverse("home")
        self.search_url = reverse("search")
        self.notices_url = reverse("notifications:notice_list")
        self.search_text = request.GET.get("q", "") if request.path == self.search_url else ""

    @property
    def here(self) -> str:
        """The address to come back to; a form that was not accepted has none of its own."""
        return self._request.get_full_path() if self._request.method == "GET" else self.home

    @property
    def theme(self) -> str:
        user = getattr(self._request, "user", None)
        chosen = user.theme if user and user.is_authenticated else self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in Theme.values else Theme.SYSTEM.value

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        match = self._request.resolver_match
        here = (match.app_names[0] if match.app_names else match.url_name) if match else ""
        return [
            {
                "label": entry.label,
                "icon": entry.icon,
                "url": reverse(entry.url_name),
                "current": here in entry.apps,
            }
            for entry in NAVIGATION
        ]

    @cached_property
    def person(self) -> Person:
        """Position and body of today, and how many notices are unread."""
        today = clock.today()
        with connection.cursor() as cursor:
            cursor.execute(PERSON, {"user": self._request.user.pk, "today": today})
            position, body, unread = cursor.fetchone() or ("", "", 0)
        return Person(position or "", body or "", unread)


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
