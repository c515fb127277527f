"""Terminations as pages and the home page show them, and what can be chosen in one."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import WORK_KINDS, InstrumentKind, InstrumentState
from phoihop.transitions import ending_rules as rules
from phoihop.transitions.models import Termination, WorkFate
from phoihop.transitions.states import PENDING, TerminationState
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries.filters import still_here


@dataclass(frozen=True)
class TerminationPage:
    """A termination with what this person may do about it."""

    termination: Termination
    fates: list[WorkFate]
    awaited: list[Organisation]
    answers_for: Organisation | None
    withdraws_for: Organisation | None


def terminations(user: User) -> QuerySet[Termination]:
    """What this person may see, with what pages and rules ask of it."""
    related = ("partnership", "instrument", "proposed_for", "proposed_by", "carry_to")
    prefetched = ("partnership__parties__organisation", "answers__organisation", "answers__by")
    return Termination.objects.visible_to(user).select_related(*related).prefetch_related(*prefetched)


def termination_page(user: User, termination: Termination) -> TerminationPage:
    is_open = termination.state == TerminationState.PROPOSED
    return TerminationPage(
        termination=termination,
        fates=list(termination.fates.select_related("item__instrument")),
        awaited=[party.organisation for party in rules.unanswered(termination)] if is_open else [],
        answers_for=rules.answering_body(user, termination),
        withdraws_for=rules.withdrawing_body(user, termination),
    )


def termination_of(partnership: Partnership, instrument: Instrument | None) -> Termination | None:
    """What is pending or done about an end."""
    states = (*PENDING, TerminationState.IN_EFFECT)
    found = Termination.objects.filter(partnership=partnership, instrument=instrument, state__in=states)
    return found.order_by("-pk").first()


def open_work(partnership: Partnership, instrument: Instrument | None) -> list[WorkItem]:
    """Work that is not settled: of a text, or of all texts of the partnership."""
    items = WorkItem.objects.filter(still_here(clock.today()), partnership=partnership, closed=False)
    if instrument is not None:
        items = items.filter(instrument=instrument)
    return list(items.select_related("instrument").order_by("instrument_id", "position", "pk"))


def carry_targets(partnership: Partnership, instrument: Instrument | None) -> list[Instrument]:
    """Texts in force under which work can go on; none when the whole partnership ends."""
    if instrument is None:
        return []
    texts = partnership.instruments.filter(state=InstrumentState.IN_FORCE, kind__in=WORK_KINDS, ended_on__isnull=True)
    return list(texts.filter(period_end__gte=clock.today()).exclude(pk=instrument.pk))


def ending_texts(partnership: Partnership) -> list[Instrument]:
    """What is in force in a partnership, and ends with it."""
    texts = partnership.instruments.filter(state=InstrumentState.IN_FORCE, period_end__gte=clock.today())
    return list(texts.filter(ended_on__isnull=True).exclude(kind=InstrumentKind.REVIEW_REPORT))


def terminations_due(today: dt.date) -> list[Termination]:
    """Settled ones whose day has come."""
    return list(Termination.objects.filter(state=TerminationState.SETTLED, effective_on__lte=today).order_by("pk"))
