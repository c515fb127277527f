"""What next year's programme takes over from this year's: which items, and why. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from phoihop.programmes.periods import Period
from phoihop.reviews.closing import ItemRow
from phoihop.reviews.figures import IN_TERM, OVERDUE


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


def carry_note(item: ItemRow, period: Period, note: str) -> str:
    """The note of a carried item: where it comes from, before what was noted already."""
    origin = f"Chuyển tiếp từ mục {item.label} {period.words}"
    return "; ".join(filter(None, [origin, note]))[:500]
