"""Reviews for lists and pages."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from phoihop.accounts.models import User
from phoihop.lib.keys import decode, encode
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import WORK_KINDS, ImportState, InstrumentState
from phoihop.reviews.models import HistoricalResult, HistoryImport, Review

PAGE = 25
FIRST_FEW = 5
T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Part(Generic[T]):
    """A part of a list; `next_key` opens the part behind it, "" when there is none."""

    rows: list[T]
    next_key: str


@dataclass(frozen=True)
class HistoryYear:
    """A year of a partnership whose results were imported."""

    partnership_id: int
    partnership: str
    year: int


def review_list(user: User, after: str = "") -> Part[Review]:
    """Reviews that the person may read, the newest period first."""
    reviews = Review.objects.visible_to(user).select_related("instrument")
    return _newest_first(reviews, "instrument__period_end", after, PAGE)


def programmes_to_review(user: User, after: str = "", *, most: int = PAGE) -> Part[Instrument]:
    """Programmes in force without a whole-period review that the person can see, the newest period first."""
    seen = Review.objects.visible_to(user).filter(
        programme=OuterRef("pk"),
        instrument__period_start=OuterRef("period_start"),
        instrument__period_end=OuterRef("period_end"),
    )
    programmes = Instrument.objects.visible_to(user).filter(
        ~Exists(seen.exclude(instrument__state=InstrumentState.WITHDRAWN)),
        kind__in=WORK_KINDS,
        state=InstrumentState.IN_FORCE,
    )
    return _newest_first(programmes, "period_end", after, most)


def review_of_period(programme: Instrument, organisation: Organisation, start: dt.date, end: dt.date) -> Review | None:
    """The review of that period that this party knows: a disclosed one, or its own draft."""
    reviews = Review.objects.filter(
        Q(instrument__disclosed_at__isnull=False) | Q(instrument__owner=organisation),
        programme=programme,
        instrument__period_start=start,
        instrument__period_end=end,
    )
    return reviews.exclude(instrument__state=InstrumentState.WITHDRAWN).select_related("instrument").first()


def history_years(user: User) -> list[HistoryYear]:
    """The years whose results were imported, the newest first."""
    rows = (
        HistoricalResult.objects.filter(partnership__in=Partnership.objects.visible_to(user).values("pk"))
        .order_by("-year", "partnership__name", "partnership_id")
        .values_list("partnership_id", "partnership__name", "year")
        .distinct()
    )
    return [HistoryYear(*row) for row in rows[:PAGE]]


def partnerships_of(user: User, acts_in: frozenset[int], after: str = "") -> Part[Partnership]:
    """The partnerships in which the person acts, by name."""
    partnerships = Partnership.objects.visible_to(user).filter(pk__in=acts_in).order_by("name", "pk")
    key = decode(after, str, int)
    if key:
        partnerships = partnerships.filter(Q(name__gt=key[0]) | Q(name=key[0], pk__gt=key[1]))
    return _part(partnerships, PAGE, lambda last: encode(last.name, last.pk))


def history_rows(partnership: Partnership, year: int) -> QuerySet[HistoricalResult]:
    """The imported results of that year."""
    return HistoricalResult.objects.filter(partnership=partnership, year=year)


def imports_of(user: User) -> QuerySet[HistoryImport]:
    """Workbooks that the person's bodies have uploaded and not yet settled."""
    mine = Organisation.objects.of(user).values("pk")
    return HistoryImport.objects.filter(organisation__in=mine, state=ImportState.PENDING).select_related("file")[:PAGE]


def _newest_first(rows: QuerySet[T], day: str, after: str, most: int) -> Part[T]:
    """The part behind a key of day and id."""
    key = decode(after, dt.date, int)
    if key:
        rows = rows.filter(Q(**{f"{day}__lt": key[0]}) | Q(**{day: key[0], "pk__lt": key[1]}))
    return _part(rows.order_by(f"-{day}", "-pk"), most, lambda last: encode(_day_of(last, day), last.pk))


def _part(rows: QuerySet[T], most: int, key_of: Any) -> Part[T]:
    found = list(rows[: most + 1])
    return Part(found[:most], key_of(found[most - 1]) if len(found) > most else "")


def _day_of(row: Any, path: str) -> dt.date:
    for name in path.split("__"):
        row = getattr(row, name)
    return row  # type: ignore[no-any-return]
