"""Finding the work table in a workbook, and its rows: title rows, merged group rows, repeated heads, footers."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from phoihop.documents.sheets import Sheet, Workbook
from phoihop.lib.errors import NotPossible
from phoihop.lib.numbers import parse_number, parse_quantity
from phoihop.lib.text import fold
from phoihop.programmes.canonical import plain
from phoihop.programmes.importing.cells import Grid
from phoihop.programmes.importing.columns import Column, score, understood
from phoihop.programmes.importing.legacy import encoding_of
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.table import Item, ReadColumn, ReadTable, Remark

MOST_ITEMS = 3_000
_HEADER_WITHIN = 60
_GROUP_NUMBER = re.compile(r"[IVXLC]+|[A-ZĐ]")
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")
_LEADING_NUMBER = re.compile(r"^(?:[IVXLC]+|[A-ZĐ])\s*[.)-]+\s+(?=\S)")
_BODY_COLUMNS = (Column.LEADS, Column.SUPPORTS, Column.DUE, Column.DELIVERABLE)


@dataclass
class _Head:
    """Where the head of the table is: first and last row, and its columns."""

    top: int
    bottom: int
    labels: list[str]
    columns: list[Column]

    @property
    def score(self) -> int:
        return score(self.columns)


@dataclass
class _Walk:
    """What is known on the way down the table."""

    group: str = ""
    parent: tuple[str, str] = ("", "")
    items: list[Item] = field(default_factory=list)
    skipped: int = 0


def read_table(
    workbook: Workbook, namer: Namer, *, sheet: int | None = None, columns: Sequence[Column] | None = None
) -> ReadTable:
    """The table with its items: the fullest one of the workbook, or of that `sheet`; `columns` says them otherwise.

    Raises NotPossible with a sentence when there is none, when it is empty or too long.
    """
    place, head = _best_head(workbook, sheet)
    if columns is not None:
        head.columns = [*columns, *[Column.IGNORED] * len(head.labels)][: len(head.labels)]
        if not head.score:
            raise NotPossible(_("Hãy chọn ít nhất các cột: nội dung, chủ trì hoặc thời gian, và một cột khác."))
    grid = Grid(workbook.sheets[place])
    walk = _walk(grid, head, namer)
    if not walk.items:
        raise NotPossible(_("Bảng trong tệp có dòng tiêu đề nhưng chưa có việc nào. Hãy điền bảng rồi tải lại."))
    if len(walk.items) > MOST_ITEMS:
        raise NotPossible(
            _("Bảng có %(count)s việc; một chương trình nhận nhiều nhất %(limit)s. Hãy chia bảng thành nhiều tệp.")
            % {"count": len(walk.items), "limit": MOST_ITEMS}
        )
    return ReadTable(
        sheet=place,
        sheets=tuple(each.name for each in workbook.sheets),
        header_row=head.top + 1,
        columns=tuple(ReadColumn(*pair) for pair in zip(head.labels, head.columns, strict=True)),
        items=tuple(_without_footers(walk.items)),
        titles=tuple(text for row in range(head.top) for text in grid.texts(row) if text)[:10],
        skipped=walk.skipped,
    )


# The head


def _best_head(workbook: Workbook, sheet: int | None) -> tuple[int, _Head]:
    places = range(len(workbook.sheets)) if sheet is None else [sheet]
    heads = [(place, head) for place in places if (head := _head(workbook.sheets[place]))]
    if not heads:
        raise NotPossible(_no_table(workbook))
    return max(heads, key=lambda pair: (pair[1].score, -pair[0]))


def _head(sheet: Sheet) -> _Head | None:
    grid = Grid(sheet)
    heads = [_head_at(grid, row) for row in range(min(grid.height, _HEADER_WITHIN))]
    best = max(heads, key=lambda head: (head.score, -head.top), default=None)
    return best if best and best.score else None


def _head_at(grid: Grid, row: int) -> _Head:
    """The head that begins here; a title that is merged downwards takes the rows below into the head."""
    deep = max((grid.merged_below(row, column) for column in range(grid.width)), default=0)
    bottom = row + min(deep, 2)
    labels = [_label(grid, row, bottom, column) for column in range(grid.width)]
    while labels and not labels[-1]:
        labels.pop()
    return _Head(row, bottom, labels, understood(labels))


def _label(grid: Grid, top: int, bottom: int, column: int) -> str:
    """The lowest title of the column says it best: "Phân công" over "Chủ trì" is "Chủ trì"."""
    texts = [grid.text(row, column) for row in range(top, bottom + 1)]
    return " ".join(next((text for text in reversed(texts) if text), "").split())


def _no_table(workbook: Workbook) -> str:
    texts = [text for sheet in workbook.sheets for row in sheet.rows[:_HEADER_WITHIN] for text in map(str, row) if text]
    if encoding := encoding_of(texts):
        return _(
            "Chữ trong tệp “%(name)s” viết theo bảng mã %(encoding)s nên không đọc được tiếng Việt. "
            "Hãy chuyển tệp sang Unicode (phần mềm gõ tiếng Việt có công cụ chuyển mã) rồi tải lại."
        ) % {"name": workbook.name, "encoding": encoding}
    return _(
        "Không tìm thấy bảng nội dung phối hợp trong tệp “%(name)s”. Bảng cần một dòng tiêu đề có các cột như "
        "“Nội dung”, “Đơn vị chủ trì”, “Thời gian thực hiện”."
    ) % {"name": workbook.name}


# The rows


@dataclass(frozen=True)
class _Line:
    """One row below the head."""

    grid: Grid
    head: _Head
    row: int
    cells: dict[Column, str]

    @property
    def number(self) -> str:
        return self.cells.get(Column.NUMBER, "").strip(" .")

    @property
    def text(self) -> str:
        return self.cells[Column.TEXT]

    @property
    def has_body(self) -> bool:
        """Whether anything says by whom, when or with what result."""
        return any(self.cells.get(column) for column in _BODY_COLUMNS)


def _walk(grid: Grid, head: _Head, namer: Namer) -> _Walk:
    walk = _Walk()
    for row in range(head.bottom + 1, grid.height):
        line = _Line(grid, head, row, _cells(grid, head, row))
        if not any(line.cells.values()):
            continue
        if _is_repeated_head(line) or _is_numbering(line):
            walk.skipped += 1
        elif _is_group(line):
            walk.group, walk.parent = _group_title(line), ("", "")
        elif _is_parent(line):
            walk.parent = line.number, line.text
        else:
            walk.items.append(_item(line, walk, namer))
    return walk


def _cells(grid: Grid, head: _Head, row: int) -> dict[Column, str]:
    columns = {place: column for place, column in enumerate(head.columns) if column != Column.IGNORED}
    return {
        column: grid.number(row, place) if column == Column.NUMBER else grid.text(row, place)
        for place, column in columns.items()
    }


def _is_repeated_head(line: _Line) -> bool:
    """The head printed again on the next page."""
    labels = dict(zip(line.head.columns, line.head.labels, strict=True))
    said = [column for column, text in line.cells.items() if text]
    return len(said) > 1 and all(fold(line.cells[column]) == fold(labels[column]) for column in said)


def _is_numbering(line: _Line) -> bool:
    """The row (1) (2) (3) below a head."""
    said = [text for text in line.cells.values() if text]
    return len(said) > 2 and all(_NUMBERING.fullmatch(text) for text in said)


def _is_group(line: _Line) -> bool:
    columns = line.head.columns
    merged = line.grid.merged_columns(line.row, columns.index(Column.TEXT))
    if any(columns[place] in _BODY_COLUMNS for place in merged if place < len(columns)):
        return bool(line.text or _GROUP_NUMBER.fullmatch(line.number.strip(")-")))
    if line.has_body:
        return False
    number = line.number.strip(")-")
    text = line.text or number
    is_title = not number or number == text
    return bool(_GROUP_NUMBER.fullmatch(number)) or (is_title and (text.isupper() or bool(_LEADING_NUMBER.match(text))))


def _group_title(line: _Line) -> str:
    """A group may have no name: then a number stands before a range of empty cells."""
    if not line.text and len(line.grid.merged_columns(line.row, line.head.columns.index(Column.TEXT))) > 1:
        return ""
    return _one_line(_LEADING_NUMBER.sub("", line.text or line.number))


def _is_parent(line: _Line) -> bool:
    """A row "2" with nothing but its text, above rows "2.1", "2.2": part of their text."""
    return bool(line.number and line.text and not line.has_body) and _next_number(line).startswith(f"{line.number}.")


def _next_number(line: _Line) -> str:
    columns = line.head.columns
    if Column.NUMBER not in columns or line.row + 1 >= line.grid.height:
        return ""
    return line.grid.number(line.row + 1, columns.index(Column.NUMBER))


def _item(line: _Line, walk: _Walk, namer: Namer) -> Item:
    cells = line.cells
    parent_number, parent = walk.parent
    is_child = bool(parent) and line.number.startswith(f"{parent_number}.")
    leads, supports = cells.get(Column.LEADS, ""), cells.get(Column.SUPPORTS, "")
    remarks = [*namer.remarks("leads", leads), *namer.remarks("supports", supports), *_remarks(line)]
    item = Item(
        row=line.row + 1,
        number=line.number,
        field_of_work=_one_line(cells.get(Column.GROUP) or walk.group),
        text=f"{parent}: {line.text}" if is_child else line.text,
        leads=namer.bodies(leads),
        supports=namer.bodies(supports),
        due_text="; ".join(part.strip() for part in cells.get(Column.DUE, "").splitlines() if part.strip()),
        deliverable=_one_line(cells.get(Column.DELIVERABLE, "")),
        note=_note(cells),
        remarks=tuple(remarks),
    )
    return _with_target(item, cells)


def _with_target(item: Item, cells: dict[Column, str]) -> Item:
    """The target of its own column, or the first quantity that the deliverable names."""
    said = cells.get(Column.TARGET, "")
    number = parse_number(said)
    found = parse_quantity(said or item.deliverable)
    if number is not None:
        return replace(item, target_quantity=plain(number) or "", target_unit=_one_line(cells.get(Column.UNIT, "")))
    if found:
        return replace(item, target_quantity=plain(found.number) or "", target_unit=found.unit)
    return item


def _note(cells: dict[Column, str]) -> str:
    parts = [
        cells.get(Column.NOTE, ""),
        f"Văn bản giao: {cells[Column.ASSIGNED]}" if cells.get(Column.ASSIGNED) else "",
        f"Kinh phí: {cells[Column.FUNDING]}" if cells.get(Column.FUNDING) else "",
    ]
    return "; ".join(_one_line(part) for part in parts if part)


def _remarks(line: _Line) -> list[Remark]:
    found: list[Remark] = []
    for place, column in enumerate(line.head.columns):
        value = line.grid.raw(line.row, place)
        if column == Column.DUE and isinstance(value, dt.date) and value.day == 1:
            found.append(Remark("due_text", "excel_month", f"{value.month}/{value.year}"))
    return found


def _without_footers(items: list[Item]) -> list[Item]:
    """In a numbered table, a row with neither number, lead nor term is a remark of the table, not work."""
    if sum(bool(item.number) for item in items) * 2 < len(items):
        return items
    return [
        replace(item, included=False, remarks=(*item.remarks, Remark("text", "footer")))
        if not (item.number or item.leads or item.due_text)
        else item
        for item in items
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
