"""A table pasted from Word or Excel as lines of cells between tabs: read as a workbook would be."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from phoihop.documents.sheets import Sheet, Workbook
from phoihop.lib.errors import NotPossible
from phoihop.programmes.importing.columns import Column, score, understood
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.reading import read_table
from phoihop.programmes.importing.table import ReadTable

LONGEST = 1_000_000
MOST_COLUMNS = 30
_HEAD_WITHIN = 5
_USUAL = ("Nội dung", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm", "Ghi chú")


def read_pasted(text: str, namer: Namer, *, columns: Sequence[Column] | None = None) -> ReadTable:
    """The items of a pasted table; one without a head is read in the order that offices use. `columns` says otherwise.

    The numbers of its rows count the pasted lines from 1. Raises NotPossible with a sentence.
    """
    if len(text) > LONGEST:
        raise NotPossible(_("Bảng dán vào dài quá một triệu ký tự. Hãy dán từng phần, hoặc nhập từ tệp Excel."))
    rows = _rows(text)
    width = max(map(len, rows), default=0)
    if width < 2:
        raise NotPossible(_("Chưa thấy bảng: các ô phải cách nhau bằng dấu tab. Hãy chép cả bảng từ Word hoặc Excel."))
    if width > MOST_COLUMNS:
        raise NotPossible(_("Bảng dán vào có quá nhiều cột. Hãy chỉ chép các cột của bảng việc."))
    has_head = any(score(understood(row)) for row in rows[:_HEAD_WITHIN])
    lines = rows if has_head else [_head(rows, width), *rows]
    cells = tuple(tuple(cell or None for cell in row) + (None,) * (width - len(row)) for row in lines)
    sheet = Sheet(_("Bảng dán vào"), cells, ())
    table = read_table(Workbook(sheet.name, (sheet,)), namer, columns=columns)
    return table if has_head else replace(table, items=tuple(replace(item, row=item.row - 1) for item in table.items))


def _rows(text: str) -> list[list[str]]:
    """As Excel writes them: a cell of several lines stands between quotation marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    csv.field_size_limit(LONGEST)
    found = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    return [row for row in found if any(row)]


def _head(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A head for rows that came without one: a first column of short numbers numbers them."""
    first = [row[0] for row in rows if row[0]]
    is_numbered = bool(first) and all(len(cell) <= 6 and any(map(str.isalnum, cell)) for cell in first)
    labels = (["TT"] if is_numbered else []) + list(_USUAL)
    return [*labels, *[""] * width][:width]
