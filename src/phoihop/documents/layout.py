"""From what a document says to what is printed: labels, header lines, places of signatures. PDF and DOCX share it."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from phoihop.documents.content import (
    Align,
    Clause,
    Issuer,
    OfficialDocument,
    Row,
    RowKind,
    Run,
    SignatureBlock,
    Table,
    Value,
    numerals,
)
from phoihop.documents.levels import HEADINGS, Level, is_title, label
from phoihop.documents.levels import numerals as clause_numerals
from phoihop.documents.profiles import PROFILES, Profile
from phoihop.lib.dates import format_date, official_date
from phoihop.lib.numbers import format_number

NUMBER_COLUMN = "TT"
_SHORT_PARAGRAPH = 900  # letters that may move to the next page as a whole
_TALL_ROW = 700  # letters in a cell beyond which a row may break over pages: it might not fit on one


@dataclass(frozen=True)
class Line:
    text: str
    bold: bool


@dataclass(frozen=True)
class Paragraph:
    """A printed paragraph. `depth` is that of a heading in the outline of the file (from 2), 0 for what is none."""

    level: int
    label: str
    runs: tuple[Run, ...]
    depth: int = 0


@dataclass(frozen=True)
class Block:
    """A signature block; `lines` stand above the space for the signature, `name` below it."""

    lines: tuple[Line, ...]
    name: str
    field_name: str


@dataclass(frozen=True)
class PrintedColumn:
    title: str
    share: float
    align: Align


@dataclass(frozen=True)
class PrintedRow:
    """A row of text. A group has its numeral (may be empty) and one text that spans the rest."""

    kind: RowKind
    cells: tuple[str, ...]
    breakable: bool


@dataclass(frozen=True)
class PrintedTable:
    title: str
    subtitle: str
    reference: str
    note: str
    numbered: bool
    columns: tuple[PrintedColumn, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True)
class Annex:
    """Tables that follow each other on pages of one orientation.

    The reference to the main document stands below the annex's heading, or below the title of its only table.
    """

    landscape: bool
    heading: str
    reference: str
    tables: tuple[PrintedTable, ...]


@dataclass(frozen=True)
class Layout:
    """Everything that is printed, in reading order, as text.

    With `signed_with_text` the last paragraph goes with the signatures, so that these never stand alone on a page.
    """

    profile: Profile
    language: str
    title: str
    date: dt.date | None
    issuers: tuple[Line, ...]
    number: str
    draft_mark: str
    place_and_date: str
    type_name: str
    summary: str
    paragraphs: tuple[Paragraph, ...]
    signed_with_text: bool
    blocks: tuple[tuple[Block, ...], ...]
    recipients: tuple[str, ...]
    annexes: tuple[Annex, ...]


def lay_out(document: OfficialDocument) -> Layout:
    """What is printed when this document follows its profile."""
    profile = PROFILES[document.profile]
    paragraphs = tuple(_paragraphs(document.clauses, profile))
    return Layout(
        profile=profile,
        language=document.language,
        title=document.title,
        date=document.date,
        issuers=tuple(_issuer_lines(document.issuers, profile)),
        number=f"{profile.number_label} {document.number or '…'}",
        draft_mark=document.draft_mark,
        place_and_date=_place_and_date(document),
        type_name=document.type_name.upper(),
        summary=document.summary,
        paragraphs=paragraphs,
        signed_with_text=bool(document.signature_blocks) and _length(paragraphs[-1:]) < _SHORT_PARAGRAPH,
        blocks=_arranged([_block(block, document, profile) for block in document.signature_blocks]),
        recipients=tuple(_recipients(document.recipients, profile)),
        annexes=tuple(_annexes(document, profile)),
    )


def labels(clauses: tuple[Clause, ...], profile: Profile) -> list[str]:
    """The label of each clause: "Chương I", "I-" or "I.", "Điều 1.", "1.", "a)", "-", or nothing for plain paragraphs."""
    levels = [clause.level for clause in clauses]
    return [
        label(clause.level, clause.numeral or counted, heading=profile.heading_label)
        for clause, counted in zip(clauses, clause_numerals(levels), strict=True)
    ]


def printed(value: Value) -> str:
    """A cell as text: Vietnamese dates and numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.datetime):
        return f"{format_date(value.date())} {value:%H:%M}"
    if isinstance(value, dt.date):
        return format_date(value)
    return format_number(value) if isinstance(value, int | float | Decimal) else value


def _issuer_lines(issuers: tuple[Issuer, ...], profile: Profile) -> list[Line]:
    """One superior for all stands once above; else each body stands below its own."""
    superiors = {issuer.superior for issuer in issuers}
    if len(superiors) > 1:
        pairs = [(Line(issuer.superior, bold=False), Line(issuer.heading, bold=True)) for issuer in issuers]
        return [line for pair in pairs for line in pair if line.text]
    joined = " - ".join(issuer.heading for issuer in issuers)
    names = [joined] if len(joined) <= profile.joined_limit else [issuer.heading for issuer in issuers]
    return [Line(text, bold=False) for text in superiors if text] + [Line(name, bold=True) for name in names]


def _place_and_date(document: OfficialDocument) -> str:
    day = official_date(document.date) if document.date else "ngày … tháng … năm …"
    return f"{document.place}, {day}" if document.place else day


def _paragraphs(clauses: tuple[Clause, ...], profile: Profile) -> list[Paragraph]:
    result = []
    depths: list[int] = []
    for clause, its_label in zip(clauses, labels(clauses, profile), strict=True):
        first, *rest = _split_lines(clause.runs or (Run(clause.text),))
        depth = 0
        if is_title(clause.level, "".join(run.text for run in first)):
            rank = HEADINGS.index(Level(clause.level))
            depths = [above for above in depths if above < rank] + [rank]
            depth = len(depths) + 1
        result.append(Paragraph(clause.level, its_label, first, depth))
        below = Level.BASIS if clause.level == Level.BASIS else Level.PARAGRAPH
        result += [Paragraph(below, "", line) for line in rest]
    return result


def _length(paragraphs: tuple[Paragraph, ...]) -> int:
    return sum(len(run.text) for paragraph in paragraphs for run in paragraph.runs)


def _split_lines(runs: tuple[Run, ...]) -> list[tuple[Run, ...]]:
    """The runs of each line, without empty lines (at least one line comes back)."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *rest = run.text.replace("\r\n", "\n").split("\n")
        lines[-1].append(Run(first, bold=run.bold, italic=run.italic))
        lines += [[Run(text, bold=run.bold, italic=run.italic)] for text in rest]
    full = [tuple(line) for line in lines if any(run.text.strip() for run in line)]
    return full or [(Run(""),)]


def _block(block: SignatureBlock, document: OfficialDocument, profile: Profile) -> Block:
    body = block.body if len(document.signature_blocks) > 1 else ""
    lines = (
        Line(body.upper(), bold=True),
        Line(block.authority.upper(), bold=True),
        Line(block.title.upper(), bold=profile.signature_title_bold),
    )
    return Block(tuple(line for line in lines if line.text), block.name, block.field_name)


def _arranged(blocks: list[Block]) -> tuple[tuple[Block, ...], ...]:
    """Rows of blocks: up to three side by side, four two by two; the first party stands rightmost in its row."""
    width = 2 if len(blocks) == 4 else 3
    rows = [blocks[start : start + width] for start in range(0, len(blocks), width)]
    return tuple(tuple(reversed(row)) for row in rows)


def _recipients(recipients: tuple[str, ...], profile: Profile) -> list[str]:
    plain = [text.rstrip(" .,;") for text in recipients]
    return [f"- {text}{profile.recipients_mark}" for text in plain[:-1]] + [f"- {text}." for text in plain[-1:]]


def _annexes(document: OfficialDocument, profile: Profile) -> list[Annex]:
    return [
        _annex(landscape, [_printed_table(table) for table in tables], _reference(document, profile), first=index == 0)
        for index, (landscape, tables) in enumerate(groupby(document.tables, key=lambda table: table.landscape))
    ]


def _annex(landscape: bool, tables: list[PrintedTable], reference: str, *, first: bool) -> Annex:
    if not first:
        return Annex(landscape, "", "", tuple(tables))
    if len(tables) > 1:
        return Annex(landscape, "PHỤ LỤC", reference, tuple(tables))
    return Annex(landscape, "PHỤ LỤC", "", (replace(tables[0], reference=reference),))


def _reference(document: OfficialDocument, profile: Profile) -> str:
    name = document.type_name.capitalize()
    number = f" số {document.number}" if document.number else ""
    day = f"{profile.citation_comma} ngày {_short_date(document.date)}" if document.date else ""
    return f"(Kèm theo {name}{number}{day})"


def _short_date(day: dt.date) -> str:
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def _printed_table(table: Table) -> PrintedTable:
    numbers = numerals(table.rows) if table.numbered else [""] * len(table.rows)
    total = sum(column.width for column in table.columns)
    columns = [PrintedColumn(c.title, c.width / total, c.align) for c in table.columns]
    if table.numbered:
        columns = [PrintedColumn(NUMBER_COLUMN, 0.05, "center"), *columns]
    rows = [_printed_row(table, row, number) for row, number in zip(table.rows, numbers, strict=True)]
    return PrintedTable(table.title, table.subtitle, "", table.note, table.numbered, tuple(columns), tuple(rows))


def _printed_row(table: Table, row: Row, number: str) -> PrintedRow:
    cells = tuple(printed(value) for value in row.cells)
    if row.kind == "group":
        cells = cells[:1]
    else:
        cells += ("",) * (len(table.columns) - len(cells))
    breakable = any(len(cell) > _TALL_ROW for cell in cells)
    return PrintedRow(row.kind, (number, *cells) if table.numbered else cells, breakable)
