"""The official figures: items by standing, done on time or late, open in term or overdue, and those apart."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from phoihop.lib import clock
from phoihop.programmes.models import Instrument
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries.period import grouped, items_of_period
from phoihop.workitems.states import Nature, OccurrenceState, Standing


@dataclass(frozen=True)
class Cells:
    """Numbers of items in the official cells; `apart` are those without a term."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_term: int = 0
    open_overdue: int = 0
    apart: int = 0

    def __add__(self, other: "Cells") -> "Cells":
        names = [field.name for field in fields(self)]
        return Cells(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def total(self) -> int:
        """Items with a term: the whole of which a rate speaks."""
        return self.done_on_time + self.done_late + self.open_in_term + self.open_overdue


@dataclass(frozen=True)
class Statistics:
    """The cells of a period in all, by field of work, and by lead (an item with two leads counts for both)."""

    total: Cells
    by_field: dict[str, Cells]
    by_body: dict[int, Cells]


def standing_of(item: WorkItem, today: dt.date) -> Standing:
    """What an item is today; reported is not done until it is confirmed."""
    if item.nature != Nature.DATED:
        return Standing.APART
    if item.state == OccurrenceState.CONFIRMED:
        return Standing.DONE_LATE if item.done_late else Standing.DONE_ON_TIME
    overdue = item.due_on is not None and item.due_on < today
    return Standing.OPEN_OVERDUE if overdue else Standing.OPEN_IN_TERM


def progress(instruments: Iterable[Instrument]) -> dict[int, dict[Standing, int]]:
    """How many items of each programme stand where today; one query."""
    counts: dict[int, dict[Standing, int]] = {instrument.pk: {} for instrument in instruments}
    today = clock.today()
    standing = Case(
        When(~Q(nature=Nature.DATED), then=Value(Standing.APART)),
        When(state=OccurrenceState.CONFIRMED, done_late=True, then=Value(Standing.DONE_LATE)),
        When(state=OccurrenceState.CONFIRMED, then=Value(Standing.DONE_ON_TIME)),
        When(due_on__lt=today, then=Value(Standing.OPEN_OVERDUE)),
        default=Value(Standing.OPEN_IN_TERM),
        output_field=CharField(),
    )
    items = WorkItem.objects.filter(instrument__in=counts).annotate(standing=standing).order_by()
    for instrument, name, count in items.values_list("instrument_id", "standing").annotate(Count("pk")):
        counts[instrument][Standing(name)] = count
    return counts


def statistics(items: QuerySet[WorkItem], start: dt.date, end: dt.date, today: dt.date) -> Statistics:
    """Count items, not occurrences, by what became of them in the period (`items_of_period` says how); one query."""
    total, by_field, by_body = Cells(), dict[str, Cells](), dict[int, Cells]()
    for group in grouped(items_of_period(items, start, end, today)):
        cells = Cells(**{group.standing.value: group.items})
        total += cells
        by_field[group.field] = by_field.get(group.field, Cells()) + cells
        for body in group.bodies:
            by_body[body] = by_body.get(body, Cells()) + cells
    return Statistics(total, by_field, by_body)
