"""What next year's programme takes over from this year's: which items, and how their words move on by a year. Pure."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from phoihop.lib.dates import day_or_none
from phoihop.reviews.closing import ItemRow
from phoihop.reviews.figures import IN_TERM, OVERDUE

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


class Why(StrEnum):
    """Why an item is in the next programme, or may be."""

    UNFINISHED = "unfinished"
    RECURRING = "recurring"
    ONCE = "once"


@dataclass(frozen=True)
class Candidate:
    """An item of this year, and what makes it one of the next."""

    item: ItemRow
    why: Why

    @property
    def usual(self) -> bool:
        """Unfinished work and work that recurs go on; what was done once is for people to take up again."""
        return self.why != Why.ONCE


def candidate(item: ItemRow) -> Candidate:
    """Unfinished comes before recurring: it is carried over with its origin."""
    if item.outcome in (IN_TERM, OVERDUE):
        return Candidate(item, Why.UNFINISHED)
    return Candidate(item, Why.ONCE if item.rule == "dates" else Why.RECURRING)


def later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later (28 February for the 29th when that year has none)."""
    year = day.year + years
    return day_or_none(year, day.month, day.day) or dt.date(year, day.month, 28)


def all_moved_on(text: str, *, by: int = 1) -> str:
    """A deadline with each of its years moved: "Quý III/2025 - quý I/2026" a year later."""
    return _YEAR.sub(lambda found: str(int(found[0]) + by), text)


def carry_note(item: ItemRow, period: Period, note: str) -> str:
    """The note of a carried item: where it comes from, before what was noted already."""
    origin = f"Chuyển tiếp từ mục {item.label} {period.words}"
    return "; ".join(filter(None, [origin, note]))[:500]
