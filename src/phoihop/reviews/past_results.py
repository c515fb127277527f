"""A past year's result table, understood: which columns say what, each row's standing, and every doubt in a sentence."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from phoihop.documents.sheets import Cell, Sheet, Workbook
from phoihop.lib.dates import format_date, parse_date
from phoihop.lib.due_rules import parse_due
from phoihop.lib.errors import NotPossible
from phoihop.lib.numbers import format_number
from phoihop.lib.text import clean, fold, repair
from phoihop.workitems.states import Standing

MOST_ROWS = 5_000
HEADER_WITHIN = 30
COLUMNS: dict[str, tuple[str, ...]] = {
    "content": ("noi dung", "nhiem vu", "cong viec", "ten viec"),
    "lead_text": ("don vi chu tri", "co quan chu tri", "chu tri"),
    "support_text": ("don vi phoi hop", "co quan phoi hop", "phoi hop"),
    "completed_on": ("ngay hoan thanh", "thoi gian hoan thanh", "hoan thanh ngay"),
    "due_text": ("han", "thoi han", "thoi gian thuc hien", "han hoan thanh", "thoi han hoan thanh"),
    "target_text": ("chi tieu", "ke hoach", "san pham"),
    "result_text": ("ket qua", "ket qua thuc hien"),
    "rating": ("danh gia", "muc do hoan thanh", "xep loai"),
    "evidence_text": ("minh chung", "tai lieu minh chung"),
}
# Ratings are read with their marks, which tell "trễ" from "trẻ" and "chưa" from "sửa chữa"; without marks only where
# the word beside it leaves no doubt.
_NOT = "(?:chưa|chua|không|khong)"
_IN_TIME = "(?:đúng|dung|trước|truoc) (?:hạn|han|tiến độ|tien do|kế hoạch|ke hoach)"
_BEHIND = (
    r"(?:quá|qua|trễ|tre|chậm|cham) (?:hạn|han)|trễ|chậm|cham tien do|(?:tre|cham) so voi"
    r"|(?:hoan thanh|xong) (?:tre|cham)(?! \w)"
)
_DENIED = re.compile(
    rf"\b(?:chưa|chua)\b(?! {_IN_TIME})|\b(?:không|khong)(?: \w+){{0,2}}? (?:hoàn thành|hoan thanh|xong|đạt)\b"
)
_DONE = re.compile(r"\b(?:hoàn thành|hoan thanh|xong)\b|\bđạt\b(?! \d)")
_ON_TIME = re.compile(rf"(?<!không )(?<!khong )(?<!chưa )(?<!chua )\b{_IN_TIME}\b|\b(?:vượt tiến độ|vuot tien do)\b")
_LATE = re.compile(rf"\b{_NOT} {_IN_TIME}\b|(?<!không )(?<!khong )\b(?:{_BEHIND})\b")
LIMITS = {
    "content": 20_000,
    "lead_text": 500,
    "support_text": 500,
    "due_text": 200,
    "target_text": 200,
    "result_text": 200,
    "rating": 100,
    "evidence_text": 300,
}


@dataclass(frozen=True)
class PastRow:
    """One row of the table: what it says, how it counts, and what a person should look at."""

    row: int
    content: str
    lead_text: str = ""
    support_text: str = ""
    due_text: str = ""
    due_on: dt.date | None = None
    completed_on: dt.date | None = None
    target_text: str = ""
    result_text: str = ""
    rating: str = ""
    evidence_text: str = ""
    standing: str = Standing.OPEN_IN_TERM.value
    doubts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        days = {name: day.isoformat() if day else None for name, day in self._days().items()}
        return {**self.__dict__, **days, "doubts": list(self.doubts)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PastRow":
        days = {name: dt.date.fromisoformat(data[name]) if data[name] else None for name in ("due_on", "completed_on")}
        return cls(**{**data, **days, "doubts": tuple(data["doubts"])})

    def _days(self) -> dict[str, dt.date | None]:
        return {"due_on": self.due_on, "completed_on": self.completed_on}


@dataclass(frozen=True)
class PastResults:
    """The rows of the sheet that holds a result table, and the year that most of their due dates lie in."""

    sheet: str
    rows: tuple[PastRow, ...]
    year: int | None


def understand(workbook: Workbook, *, year: int | None = None, knows: Callable[[str], bool]) -> PastResults:
    """The first sheet with a table of results. `knows` says whether a name is that of a body we have.

    Raises NotPossible, with a sentence for the person who chose the file, when no sheet has one.
    """
    for sheet in workbook.sheets:
        header = _header(sheet)
        if header is not None:
            return _results(sheet, *header, year=year, knows=knows)
    raise NotPossible(
        _(
            "Không thấy bảng kết quả trong tệp “%(name)s”. Bảng cần một dòng tiêu đề có cột “Nội dung”, cột “Hạn” và "
            "cột “Ngày hoàn thành” hoặc “Đánh giá”."
        )
        % {"name": workbook.name}
    )


def standing_of(row: PastRow, year: int) -> str:
    """How a row counts: by its dates, else by its rating; judged on the last day of its year."""
    rating = _Rating(row.rating)
    if row.completed_on or rating.is_done:
        late = row.completed_on > row.due_on if row.completed_on and row.due_on else rating.is_late
        return (Standing.DONE_LATE if late else Standing.DONE_ON_TIME).value
    overdue = row.due_on is None or row.due_on <= dt.date(year, 12, 31)
    return (Standing.OPEN_OVERDUE if overdue else Standing.OPEN_IN_TERM).value


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for index, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        places = _places(cells)
        if {"content", "due_text"} <= places.keys() and places.keys() & {"completed_on", "rating"}:
            return index, places
    return None


def _places(cells: Sequence[Cell]) -> dict[str, int]:
    """Which column holds what: an exact title first, then one that begins with our words."""
    titles = [fold(_text(cell)) for cell in cells]
    places: dict[str, int] = {}
    for exactly in (True, False):
        for name, words in COLUMNS.items():
            free = (index for index in range(len(titles)) if index not in places.values())
            found = next((index for index in free if _is_titled(titles[index], words, exactly=exactly)), None)
            if found is not None:
                places.setdefault(name, found)
    return places


def _is_titled(title: str, words: Iterable[str], *, exactly: bool) -> bool:
    return any(title == word if exactly else title.startswith(word) for word in words)


def _results(
    sheet: Sheet, header: int, places: dict[str, int], *, year: int | None, knows: Callable[[str], bool]
) -> PastResults:
    rows = []
    for index, cells in enumerate(sheet.rows[header + 1 :], start=header + 2):
        row = _row(index, cells, places)
        if row is not None:
            rows.append(row)
    if not rows:
        raise NotPossible(_("Bảng kết quả ở trang “%(sheet)s” chưa có dòng nào.") % {"sheet": sheet.name})
    if len(rows) > MOST_ROWS:
        raise NotPossible(
            _("Bảng có %(count)s dòng; mỗi lần chỉ nhập được %(limit)s dòng. Hãy tách tệp.")
            % {"count": len(rows), "limit": MOST_ROWS}
        )
    usual = _usual_year(rows)
    judged = year or usual
    return PastResults(sheet.name, tuple(_judged(row, judged, knows) for row in rows), usual)


def _usual_year(rows: Iterable[PastRow]) -> int | None:
    years = Counter(row.due_on.year for row in rows if row.due_on)
    return years.most_common(1)[0][0] if years else None


def _row(number: int, cells: Sequence[Cell], places: dict[str, int]) -> PastRow | None:
    """The row, or None for one that only groups or is empty."""
    found = {name: cells[index] for name, index in places.items() if index < len(cells)}
    texts = {name: _text(found.get(name)) for name in LIMITS}
    if not texts["content"] or not any(_text(cell) for name, cell in found.items() if name != "content"):
        return None
    doubts = [_too_long(name, text) for name, text in texts.items() if len(text) > LIMITS[name]]
    completed = _text(found.get("completed_on"))
    completed_on = parse_date(completed)
    if completed and completed_on is None:
        doubts.append(_("Chưa hiểu ngày hoàn thành “%(text)s”: cần ngày dạng 31/12/2024.") % {"text": completed[:80]})
    return PastRow(
        row=number,
        due_on=parse_date(texts["due_text"]),
        completed_on=completed_on,
        doubts=tuple(doubts),
        **{name: text[: LIMITS[name]] for name, text in texts.items()},
    )


def _judged(row: PastRow, year: int | None, knows: Callable[[str], bool]) -> PastRow:
    row, apart = _with_due_rule(row, year) if row.due_text and not row.due_on and year else (row, False)
    standing = Standing.APART.value if apart else standing_of(row, year or dt.date.max.year)
    doubts = [*row.doubts, *_doubts(row, standing, year), *_unknown_bodies(row, knows)]
    return replace(row, standing=standing, doubts=tuple(doubts))


def _with_due_rule(row: PastRow, year: int) -> tuple[PastRow, bool]:
    """A due cell that is no date, read as programmes write it ("Quý I", "Thường xuyên"): its last day, or without a term."""
    rule = parse_due(row.due_text, start=dt.date(year, 1, 1), end=dt.date(year, 12, 31))
    if rule.kind in ("continuous", "on_request"):
        return row, True
    last = max((due.on for due in rule.dues), default=None)
    return replace(row, due_on=last, doubts=(*row.doubts, *rule.doubts)), False


def _doubts(row: PastRow, standing: str, year: int | None) -> Iterable[str]:
    rating = _Rating(row.rating)
    done = standing in (Standing.DONE_ON_TIME, Standing.DONE_LATE)
    if not row.due_text and standing != Standing.APART:
        yield _("Không có hạn: được tính theo ngày hoàn thành và đánh giá.")
    if row.due_on and year and row.due_on.year != year:
        yield _("Hạn %(day)s không thuộc năm %(year)s.") % {"day": format_date(row.due_on), "year": year}
    if done and rating.is_denied:
        yield _("Có ngày hoàn thành nhưng được đánh giá là chưa hoàn thành.")
    elif done and row.completed_on and rating.contradicts(standing):
        yield _("Đánh giá khác với ngày: được tính theo ngày hoàn thành so với hạn.")
    if done and not row.completed_on:
        yield _("Không có ngày hoàn thành: được tính theo đánh giá.")
    if not done and not row.rating and standing != Standing.APART:
        yield _("Không có ngày hoàn thành và không có đánh giá: được tính là chưa hoàn thành.")


class _Rating:
    """What people wrote of how a row ended, read by whole words: "vượt trên 20%" is not late."""

    def __init__(self, text: str) -> None:
        words = " ".join(repair(text).lower().split())
        self.is_denied = bool(_DENIED.search(words))
        self.is_done = bool(_DONE.search(words)) and not self.is_denied
        self.is_late = bool(_LATE.search(words))
        self.is_on_time = bool(_ON_TIME.search(words))

    def contradicts(self, standing: str) -> bool:
        """Whether it says the other of late and on time."""
        return self.is_on_time if standing == Standing.DONE_LATE else self.is_late and not self.is_on_time


def _unknown_bodies(row: PastRow, knows: Callable[[str], bool]) -> Iterable[str]:
    if not row.lead_text:
        yield _("Chưa ghi đơn vị chủ trì.")
    for name in row.lead_text.replace("\n", ";").split(";"):
        if name.strip() and not knows(name.strip()):
            yield _("Chưa có cơ quan nào tên “%(name)s” trong danh sách.") % {"name": name.strip()}


def _too_long(name: str, text: str) -> str:
    return _("Một ô dài %(length)s ký tự; chỉ giữ %(limit)s ký tự đầu.") % {"length": len(text), "limit": LIMITS[name]}


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime | dt.date):
        return format_date(cell.date() if isinstance(cell, dt.datetime) else cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return format_number(cell)
    return " ".join(clean(str(cell)).split())
