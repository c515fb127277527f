"""The demo's calendar: the case's year 2025 moves along, so that the demo never looks stale."""

import datetime as dt
import re
from pathlib import Path

from phoihop.lib import clock

CASE = Path(__file__).parent / "case"
CASE_YEAR = 2025


def year_in_force(today: dt.date | None = None) -> int:
    """The demo's year in force: this year, or until the end of April the last one (so that something is always late)."""
    return ((today or clock.today()) - dt.timedelta(days=120)).year


def reviewed_year(today: dt.date | None = None) -> int:
    """The year before, with its signed programme and its signed review: the case's 2025."""
    return year_in_force(today) - 1


def shifted(text: str, years: int) -> str:
    """A text of the case with each of its years (2015 to 2034) moved."""
    return re.sub(r"\b20(1[5-9]|2\d|3[0-4])\b", lambda found: str(int(found[0]) + years), text)


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """That time of day in Vietnam."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=clock.VIETNAM)
