"""Dates as offices write them."""

import datetime as dt
import re

from phoihop.lib.text import fold

_FORMS = (
    re.compile(r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})(?: thang |/)(?P<month>\d{1,2})(?: nam |/)(?P<year>\d{4})"),
)


def format_date(day: dt.date) -> str:
    """The form of screens and tables: 05/01/2026."""
    return f"{day:%d/%m/}{day.year:04d}"


def official_date(day: dt.date) -> str:
    """The form of documents, "ngày 05 tháng 01 năm 2026": a zero before days below 10, months 1 and 2."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def parse_date(text: str) -> dt.date | None:
    """The day named as d/m/yyyy (also with . or -), as yyyy-mm-dd or in words; None when there is none."""
    folded = fold(text).removeprefix("ngay ")
    for form in _FORMS:
        if found := form.fullmatch(folded):
            return day_or_none(int(found["year"]), int(found["month"]), int(found["day"]))
    return None


def day_or_none(year: int, month: int, day: int) -> dt.date | None:
    """That day, or None when the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def quarter_of(day: dt.date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def end_of_month(day: dt.date) -> dt.date:
    """The last day of the month of `day`."""
    return last_day(day.year, day.month)


def end_of_quarter(day: dt.date) -> dt.date:
    """The last day of the quarter of `day`."""
    return last_day(day.year, quarter_of(day) * 3)


def last_day(year: int, month: int) -> dt.date:
    """The last day of that month."""
    following = dt.date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else dt.date.max
    return following - dt.timedelta(days=1) if following != dt.date.max else following
