"""Small factories for notices."""

import datetime as dt

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.notifications.models import Notice

MORNING = dt.datetime(2026, 3, 2, 7, 0, tzinfo=clock.VIETNAM)


def notice(
    user: User, text: str = "Ban Tuyên giáo đã gửi bản đề nghị.", *, minutes: int = 0, read: bool = False
) -> Notice:
    """A notice of that morning, so many minutes after seven."""
    at = MORNING + dt.timedelta(minutes=minutes)
    return Notice.objects.create(user=user, text=text, url="/notices/", created_at=at, read_at=at if read else None)
