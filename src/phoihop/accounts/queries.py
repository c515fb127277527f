"""Reads of a person's own account."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from phoihop.accounts.devices import device_name
from phoihop.accounts.models import User
from phoihop.lib import clock


@dataclass(frozen=True)
class OpenSession:
    """A place where this person is signed in."""

    row: UserSession
    device: str
    is_current: bool


def session_list(user: User, *, current: str | None) -> list[OpenSession]:
    """Where this person is signed in now: the session of `current` (its key) first, then the latest seen."""
    living = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = UserSession.objects.filter(user=user, session_key__in=living).order_by("-last_seen_at", "-pk")
    found = [OpenSession(row, device_name(row.user_agent), row.session_key == current) for row in rows]
    return sorted(found, key=lambda session: not session.is_current)
