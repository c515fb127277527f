"""The columns of an item that repeat its occurrences, so that lists need no join."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict

from phoihop.ledger.models import Chain
from phoihop.workitems.models import Occurrence, WorkItem
from phoihop.workitems.rules import TO_REPORT
from phoihop.workitems.states import Nature, OccurrenceState

SETTLED = (OccurrenceState.CONFIRMED, OccurrenceState.CANCELLED)
ATTENTION = (OccurrenceState.RETURNED, OccurrenceState.REPORTED, OccurrenceState.OPEN, *SETTLED)


class Summary(TypedDict):
    """What an item says of its occurrences."""

    state: OccurrenceState
    due_on: dt.date | None
    next_due_on: dt.date | None
    done_late: bool


def summary(nature: str, occurrences: Iterable[Occurrence]) -> Summary:
    """The state that asks for attention first, the due dates that count, and whether anything was done late."""
    occurrences = list(occurrences)
    states = {OccurrenceState(one.state) for one in occurrences}
    pending = [one.due_on for one in occurrences if one.due_on and one.state not in SETTLED]
    to_report = [one.due_on for one in occurrences if one.due_on and one.state in TO_REPORT]
    return {
        "state": next((state for state in ATTENTION if state in states), OccurrenceState.OPEN),
        "due_on": min(pending, default=max((one.due_on for one in occurrences if one.due_on), default=None)),
        "next_due_on": min(to_report, default=None),
        "done_late": nature == Nature.DATED and any(map(was_late, occurrences)),
    }


def nth_time(number: int) -> str:
    """What an occurrence of work without a term is called; kept, so in the language of the texts."""
    return f"Lần {number}"


def was_late(occurrence: Occurrence) -> bool:
    """Confirmed, and completed after the due date in force."""
    return (
        occurrence.state == OccurrenceState.CONFIRMED
        and occurrence.due_on is not None
        and occurrence.completed_on is not None
        and occurrence.completed_on > occurrence.due_on
    )


def refresh(item: WorkItem) -> None:
    """Write the summary anew; the caller holds the item's lock and has just written an occurrence."""
    for name, value in summary(item.nature, item.occurrences.all()).items():
        setattr(item, name, value)
    item.save(update_fields=list(Summary.__annotations__))


def locked(work_item_id: int) -> WorkItem:
    """The item, locked until the transaction ends: every act on its occurrences goes through this one lock.

    The chain comes first, as in the last signature of a text, which then marks last year's items: two acts that lock in
    one order never wait for each other.
    """
    Chain.objects.select_for_update().values("pk").get(partnership__work_items=work_item_id)
    items = WorkItem.objects.select_for_update(of=("self",)).select_related("partnership__chain", "instrument")
    return items.get(pk=work_item_id)
