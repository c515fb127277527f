"""The year before: a programme in the system, as its signed review closed it or as it stands, else the imported table."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, When

from phoihop.lib.numbers import parse_number, parse_quantity
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.states import SIGNED_TEXT_STATES, InstrumentState, ProvisionKind
from phoihop.reviews.closing import Before, Closing
from phoihop.reviews.figures import CONTINUOUS, Cell
from phoihop.reviews.models import HistoricalResult, Review
from phoihop.reviews.queries.items import cells, items_of_period


def year_before(programme: Instrument, *, start: dt.date, end: dt.date, today: dt.date) -> Before | None:
    """The same period a year before, from the best source there is; None when there is none.

    That may be the same programme, when it runs for several years; of others first the one that this was based on.
    """
    start, end = a_year_earlier(start), a_year_earlier(end)
    previous = (
        Instrument.objects.filter(
            partnership_id=programme.partnership_id,
            kind=programme.kind,
            state=InstrumentState.IN_FORCE,
            period_start__lte=start,
            period_end__gte=end,
        )
        .order_by(
            Case(When(pk=programme.pk, then=0), When(pk=programme.based_on_id, then=1), default=2), "-in_force_at"
        )
        .first()
    )
    if previous is None:
        return _from_history(programme, start, end)
    review = _signed_review(previous, start, end)
    if review is not None:
        return review
    found = cells(items_of_period(previous, start=start, end=end, today=today))
    return Before(end.year, "programme", previous.pk, tuple(found))


def a_year_earlier(day: dt.date) -> dt.date:
    """The same day of the year before (28 February for the 29th)."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def history_cells(rows: Iterable[HistoricalResult]) -> list[Cell]:
    """Past rows as cells: one for the row, and one that counts no item for each further unit that it names."""
    found = []
    for row in rows:
        outcome = CONTINUOUS if row.standing == "apart" else row.standing
        units = quantities(row.target_text, row.result_text) or {"": (Decimal(0), Decimal(0))}
        for number, (unit, (target, result)) in enumerate(units.items()):
            found.append(Cell(outcome, unit=unit, items=int(not number), target=target, result=result))
    return found


def quantities(target_text: str, result_text: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Target and result by unit of counting, for the units that the target names: "02 lớp, 160 học viên".

    A result that is a bare number is one of the only unit that the target names.
    """
    targets, results = _by_unit(target_text), _by_unit(result_text)
    if len(targets) == 1 and not results and (number := parse_number(result_text)) is not None:
        results = dict.fromkeys(targets, number)
    return {unit: (target, results.get(unit, Decimal(0))) for unit, target in targets.items()}


def _by_unit(text: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for part in text.replace(";", ",").split(", "):
        quantity = parse_quantity(part)
        if quantity:
            found[quantity.unit] = found.get(quantity.unit, Decimal(0)) + quantity.number
    return found


def is_whole_year(start: dt.date, end: dt.date) -> bool:
    """Whether a period is one calendar year, whose table counts whole."""
    return (start.year, start.month, start.day, end.month, end.day) == (end.year, 1, 1, 12, 31)


def rows_of_period(rows: Iterable[HistoricalResult], start: dt.date, end: dt.date) -> list[HistoricalResult]:
    """Those rows of a past year's table that a part of the year counts: the ones due in it; all for whole years."""
    whole = is_whole_year(start, end)
    return [row for row in rows if whole or (row.due_on is not None and start <= row.due_on <= end)]


def _from_history(programme: Instrument, start: dt.date, end: dt.date) -> Before | None:
    if start.year != end.year:  # tables are of one year
        return None
    table = HistoricalResult.objects.filter(partnership_id=programme.partnership_id, year=end.year)
    rows = rows_of_period(table, start, end)
    return Before(end.year, "history", end.year, tuple(history_cells(rows))) if rows else None


def _signed_review(programme: Instrument, start: dt.date, end: dt.date) -> Before | None:
    review = Review.objects.filter(
        programme=programme,
        instrument__state__in=SIGNED_TEXT_STATES,
        instrument__period_start=start,
        instrument__period_end=end,
    ).first()
    if review is None:
        return None
    table = (
        ProvisionVersion.objects.filter(
            provision__instrument=review.instrument_id,
            provision__kind=ProvisionKind.TABLE,
            revision__isnull=False,
            data__has_key="closing",
        )
        .order_by("-revision__number")
        .first()
    )
    if table is None or table.removed:
        return None
    closing = Closing.from_json(table.data["closing"])
    return Before(end.year, "review", review.pk, tuple(item.cell() for item in closing.items))
