"""What changed in a provision, cell by cell and word by word."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.redline import Piece, Pieces
from phoihop.lib.numbers import format_number
from phoihop.programmes import bodies
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.queries.texts import Change

_WORDS = re.compile(r"\s+|[^\s]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
LONGEST_COMPARED = 4_000  # words; longer texts are shown whole, old and new


@dataclass(frozen=True)
class CellChange:
    """One cell of a provision, before and after in one line."""

    label: str
    pieces: Pieces


def cell_changes(change: Change) -> list[CellChange]:
    """The cells that an edit touches; of something new all that are not empty; of other changes none."""
    if change.kind == "added":
        told = [(str(label), read(change.after)) for label, read in CELLS if read is not _level]
        return [CellChange(label, (Piece("same", text),)) for label, text in told if text]
    if change.kind != "edited" or change.before is None:
        return []
    pairs = [(str(label), read(change.before), read(change.after)) for label, read in CELLS]
    return [CellChange(label, tuple(word_diff(old, new))) for label, old, new in pairs if old != new]


def word_diff(old: str, new: str) -> list[Piece]:
    """The words of both texts in one line of pieces."""
    return _diff(old, new, _WORDS)


def line_diff(old: str, new: str) -> list[Piece]:
    """The same by whole lines: for tables, where a figure means nothing without its line."""
    return _diff(old, new, _LINES)


def _diff(old: str, new: str, unit: re.Pattern[str]) -> list[Piece]:
    one, other = unit.findall(old), unit.findall(new)
    if max(len(one), len(other)) > LONGEST_COMPARED:
        return [Piece("old", old), Piece("new", new)]
    pieces = []
    for is_same, gone, come in _stretches(one, other):
        if is_same:
            pieces.append(Piece("same", gone))
            continue
        pieces += [Piece("old", gone)] if gone else []
        pieces += [Piece("new", come)] if come else []
    return pieces


def _stretches(one: list[str], other: list[str]) -> list[tuple[bool, str, str]]:
    """What stayed and what was replaced in turn; a blank between two replacements belongs to both."""
    found: list[tuple[bool, str, str]] = []
    for operation, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        found.append((operation == "equal", "".join(one[a:b]), "".join(other[c:d])))
    result: list[tuple[bool, str, str]] = []
    for place, (is_same, gone, come) in enumerate(found):
        is_blank = is_same and not gone.strip() and 0 < place < len(found) - 1
        if result and not result[-1][0] and (is_blank or not is_same):
            result[-1] = (False, result[-1][1] + gone, result[-1][2] + come)
        else:
            result.append((is_same, gone, come))
    return result


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


Read = Callable[[ProvisionVersion], str]
TEXT: tuple[str | Promise, Read] = (gettext_lazy("Nội dung"), lambda version: version.text)
FIGURES: tuple[str | Promise, Read] = (gettext_lazy("Số liệu"), _figures)
ITEM_CELLS: tuple[tuple[str | Promise, Read], ...] = (
    TEXT,
    (gettext_lazy("Chủ trì"), lambda version: bodies.names(version.leads)),
    (gettext_lazy("Phối hợp"), lambda version: bodies.names(version.supports)),
    (gettext_lazy("Thời gian thực hiện"), lambda version: version.due_text),
    (gettext_lazy("Sản phẩm"), lambda version: version.deliverable),
    (gettext_lazy("Chỉ tiêu"), _target),
    (gettext_lazy("Ghi chú"), lambda version: version.note),
)
CELLS: tuple[tuple[str | Promise, Read], ...] = (
    (gettext_lazy("Cấp"), _level),
    TEXT,
    (gettext_lazy("Lĩnh vực"), lambda version: version.field_of_work),
    *ITEM_CELLS[1:],
    FIGURES,
)
