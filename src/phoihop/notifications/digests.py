"""What waits for a person, asked of the parts that registered, and the one mail a day that tells it."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.relative import days_left
from phoihop.lib.waiting import Waiting
from phoihop.notifications.models import Digest

Source = Callable[[User], list[Waiting]]

SEND_AT = dt.time(7, 0)
SOON = dt.timedelta(days=14)
LONGEST_GROUP = 30

_sources: list[Source] = []
_log = logging.getLogger(__name__)


def register_source(fn: Source) -> None:
    """Let `fn(user)` say what waits in its part of the product; asked in the order of registration."""
    if fn not in _sources:
        _sources.append(fn)


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for this person, their bodies or the other sides: dated things first, by date."""
    found = [waiting for source in _sources for waiting in source(user)]
    return sorted(found, key=lambda waiting: (waiting.due_on is None, waiting.due_on or dt.date.max))


@dataclass(frozen=True)
class Group:
    """One heading of the mail with its lines; `more` says how many were left for the site."""

    heading: str
    lines: list[tuple[str, str]]
    more: int


def send_due_digests(today: dt.date) -> int:
    """Send this day's digest to everyone who has not had it and for whom something waits; answers how many.

    At least once: a digest counts as sent after the mail was handed over, so a worker killed in between sends
    that one again at its next run, under the same Message-ID, by which mail programs know a double. (Marked
    before, it might never be sent; a reminder twice is the lesser evil.) A mail that cannot be sent stops no
    other one and is tried again at the next run of the same day; days gone by are not made up for.
    """
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    Digest.objects.bulk_create(
        (Digest(user=user, day=today) for user in people.exclude(digests__day=today)), ignore_conflicts=True
    )
    open_today = Digest.objects.unsettled().filter(day=today, user__in=people).order_by("pk")
    return sum(_settled(pk) for pk in list(open_today.values_list("pk", flat=True)))


def is_due(now: dt.datetime) -> bool:
    """Whether the hour of the daily mail has come."""
    return now.astimezone(clock.VIETNAM).time() >= SEND_AT


def _settled(pk: int) -> bool:
    try:
        return _settle(pk)
    except Exception:
        _log.exception("Digest %s was not sent; the next run of today tries it again.", pk)
        return False


@transaction.atomic
def _settle(pk: int) -> bool:
    # Another worker's row is skipped, not waited for: nobody gets the same mail from two of them.
    digest = Digest.objects.unsettled().select_for_update(skip_locked=True).filter(pk=pk).first()
    if digest is None:
        return False
    with translation.override(digest.user.language):
        things = waiting_for(digest.user)
        if not things:
            digest.empty = True
            digest.save(update_fields=["empty"])
            return False
        _message(digest, things).send()
    digest.sent_at = clock.now()
    digest.save(update_fields=["sent_at"])
    return True


def _message(digest: Digest, things: list[Waiting]) -> EmailMessage:
    context = {
        "user": digest.user,
        "day": digest.day,
        "summary": _summary(things, digest.day),
        "groups": list(_groups(things, digest.day)),
        "home": settings.PUBLIC_URL,
    }
    return EmailMessage(
        subject=_subject(things, digest.day),
        body=render_to_string("notifications/digest.txt", context),
        to=[digest.user.email],
        headers={
            "Message-ID": f"<digest-{digest.day:%Y%m%d}-{digest.user_id}@phoihop>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _subject(things: list[Waiting], day: dt.date) -> str:
    mine = sum(thing.group != "them" for thing in things)
    if mine:
        return ngettext(
            "Phối Hợp ngày %(day)s: %(count)s việc đang chờ đồng chí và cơ quan",
            "Phối Hợp ngày %(day)s: %(count)s việc đang chờ đồng chí và cơ quan",
            mine,
        ) % {"day": f"{day:%d/%m/%Y}", "count": mine}
    return _("Phối Hợp ngày %(day)s: các việc đang chờ bên kia") % {"day": f"{day:%d/%m/%Y}"}


def _summary(things: list[Waiting], day: dt.date) -> list[str]:
    late = sum(thing.due_on is not None and thing.due_on < day for thing in things)
    soon = sum(thing.due_on is not None and day <= thing.due_on <= day + SOON for thing in things)
    lines = []
    if late:
        lines.append(_("Quá hạn: %(count)s việc.") % {"count": late})
    if soon:
        lines.append(_("Sắp đến hạn (trong 14 ngày): %(count)s việc.") % {"count": soon})
    return lines


def _groups(things: list[Waiting], day: dt.date) -> Iterator[Group]:
    headings: dict[Literal["me", "us", "them"], str] = {
        "me": _("Đang chờ đồng chí"),
        "us": _("Chờ bên mình"),
        "them": _("Chờ bên kia"),
    }
    for group, heading in headings.items():
        mine = [thing for thing in things if thing.group == group]
        if mine:
            lines = [(_line(thing, day), settings.PUBLIC_URL + thing.url) for thing in mine[:LONGEST_GROUP]]
            yield Group(heading, lines, len(mine) - len(lines))


def _line(thing: Waiting, day: dt.date) -> str:
    if thing.due_on is None:
        return thing.text
    return _("%(what)s (hạn %(date)s, %(note)s)") % {
        "what": thing.text,
        "date": f"{thing.due_on:%d/%m/%Y}",
        "note": days_left(thing.due_on, day),
    }
