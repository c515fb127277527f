"""The items of a reviewed period and the cells that its figures are made of; `workitems` says what became of each."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from phoihop.lib.numbers import identifier
from phoihop.programmes.models import Instrument
from phoihop.reviews.figures import CONTINUOUS, DATED, ON_REQUEST, Cell
from phoihop.workitems import queries as work
from phoihop.workitems.models import WorkItem
from phoihop.workitems.states import Nature, Standing

_APART = {Nature.CONTINUOUS: CONTINUOUS, Nature.ON_REQUEST: ON_REQUEST}


def items_of_period(programme: Instrument, *, start: dt.date, end: dt.date, today: dt.date) -> QuerySet[Any]:
    """The items of a programme in a period, annotated as `workitems.queries.items_of_period` does."""
    return work.items_of_period(WorkItem.objects.filter(instrument=programme), *reach(programme, start, end), today)


def reach(programme: Instrument, start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The days whose work a period answers for.

    A text may agree a day before or after its own period; the period that begins or ends with the programme answers
    for those too, so that no agreed work is in no review.
    """
    first = dt.date.min if start == programme.period_start else start
    return first, dt.date.max if end == programme.period_end else end


def outcome_of(nature: str, worst: int | None) -> str:
    """The figure that such an item counts in: its standing, or of those apart which kind it is."""
    return _APART.get(Nature(nature)) or work.standing_in_period(nature, worst).value


def cells(items: QuerySet[Any]) -> list[Cell]:
    """Those items as cells: one query, whose answer grows with fields and bodies, not with items."""
    return [
        Cell(
            outcome=_APART.get(group.nature) or group.standing.value,
            field=group.field,
            bodies=group.bodies,
            unit=group.unit,
            items=group.items,
            target=group.target,
            result=group.result,
            moved=group.items if group.moved else 0,
        )
        for group in work.grouped(items)
    ]


def filtered(items: QuerySet[Any], query: dict[str, str]) -> QuerySet[Any]:
    """The items that a figure's query opens: the twin of `figures.matches` for the database."""
    if query.get("outcome"):
        items = items.filter(_has_outcome(query["outcome"]))
    if "field" in query:
        items = items.filter(field_of_work=query["field"])
    if query.get("body"):
        items = items.filter(leads=identifier(query["body"]) or 0)
    if query.get("unit"):
        items = items.filter(target_unit=query["unit"])
    return items.filter(moved=True) if query.get("moved") else items


def _has_outcome(outcome: str) -> Q:
    if outcome in Standing.values and outcome != Standing.APART:
        return Q(nature=Nature.DATED, worst=work.WORST[Standing(outcome)])
    natures = {DATED: Nature.DATED, CONTINUOUS: Nature.CONTINUOUS, ON_REQUEST: Nature.ON_REQUEST}
    return Q(nature=natures[outcome]) if outcome in natures else Q(pk__in=[])
