"""What became of each item in a period: the one definition behind the official figures and the lists that they open."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, F, IntegerField, Max, OuterRef, Q, QuerySet, Sum, Value, When

from phoihop.workitems.models import WorkItem
from phoihop.workitems.states import Nature, OccurrenceState, Standing

WORST = {Standing.DONE_ON_TIME: 1, Standing.DONE_LATE: 2, Standing.OPEN_IN_TERM: 3, Standing.OPEN_OVERDUE: 4}
_STANDINGS = {worst: standing for standing, worst in WORST.items()}
_GROUPED = """
SELECT nature, worst, field_of_work, bodies, target_unit, moved,
       count(*), coalesce(sum(target_quantity), 0), coalesce(sum(result), 0)
FROM ({items}) AS item GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY min(position)
"""


@dataclass(frozen=True)
class Group:
    """So many items alike in all that figures tell apart, with the sums of their targets and confirmed results."""

    nature: Nature
    standing: Standing
    field: str
    bodies: tuple[int, ...]
    unit: str
    moved: bool
    items: int
    target: Decimal
    result: Decimal


def items_of_period(items: QuerySet[WorkItem], start: dt.date, end: dt.date, today: dt.date) -> QuerySet[Any]:
    """Those of the items that are of the period, each annotated `worst`, `moved`, `result` and `bodies` (its leads).

    An occurrence is of the period when its agreed date or its date in force is (a granted extension does not take it
    out), unless it was dropped. An item counts once, by the worst of its occurrences of the period: one not confirmed
    and due before today makes it overdue, one not confirmed keeps it open, one completed after its date in force makes
    it late. Items without a term are apart whatever was reported; of their results those completed in the period count.
    `standing_in_period` says it in one word.
    """
    of_period = Q(occurrences__due_on__range=(start, end)) | Q(occurrences__agreed_due_on__range=(start, end))
    of_period &= ~Q(occurrences__state=OccurrenceState.CANCELLED)
    of_undated = Q(occurrences__due_on__isnull=True, occurrences__completed_on__range=(start, end))
    confirmed = Q(occurrences__state=OccurrenceState.CONFIRMED)
    was_moved = ~Q(occurrences__due_on=F("occurrences__agreed_due_on"))
    leads = WorkItem.leads.through._default_manager.filter(workitem_id=OuterRef("pk")).order_by("organisation_id")
    # By id, so that joins of the caller's own filter neither multiply nor hide anything that is counted.
    chosen: QuerySet[Any] = WorkItem.objects.filter(pk__in=items.order_by().values("pk"))
    chosen = chosen.exclude(state=OccurrenceState.CANCELLED)
    chosen = chosen.annotate(
        worst=Max(_badness(confirmed, today), filter=of_period),
        moved=BoolOr(was_moved & Q(occurrences__agreed_due_on__isnull=False), filter=of_period, default=False),
        result=Sum("occurrences__quantity", filter=confirmed & (of_period | of_undated)),
        bodies=ArraySubquery(leads.values("organisation_id")),
    ).filter(~Q(nature=Nature.DATED) | Q(worst__isnull=False))
    return chosen.order_by("position", "pk")


def standing_in_period(nature: str, worst: int | None) -> Standing:
    """What an item of `items_of_period` counts as."""
    return Standing.APART if nature != Nature.DATED else _STANDINGS[worst or 0]


def grouped(items: QuerySet[Any]) -> list[Group]:
    """Items of `items_of_period` in groups, the first of the annex first: one query, whose answer does not grow with them."""
    columns = ("nature", "worst", "field_of_work", "bodies", "target_unit", "moved", "target_quantity", "result")
    statement, parameters = items.order_by().values(*columns, "position").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_GROUPED.format(items=statement), parameters)
        rows = cursor.fetchall()
    return [
        Group(Nature(nature), standing_in_period(nature, worst), field, tuple(bodies), unit, moved, *counted)
        for nature, worst, field, bodies, unit, moved, *counted in rows
    ]


def _badness(confirmed: Q, today: dt.date) -> Case:
    return Case(
        When(~confirmed & Q(occurrences__due_on__lt=today), then=Value(WORST[Standing.OPEN_OVERDUE])),
        When(~confirmed, then=Value(WORST[Standing.OPEN_IN_TERM])),
        When(occurrences__completed_on__gt=F("occurrences__due_on"), then=Value(WORST[Standing.DONE_LATE])),
        default=Value(WORST[Standing.DONE_ON_TIME]),
        output_field=IntegerField(),
    )
