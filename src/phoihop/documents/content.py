"""What an official document says, apart from how it looks: the one model that PDF, DOCX and XLSX are made from.

All text is plain text. Nothing in it is ever read as markup, so a clause may hold any character.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from phoihop.documents.levels import roman

Value = str | int | float | Decimal | dt.date | dt.datetime | bool | None
Align = Literal["left", "center", "right", "justify"]
RowKind = Literal["group", "row", "total"]


@dataclass(frozen=True)
class Issuer:
    """A body in the left header: its superior (may be empty) and its own name, as printed."""

    superior: str
    heading: str


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Clause:
    """A paragraph of the body. The layout profile writes its label, so the text comes without one.

    `level` is one of `levels.Level`. A line break in the text starts a new plain paragraph. `runs`, when given, is the
    same text with bold and italic. A given `numeral` ("5a") stands for the one that would be counted.
    """

    level: int
    text: str
    runs: tuple[Run, ...] = ()
    numeral: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; widths are shares of the text width (millimetres on a landscape page read well)."""

    title: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True)
class Row:
    """A row: `group` spans all columns with its first cell, `total` is bold, `row` has one cell a column."""

    kind: RowKind
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """A table of the annex.

    With `numbered` the renderer adds a first column "TT": Roman numerals for groups, 1, 2, 3 for the rows of each
    group; columns and cells then come without it. `note` stands below the table.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    subtitle: str = ""
    note: str = ""
    landscape: bool = True
    numbered: bool = False

    def __post_init__(self) -> None:
        widest = max((len(row.cells) for row in self.rows), default=0)
        if not self.columns or widest > len(self.columns):
            raise ValueError(f"{self.title}: a row has {widest} cells, the table {len(self.columns)} columns.")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Table":
        """The table that a TABLE provision carries in its `data`; absent keys take their defaults."""
        return cls(
            title=data["title"],
            columns=tuple(Column(**column) for column in data["columns"]),
            rows=tuple(Row(row.get("kind", "row"), tuple(row["cells"])) for row in data["rows"]),
            subtitle=data.get("subtitle", ""),
            note=data.get("note", ""),
            landscape=data.get("landscape", True),
            numbered=data.get("numbered", False),
        )

    def to_json(self) -> dict[str, Any]:
        """The twin of `from_json`, for cells that JSON can hold."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "note": self.note,
            "columns": [{"title": c.title, "width": c.width, "align": c.align} for c in self.columns],
            "rows": [{"kind": row.kind, "cells": list(row.cells)} for row in self.rows],
            "landscape": self.landscape,
            "numbered": self.numbered,
        }


@dataclass(frozen=True)
class SignatureBlock:
    """Who signs where. `field_name` names the empty signature field of the frozen PDF (unique in the document)."""

    body: str
    authority: str
    title: str
    name: str
    field_name: str


@dataclass(frozen=True)
class OfficialDocument:
    """A whole document. Parties come lead first in `issuers` and `signature_blocks`; the profile places them.

    An empty `number` or no `date` leaves the space for them (a draft). `clauses` are the body, `tables` the annex.
    """

    profile: str
    issuers: tuple[Issuer, ...]
    type_name: str
    summary: str
    number: str = ""
    place: str = ""
    date: dt.date | None = None
    language: str = "vi"
    draft_mark: str = ""
    clauses: tuple[Clause, ...] = ()
    tables: tuple[Table, ...] = ()
    signature_blocks: tuple[SignatureBlock, ...] = ()
    recipients: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Type and summary in one line, as the file's own title."""
        return f"{self.type_name} {self.summary}".strip()


def numerals(rows: Iterable[Row]) -> list[str]:
    """What the first column of a numbered table says on each row: I, 1, 2, II, 1 … and nothing on totals."""
    result: list[str] = []
    groups = items = 0
    for row in rows:
        if row.kind == "group":
            groups, items = groups + 1, 0
            result.append(roman(groups))
        elif row.kind == "row":
            items += 1
            result.append(str(items))
        else:
            result.append("")
    return result
