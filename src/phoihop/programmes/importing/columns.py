"""What the columns of an annex table are called, in the variants that offices use."""

import re
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from phoihop.lib.text import fold

_LONGEST_LABEL = 60


class Column(models.TextChoices):
    """What a column holds; those after the note are kept in it under their own name."""

    NUMBER = "number", _("Số thứ tự")
    GROUP = "group", _("Lĩnh vực, nhóm việc")
    TEXT = "text", _("Nội dung")
    LEADS = "leads", _("Chủ trì")
    SUPPORTS = "supports", _("Phối hợp")
    DUE = "due_text", _("Thời gian thực hiện")
    DELIVERABLE = "deliverable", _("Sản phẩm")
    TARGET = "target", _("Chỉ tiêu")
    UNIT = "unit", _("Đơn vị tính")
    NOTE = "note", _("Ghi chú")
    ASSIGNED = "assigned", _("Văn bản giao (ghi vào ghi chú)")
    FUNDING = "funding", _("Kinh phí (ghi vào ghi chú)")
    IGNORED = "", _("Không lấy")


# In this order: "Nội dung phối hợp" is the content, "Đơn vị phối hợp" who supports, "Thời gian thực hiện" when.
_WORDS = tuple(
    (column, re.compile(words))
    for column, words in (
        (Column.NUMBER, r"(?:stt|tt|so tt|so thu tu)"),
        (Column.GROUP, r"(?:nhom|linh vuc).*"),
        (Column.ASSIGNED, r".*\b(?:van ban|can cu)\b.*"),
        (Column.FUNDING, r".*\bkinh phi\b.*"),
        (Column.LEADS, r".*\bchu tri\b.*"),
        (Column.SUPPORTS, r".*\b(?:don vi|co quan|bo phan|nguoi|ben|to chuc)\b.*\b(?:phoi hop|tham gia)\b.*"),
        (Column.UNIT, r"(?:don vi tinh|dvt)"),
        (Column.TARGET, r".*\b(?:chi tieu|so luong|khoi luong)\b.*"),
        (Column.DELIVERABLE, r".*\b(?:san pham|ket qua|dau ra)\b.*"),
        (Column.DUE, r".*\b(?:thoi gian|thoi han|ky han|tien do|thoi diem|hoan thanh)\b.*|han"),
        (Column.NOTE, r".*\bghi chu\b.*"),
        (Column.TEXT, r".*\b(?:noi dung|nhiem vu|cong viec|tieu de|hoat dong|dau viec|ten viec)\b.*|viec"),
        (Column.SUPPORTS, r".*\b(?:phoi hop|tham gia)\b.*"),
        (Column.LEADS, r".*\b(?:thuc hien|phu trach|chiu trach nhiem|dau moi|don vi|co quan)\b.*"),
    )
)


def understood(labels: Sequence[str]) -> list[Column]:
    """The column that each label names; a column named twice counts once, and the rest is not taken."""
    columns: list[Column] = []
    for label in labels:
        column = _column(label)
        columns.append(Column.IGNORED if column in columns else column)
    return columns


def score(columns: Sequence[Column]) -> int:
    """How much of a work table these columns are; 0 when it is none."""
    known = set(columns) - {Column.IGNORED}
    is_table = Column.TEXT in known and bool(known & {Column.LEADS, Column.DUE}) and len(known) >= 3
    return len(known) if is_table else 0


def _column(label: str) -> Column:
    if not label or len(label) > _LONGEST_LABEL:
        return Column.IGNORED
    words = re.sub(r"[^\w]+", " ", fold(label)).strip()
    return next((column for column, pattern in _WORDS if pattern.fullmatch(words)), Column.IGNORED)
