"""Figures as they were closed: the items behind them as data of the report's table, and the figures made of them again.

What a version of the table holds never changes, so neither do its figures and the lists that they open.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from phoihop.lib.text import sort_key
from phoihop.reviews.figures import Cell, Comparison, Figures, compare, compute, matches


@dataclass(frozen=True)
class ItemRow:
    """An item as it stood: everything that its line in the annex and its place in the figures need."""

    id: int
    provision: str
    label: str
    content: str
    field: str
    bodies: tuple[int, ...]
    lead_text: str
    outcome: str
    unit: str
    target: Decimal
    result: Decimal
    moved: bool
    due: str
    completed: str
    evidence: tuple[str, ...]
    rule: str  # the kind of its due rule: "dates" fell due on days of this year, the others go on

    def cell(self) -> Cell:
        return Cell(
            outcome=self.outcome,
            field=self.field,
            bodies=self.bodies,
            unit=self.unit,
            target=self.target,
            result=self.result,
            moved=int(self.moved),
        )


@dataclass(frozen=True)
class Before:
    """The same period a year before: where its figures come from, and its cells.

    `source` is "review" (closed and signed), "programme" (live) or "history" (an imported table); `source_id` is the
    id of that review, of that programme, or the year.
    """

    year: int
    source: str
    source_id: int
    cells: tuple[Cell, ...]

    @property
    def figures(self) -> Figures:
        return compute(self.cells, bodies={}, sort=sort_key)


@dataclass(frozen=True)
class Closing:
    """The whole: period, day, items, the bodies of the table by body in order, the year before."""

    start: dt.date
    end: dt.date
    as_of: dt.date
    bodies: Mapping[int, str]
    items: tuple[ItemRow, ...]
    before: Before | None

    @property
    def figures(self) -> Figures:
        return compute((item.cell() for item in self.items), bodies=self.bodies, sort=sort_key)

    @property
    def comparison(self) -> Comparison | None:
        return compare(self.before.figures, self.figures, sort=sort_key) if self.before else None

    def opened_by(self, query: Mapping[str, str]) -> list[ItemRow]:
        """The items that a figure with this query opens."""
        return [item for item in self.items if matches(item.cell(), query)]

    def to_json(self) -> dict[str, Any]:
        return {
            "format": "phoihop-figures/1",
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "as_of": self.as_of.isoformat(),
            "bodies": [[body, name] for body, name in self.bodies.items()],
            "items": [_plain(asdict(item)) for item in self.items],
            "before": _plain(asdict(self.before)) if self.before else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Closing":
        return cls(
            start=dt.date.fromisoformat(data["start"]),
            end=dt.date.fromisoformat(data["end"]),
            as_of=dt.date.fromisoformat(data["as_of"]),
            bodies=dict(data["bodies"]),
            items=tuple(_item(item) for item in data["items"]),
            before=_before(data["before"]),
        )


def _item(data: Mapping[str, Any]) -> ItemRow:
    return ItemRow(
        **{
            **data,
            "bodies": tuple(data["bodies"]),
            "evidence": tuple(data["evidence"]),
            "target": Decimal(data["target"]),
            "result": Decimal(data["result"]),
        }
    )


def _before(data: Mapping[str, Any] | None) -> Before | None:
    return Before(**{**data, "cells": tuple(_cells(data["cells"]))}) if data else None


def _cells(rows: Iterable[Mapping[str, Any]]) -> Iterable[Cell]:
    for row in rows:
        numbers = {"target": Decimal(row["target"]), "result": Decimal(row["result"])}
        yield Cell(**{**row, **numbers, "bodies": tuple(row["bodies"])})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
