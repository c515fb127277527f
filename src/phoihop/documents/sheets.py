"""Workbooks: tables written for anybody's spreadsheet, and uploads read with care."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from phoihop.documents.archives import check_workbook, damaged
from phoihop.documents.content import Table, Value, numerals
from phoihop.documents.layout import NUMBER_COLUMN
from phoihop.lib.errors import NotPossible

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

_MOST_SHEETS = 50
_LONGEST_TEXT = 32_767  # of a cell, in every spreadsheet
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment, so that the same tables give the same bytes
_LINE_HEIGHT = 15.75  # points
_HIGHEST_ROW = 399.75
_WIDTHS = {True: 130, False: 85}  # letters on a landscape and on a portrait page
_NO_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


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
    """A file that was found to be a sound workbook with something in it; sheets without any value are left out."""

    name: str
    sheets: tuple[Sheet, ...]


def read_workbook(data: bytes, name: str) -> Workbook:
    """The sheets of an uploaded XLSX.

    Raises NotPossible, with a sentence for the person who chose the file, for anything but a sound workbook of a
    bearable size (`archives.py` has the limits).
    """
    check_workbook(data, name)
    sheets = tuple(sheet for sheet in _read_sheets(data, name) if sheet.rows)
    if not sheets:
        raise NotPossible(_("Tệp “%(name)s” chưa có dữ liệu. Hãy chọn tệp khác.") % {"name": name})
    return Workbook(name, sheets)


def write_table(tables: Sequence[Table]) -> bytes:
    """An XLSX with one sheet a table; numbers and dates stay such, and no text becomes a formula or a link."""
    result = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(result, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        formats = _Formats(workbook)
        names: list[str] = []
        for table in tables:
            names.append(_sheet_name(table.title, names))
            _write_sheet(workbook.add_worksheet(names[-1]), table, formats)
    return result.getvalue()


def _read_sheets(data: bytes, name: str) -> list[Sheet]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            return [_read_sheet(workbook.get_sheet_by_name(title)) for title in workbook.sheet_names[:_MOST_SHEETS]]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(name) from error


def _read_sheet(sheet: Any) -> Sheet:
    rows = [[_read_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    merged = tuple(
        Merge(top, left, min(bottom, len(rows) - 1), min(right, width - 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < len(rows) and left < width
    )
    return Sheet(sheet.name, tuple(tuple(row) + (None,) * (width - len(row)) for row in rows), merged)


def _read_cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").translate(_NO_CONTROL) or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    cell: Cell = value
    return cell


class _Formats:
    """The looks of cells, made once a workbook."""

    def __init__(self, workbook: Any) -> None:
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top", "text_wrap": True}
        middle = {**base, "align": "center", "valign": "vcenter", "bold": True}
        ruled = {**base, "border": 1}
        self.title = workbook.add_format(middle)
        self.note = workbook.add_format({**base, "italic": True})
        self.head = workbook.add_format({**middle, "border": 1})
        self._cells = {
            (bold, align, number_format): workbook.add_format(
                {**ruled, "bold": bold, "align": align, "num_format": number_format}
            )
            for bold in (True, False)
            for align in ("left", "center", "right", "justify")
            for number_format in ("General", "dd/mm/yyyy", "dd/mm/yyyy hh:mm")
        }

    def cell(self, value: Value, *, align: str, bold: bool) -> Any:
        number_format = "General"
        if isinstance(value, dt.datetime):
            number_format = "dd/mm/yyyy hh:mm"
        elif isinstance(value, dt.date):
            number_format = "dd/mm/yyyy"
        return self._cells[bold, align, number_format]


def _write_sheet(sheet: Any, table: Table, formats: _Formats) -> None:
    widths = [column.width for column in table.columns]
    letters = _WIDTHS[table.landscape] / sum(widths)
    titles = [column.title for column in table.columns]
    aligns: list[str] = [column.align for column in table.columns]
    if table.numbered:
        titles, aligns, widths = [NUMBER_COLUMN, *titles], ["center", *aligns], [6 / letters, *widths]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, max(width * letters, 4))
    head = _write_titles(sheet, table, len(titles), formats)
    for index, title in enumerate(titles):
        sheet.write_string(head, index, title, formats.head)
    _set_page(sheet, table, head)
    numbers = numerals(table.rows) if table.numbered else [""] * len(table.rows)
    widths = [width * letters for width in widths]
    row_index = head
    for row_index, (row, number) in enumerate(zip(table.rows, numbers, strict=True), start=head + 1):
        if row.kind == "group":
            _write_group(sheet, row_index, formats, numeral=number, text=row.cells[0], columns=len(titles))
        else:
            first: tuple[Value, ...] = (int(number) if number else None,) if table.numbered else ()
            cells = (*first, *row.cells)
            sheet.set_row(row_index, _height(cells, widths))
            _write_row(sheet, row_index, formats, cells=cells, aligns=aligns, bold=row.kind == "total")
    if table.note:
        sheet.merge_range(row_index + 2, 0, row_index + 2, max(len(titles) - 1, 1), table.note, formats.note)


def _write_titles(sheet: Any, table: Table, columns: int, formats: _Formats) -> int:
    """The title lines; returns the index of the row after them."""
    lines = [line for line in (table.title, table.subtitle) if line]
    for index, line in enumerate(lines):
        sheet.set_row(index, _LINE_HEIGHT * (1 + len(line) // _WIDTHS[table.landscape] + line.count("\n")))
        sheet.merge_range(index, 0, index, max(columns - 1, 1), line, formats.title)
    return len(lines) + 1 if lines else 0


def _set_page(sheet: Any, table: Table, head: int) -> None:
    sheet.set_paper(9)  # A4
    if table.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    sheet.repeat_rows(head)
    sheet.set_footer("&C&P/&N")
    sheet.freeze_panes(head + 1, 0)


def _write_group(sheet: Any, index: int, formats: _Formats, *, numeral: str, text: Value, columns: int) -> None:
    """The numeral, if the table has them, and the text of the group across the other columns."""
    first = 1 if numeral else 0
    if numeral:
        _write_cell(sheet, index, 0, numeral, formats.cell(numeral, align="center", bold=True))
    looks = formats.cell(text, align="left", bold=True)
    if columns - first > 1:
        sheet.merge_range(index, first, index, columns - 1, "", looks)
    _write_cell(sheet, index, first, text, looks)


def _write_row(
    sheet: Any, index: int, formats: _Formats, *, cells: tuple[Value, ...], aligns: list[str], bold: bool
) -> None:
    for column, align in enumerate(aligns):
        value = cells[column] if column < len(cells) else None
        _write_cell(sheet, index, column, value, formats.cell(value, align=align, bold=bold))


def _height(cells: tuple[Value, ...], widths: list[float]) -> float:
    """High enough for the wrapped text: Excel would find out when it opens the file, other programmes do not."""
    lines = [
        sum(1 + int(len(line) * 1.1 // width) for line in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=False)
        if isinstance(cell, str)
    ]
    return min(_LINE_HEIGHT * max(lines, default=1), _HIGHEST_ROW)


def _write_cell(sheet: Any, row: int, column: int, value: Value, looks: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, looks)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, looks)
    elif isinstance(value, dt.date):
        plain = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
        sheet.write_datetime(row, column, plain, looks)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, looks)
    else:
        sheet.write_string(row, column, value.translate(_NO_CONTROL)[:_LONGEST_TEXT], looks)


def _sheet_name(title: str, taken: list[str]) -> str:
    """The title within the rules of sheet names: 31 letters, none of []:*?/\\, no quote at the ends, each once."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", title).split()).strip("'")[:31].strip(" '")
    lower = {name.lower() for name in taken}
    number, name = 1, plain or "Bảng 1"
    while name.lower() in lower or name.lower() == "history":
        number += 1
        name = f"{plain[:26]} ({number})".strip()
    return name
