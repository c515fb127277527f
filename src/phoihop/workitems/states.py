"""The states of work, and what the calendar makes of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OccurrenceState(models.TextChoices):
    OPEN = "open", _("Chưa báo cáo")
    REPORTED = "reported", _("Đã báo cáo, chờ xác nhận")
    RETURNED = "returned", _("Bị trả lại")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    CANCELLED = "cancelled", _("Thôi thực hiện")


class Nature(models.TextChoices):
    DATED = "dated", _("Có thời hạn")
    CONTINUOUS = "continuous", _("Thường xuyên")
    ON_REQUEST = "on_request", _("Theo yêu cầu")


class Standing(models.TextChoices):
    """What an item is today, by its state and its due date: the four official cells, and those apart."""

    DONE_ON_TIME = "done_on_time", _("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    OPEN_IN_TERM = "open_in_term", _("Chưa hoàn thành, còn trong hạn")
    OPEN_OVERDUE = "open_overdue", _("Chưa hoàn thành, quá hạn")
    APART = "apart", _("Thường xuyên, theo yêu cầu")


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("Đang đề nghị")
    GRANTED = "granted", _("Đã đồng ý")
    REFUSED = "refused", _("Không đồng ý")


class EvidenceKind(models.TextChoices):
    FILE = "file", _("Tệp")
    LINK = "link", _("Đường dẫn")
