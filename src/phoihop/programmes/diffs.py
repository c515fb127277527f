"""What changed in a provision, cell by cell and word by word."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.lib.numbers import format_number
from phoihop.programmes import bodies
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.queries.texts import Change

_WORDS = re.compile(r"\s+|[^\s]+")
LONGEST_COMPARED = 4_000  # words; longer texts are shown whole, old and new


@dataclass(frozen=True)
class Segment:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True)
class CellChange:
    """One cell of a provision, before and after in one line."""

    label: str
    segments: tuple[Segment, ...]


def cell_changes(change: Change) -> list[CellChange]:
    """The cells that a change touches; of something new or removed all that are not empty."""
    before = change.before if change.kind in ("edited", "moved") else None
    result = []
    for label, read in CELLS:
        new = read(change.after)
        old = read(before) if before is not None else ("" if change.kind != "removed" else new)
        new = "" if change.kind == "removed" else new
        if old != new:
            result.append(CellChange(str(label), tuple(word_diff(old, new))))
    return result


def word_diff(old: str, new: str) -> list[Segment]:
    """The words of both texts in one line of segments."""
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(one), len(other)) > LONGEST_COMPARED:
        return [Segment("old", old), Segment("new", new)]
    segments = []
    for operation, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if operation == "equal":
            segments.append(Segment("same", "".join(one[a:b])))
            continue
        if b > a:
            segments.append(Segment("old", "".join(one[a:b])))
        if d > c:
            segments.append(Segment("new", "".join(other[c:d])))
    return segments


def _level(version: ProvisionVersion) -> str:
    names = {1: _("đề mục I, II"), 2: _("khoản 1, 2"), 3: _("điểm a, b"), 4: _("gạch đầu dòng")}
    return names.get(version.level, _("đoạn không đánh số")) if version.provision.kind == "clause" else ""


def _target(version: ProvisionVersion) -> str:
    if version.target_quantity is None:
        return ""
    return f"{format_number(version.target_quantity)} {version.target_unit}".strip()


def _figures(version: ProvisionVersion) -> str:
    """The tables of a provision as plain lines, enough to see what moved."""
    lines = []
    for table in version.data.get("tables", []):
        lines.append(str(table.get("title", "")))
        lines += [" | ".join("" if cell is None else str(cell) for cell in row["cells"]) for row in table["rows"]]
    return "\n".join(lines)


CELLS: tuple[tuple[str | Promise, Callable[[ProvisionVersion], str]], ...] = (
    (gettext_lazy("Cấp"), _level),
    (gettext_lazy("Nội dung"), lambda version: version.text),
    (gettext_lazy("Lĩnh vực"), lambda version: version.field_of_work),
    (gettext_lazy("Chủ trì"), lambda version: bodies.names(version.leads)),
    (gettext_lazy("Phối hợp"), lambda version: bodies.names(version.supports)),
    (gettext_lazy("Thời gian thực hiện"), lambda version: version.due_text),
    (gettext_lazy("Sản phẩm"), lambda version: version.deliverable),
    (gettext_lazy("Chỉ tiêu"), _target),
    (gettext_lazy("Ghi chú"), lambda version: version.note),
    (gettext_lazy("Số liệu"), _figures),
)
