"""What a filter shows, as CSV and XLSX for anybody's tools: the same rows in the same order, whatever their number."""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from phoihop.lib.dates import format_date
from phoihop.lib.numbers import format_number

Record = dict[str, Any]
Cell = str | dt.date | Decimal | None

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTHS = (9, 24, 60, 28, 26, 26, 22, 13, 20, 32, 12, 14)


def header() -> list[str]:
    """The names of the columns."""
    return [
        _("Số mục"),
        _("Chương trình"),
        _("Nội dung"),
        _("Lĩnh vực"),
        _("Chủ trì"),
        _("Phối hợp"),
        _("Thời gian thực hiện"),
        _("Hạn"),
        _("Trạng thái"),
        _("Sản phẩm"),
        _("Chỉ tiêu"),
        _("Đơn vị tính"),
    ]


def cells(record: Record) -> list[Cell]:
    """One row in the order of the header."""
    return [
        record["label"],
        record["instrument__number_text"],
        record["content"],
        record["field_of_work"],
        record["lead_text"],
        record["support_text"],
        record["due_text"],
        record["due_on"],
        str(record["state_text"]),
        record["deliverable"],
        record["target_quantity"],
        record["target_unit"],
    ]


def csv_lines(records: Iterable[Record]) -> Iterator[str]:
    """Lines of a CSV that Excel opens as UTF-8; no cell is taken for a formula.

    In the language of the moment it is called: an answer streams when its request, and the language, are over.
    """
    return _csv_lines(records, translation.get_language())


def _csv_lines(records: Iterable[Record], language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    with translation.override(language):
        yield "\ufeff" + writer.writerow(header())
        for record in records:
            yield writer.writerow([_text(cell) for cell in cells(record)])


def xlsx_file(records: Iterable[Record], title: str) -> IO[bytes]:
    """An XLSX in a temporary file, written row by row: dates and numbers stay such, texts are never formulas."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet(_("Công việc"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF2F5"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    number = book.add_format({"num_format": "#,##0.##", "valign": "top"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.set_properties({"title": title})
    for column, name in enumerate(header()):
        sheet.write_string(0, column, name, head)
    for row, record in enumerate(records, start=1):
        for column, cell in enumerate(cells(record)):
            _write(sheet, row, column, cell, text=text, day=day, number=number)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, column: int, cell: Cell, *, text: Any, day: Any, number: Any) -> None:
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, cell, number)
    elif cell:
        sheet.write_string(row, column, cell, text)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return format_date(cell)
    if isinstance(cell, Decimal):
        return format_number(cell)
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value
