"""The clock of the product: Vietnam time, and a way to tell a story that happened before (demo data, tests)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in Vietnam time."""
    return _moment.get() or dt.datetime.now(VIETNAM)


def today() -> dt.date:
    """Today's date in Vietnam."""
    return now().date()


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let `now()` answer `moment` (aware) inside the block."""
    token = _moment.set(moment.astimezone(VIETNAM))
    try:
        yield
    finally:
        _moment.reset(token)
