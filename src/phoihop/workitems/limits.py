"""What a report, a request and an answer may say: each limit once, with its sentence, for form and action alike.

Every function answers "" when the value can be taken.
"""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.numbers import kept
from phoihop.workitems.models import WorkItem

LONGEST_TEXT = 5_000
LONGEST_REASON = 2_000
LAST_DAY = dt.date(2999, 12, 31)


def refusal_of_completed_on(item: WorkItem, day: dt.date) -> str:
    """Work is done between the first day of its programme and today."""
    start = item.instrument.period_start
    if day > clock.today():
        return _("Ngày hoàn thành không thể sau hôm nay.")
    if day < start:
        return _("Ngày hoàn thành không thể trước ngày bắt đầu chương trình, %(day)s.") % {"day": format_date(start)}
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
