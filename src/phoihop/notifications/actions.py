"""Telling people: rows in the system at once, one mail a day from the worker (`tasks.py`)."""

from collections.abc import Iterable

from django.utils.text import Truncator

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.notifications.models import Notice

TEXT_LENGTH = 500


def notify(users: Iterable[User], text: str, url: str, *, except_for: User | None = None) -> None:
    """Tell each of these people once, except the one who did it.

    The rows belong to the caller's transaction: what is rolled back was never told.
    """
    now, text = clock.now(), Truncator(text).chars(TEXT_LENGTH)
    told = {user.pk for user in users} - ({except_for.pk} if except_for else set())
    Notice.objects.bulk_create(Notice(user_id=pk, text=text, url=url, created_at=now) for pk in sorted(told))


def mark_read(notice: Notice) -> None:
    """Its person has seen it; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(user: User) -> int:
    """Everything this person was told so far is seen; answers how many notices that were."""
    return Notice.objects.visible_to(user).unread().update(read_at=clock.now())
