"""The period of a text, the one that follows, and how words move on from one to the other. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

from phoihop.lib.dates import day_or_none

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A year alone: not an end of "2023-2025" however it is spaced, not part of the date "16/10/2025" or "16.10.2025".
_LONE_YEAR = re.compile(r"(?<!\d)(?<!\d[-–/.])(?<!\d [-–])(?<!\d[-–] )(?<!\d [-–] )(?:19|20)\d\d(?!\d| ?[-–] ?\d)")
_YEARS = re.compile(r"(?<!\d)(?<!\d[-–/])((?:19|20)\d\d)( ?[-–] ?)((?:19|20)\d\d)(?!\d| ?[-–] ?\d)")


@dataclass(frozen=True)
class Period:
    """The period of a programme, and the one of the same length that follows."""

    start: dt.date
    end: dt.date

    @property
    def years(self) -> int:
        """By how many years the following period is later: the fewest that bring it past this one's end."""
        return next(by for by in range(1, 2 + self.end.year - self.start.year) if later(self.start, by) > self.end)

    @property
    def following(self) -> "Period":
        return Period(later(self.start, self.years), later(self.end, self.years))

    @property
    def words(self) -> str:
        """How texts name it: "năm 2025", "giai đoạn 2025-2027"."""
        if self.start.year == self.end.year:
            return f"năm {self.end.year}"
        return f"giai đoạn {self.start.year}-{self.end.year}"

    def moved_on(self, text: str) -> str:
        """The text with the years of this very period replaced by those that follow.

        Other years are names of other things, as are spans of years ("khóa 2020-2025") but this period itself.
        """

        def one(found: re.Match[str]) -> str:
            year = int(found[0])
            return str(year + self.years) if self.start.year <= year <= self.end.year else found[0]

        def span(found: re.Match[str]) -> str:
            first, last = int(found[1]), int(found[3])
            if self.start.year == self.end.year or (first, last) != (self.start.year, self.end.year):
                return found[0]
            return f"{first + self.years}{found[2]}{last + self.years}"

        return _YEARS.sub(span, _LONE_YEAR.sub(one, text))


def later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later (28 February for the 29th when that year has none)."""
    year = day.year + years
    return day_or_none(year, day.month, day.day) or dt.date(year, day.month, 28)


def all_moved_on(text: str, *, by: int = 1) -> str:
    """A deadline with each of its years moved: "Quý III/2025 - quý I/2026" a year later."""
    return _YEAR.sub(lambda found: str(int(found[0]) + by), text)
