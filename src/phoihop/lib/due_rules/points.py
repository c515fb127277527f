"""Points in time that a cell names: a day, a month, a quarter, a half-year, a year."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from phoihop.lib.dates import day_or_none, format_date, last_day

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
YEARS = range(1900, 3000)  # other years are slips of the pen
MARKS = frozenset(",;+&-/().")
JOINING = {"va", "den", "toi", "hoac", "cung"}
_NUMERALS = ("I", "II", "III", "IV")
_YEAR = r"(?:(?:\ ?nam\ |\ ?[/.-]\ ?|\ )(\d{4})(?!\d)|/(\d{2})(?!\d))?"
_POINT = re.compile(
    rf"""
      (?:ngay\ )?(?P<full>(\d{{1,2}})([/.-])(\d{{1,2}})\3(\d{{4}}|\d{{2}})(?!\d))
    | (?P<iso>(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?!\d))
    | (?:ngay\ )?(?P<worded>(\d{{1,2}})\ thang\ (\d{{1,2}})(?!\d){_YEAR})
    | (?P<half>6\ thang\ (dau|cuoi)(?:\ nam\b)?(?:[\ /-]*(\d{{4}}))?)
    | (?P<month>thang\ ?(\d{{1,2}})(?!\d){_YEAR})
    | (?P<quarter>quy\ ?(iv|i{{1,3}}|[1-4])\b{_YEAR})
    | (?P<bare_year_pair>(?<![/\d])(\d{{1,2}})/(\d{{4}})(?!\d))
    | (?:ngay\ )?(?P<short>(?<![/\d])(\d{{1,2}})[/.](\d{{1,2}})(?![\d/.]))
    | (?P<year>(?:nam\ )?(?<![/\d])(20\d\d)(?!\d))
    | (?P<part_of_year>(dau|giua|cuoi|het|trong)\ nam\b(?:\ (20\d\d)(?!\d))?)
    | (?P<bare>\b(iv|i{{1,3}}|\d{{1,2}})\b{_YEAR})
    | (?P<mark>[,;+&-])
    | (?P<word>[a-z]+)
    | (?P<other>\S)
    """,
    re.VERBOSE,
)
_GROUPS = dict(_POINT.groupindex)


@dataclass(frozen=True)
class Point:
    """A day, month, quarter, half or year: `number` is which of them, `year` is None when not written."""

    kind: str
    number: int
    day: int = 0
    year: int | None = None
    is_vague: bool = False

    def span(self, year: int) -> tuple[dt.date, dt.date] | None:
        """Its first and last day in that year, None when there is no such day, month or quarter (nor such a year)."""
        if year not in YEARS:
            return None
        if self.kind == "day":
            day = day_or_none(year, self.number, self.day)
            return (day, day) if day else None
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.kind]
        last = self.number * months
        if not months <= last <= 12:
            return None
        return dt.date(year, last - months + 1, 1), last_day(year, last)

    def label(self, year: int) -> str:
        """What its occurrence is called."""
        if self.kind == "day":
            return format_date(dt.date(year, self.number, self.day))
        if self.kind == "month":
            return f"Tháng {self.number}/{year}"
        if self.kind == "quarter":
            return f"Quý {_NUMERALS[self.number - 1]}/{year}"
        if self.kind == "half":
            return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {year}"
        return f"Năm {year}"

    def in_year(self, year: int) -> "Point":
        return replace(self, year=year)


@dataclass(frozen=True)
class Token:
    """A point, a mark between points, or a word."""

    text: str
    point: Point | None = None

    @property
    def is_mark(self) -> bool:
        return self.point is None and self.text in MARKS


def scan(text: str) -> Iterator[Token]:
    """The tokens of a plain cell, in order. A bare number after a month or a quarter is one more of them."""
    before: Point | None = None
    for found in _POINT.finditer(text):
        kind = found.lastgroup or ""
        point = _read(kind, found, before)
        yield Token(found[kind], point)
        before = point or (before if kind == "mark" or found[kind] in JOINING else None)


def _read(kind: str, found: "re.Match[str]", before: Point | None) -> Point | None:
    reader = _READERS.get(kind)
    parts = [found[place] for place in range(_GROUPS[kind] + 1, found.re.groups + 1)] if reader else []
    return reader(parts, before) if reader else None


def _number(sign: str) -> int:
    return ROMAN.get(sign) or int(sign)


def _year_of(long: str | None, short: str | None = None) -> int | None:
    if long:
        return int(long) if len(long) == 4 else 2000 + int(long)
    return 2000 + int(short) if short else None


def _full(parts: list[str], before: Point | None) -> Point:
    return Point("day", int(parts[2]), int(parts[0]), _year_of(parts[3]))


def _iso(parts: list[str], before: Point | None) -> Point:
    return Point("day", int(parts[1]), int(parts[2]), int(parts[0]))


def _worded(parts: list[str], before: Point | None) -> Point:
    return Point("day", int(parts[1]), int(parts[0]), _year_of(parts[2], parts[3]))


def _half(parts: list[str], before: Point | None) -> Point:
    return Point("half", 1 if parts[0] == "dau" else 2, year=_year_of(parts[1]))


def _month(parts: list[str], before: Point | None) -> Point:
    return Point("month", int(parts[0]), year=_year_of(parts[1], parts[2]))


def _quarter(parts: list[str], before: Point | None) -> Point:
    return Point("quarter", _number(parts[0]), year=_year_of(parts[1], parts[2]))


def _bare_year_pair(parts: list[str], before: Point | None) -> Point:
    kind = "quarter" if before and before.kind == "quarter" and int(parts[0]) <= 4 else "month"
    return Point(kind, int(parts[0]), year=int(parts[1]))


def _short(parts: list[str], before: Point | None) -> Point:
    return Point("day", int(parts[1]), int(parts[0]))


def _year(parts: list[str], before: Point | None) -> Point:
    return Point("year", 1, year=int(parts[0]))


def _bare(parts: list[str], before: Point | None) -> Point | None:
    if before is None or before.kind not in ("month", "quarter"):
        return None
    if parts[0] in ROMAN and before.kind != "quarter":
        return None
    return Point(before.kind, _number(parts[0]), year=_year_of(parts[1], parts[2]))


def _part_of_year(parts: list[str], before: Point | None) -> Point:
    kind = {"dau": "quarter", "giua": "half"}.get(parts[0], "year")
    return Point(kind, 1, year=_year_of(parts[1]), is_vague=kind != "year")


_READERS = {
    "full": _full,
    "iso": _iso,
    "worded": _worded,
    "half": _half,
    "month": _month,
    "quarter": _quarter,
    "bare_year_pair": _bare_year_pair,
    "short": _short,
    "year": _year,
    "bare": _bare,
    "part_of_year": _part_of_year,
}
