"""An amendment enters into force: the work of the text that it amends follows. What was reported stays as it was reported."""

import datetime as dt
import itertools
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.clock import VIETNAM
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.modifications import identity, modification_of
from phoihop.programmes.queries import current_versions
from phoihop.programmes.queries.amendments import text_in_force
from phoihop.programmes.states import WORK_KINDS, ModificationAct, ProvisionKind
from phoihop.workitems.actions._summary import locked, refresh, summary
from phoihop.workitems.actions.creating import describe, link_bodies, new_item, occurrences_of
from phoihop.workitems.actions.ending import drop_work
from phoihop.workitems.models import FieldOfWork, Occurrence, WorkItem
from phoihop.workitems.notices import ITEMS_FOLLOWED
from phoihop.workitems.rules import TO_REPORT
from phoihop.workitems.states import OccurrenceState

_REPORTED = (OccurrenceState.REPORTED, OccurrenceState.CONFIRMED)


@transaction.atomic
def follow_amendment(amendment: Instrument, by: User) -> None:
    """New items, changed ones, and work that is no longer waited for, each with the amendment as its origin."""
    text = amendment.parent
    if text is None or text.kind not in WORK_KINDS:
        return
    versions = [v for v in current_versions(amendment) if v.provision.kind == ProvisionKind.ITEM]
    items = {identity(item.version): item for item in text.work_items.select_related("version__provision")}
    labels = {one.uid: one.place for one in text_in_force(text)}
    done = dict.fromkeys(map(str, ModificationAct), 0)
    day = (amendment.in_force_at or clock.now()).astimezone(VIETNAM).date()
    for version in versions:
        modification = modification_of(version)
        if modification is None:
            continue
        item = items.get(identity(version))
        if modification.act == ModificationAct.ADD:
            _add(text, labels[identity(version)], version, day)
        elif item is not None and modification.act == ModificationAct.CHANGE:
            _change(item, version, day)
        elif item is not None:
            drop_work(item, why=amendment.name_kept)
        done[modification.act] += 1
    if versions:
        record(
            text.partnership.chain,
            ITEMS_FOLLOWED,
            text,
            by=by,
            organisation=None,
            label=text.name_kept,
            content_hash=amendment.text_hash,
            data={"amendment": str(amendment.uid), **done},
        )


def _add(text: Instrument, label: str, version: ProvisionVersion, day: dt.date) -> None:
    last = text.work_items.aggregate(last=Max("position"))["last"] or 0
    item = new_item(text, label, version, last + 1)
    times = _asked_from(occurrences_of(item), day)
    _summarise(item, times)
    item.save()
    Occurrence.objects.bulk_create(times)
    link_bodies(text, [item])
    fields = text.fields_of_work.aggregate(last=Max("position"))["last"] or 0
    FieldOfWork.objects.get_or_create(instrument=text, name=item.field_of_work, defaults={"position": fields + 1})


def _change(item: WorkItem, version: ProvisionVersion, day: dt.date) -> None:
    item = locked(item.pk)
    has_new_times = item.version.due_rule != version.due_rule
    describe(item, version)
    item.save()
    item.leads.clear()
    item.supports.clear()
    link_bodies(item.instrument, [item])
    if has_new_times:
        _plan_anew(item, day)
    refresh(item)


def _plan_anew(item: WorkItem, day: dt.date) -> None:
    """The times that the new text asks for, as of the day on which it came into force.

    As many times as before: the n-th falls due as the text says now, unless it was reported already. Otherwise the rule
    is another one: what was reported, or fell due earlier, stays beside it, and what is left over is dropped.
    """
    before = list(item.occurrences.order_by("number"))
    planned = occurrences_of(item)
    pairs: list[tuple[Occurrence, Occurrence | None]]
    if len(planned) == len(before):
        pairs = [(time, known) for time, known in zip(planned, before, strict=True) if known.state not in _REPORTED]
    else:
        reported = [one for one in before if one.state in _REPORTED]
        asked = [time for time in _asked_from(planned, day) if not any(_is_same(time, one) for one in reported)]
        goes_on = any(time.due_on is not None and time.due_on >= day for time in asked)
        waiting = [one for one in before if one.state not in _REPORTED]
        left = [one for one in waiting if not goes_on or one.due_on is None or one.due_on >= day]
        pairs = list(itertools.zip_longest(asked, left[: len(asked)]))
        surplus = [one.pk for one in left[len(asked) :] if one.state in TO_REPORT]
        item.occurrences.filter(pk__in=surplus).update(state=OccurrenceState.CANCELLED)
    number = max((one.number for one in before), default=0)
    for time, known in pairs:
        if known is None:
            number += 1
            time.number = number
            time.save()
        else:
            _retimed(known, time)


def _retimed(known: Occurrence, time: Occurrence) -> None:
    """A later day that the other side granted stays where the text asks for the same day as before."""
    if known.agreed_due_on != time.agreed_due_on:
        known.due_on = time.due_on
    known.label, known.agreed_due_on = time.label, time.agreed_due_on
    known.state = OccurrenceState.OPEN if known.state == OccurrenceState.CANCELLED else known.state
    known.save(update_fields=["label", "due_on", "agreed_due_on", "state"])


def _asked_from(times: list[Occurrence], day: dt.date) -> list[Occurrence]:
    """Nobody is asked for times before the text that asks for them; one that only speaks of such times asks for all."""
    return [time for time in times if time.due_on is None or time.due_on >= day] or times


def _is_same(time: Occurrence, other: Occurrence) -> bool:
    return time.agreed_due_on == other.agreed_due_on or time.label == other.label


def _summarise(item: WorkItem, times: Iterable[Occurrence]) -> None:
    for name, value in summary(item.nature, times).items():
        setattr(item, name, value)
