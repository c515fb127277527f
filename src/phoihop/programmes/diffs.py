"""What changed in a provision, cell by cell and word by word."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.levels import Level
from phoihop.documents.redline import Piece, Pieces
from phoihop.lib.numbers import format_number
from phoihop.programmes import bodies
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.queries.texts import Change

# A word with the blank before it: blanks as parts of their own make it a hundred times slower.
_WORDS = re.compile(r"\s*\S+|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PAIRS = 200_000  # of equal parts; texts with more would take seconds, and are shown whole, old and new


@dataclass(frozen=True)
class CellChange:
    """One cell of a provision, before and after in one line."""

    label: str
    pieces: Pieces


def cell_changes(change: Change, *, but_text: bool = False) -> list[CellChange]:
    """The cells that an edit touches; of something new all that are not empty; of other changes none.

    With `but_text` without the words themselves, for a page that shows those apart.
    """
    if change.kind == "added":
        told = [(str(label), read(change.after)) for label, read in CELLS if read is not _level]
        return [CellChange(label, (Piece("same", text),)) for label, text in told if text]
    if change.kind != "edited" or change.before is None:
        return []
    cells = [cell for cell in CELLS if not (but_text and cell is TEXT)]
    pairs = [(str(label), read(change.before), read(change.after)) for label, read in cells]
    return [CellChange(label, tuple(word_diff(old, new))) for label, old, new in pairs if old != new]


def word_diff(old: str, new: str) -> list[Piece]:
    """The words of both texts in one line of pieces."""
    return _unled(_diff(f" {old}", f" {new}", _WORDS))  # led by a blank, the first word is like all others


def line_diff(old: str, new: str) -> list[Piece]:
    """The same by whole lines: for tables, where a figure means nothing without its line."""
    return _diff(old, new, _LINES)


def _diff(old: str, new: str, unit: re.Pattern[str]) -> list[Piece]:
    one, other = unit.findall(old), unit.findall(new)
    if _pairs(one, other) > MOST_PAIRS:
        return _replaced(old, new)
    pieces: list[Piece] = []
    for operation, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone, come = "".join(one[a:b]), "".join(other[c:d])
        found = [Piece("same", gone)] if operation == "equal" else _replaced(gone, come)
        if pieces and found[0].kind == pieces[-1].kind == "same":
            found[0] = Piece("same", pieces.pop().text + found[0].text)
        pieces += found
    return pieces


def _unled(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the blank that leads both texts."""
    first, *rest = pieces
    begun = [Piece(first.kind, first.text[1:])]
    if first.kind != "same":  # then the blank of the other text leads what follows, which may be of both
        following, *rest = rest
        kept = [Piece(first.kind, " ")] if following.kind == "same" else []
        begun += [*kept, Piece(following.kind, following.text[1:])]
    return [piece for piece in (*begun, *rest) if piece.text]


def _pairs(one: list[str], other: list[str]) -> int:
    """How many parts of one text equal how many of the other: what the comparison has to go through."""
    counts = Counter(other)
    return sum(count * counts[part] for part, count in Counter(one).items())


def _replaced(gone: str, come: str) -> list[Piece]:
    """Old and new, without the blank that both begin with."""
    same = takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), zip(gone, come, strict=False))
    blank = "".join(letter for letter, _twin in same)
    found = [Piece("same", blank), Piece("old", gone[len(blank) :]), Piece("new", come[len(blank) :])]
    return [piece for piece in found if piece.text]


def _level(version: ProvisionVersion) -> str:
    names = {
        Level.BASIS: _("căn cứ"),
        Level.CHAPTER: _("chương"),
        Level.HEADING: _("đề mục I, II"),
        Level.ARTICLE: _("điều"),
        Level.NUMBERED: _("khoản 1, 2"),
        Level.POINT: _("điểm a, b"),
        Level.DASH: _("gạch đầu dòng"),
        Level.PARAGRAPH: _("đoạn không đánh số"),
    }
    return names[Level(version.level)] if version.provision.kind == "clause" else ""


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


def differing_cells(one: ProvisionVersion, other: ProvisionVersion) -> list[tuple[str, str, str]]:
    """The cells in which two wordings of one provision differ, each whole: label, the one, the other."""
    pairs = [(str(label), read(one), read(other)) for label, read in CELLS]
    return [pair for pair in pairs if pair[1] != pair[2]]
