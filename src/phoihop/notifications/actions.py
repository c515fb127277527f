"""Telling people: rows in the system at once, one mail a day from the worker (`tasks.py`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import Truncator

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.notifications.models import Notice

TEXT_LENGTH = 500


def notify(
    users: Iterable[User],
    message: str | Promise,
    url: str,
    *,
    words: Mapping[str, object] | None = None,
    except_for: User | None = None,
) -> None:
    """Tell each of these people once, except the one who did it.

    A lazily translated message, with its `words` put in, is told to each in the language they read.
    The rows belong to the caller's transaction: what is rolled back was never told.
    """
    readers: defaultdict[str, set[int]] = defaultdict(set)
    for user in users:
        if user != except_for:
            readers[user.language].add(user.pk)
    now, notices = clock.now(), []
    for language, told in readers.items():
        with translation.override(language):
            text = Truncator(str(message) % words if words else str(message)).chars(TEXT_LENGTH)
        notices += [Notice(user_id=pk, text=text, url=url, created_at=now) for pk in sorted(told)]
    Notice.objects.bulk_create(notices)


def mark_read(notice: Notice) -> None:
    """Its person has seen it; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(user: User) -> int:
    """Everything this person was told so far is seen; answers how many notices that were."""
    return Notice.objects.visible_to(user).unread().update(read_at=clock.now())
