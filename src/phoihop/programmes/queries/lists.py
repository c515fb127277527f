"""Lists of texts, and what the search finds among them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear

from phoihop.accounts.models import User
from phoihop.lib import clock, keys
from phoihop.lib.text import fold
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes.models import Instrument, Partnership, Party
from phoihop.programmes.states import DRAFTED_KINDS, InstrumentKind, InstrumentState

PAGE = 25


@dataclass(frozen=True)
class InstrumentPage:
    """A part of the list; `next_key` opens the part after it, "" on the last."""

    rows: list[Instrument]
    next_key: str


@dataclass(frozen=True)
class InstrumentFilters:
    """What the list is narrowed to; empty means all."""

    kind: str = ""
    state: str = ""
    year: int | None = None
    q: str = ""


def instrument_list(
    user: User, filters: InstrumentFilters | None = None, *, after: str = "", limit: int = PAGE
) -> InstrumentPage:
    """Texts that this person may see, the latest period first, cut by key."""
    rows = _filtered(Instrument.objects.visible_to(user), filters or InstrumentFilters())
    rows = rows.select_related("lead", "turn", "owner", "partnership").order_by("-period_end", "-pk")
    key = keys.decode(after, dt.date, int)
    if key is not None:
        period_end, pk = key
        rows = rows.filter(Q(period_end__lt=period_end) | Q(period_end=period_end, pk__lt=pk))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return InstrumentPage(found[:limit], keys.encode(last.period_end, last.pk) if last else "")


def parents_in(partnership: Partnership) -> QuerySet[Instrument]:
    """Texts in force that a new one of this partnership may carry out."""
    return Instrument.objects.filter(
        partnership=partnership,
        state=InstrumentState.IN_FORCE,
        kind__in=[kind for kind in DRAFTED_KINDS if kind != InstrumentKind.PLAN],
    )


def relatives(user: User, instrument: Instrument) -> list[Instrument]:
    """Texts that carry this one out, amend it or follow it, as far as this person may see them; the newest first."""
    related = Q(parent=instrument) | Q(based_on=instrument, kind=instrument.kind)
    return list(Instrument.objects.visible_to(user).filter(related).order_by("-pk"))


def renewals(instrument: Instrument, organisation: Organisation) -> QuerySet[Instrument]:
    """Texts of the period that follows, as far as this party knows them: disclosed, or its own; none that is withdrawn."""
    known = Q(disclosed_at__isnull=False) | Q(owner=organisation)
    following = Instrument.objects.filter(known, based_on=instrument, kind=instrument.kind)
    return following.exclude(state=InstrumentState.WITHDRAWN).order_by("pk")


def instrument_years(user: User) -> list[int]:
    """Years for which there are texts that this person may see, latest first."""
    years = Instrument.objects.visible_to(user).annotate(in_year=ExtractYear("period_end"))
    return list(years.order_by("-in_year").values_list("in_year", flat=True).distinct())


def partnerships_to_write_in(user: User) -> list[Partnership]:
    """Partnerships in which this person may begin a text: an officer of a party."""
    bodies = Membership.objects.filter(holds_on(clock.today()), user=user, role=Role.OFFICER).values("organisation_id")
    if not user.is_active:
        return []
    mine = Party.objects.filter(organisation__in=bodies).values("partnership_id")
    parties = Prefetch("parties", Party.objects.select_related("organisation"))
    open_ones = Partnership.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=clock.today()), pk__in=mine)
    return list(open_ones.prefetch_related(parties).order_by("name", "pk"))


def search(user: User, q: str, limit: int) -> list[Instrument]:
    """Texts whose kind, title, number or year hold every word of `q`; a private draft is found by its own side only."""
    key = fold(q)
    if not key:
        return []
    visible = Instrument.objects.visible_to(user).select_related("partnership")
    return list(visible.filter(_words(key)).order_by(F("period_end").desc(), "-pk")[:limit])


def _filtered(rows: QuerySet[Instrument], filters: InstrumentFilters) -> QuerySet[Instrument]:
    if filters.kind in InstrumentKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.state in InstrumentState.values:
        rows = rows.filter(state=filters.state)
    if filters.year is not None:
        rows = rows.filter(period_end__year=filters.year)
    if fold(filters.q):
        rows = rows.filter(_words(fold(filters.q)))
    return rows


def _words(key: str) -> Q:
    """Every word of the key occurs in the search key."""
    condition = Q()
    for word in key.split():
        condition &= Q(search_key__contains=word)
    return condition
