"""Workbooks: tables written for anybody's spreadsheet, and uploads read with care."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from phoihop.documents.content import Table

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Merge:
    """A merged range; all four are indexes from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """The cells from A1 on, row by row, all rows equally long; an empty cell is None, whole numbers are int."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merge, ...]


@dataclass(frozen=True)
class Workbook:
    """A file that was found to be a sound workbook."""

    name: str
    sheets: tuple[Sheet, ...]


def write_table(tables: Sequence[Table]) -> bytes:
    """An XLSX with one sheet a table; numbers and dates stay such, and no text becomes a formula or a link."""
    raise NotImplementedError


def read_workbook(data: bytes, name: str) -> Workbook:
    """The sheets of an uploaded XLSX.

    Raises NotPossible, with a sentence for the person who chose the file, for anything but a sound workbook.
    """
    raise NotImplementedError
