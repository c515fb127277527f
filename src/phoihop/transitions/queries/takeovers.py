"""Takeovers as pages and the home page show them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Partnership, Party
from phoihop.transitions import rules
from phoihop.transitions.models import Handover, Takeover
from phoihop.transitions.states import TakeoverState

MOST = 100
_WITH = ("predecessor", "successor", "declared_for", "declared_by", "confirmed_for", "confirmed_by", "withdrawn_by")


@dataclass(frozen=True)
class HandoverLine:
    """A takeover in one partnership, and for which party this person may take note of it."""

    handover: Handover
    body: Organisation | None


def takeovers(user: User) -> QuerySet[Takeover]:
    """What this person may see, with what pages and rules ask of it."""
    return Takeover.objects.visible_to(user).select_related(*_WITH)


def takeover_list(user: User) -> list[Takeover]:
    """The latest first."""
    return list(takeovers(user)[:MOST])


def takeovers_due(today: dt.date) -> list[Takeover]:
    """Confirmed ones whose day has come."""
    return list(Takeover.objects.filter(state=TakeoverState.CONFIRMED, effective_on__lte=today).order_by("pk"))


def handovers_of(takeover: Takeover, user: User) -> list[HandoverLine]:
    """The partnerships concerned that this person sees: of others they do not even learn the name."""
    return _lines(takeover.handovers.all(), user)


def to_acknowledge(user: User, ids: list[int]) -> list[HandoverLine]:
    """Those of these handovers (ids) of which this person may take note for a party that has not."""
    return [line for line in _lines(Handover.objects.filter(pk__in=ids), user) if line.body]


def _lines(handovers: QuerySet[Handover], user: User) -> list[HandoverLine]:
    parties = Prefetch("partnership__parties", Party.objects.select_related("organisation"))
    found = (
        handovers.filter(partnership__in=Partnership.objects.visible_to(user).values("pk"))
        .select_related("partnership", "takeover__predecessor", "takeover__successor")
        .prefetch_related(parties, "acknowledgements__organisation", "acknowledgements__by")
    )
    able = rules.acknowledging_bodies(user)
    return [HandoverLine(handover, rules.acknowledging_body(handover, able)) for handover in found]
