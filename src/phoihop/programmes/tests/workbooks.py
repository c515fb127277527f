"""Workbooks as offices make them, for tests of imports."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = ["TT", "Nội dung phối hợp", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm", "Ghi chú"]
NORTH, SOUTH = "Ban Tuyên giáo", "Trường Chính trị"


def workbook(*sheets: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """An XLSX with these rows on each sheet; `merged` are ranges of the first one."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Trang {number}")
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def annex(
    *rows: Sequence[Any], head: Sequence[Any] = HEAD, title: str = "Nội dung phối hợp công tác năm 2025"
) -> bytes:
    """A title row, the head, and these rows."""
    return workbook([[title], head, *rows])


def item(number: Any = 1, text: str | None = "Tổ chức hội thảo", due: Any = "Quý I/2025", **cells: Any) -> list[Any]:
    """A row below `HEAD`."""
    return [
        number,
        text,
        cells.get("lead", NORTH),
        cells.get("support", SOUTH),
        due,
        cells.get("deliverable", "01 hội thảo"),
        cells.get("note"),
    ]


def large(count: int) -> bytes:
    """A table of that many items under ten groups."""
    dues = [
        "Quý I/2025",
        "Tháng 5/2025",
        "Mỗi quý 01 lần",
        "Thường xuyên; rà soát mỗi quý",
        "Trước 30/6/2025",
        "Theo yêu cầu",
    ]
    rows: list[list[Any]] = []
    for number in range(count):
        if number % (count // 10 or 1) == 0:
            rows.append(["I", f"Lĩnh vực {number}"])
        rows.append(
            item(
                number + 1,
                f"Việc số {number} của chương trình phối hợp công tác giữa hai cơ quan",
                dues[number % len(dues)],
                lead=f"{NORTH}; {SOUTH}" if number % 5 == 0 else NORTH,
                deliverable=f"{number % 9 + 1:02d} lớp, 180 học viên",
            )
        )
    return annex(*rows)


def upload(data: bytes, name: str = "bang.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
