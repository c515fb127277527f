"""Reviews for lists and pages."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import ImportState, InstrumentKind, InstrumentState
from phoihop.reviews.models import HistoricalResult, HistoryImport, Review

LONGEST_LIST = 200


@dataclass(frozen=True)
class History:
    """The imported results of one year of one partnership."""

    partnership: Partnership
    years: tuple[int, ...]


def review_list(user: User) -> list[Review]:
    """Reviews that the person may read, the newest period first."""
    reviews = Review.objects.visible_to(user).select_related("instrument__partnership", "instrument__turn", "programme")
    return list(reviews[:LONGEST_LIST])


def programmes_to_review(user: User) -> list[Instrument]:
    """Programmes in force without a whole-period review that the person can see."""
    seen = Review.objects.visible_to(user).filter(
        programme=OuterRef("pk"),
        instrument__period_start=OuterRef("period_start"),
        instrument__period_end=OuterRef("period_end"),
    )
    programmes = Instrument.objects.visible_to(user).filter(
        ~Exists(seen.exclude(instrument__state=InstrumentState.WITHDRAWN)),
        kind=InstrumentKind.PROGRAMME,
        state=InstrumentState.IN_FORCE,
    )
    return list(programmes.select_related("partnership")[:LONGEST_LIST])


def review_of_period(programme: Instrument, organisation: Organisation, start: dt.date, end: dt.date) -> Review | None:
    """The review of that period that this party knows: a disclosed one, or its own draft."""
    reviews = Review.objects.filter(
        Q(instrument__disclosed_at__isnull=False) | Q(instrument__owner=organisation),
        programme=programme,
        instrument__period_start=start,
        instrument__period_end=end,
    )
    return reviews.exclude(instrument__state=InstrumentState.WITHDRAWN).select_related("instrument").first()


def histories(user: User) -> list[History]:
    """The partnerships of the person with the years whose results were imported."""
    partnerships = list(Partnership.objects.visible_to(user)[:LONGEST_LIST])
    rows = (
        HistoricalResult.objects.filter(partnership__in=[partnership.pk for partnership in partnerships])
        .order_by("partnership_id", "-year")
        .values_list("partnership_id", "year")
        .distinct()
    )
    years = {key: tuple(year for _key, year in group) for key, group in groupby(rows, key=lambda row: row[0])}
    return [History(partnership, years.get(partnership.pk, ())) for partnership in partnerships]


def history_rows(partnership: Partnership, year: int) -> QuerySet[HistoricalResult]:
    """The imported results of that year."""
    return HistoricalResult.objects.filter(partnership=partnership, year=year)


def imports_of(user: User) -> QuerySet[HistoryImport]:
    """Workbooks that the person's bodies have uploaded and not yet settled."""
    mine = Organisation.objects.of(user).values("pk")
    return HistoryImport.objects.filter(organisation__in=mine, state=ImportState.PENDING)
