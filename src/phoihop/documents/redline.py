"""A text with what changed in it, word by word: for reading on paper (PDF) and for going on in Word (DOCX).

In the DOCX every change is a tracked change with its body as author and its day: who accepts them all has the text
after, who rejects them all the text before.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import docx
from docx.enum.section import WD_SECTION
from docx.shared import Mm

from phoihop.documents import word
from phoihop.documents.levels import HEADINGS, Level
from phoihop.documents.typesetting import TEMPLATES, typeset

TEMPLATE = TEMPLATES / "redline.typ"
_MARGIN = 20  # millimetres, on all sides
_WIDTH = word.A4[1] - 2 * _MARGIN  # of a page on its side
_LABEL_SHARE = 0.5


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "old", "new"]
    text: str


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class RedlineClause:
    """A paragraph under its printed label; `author` and `at` say whose change it carries."""

    level: int
    label: str
    pieces: Pieces
    author: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class RedlineRow:
    """A row of the annex; a `group` has its title in its only cell."""

    kind: Literal["group", "row"]
    label: str
    cells: tuple[Pieces, ...]
    author: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Redline:
    """The whole: `note` says what is compared with what; `columns` are those of the rows, without the label's."""

    title: str
    note: str
    clauses: tuple[RedlineClause, ...]
    columns: tuple[str, ...]
    rows: tuple[RedlineRow, ...]
    at: dt.datetime


def redline_pdf(redline: Redline) -> bytes:
    """For paper: what went is struck, what came is underlined; the colours repeat it."""
    data = dataclasses.asdict(redline)
    data["at"] = [redline.at.year, redline.at.month, redline.at.day]
    for part in (*data["clauses"], *data["rows"]):
        del part["at"]
    return typeset(TEMPLATE, data, standards=("ua-1",))


def redline_docx(redline: Redline) -> bytes:
    """For Word: tracked changes. The same redline always gives the same bytes."""
    result, tracks = docx.Document(), word.Tracks()
    result.core_properties.title, result.core_properties.language = word.sound(redline.title)[:255], "vi-VN"
    result.core_properties.comments = ""
    word.set_language(result, "vi-VN")
    _shape_page(result.sections[0], landscape=False)
    word.shape_style(result.styles["Normal"], size=12)
    word.shape_style(result.styles["Title"], size=14, bold=True, align="center", keep_with_next=True)
    word.shape_style(result.styles["Subtitle"], size=12, italic=True, align="center")
    word.shape_style(result.styles["Body Text"], size=13, align="justify", before=6)
    word.shape_style(result.styles["Heading 1"], size=13, bold=True, before=6, keep_with_next=True)
    result.add_paragraph(word.sound(redline.title), style="Title")
    result.add_paragraph(word.sound(redline.note), style="Subtitle")
    for clause in redline.clauses:
        _write_clause(result, clause, tracks)
    if redline.rows:
        _write_rows(result, redline, tracks)
    return word.save(result, at=redline.at)


def _shape_page(section: Any, *, landscape: bool) -> None:
    word.set_paper(section, landscape=landscape)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(_MARGIN)


def _write_clause(result: Any, clause: RedlineClause, tracks: word.Tracks) -> None:
    paragraph = result.add_paragraph(style="Heading 1" if clause.level in HEADINGS else "Body Text")
    paragraph.paragraph_format.left_indent = Mm(8 if clause.level in (Level.POINT, Level.DASH) else 0)
    change = tracks.by(clause.author, clause.at)
    whole = _whole(clause.pieces)
    if whole != "same":
        change.mark_paragraph(paragraph, whole)
    if clause.label:
        change.add(paragraph, whole, f"{clause.label} ")
    _write_pieces(paragraph, clause.pieces, change)


def _write_rows(result: Any, redline: Redline, tracks: word.Tracks) -> None:
    _shape_page(result.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    result.add_paragraph("Phụ lục", style="Heading 1").alignment = word.ALIGNMENTS["center"]
    share = _WIDTH / (len(redline.columns) + 1 + _LABEL_SHARE)
    widths = (share * _LABEL_SHARE, share * 2, *(share for _column in redline.columns[1:]))
    table = word.add_table(result, widths, ruled=True)
    head = word.add_row(table, widths, repeat_as_head=True)
    for cell, title in zip(head.cells, ("TT", *redline.columns), strict=True):
        cell.paragraphs[0].add_run(word.sound(title)).bold = True
    for row in redline.rows:
        _write_row(word.add_row(table, widths, keep_whole=False), row, tracks)


def _write_row(written: Any, row: RedlineRow, tracks: word.Tracks) -> None:
    change = tracks.by(row.author, row.at)
    whole = _whole(tuple(piece for cell in row.cells for piece in cell))
    if whole != "same":
        change.mark_row(written, whole)
    cells = written.cells
    if row.kind == "group":
        cells = [cells[0], cells[1].merge(cells[-1])]
    change.add(cells[0].paragraphs[0], whole, row.label)
    for cell, pieces in zip(cells[1:], row.cells, strict=True):
        _write_pieces(cell.paragraphs[0], pieces, change)


def _write_pieces(paragraph: Any, pieces: Pieces, change: word.Change) -> None:
    for piece in pieces:
        change.add(paragraph, piece.kind, piece.text)


def _whole(pieces: Pieces) -> Literal["same", "old", "new"]:
    """What the whole is when all its parts are one kind."""
    kinds = {piece.kind for piece in pieces if piece.text}
    return kinds.pop() if len(kinds) == 1 else "same"
