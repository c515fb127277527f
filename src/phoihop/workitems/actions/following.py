"""An amendment enters into force: the work of the text that it amends follows. What was reported stays as it was reported."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
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
    for version in versions:
        modification = modification_of(version)
        if modification is None:
            continue
        item = items.get(identity(version))
        if modification.act == ModificationAct.ADD:
            _add(text, labels[identity(version)], version)
        elif item is not None and modification.act == ModificationAct.CHANGE:
            _change(item, version)
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


def _add(text: Instrument, label: str, version: ProvisionVersion) -> None:
    last = text.work_items.aggregate(last=Max("position"))["last"] or 0
    item = new_item(text, label, version, last + 1)
    times = occurrences_of(item)
    _summarise(item, times)
    item.save()
    Occurrence.objects.bulk_create(times)
    link_bodies(text, [item])
    fields = text.fields_of_work.aggregate(last=Max("position"))["last"] or 0
    FieldOfWork.objects.get_or_create(instrument=text, name=item.field_of_work, defaults={"position": fields + 1})


def _change(item: WorkItem, version: ProvisionVersion) -> None:
    item = locked(item.pk)
    has_new_times = item.version.due_rule != version.due_rule
    describe(item, version)
    item.save()
    item.leads.clear()
    item.supports.clear()
    link_bodies(item.instrument, [item])
    if has_new_times:
        _plan_anew(item)
    refresh(item)


def _plan_anew(item: WorkItem) -> None:
    """The n-th time falls due as the new text says, unless it was reported already; what is left over is dropped."""
    before = {one.number: one for one in item.occurrences.all()}
    planned = {one.number: one for one in occurrences_of(item)}
    for number, time in planned.items():
        known = before.get(number)
        if known is None:
            time.save()
        elif known.state not in _REPORTED:
            known.label, known.due_on, known.agreed_due_on = time.label, time.due_on, time.agreed_due_on
            known.state = OccurrenceState.OPEN if known.state == OccurrenceState.CANCELLED else known.state
            known.save(update_fields=["label", "due_on", "agreed_due_on", "state"])
    surplus = [one.pk for number, one in before.items() if number not in planned and one.state in TO_REPORT]
    item.occurrences.filter(pk__in=surplus).update(state=OccurrenceState.CANCELLED)


def _summarise(item: WorkItem, times: Iterable[Occurrence]) -> None:
    for name, value in summary(item.nature, times).items():
        setattr(item, name, value)
