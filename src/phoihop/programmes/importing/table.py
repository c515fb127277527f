"""What an import knows, as it is kept with it: plain data, nothing that belongs to the programme yet."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from phoihop.programmes.bodies import NamedBody
from phoihop.programmes.importing.columns import Column


@dataclass(frozen=True)
class Remark:
    """Something seen while reading that the kept text no longer shows: `code` says what, `value` what it was about."""

    field: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Item:
    """One row of the table that is a piece of work; `row` is its number in the sheet."""

    row: int
    number: str = ""
    field_of_work: str = ""
    text: str = ""
    leads: tuple[NamedBody, ...] = ()
    supports: tuple[NamedBody, ...] = ()
    due_text: str = ""
    deliverable: str = ""
    target_quantity: str = ""
    target_unit: str = ""
    note: str = ""
    included: bool = True
    remarks: tuple[Remark, ...] = ()

    def to_json(self) -> dict[str, Any]:
        # Not `asdict`: it copies a table of two thousand rows ten times slower.
        return vars(self) | {"remarks": [vars(remark) for remark in self.remarks]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Item":
        lists = {"leads": tuple(data["leads"]), "supports": tuple(data["supports"])}
        return cls(**data | lists | {"remarks": tuple(Remark(**remark) for remark in data["remarks"])})


@dataclass(frozen=True)
class ReadColumn:
    """A column of the sheet: its label there and what it was taken for."""

    label: str
    column: Column


@dataclass(frozen=True)
class ReadTable:
    """The table that was found: where, how its columns were understood, and its items."""

    sheet: int
    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[ReadColumn, ...]
    items: tuple[Item, ...]
    titles: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Draft:
    """A table with the programme it shall become."""

    title: str
    start: dt.date
    end: dt.date
    table: ReadTable
    edited: tuple[int, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        table = vars(self.table) | {
            "columns": [vars(each) for each in self.table.columns],
            "items": [item.to_json() for item in self.table.items],
        }
        return vars(self) | {"start": self.start.isoformat(), "end": self.end.isoformat(), "table": table}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Draft":
        table = data["table"]
        return cls(
            title=data["title"],
            start=dt.date.fromisoformat(data["start"]),
            end=dt.date.fromisoformat(data["end"]),
            table=ReadTable(
                sheet=table["sheet"],
                sheets=tuple(table["sheets"]),
                header_row=table["header_row"],
                columns=tuple(ReadColumn(each["label"], Column(each["column"])) for each in table["columns"]),
                items=tuple(Item.from_json(item) for item in table["items"]),
                titles=tuple(table["titles"]),
                skipped=table["skipped"],
            ),
            edited=tuple(data["edited"]),
        )

    def item(self, row: int) -> Item | None:
        return next((item for item in self.table.items if item.row == row), None)

    def with_item(self, changed: Item) -> "Draft":
        """The same draft with that row as it now is."""
        items = tuple(changed if item.row == changed.row else item for item in self.table.items)
        edited = tuple(sorted({*self.edited, changed.row}))
        return replace(self, table=replace(self.table, items=items), edited=edited)

    @property
    def included(self) -> list[Item]:
        return [item for item in self.table.items if item.included]
