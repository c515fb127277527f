"""A programme enters into force: every item of its annex becomes a work item with its occurrences."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib.due_rules import DueRule
from phoihop.lib.text import fold, sort_key
from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import Heirs
from phoihop.programmes.bodies import keys, names
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.outline import groups
from phoihop.programmes.queries import current_versions
from phoihop.workitems.actions._summary import nth_time, summary
from phoihop.workitems.models import FieldOfWork, Occurrence, WorkItem
from phoihop.workitems.notices import ITEMS_CREATED
from phoihop.workitems.states import Nature

BATCH = 1_000


@transaction.atomic
def create_work_items(instrument: Instrument, by: User) -> None:
    """Make the work items of a signed text: one for each item of its annex, in order, under the label it prints.

    Made once: on an instrument that has its items it does nothing. A fixed number of queries for any size up to a
    batch, so that the last signature does not wait.
    """
    if instrument.work_items.exists():
        return
    fields = groups(current_versions(instrument))
    numbered = [pair for group in fields for pair in group.items]
    made = [new_item(instrument, label, version, place) for place, (label, version) in enumerate(numbered, start=1)]
    times = [occurrences_of(item) for item in made]
    for item, occurrences in zip(made, times, strict=True):
        for name, value in summary(item.nature, occurrences).items():
            setattr(item, name, value)
    WorkItem.objects.bulk_create(made, batch_size=BATCH)
    Occurrence.objects.bulk_create((one for occurrences in times for one in occurrences), batch_size=BATCH)
    link_bodies(instrument, made)
    _end_waiting_for_origins(instrument, made)
    FieldOfWork.objects.bulk_create(
        FieldOfWork(instrument=instrument, name=group.title, position=place)
        for place, group in enumerate(fields, start=1)
    )
    record(
        instrument.partnership.chain,
        ITEMS_CREATED,
        instrument,
        by=by,
        organisation=None,
        label=str(instrument),
        content_hash=instrument.text_hash,
        data={"items": len(made), "occurrences": sum(map(len, times))},
    )


def new_item(instrument: Instrument, label: str, version: ProvisionVersion, position: int) -> WorkItem:
    """The item that a provision asks for, not yet kept, without its bodies and its times."""
    item = WorkItem(partnership=instrument.partnership, instrument=instrument, label=label, position=position)
    describe(item, version)
    return item


def describe(item: WorkItem, version: ProvisionVersion) -> None:
    """Let an item say what this version of its provision says."""
    leads, supports = names(version.leads), names(version.supports)
    item.version = version
    item.content = version.text
    item.field_of_work = version.field_of_work
    item.field_key = sort_key(version.field_of_work)
    item.lead_text, item.support_text = leads[:500], supports[:500]
    item.due_text = version.due_text
    item.nature = Nature(DueRule.from_json(version.due_rule).nature)
    item.deliverable = version.deliverable
    item.target_quantity, item.target_unit = version.target_quantity, version.target_unit
    found_by = (
        item.label,
        version.text,
        version.field_of_work,
        leads,
        supports,
        version.deliverable,
        item.instrument.number_text,
    )
    item.search_key = fold(" ".join(found_by))


def occurrences_of(item: WorkItem) -> list[Occurrence]:
    """One for each due date; for work without a term one without a date (its review dates stay in the text)."""
    rule = DueRule.from_json(item.version.due_rule)
    if item.nature != Nature.DATED:
        return [Occurrence(work_item=item, number=1, label=nth_time(1))]
    return [
        Occurrence(
            work_item=item,
            number=number,
            label=due.label[:80],
            due_on=due.on,
            agreed_due_on=due.on,
        )
        for number, due in enumerate(rule.dues, start=1)
    ]


def _end_waiting_for_origins(instrument: Instrument, items: list[WorkItem]) -> None:
    """Unfinished items that this text takes over are waited for here from its first day on, no longer there.

    Work without a term is never unfinished: what is open of it there stays to be answered there.
    """
    origins = [item.version.provision.origin_id for item in items if item.version.provision.origin_id]
    unfinished = WorkItem.objects.filter(version__provision__in=origins, nature=Nature.DATED, closed=False)
    unfinished.update(goes_on_from=instrument.period_start)


def link_bodies(instrument: Instrument, items: list[WorkItem]) -> None:
    """Tie items to the bodies that their provisions name."""
    named = {key for item in items for key in (*keys(item.version.leads), *keys(item.version.supports))}
    parties = {party.organisation_id for party in instrument.partnership.parties.all()}
    bodies = dict(_bodies(instrument, named, parties))
    leads, supports = WorkItem.leads.through, WorkItem.supports.through
    leads._default_manager.bulk_create(
        (
            leads(workitem=item, organisation=body)
            for item in items
            for body in _reporting(_those(bodies, item.version.leads), parties, instrument.lead)
        ),
        batch_size=BATCH,
    )
    supports._default_manager.bulk_create(
        (
            supports(workitem=item, organisation=body)
            for item in items
            for body in _those(bodies, item.version.supports)
        ),
        batch_size=BATCH,
    )


def _reporting(leads: list[Organisation], parties: set[int], lead: Organisation) -> list[Organisation]:
    """The leads; where none of them is a party, the body that leads the whole text reports beside them."""
    return leads if any(body.pk in parties for body in leads) else [*leads, lead]


def _bodies(instrument: Instrument, named: Iterable[str], parties: set[int]) -> Iterator[tuple[str, Organisation]]:
    """The bodies by key; one that has been succeeded by a party, or belongs to one, stands for that party."""
    voices = {
        member.organisation_id: member.party.organisation
        for member in instrument.partnership.group_members.present().select_related("party__organisation")
    }
    day: dt.date = instrument.dated_on or instrument.period_start
    heirs = Heirs(max(day, instrument.period_end))
    for body in Organisation.objects.filter(key__in=named):
        heir = body if body.pk in parties else heirs.of(body)
        yield body.key, heir if heir.pk in parties else voices.get(body.pk, body)


def _those(bodies: dict[str, Organisation], entries: list[dict[str, str]]) -> list[Organisation]:
    found = (bodies[key] for key in keys(entries) if key in bodies)  # type: ignore[arg-type]
    return list({body.pk: body for body in found}.values())
