"""What a report, a request and an answer may say: each limit once, with its sentence, for form and action alike.

Every function answers "" when the value can be taken.
"""

import datetime as dt
from decimal import Decimal

from django.db.models import Min
from django.utils.translation import gettext as _

from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotPossible
from phoihop.lib.numbers import kept
from phoihop.workitems.models import WorkItem

LONGEST_TEXT = 5_000
LONGEST_REASON = 2_000
LONGEST_EXTENSION = dt.timedelta(days=366)
LAST_DAY = dt.date(2999, 12, 31)


def refuse(*sentences: str) -> None:
    """Raises NotPossible with the first of these refusals that says something."""
    if sentence := next(filter(None, sentences), ""):
        raise NotPossible(sentence)


def first_day(item: WorkItem) -> dt.date:
    """The first day of the programme; before it, the day of its text or one for which that agreed the work."""
    text = item.instrument
    agreed = item.occurrences.aggregate(first=Min("agreed_due_on"))["first"]
    return min(text.period_start, text.dated_on or dt.date.max, agreed or dt.date.max)


def refusal_of_completed_on(item: WorkItem, day: dt.date) -> str:
    """Work is done between its first day and today."""
    start = first_day(item)
    if day > clock.today():
        return _("Ngày hoàn thành không thể sau hôm nay.")
    if day < start:
        return _("Ngày hoàn thành không thể trước %(day)s, ngày đầu của việc này theo văn bản đã ký.") % {
            "day": format_date(start)
        }
    return ""


def refusal_of_quantity(quantity: Decimal | None) -> str:
    """Nothing, or a number that the database can keep."""
    if quantity is not None and kept(quantity) is None:
        return _("Kết quả phải là một số từ 0 trở lên.")
    return ""


def refusal_of_text(text: str) -> str:
    """A report says something, and not too much."""
    if not text:
        return _("Hãy viết nội dung báo cáo: đã làm gì, kết quả ra sao.")
    if len(text) > LONGEST_TEXT:
        return _("Nội dung báo cáo dài quá %(most)s ký tự; phần chi tiết xin gửi thành tệp.") % {"most": "5.000"}
    return ""


def refusal_of_new_date(due_on: dt.date, to_due_on: dt.date) -> str:
    """A new due date is later than the one in force."""
    if not due_on < to_due_on <= LAST_DAY:
        return _("Hạn mới phải sau hạn hiện nay, %(day)s.") % {"day": format_date(due_on)}
    if to_due_on > max(due_on, clock.today()) + LONGEST_EXTENSION:
        return _("Mỗi lần gia hạn nhiều nhất một năm kể từ hạn hiện nay.")
    return ""


def refusal_of_reason(reason: str, *, missing: str = "") -> str:
    """A reason is not too long; where it is needed, `missing` says so."""
    if not reason:
        return missing
    if len(reason) > LONGEST_REASON:
        return _("Lý do dài quá %(most)s ký tự; hãy viết gọn lại.") % {"most": "2.000"}
    return ""


def no_reason_for_return() -> str:
    return _("Hãy nêu lý do trả lại để bên kia biết cần bổ sung gì.")


def no_reason_for_request() -> str:
    return _("Hãy nêu lý do đề nghị gia hạn.")


def no_reason_for_refusal() -> str:
    return _("Hãy nêu lý do không đồng ý gia hạn.")
