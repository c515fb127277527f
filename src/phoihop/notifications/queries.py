"""Named reads of what people were told."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from phoihop.accounts.models import User
from phoihop.lib.keys import decode, encode
from phoihop.notifications.models import Notice

PAGE_SIZE = 25


@dataclass(frozen=True)
class NoticePage:
    """A part of a person's notices, newest first; `next_key` is empty on the last one."""

    notices: list[Notice]
    next_key: str


def notice_list(user: User, *, unread_only: bool = False, after: str = "") -> NoticePage:
    """What this person was told, 25 at a time; a key that we did not give begins at the start."""
    notices = Notice.objects.visible_to(user)
    if unread_only:
        notices = notices.unread()
    if (key := decode(after, dt.datetime, int)) is not None:
        notices = notices.filter(Q(created_at__lt=key[0]) | Q(created_at=key[0], pk__lt=key[1]))
    rows = list(notices[: PAGE_SIZE + 1])
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return NoticePage(rows[:PAGE_SIZE], encode(last.created_at, last.pk) if last else "")


def unread_count(user: User) -> int:
    """How many notices this person has not seen yet."""
    return Notice.objects.visible_to(user).unread().count()
