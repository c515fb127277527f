"""Tables of figures as the page shows them: numbered and aligned as on paper."""

from dataclasses import dataclass
from typing import Any

from phoihop.documents.content import Align, Table, numerals
from phoihop.lib.numbers import format_number
from phoihop.programmes.models import ProvisionVersion


@dataclass(frozen=True)
class Cell:
    text: str
    align: Align = "left"


@dataclass(frozen=True)
class ShownRow:
    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ShownTable:
    """A table with its head and its rows; a group's one cell spans all columns."""

    title: str
    note: str
    head: tuple[Cell, ...]
    rows: tuple[ShownRow, ...]


def tables_of(version: ProvisionVersion) -> list[ShownTable]:
    """The tables that a provision carries."""
    return [_shown(Table.from_json(table)) for table in version.data.get("tables", [])]


def _shown(table: Table) -> ShownTable:
    numbers = numerals(table.rows) if table.numbered else [""] * len(table.rows)
    head = tuple(Cell(column.title, column.align) for column in table.columns)
    rows = []
    for number, row in zip(numbers, table.rows, strict=True):
        if row.kind == "group":
            title = f"{number}. {_text(row.cells[0])}" if number else _text(row.cells[0])
            rows.append(ShownRow("group", (Cell(title),)))
            continue
        cells = tuple(Cell(_text(cell), column.align) for cell, column in zip(row.cells, table.columns, strict=False))
        rows.append(ShownRow(row.kind, (Cell(number), *cells) if table.numbered else cells))
    return ShownTable(table.title, table.note, (Cell("TT"), *head) if table.numbered else head, tuple(rows))


def _text(value: Any) -> str:
    if value is None:
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return format_number(value) if is_number else str(value)
