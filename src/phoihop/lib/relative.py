"""Due dates in relation to today, in words."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def days_left(due_on: dt.date, today: dt.date) -> str:
    """As in “còn 5 ngày”, “hạn hôm nay”, “quá hạn 3 ngày”."""
    days = (due_on - today).days
    if days < 0:
        return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -days) % {"days": -days}
    if days == 0:
        return _("hạn hôm nay")
    return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days}
