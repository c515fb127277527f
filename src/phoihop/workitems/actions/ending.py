"""The text that asked for work ends: what is open is dropped, or carried to another text. What was reported stays."""

from django.db import transaction
from django.db.models import Max

from phoihop.ledger.actions import record
from phoihop.programmes.models import Instrument
from phoihop.workitems import notices
from phoihop.workitems.actions._summary import locked, refresh
from phoihop.workitems.models import FieldOfWork, WorkItem
from phoihop.workitems.rules import TO_REPORT
from phoihop.workitems.states import OccurrenceState


@transaction.atomic
def drop_work(item: WorkItem, *, why: str) -> int:
    """Nobody waits any longer for what has not been reported; answers how many times that were."""
    item = locked(item.pk)
    dropped = item.occurrences.filter(state__in=TO_REPORT).update(state=OccurrenceState.CANCELLED)
    if dropped:
        refresh(item)
        _record(notices.DROPPED, item, {"times": dropped, "why": why})
    return dropped


@transaction.atomic
def carry_work(item: WorkItem, *, to: Instrument, why: str) -> None:
    """The work goes on, with all that was reported, under another text in force of the same partnership.

    The provision that it was born of stays the one of the text that was signed.
    """
    item = locked(item.pk)
    before = item.instrument
    item.instrument = to
    item.position = 1 + (to.work_items.aggregate(last=Max("position"))["last"] or 0)
    item.save(update_fields=["instrument", "position"])
    last = to.fields_of_work.aggregate(last=Max("position"))["last"] or 0
    FieldOfWork.objects.get_or_create(instrument=to, name=item.field_of_work, defaults={"position": last + 1})
    _record(notices.CARRIED, item, {"from": before.number_text, "to": to.number_text, "why": why})


def _record(verb: str, item: WorkItem, data: dict[str, object]) -> None:
    chain, label = item.partnership.chain, f"{item.label} {item.content}"
    record(chain, verb, item, by=None, organisation=None, label=label, data=data)
