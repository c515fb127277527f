"""The figures of a period as pages and reports show them: live from the items, or as they were closed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from phoihop.lib.dates import format_date
from phoihop.lib.text import sort_key
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.states import ProvisionKind
from phoihop.reviews.closing import Closing, ItemRow
from phoihop.reviews.figures import Cell, Figures, compute
from phoihop.reviews.queries.before import year_before
from phoihop.reviews.queries.items import cells, items_of_period, outcome_of, reach
from phoihop.workitems.models import Evidence, Occurrence
from phoihop.workitems.states import OccurrenceState

DATES_SPELT_OUT = 3


def live_figures(programme: Instrument, *, start: dt.date, end: dt.date, today: dt.date) -> Figures:
    """The figures of today: two queries, whatever the number of items."""
    found = cells(items_of_period(programme, start=start, end=end, today=today))
    return compute(found, bodies=body_names(programme, found), sort=sort_key)


def body_names(programme: Instrument, found: Iterable[Cell]) -> dict[int, str]:
    """The names of the bodies that lead: the parties in their order, then others by the alphabet."""
    prefetch_related_objects([programme], "partnership__parties__organisation")
    ids = {body for cell in found for body in cell.bodies}
    parties = [party.organisation for party in programme.partnership.parties.all() if party.organisation_id in ids]
    others = ids - {body.pk for body in parties}
    return {body.pk: str(body) for body in [*parties, *_sorted(others)]}


def _sorted(ids: set[int]) -> list[Organisation]:
    return sorted(Organisation.objects.filter(pk__in=ids), key=lambda body: sort_key(str(body))) if ids else []


def closing_of(versions: Iterable[ProvisionVersion]) -> Closing | None:
    """The figures that this text carries, if they have been closed."""
    table = table_of(versions)
    return Closing.from_json(table.data["closing"]) if table else None


def table_of(versions: Iterable[ProvisionVersion]) -> ProvisionVersion | None:
    """The provision that holds the closed figures."""
    for version in versions:
        if version.provision.kind == ProvisionKind.TABLE and "closing" in version.data:
            return version
    return None


def make_closing(programme: Instrument, *, start: dt.date, end: dt.date, today: dt.date) -> Closing:
    """The figures of today with the items behind them: a constant number of queries."""
    rows = tuple(period_rows(programme, start=start, end=end, today=today))
    return Closing(
        start=start,
        end=end,
        as_of=today,
        bodies=body_names(programme, [row.cell() for row in rows]),
        items=rows,
        before=year_before(programme, start=start, end=end, today=today),
    )


def period_rows(programme: Instrument, *, start: dt.date, end: dt.date, today: dt.date) -> list[ItemRow]:
    """All items of the period with their dates and evidence: three queries."""
    items = items_of_period(programme, start=start, end=end, today=today).select_related("version__provision")
    return item_rows(list(items), reach(programme, start, end))


def item_rows(items: list[Any], days: tuple[dt.date, dt.date]) -> list[ItemRow]:
    """Items (of `items_of_period`) with their dates and evidence from the first of these days to the last: two queries."""
    occurrences = _occurrences([item.pk for item in items], *days)
    evidence = _evidence([one.pk for found in occurrences.values() for one in found])
    return [_row(item, occurrences[item.pk], evidence[item.pk]) for item in items]


def _occurrences(items: list[int], start: dt.date, end: dt.date) -> dict[int, list[Occurrence]]:
    """The occurrences of each item that are of the period; those without a term are when they were completed in it."""
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for occurrence in (
        Occurrence.objects.filter(work_item__in=items)
        .exclude(state=OccurrenceState.CANCELLED)
        .order_by("work_item_id", "number")
    ):
        days = (occurrence.due_on, occurrence.agreed_due_on) if occurrence.due_on else (occurrence.completed_on,)
        if any(day and start <= day <= end for day in days):
            found[occurrence.work_item_id].append(occurrence)
    return found


def _evidence(occurrences: list[int]) -> dict[int, list[str]]:
    """The titles of the evidence of confirmed reports, by item."""
    found: dict[int, list[str]] = defaultdict(list)
    titles = Evidence.objects.filter(report__confirmed=True, report__occurrence__in=occurrences)
    for item, title in titles.order_by("report__occurrence__number", "pk").values_list(
        "report__occurrence__work_item_id", "title"
    ):
        found[item].append(title)
    return found


def _row(item: Any, occurrences: list[Occurrence], evidence: list[str]) -> ItemRow:
    confirmed = [occurrence for occurrence in occurrences if occurrence.state == OccurrenceState.CONFIRMED]
    return ItemRow(
        id=item.pk,
        provision=str(item.version.provision.uid),
        label=item.label,
        content=item.content,
        field=item.field_of_work,
        bodies=tuple(item.bodies),
        lead_text=item.lead_text,
        outcome=outcome_of(item.nature, item.worst),
        unit=item.target_unit,
        target=item.target_quantity or Decimal(0),
        result=item.result or Decimal(0),
        moved=item.moved,
        due=_days([occurrence.due_on for occurrence in occurrences], of=len(occurrences)) or item.due_text,
        completed=_days([occurrence.completed_on for occurrence in confirmed], of=len(occurrences)),
        evidence=tuple(evidence),
        rule=item.version.due_rule.get("kind", "dates"),
    )


def _days(days: list[dt.date | None], *, of: int) -> str:
    """A few dates spelt out, many as their count and the last one: "11/12 đợt, đợt cuối 30/11/2025"."""
    known = sorted(day for day in days if day)
    if len(known) <= DATES_SPELT_OUT:
        return "; ".join(map(format_date, known))
    count = str(len(known)) if len(known) == of else f"{len(known)}/{of}"
    return f"{count} đợt, đợt cuối {format_date(known[-1])}"
