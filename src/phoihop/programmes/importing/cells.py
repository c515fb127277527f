"""What stands in a cell, as a person would read it there."""

import datetime as dt

from phoihop.documents.sheets import Cell, Sheet
from phoihop.lib.dates import format_date
from phoihop.lib.numbers import format_number
from phoihop.lib.text import clean

_LONGEST = 30_000


class Grid:
    """The cells of a sheet as text; every cell of a merged range says what the range says."""

    def __init__(self, sheet: Sheet) -> None:
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._rows = sheet.rows
        self._merged = {
            (row, column): merge
            for merge in sheet.merged
            for row in range(merge.top, min(merge.bottom + 1, self.height))
            for column in range(merge.left, min(merge.right + 1, self.width))
        }

    def raw(self, row: int, column: int) -> Cell:
        """The value of a cell, or of the merged range that it is part of."""
        merge = self._merged.get((row, column))
        if merge:
            row, column = merge.top, merge.left
        cells = self._rows[row] if row < self.height else ()
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """As `raw`, in words."""
        return as_text(self.raw(row, column))

    def number(self, row: int, column: int) -> str:
        """As `text`, of a column that numbers its rows: there 2.1 is a part of 2, also where Excel keeps a number."""
        value = self.raw(row, column)
        return f"{value:g}" if isinstance(value, float) else as_text(value)

    def texts(self, row: int) -> list[str]:
        """The row, each merged range once, at its first cell."""
        return [self.text(row, column) if self._begins(row, column) else "" for column in range(self.width)]

    def merged_columns(self, row: int, column: int) -> range:
        """The columns of the range that this cell is part of."""
        merge = self._merged.get((row, column))
        return range(merge.left, merge.right + 1) if merge else range(column, column + 1)

    def merged_below(self, row: int, column: int) -> int:
        """How many rows further down the range of this cell reaches."""
        merge = self._merged.get((row, column))
        return merge.bottom - row if merge else 0

    def _begins(self, row: int, column: int) -> bool:
        merge = self._merged.get((row, column))
        return merge is None or merge.left == column


def as_text(value: Cell) -> str:
    """Dates as dd/mm/yyyy, whole numbers without a decimal point, text cleaned."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format_number(value)
    return clean(str(value)[:_LONGEST])
