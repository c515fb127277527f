"""One piece of work with everything about it, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phoihop.accounts.models import User
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.relative import days_left
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Party, Provision
from phoihop.programmes.queries import source_of
from phoihop.programmes.states import InstrumentKind
from phoihop.workitems.models import Evidence, Extension, Occurrence, Report, WorkItem, WorkItemQuerySet
from phoihop.workitems.notices import act_of
from phoihop.workitems.rules import Sides, officer_of, sides_of
from phoihop.workitems.states import ExtensionState, OccurrenceState

HISTORY = 100


@dataclass(frozen=True)
class Step:
    """One report or one request of an occurrence, with what this person may answer to it."""

    report: Report | None = None
    extension: Extension | None = None
    can_decide: bool = False

    @property
    def at(self) -> dt.datetime:
        if self.report is not None:
            return self.report.reported_at
        assert self.extension is not None
        return self.extension.asked_at


@dataclass(frozen=True)
class Time:
    """One occurrence as the page shows it."""

    occurrence: Occurrence
    steps: list[Step]
    due_words: str
    late: bool
    can_report: bool
    can_extend: bool
    waits_for: str = ""
    late_words: str = ""
    main: bool = False  # the first one that this person can report: its button is the main one


@dataclass(frozen=True)
class Line:
    """One line of the history in words."""

    sentence: str
    time: str
    at: dt.datetime


@dataclass(frozen=True)
class ItemPage:
    """What the page of a work item needs."""

    item: WorkItem
    times: list[Time]
    history: list[Line]
    today: dt.date
    goes_on_as: WorkItem | None = None  # where a later programme took it over
    finding: Provision | None = None  # what a review found, from which it was proposed


def work_item_page(user: User, item: WorkItem) -> ItemPage:
    """What this person reads and may do on the page of an item that came `with_everything`."""
    sides, acting = sides_of(item), officer_of(user, item)
    today = clock.today()
    names = {party.organisation_id: party.organisation for party in item.partnership.parties.all()}
    return ItemPage(
        item=item,
        times=_with_main([_time(one, sides, acting, names, today) for one in item.occurrences.all()]),
        history=_history(item),
        today=today,
        goes_on_as=_goes_on_as(item) if item.goes_on_from else None,
        finding=_finding(item, user),
    )


def with_everything(items: WorkItemQuerySet) -> WorkItemQuerySet:
    """Items with what their page and their rules read."""
    reports = Report.objects.select_related("organisation", "by", "decided_by", "decided_for").prefetch_related(
        Prefetch("evidence", Evidence.objects.select_related("file"))
    )
    extensions = Extension.objects.select_related("organisation", "by", "decided_by", "decided_for")
    occurrences = Occurrence.objects.prefetch_related(Prefetch("reports", reports), Prefetch("extensions", extensions))
    parties = Prefetch("partnership__parties", Party.objects.select_related("organisation"))
    return items.select_related(
        "instrument", "partnership", "version__provision__instrument", "version__provision__origin__instrument"
    ).prefetch_related("leads", parties, Prefetch("occurrences", occurrences))


def _goes_on_as(item: WorkItem) -> WorkItem | None:
    following = WorkItem.objects.filter(version__provision__origin=item.version.provision_id)
    return following.select_related("instrument").order_by("pk").first()


def _finding(item: WorkItem, user: User) -> Provision | None:
    provision = item.version.provision
    origin = provision.origin
    if origin is None or origin.instrument.kind != InstrumentKind.REVIEW_REPORT:
        return None
    return source_of(provision, user)


def _history(item: WorkItem) -> list[Line]:
    entries = Entry.objects.filter(object_type="workitems.workitem", object_id=str(item.pk))
    return [
        Line(_sentence(entry), entry.data.get("time", ""), entry.at)
        for entry in entries.order_by("-sequence")[:HISTORY]
    ]


def _sentence(entry: Entry) -> str:
    # On the item's own page its name is said once, in the heading.
    words = {"person": entry.actor_name, "body": entry.organisation_name, "act": act_of(entry)}
    return _("%(person)s (%(body)s) %(act)s") % words


def _with_main(times: list[Time]) -> list[Time]:
    first = next((time for time in times if time.can_report), None)
    return [replace(time, main=time is first) for time in times]


def _time(
    one: Occurrence, sides: Sides, acting: frozenset[int], names: dict[int, Organisation], today: dt.date
) -> Time:
    steps = [
        Step(report=told, can_decide=told.confirmed is None and _may_answer(told, sides, acting))
        for told in one.reports.all()
    ]
    dropped = one.state == OccurrenceState.CANCELLED
    asked = [
        Step(
            extension=told,
            can_decide=told.state == ExtensionState.ASKED and not dropped and _may_answer(told, sides, acting),
        )
        for told in one.extensions.all()
    ]
    to_report = one.state in (OccurrenceState.OPEN, OccurrenceState.RETURNED)
    is_lead = bool(acting & sides.reporting)
    open_request = any(step.extension and step.extension.state == ExtensionState.ASKED for step in asked)
    return Time(
        occurrence=one,
        steps=sorted([*steps, *asked], key=lambda step: step.at),
        due_words=days_left(one.due_on, today) if one.due_on and to_report else "",
        late=to_report and one.due_on is not None and one.due_on < today,
        can_report=to_report and is_lead,
        can_extend=to_report and is_lead and one.due_on is not None and not open_request,
        waits_for=_waits_for(one, sides, names),
        late_words=_late_words(one),
    )


def _late_words(one: Occurrence) -> str:
    if one.due_on is None or one.completed_on is None or one.completed_on <= one.due_on:
        return ""
    days = (one.completed_on - one.due_on).days
    return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", days) % {"days": days}


def _may_answer(told: Report | Extension, sides: Sides, acting: frozenset[int]) -> bool:
    return bool(acting & sides.answering(told.side_id))


def _waits_for(one: Occurrence, sides: Sides, names: dict[int, Organisation]) -> str:
    """The bodies whose turn it is."""
    if one.state in (OccurrenceState.CONFIRMED, OccurrenceState.CANCELLED):
        return ""
    bodies = sides.reporting
    if one.state == OccurrenceState.REPORTED:
        bodies = sides.answering(next(told.side_id for told in one.reports.all() if told.confirmed is None))
    return ", ".join(str(names[body]) for body in names if body in bodies)
