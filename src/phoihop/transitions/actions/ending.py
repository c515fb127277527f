"""The day has come: the text, or all of the partnership, is no longer in force, and its open work goes its way."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from phoihop.ledger.actions import record
from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.transitions import notices
from phoihop.transitions.models import Termination
from phoihop.transitions.states import PENDING, Fate, TerminationState
from phoihop.workitems.actions import carry_work, drop_work


@transaction.atomic
def bring_to_an_end(termination: Termination) -> None:
    """Carry out what is settled, from its day on. Done once; on one that is not due it does nothing."""
    Termination.objects.select_for_update().values("pk").get(pk=termination.pk)
    related = Termination.objects.select_related("partnership__chain", "instrument", "carry_to")
    termination = related.get(pk=termination.pk)
    if termination.state != TerminationState.SETTLED or termination.effective_on > clock.today():
        return
    of_texts = _of_texts(termination)
    list(of_texts.select_for_update().order_by("pk").values("pk"))
    texts = _texts(termination)
    list(texts.select_for_update().order_by("pk").values("pk"))
    Chain.objects.select_for_update().values("pk").get(pk=termination.partnership.chain_id)
    texts.update(ended_on=termination.effective_on)
    of_texts.update(state=TerminationState.WITHDRAWN, closed_at=clock.now())  # the whole has ended, and they with it
    counts = _settle_work(termination)
    termination.state, termination.closed_at = TerminationState.IN_EFFECT, clock.now()
    termination.save(update_fields=["state", "closed_at"])
    label = termination.instrument.name_kept if termination.instrument else termination.partnership.name
    record(
        termination.partnership.chain,
        notices.ENDED,
        termination,
        by=None,
        organisation=None,
        label=label,
        data={"effective_on": termination.effective_on.isoformat(), **counts},
    )
    notices.tell_ended(termination)


def note_last_day(termination: Termination, day: dt.date | None) -> None:
    """What is settled is told by the text or the partnership itself from now on: as of that day it is over."""
    if termination.instrument is not None:
        texts = Instrument.objects.filter(pk=termination.instrument.pk)
        noted = texts if day else texts.filter(ended_on=termination.effective_on)  # another end may have come before
        noted.update(ended_on=day)
    else:
        Partnership.objects.filter(pk=termination.partnership_id).update(ended_on=day)


def _of_texts(termination: Termination) -> QuerySet[Termination]:
    """What is still pending about single texts when their partnership ends."""
    if termination.instrument is not None:
        return Termination.objects.none()
    return Termination.objects.filter(
        partnership=termination.partnership_id, instrument__isnull=False, state__in=PENDING
    )


def _texts(termination: Termination) -> QuerySet[Instrument]:
    if termination.instrument is not None:
        return Instrument.objects.filter(pk=termination.instrument.pk)
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=termination.effective_on)
    in_force = termination.partnership.instruments.filter(
        lasting, state=InstrumentState.IN_FORCE, period_end__gte=termination.effective_on
    )
    return in_force.exclude(kind=InstrumentKind.REVIEW_REPORT)


def _settle_work(termination: Termination) -> dict[str, int]:
    """Work that was finished meanwhile stays so; where the other text is no longer in force, work is finished here."""
    why, counts = termination.reason, {"dropped": 0, "carried": 0}
    target = termination.carry_to
    for fate in termination.fates.select_related("item").order_by("item_id"):
        if fate.item.closed:
            continue
        if fate.fate == Fate.DROP:
            counts["dropped"] += bool(drop_work(fate.item, why=why))
        elif target is not None and target.over_since is None:
            carry_work(fate.item, to=target, why=why)
            counts["carried"] += 1
    return counts
