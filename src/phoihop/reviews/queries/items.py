"""What became of each item of a programme in a period, decided by the database in one pass."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument
from phoihop.reviews.figures import CONTINUOUS, DATED, IN_TERM, LATE, OFFICIAL, ON_REQUEST, ON_TIME, OVERDUE, Cell
from phoihop.workitems.models import Occurrence, WorkItem
from phoihop.workitems.states import Nature, OccurrenceState

_WORST = {OVERDUE: 4, IN_TERM: 3, LATE: 2, ON_TIME: 1}
_NUMBER = DecimalField(max_digits=20, decimal_places=2)


def items_with_outcome(programme: Instrument, *, start: dt.date, end: dt.date, today: dt.date) -> QuerySet[Any]:
    """The items of the period, each annotated `outcome`, `bodies` (ids of its leads), `result` and `moved`.

    An item counts once, by the worst of its occurrences of the period: one that is open and past its due date in
    force makes it overdue, one that is open keeps it open, one confirmed after its due date makes it late. A report
    that waits for the other side is open. An occurrence is of the period when its due date in force or the one that
    was agreed lies in it; an item with a term but without such an occurrence is not in the figures.
    """
    every = Occurrence.objects.filter(work_item=OuterRef("pk")).order_by()
    of_period = every.filter(_in_period(start, end))
    worst = of_period.values("work_item").annotate(worst=Max(_badness(today))).values("worst")
    counted = every.filter(Q(due_on__isnull=True) | _in_period(start, end), state=OccurrenceState.CONFIRMED)
    result = counted.values("work_item").annotate(sum=Sum("quantity")).values("sum")
    leads = Organisation.objects.filter(led_items=OuterRef("pk")).order_by("pk")
    items: QuerySet[Any] = WorkItem.objects.filter(instrument=programme).order_by("position", "pk")
    items = (
        items.annotate(worst=Subquery(worst, output_field=IntegerField()))
        .annotate(
            outcome=_outcome(),
            bodies=ArraySubquery(leads.values("pk")),
            result=Coalesce(Subquery(result, output_field=_NUMBER), Decimal(0), output_field=_NUMBER),
            moved=Exists(of_period.filter(agreed_due_on__isnull=False).exclude(due_on=F("agreed_due_on"))),
        )
        .exclude(outcome="")
    )
    return items  # noqa: RET504  the annotated name keeps the type


def cells(items: QuerySet[Any]) -> list[Cell]:
    """Those items as cells: one query, whose answer grows with fields and bodies, not with items."""
    kinds = ("outcome", "field_of_work", "bodies", "target_unit", "moved")
    rows = (
        items.order_by()
        .values(*kinds)
        .annotate(items=Count("pk"), target=Sum("target_quantity"), results=Sum("result"), first=Min("position"))
        .order_by("first")
    )
    return [
        Cell(
            outcome=row["outcome"],
            field=row["field_of_work"],
            bodies=tuple(row["bodies"]),
            unit=row["target_unit"],
            items=row["items"],
            target=row["target"] or Decimal(0),
            result=row["results"],
            moved=row["items"] if row["moved"] else 0,
        )
        for row in rows
    ]


def filtered(items: QuerySet[Any], query: dict[str, str]) -> QuerySet[Any]:
    """The items that a figure's query opens: the twin of `figures.matches` for the database."""
    outcome = query.get("outcome", "")
    if outcome:
        items = items.filter(outcome__in=OFFICIAL if outcome == DATED else [outcome])
    if query.get("field"):
        items = items.filter(field_of_work=query["field"])
    if query.get("body", "").isdecimal():
        items = items.filter(leads=int(query["body"]))
    if query.get("unit"):
        items = items.filter(target_unit=query["unit"])
    return items.filter(moved=True) if query.get("moved") else items


def _in_period(start: dt.date, end: dt.date) -> Q:
    return Q(due_on__range=(start, end)) | Q(agreed_due_on__range=(start, end))


def _badness(today: dt.date) -> Case:
    confirmed = Q(state=OccurrenceState.CONFIRMED)
    return Case(
        When(~confirmed & Q(due_on__lt=today), then=Value(_WORST[OVERDUE])),
        When(~confirmed, then=Value(_WORST[IN_TERM])),
        When(completed_on__gt=F("due_on"), then=Value(_WORST[LATE])),
        default=Value(_WORST[ON_TIME]),
        output_field=IntegerField(),
    )


def _outcome() -> Case:
    return Case(
        When(nature=Nature.CONTINUOUS, then=Value(CONTINUOUS)),
        When(nature=Nature.ON_REQUEST, then=Value(ON_REQUEST)),
        *(When(worst=worst, then=Value(outcome)) for outcome, worst in _WORST.items()),
        default=Value(""),
        output_field=CharField(),
    )
