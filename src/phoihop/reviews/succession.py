"""What next year's programme takes over from this year's: which items, and how their words move on by a year. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from phoihop.reviews.closing import ItemRow
from phoihop.reviews.figures import IN_TERM, OVERDUE

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A year alone: not an end of "2023-2025", not part of the date "16/10/2025".
_LONE_YEAR = re.compile(r"(?<!\d)(?<!\d[-–/])(?<!\d [-–] )(?:19|20)\d\d(?!\d| ?[-–] ?\d)")


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


def moved_on(text: str, year: int, *, by: int = 1) -> str:
    """The text with this very year replaced by the one that follows; other years are names of other things."""
    return _LONE_YEAR.sub(lambda found: str(int(found[0]) + by) if int(found[0]) == year else found[0], text)


def all_moved_on(text: str, *, by: int = 1) -> str:
    """A deadline with each of its years moved: "Quý III/2025 - quý I/2026" a year later."""
    return _YEAR.sub(lambda found: str(int(found[0]) + by), text)


def carry_note(item: ItemRow, year: int, note: str) -> str:
    """The note of a carried item: where it comes from, before what was noted already."""
    origin = f"Chuyển tiếp từ mục {item.label} năm {year}"
    return "; ".join(filter(None, [origin, note]))[:500]
