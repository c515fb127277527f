"""The official figures: items by standing, done on time or late, open in term or overdue, and those apart."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from phoihop.lib import clock
from phoihop.programmes.models import Instrument
from phoihop.workitems.models import Occurrence, WorkItem
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
    """Count items, not occurrences, by what became of their occurrences of the period; two queries.

    An occurrence is of the period when its agreed date or its date in force is (a granted extension does not take
    it out). An item with any is done when all of them are confirmed, late when one was completed after its date in
    force, overdue when one not confirmed was due before today. Items without a term are apart whatever was reported.
    """
    counted = items.filter(pk__in=_of_period(items, start, end)).annotate(cell=_cell(start, end, today)).order_by()
    total, by_field, by_body = Cells(), dict[str, Cells](), dict[int, Cells]()
    for field, cell, count in counted.values_list("field_of_work", "cell").annotate(Count("pk", distinct=True)):
        one = Cells(**{cell: count})
        total += one
        by_field[field] = by_field.get(field, Cells()) + one
    by_lead = counted.filter(leads__isnull=False).values_list("leads", "cell")
    for body, cell, count in by_lead.annotate(Count("pk", distinct=True)):
        by_body[body] = by_body.get(body, Cells()) + Cells(**{cell: count})
    return Statistics(total, by_field, by_body)


def _of_period(items: QuerySet[WorkItem], start: dt.date, end: dt.date) -> QuerySet[WorkItem, int]:
    # By id, so that joins of the caller's own filter neither multiply nor hide anything that is counted.
    dated = Exists(_occurrences(start, end))
    return (
        WorkItem.objects.filter(pk__in=items.order_by().values("pk"))
        .filter(~Q(nature=Nature.DATED) | Q(dated))
        .values_list("pk", flat=True)
    )


def _occurrences(start: dt.date, end: dt.date) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(
        Q(due_on__range=(start, end)) | Q(agreed_due_on__range=(start, end)), work_item=OuterRef("pk")
    )


def _cell(start: dt.date, end: dt.date, today: dt.date) -> Case:
    of_period = _occurrences(start, end)
    pending = of_period.exclude(state=OccurrenceState.CONFIRMED)
    late = of_period.filter(state=OccurrenceState.CONFIRMED, completed_on__gt=F("due_on"))
    return Case(
        When(~Q(nature=Nature.DATED), then=Value("apart")),
        When(Exists(pending.filter(due_on__lt=today)), then=Value("open_overdue")),
        When(Exists(pending), then=Value("open_in_term")),
        When(Exists(late), then=Value("done_late")),
        default=Value("done_on_time"),
        output_field=CharField(),
    )
