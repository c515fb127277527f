"""The life of an instrument: its kinds and its states; in which of them each act is possible is said in `rules`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstrumentKind(models.TextChoices):
    REGULATION = "regulation", _("Quy chế phối hợp")
    PROGRAMME = "programme", _("Chương trình phối hợp")
    PLAN = "plan", _("Kế hoạch phối hợp")
    MEMORANDUM = "memorandum", _("Bản ghi nhớ")
    AMENDMENT = "amendment", _("Văn bản sửa đổi, bổ sung")
    REVIEW_REPORT = "review_report", _("Báo cáo kết quả phối hợp")


WORK_KINDS = (InstrumentKind.PROGRAMME, InstrumentKind.PLAN, InstrumentKind.MEMORANDUM)  # their annex becomes work
ARTICLE_KINDS = (InstrumentKind.REGULATION, InstrumentKind.MEMORANDUM, InstrumentKind.AMENDMENT)
RENEWED_KINDS = (InstrumentKind.REGULATION,)  # begun anew from the text in force; others from their review
DRAFTED_KINDS = (
    InstrumentKind.REGULATION,
    *WORK_KINDS,
)  # begun on a blank page; the others grow out of a text in force


class InstrumentState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn riêng")
    NEGOTIATION = "negotiation", _("Đang trao đổi")
    AGREED = "agreed", _("Đã thống nhất")
    FROZEN = "frozen", _("Chờ ký")
    IN_FORCE = "in_force", _("Đã ký, có hiệu lực")
    WITHDRAWN = "withdrawn", _("Đã rút")


OPEN_STATES = (InstrumentState.DRAFT, InstrumentState.NEGOTIATION, InstrumentState.AGREED)
UNDER_TALKS = (InstrumentState.NEGOTIATION, InstrumentState.AGREED)
DISCLOSED_STATES = tuple(state for state in InstrumentState if state != InstrumentState.DRAFT)
SIGNED_TEXT_STATES = (InstrumentState.FROZEN, InstrumentState.IN_FORCE)


class ProvisionKind(models.TextChoices):
    CLAUSE = "clause", _("Điều khoản")
    ITEM = "item", _("Việc trong phụ lục")
    TABLE = "table", _("Bảng số liệu")


class ModificationAct(models.TextChoices):
    """What a provision of an amendment does to one of the text in force."""

    CHANGE = "change", _("Sửa đổi")
    ADD = "add", _("Bổ sung")
    REPEAL = "repeal", _("Bãi bỏ")


class SubmissionPurpose(models.TextChoices):
    """For what a text is laid before a body's own steps."""

    OFFER = "offer", _("gửi bản đề nghị")
    TEXT = "text", _("duyệt toàn văn")


class ImportState(models.TextChoices):
    PENDING = "pending", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    DISCARDED = "discarded", _("Đã bỏ")
