"""Work that comes again: each month, each quarter, twice a year, before the 20th of each month."""

import datetime as dt
import re
from dataclasses import dataclass

from phoihop.lib.dates import day_or_none, last_day
from phoihop.lib.due_rules.points import Point
from phoihop.lib.due_rules.rule import Due

MOST_OCCURRENCES = 120
_UNIT = r"(?P<unit>thang|quy|nam|tuan|ngay)\b"
_TIMES = r"(?:lan|buoi|cuoc|ky|dot|so|bai)\b"
_OPEN_END = r"(?! (?:dinh|che|hoach|trinh|mo|hoc|thang|i|ii|iii|iv|\d)\b|/\d)"
_COUNT = r"(?P<count>\d{1,2} )?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<count>6) (?P<unit>thang)(?: dau nam)?(?: ?,| va) (?:tong ket |ca |cuoi )?nam\b(?! \d)",
        rf"\b(?P<times>\d{{1,2}}) ?{_TIMES} ?(?:/|moi|1|tren|trong)? ?(?:moi |1 )?{_COUNT}{_UNIT}{_OPEN_END}",
        rf"\b(?:(?:dinh ky|moi|theo) )*{_COUNT}{_UNIT} ?/? ?(?:moi )?(?P<times>\d{{1,2}} )?{_TIMES}",
        rf"\b(?:dinh ky moi|dinh ky theo|dinh ky|moi)(?: cuoi)? {_COUNT}{_UNIT}{_OPEN_END}",
        rf"\btheo (?P<unit>thang|quy)\b{_OPEN_END}",
        r"\bthang cuoi (?:cua )?(?:moi )?(?P<unit>quy)\b(?! \S)",
    )
)
_MONTHS = {"thang": 1, "quy": 3, "nam": 12}
_DAY = re.compile(r"\b(?:truoc |vao )?ngay (?P<day>\d{1,2})(?: cua)?(?= |$)(?! thang \d)")


@dataclass(frozen=True)
class Rhythm:
    """So many times every so many months (0: more often than each month); `rest` is what else was said."""

    months: int
    times: int
    day: int
    rest: str


def find_rhythm(text: str) -> Rhythm | None:
    """The rhythm that a plain text names, None when it names none."""
    for form in _FORMS:
        if found := form.search(text):
            parts = found.groupdict()
            months = int(parts.get("count") or 1) * _MONTHS.get(parts["unit"], 0)
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
            day = _DAY.search(rest) if months in (1, 3) else None
            if day:
                rest = f"{rest[: day.start()]} {rest[day.end() :]}".strip()
            return Rhythm(months, int(parts.get("times") or 1), int(day["day"]) if day else 0, rest)
    return None


def occurrences(rhythm: Rhythm, start: dt.date, end: dt.date) -> list[Due] | None:
    """The due days of that rhythm from `start` to `end`.

    None when they are too many to follow one by one, or when the rhythm does not divide a year.
    """
    dues: list[Due] = []
    if 12 % rhythm.months:
        return None
    for year in range(start.year, end.year + 1):
        for number in range(1, 12 // rhythm.months + 1):
            first = dt.date(year, (number - 1) * rhythm.months + 1, 1)
            last = last_day(year, number * rhythm.months)
            if first <= end and last >= start:
                on = min(_on(rhythm.day, last), end)
                dues.extend(_due(_label(rhythm.months, number, year), on, rhythm.times))
        if len(dues) > MOST_OCCURRENCES:
            return None
    return [due for due in dues if due.on >= start]


def _on(day: int, last: dt.date) -> dt.date:
    return (day_or_none(last.year, last.month, day) or last) if day else last


def _due(label: str, on: dt.date, times: int) -> list[Due]:
    if times == 1:
        return [Due(label, on)]
    return [Due(f"{label}, lần {number}", on) for number in range(1, times + 1)]


def _label(months: int, number: int, year: int) -> str:
    kind = {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(months)
    if kind:
        return Point(kind, number).label(year)
    first = (number - 1) * months + 1
    return f"Tháng {first} - tháng {number * months}/{year}"
