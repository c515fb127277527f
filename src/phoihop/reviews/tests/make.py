"""Factories of reviewed years: a programme in force with items whose occurrences went as told."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from phoihop.documents.models import StoredFile
from phoihop.lib import clock
from phoihop.programmes import actions as programmes
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentState, ProvisionKind
from phoihop.programmes.tests import make
from phoihop.programmes.tests.make import Scene, Side, agree, scene
from phoihop.signatures.models import SignedDocument
from phoihop.workitems.models import Evidence, Occurrence, Report, WorkItem
from phoihop.workitems.states import Nature, OccurrenceState

YEAR = 2025
__all__ = ["Scene", "Side", "agree", "scene"]


@dataclass(frozen=True)
class Time:
    """One occurrence: when it is due, when it was done, what it counted."""

    due: dt.date | None
    done: dt.date | None = None
    quantity: int | None = None
    agreed: dt.date | None = None
    state: OccurrenceState | None = None


@dataclass(frozen=True)
class Story:
    """One item and its occurrences."""

    text: str = "Tổ chức hội thảo"
    field: str = "Hội thảo, tọa đàm"
    lead: str = "north"
    due_text: str = "Quý II/2025"
    deliverable: str = ""
    nature: Nature = Nature.DATED
    times: tuple[Time, ...] = ()
    note: str = ""


def day(month: int, number: int, year: int = YEAR) -> dt.date:
    return dt.date(year, month, number)


def at(month: int, number: int, year: int = YEAR) -> dt.datetime:
    return dt.datetime(year, month, number, 9, tzinfo=clock.VIETNAM)


def on_time(**fields: str) -> Story:
    return Story(times=(Time(day(6, 30), done=day(6, 20)),), **fields)  # type: ignore[arg-type]


def late(**fields: str) -> Story:
    return Story(times=(Time(day(6, 30), done=day(7, 5)),), **fields)  # type: ignore[arg-type]


def overdue(**fields: str) -> Story:
    return Story(times=(Time(day(6, 30)),), **fields)  # type: ignore[arg-type]


def in_term(**fields: str) -> Story:
    return Story(times=(Time(day(12, 31)),), due_text="Quý IV/2025", **fields)  # type: ignore[arg-type]


def continuous(**fields: str) -> Story:
    return Story(due_text="Thường xuyên", nature=Nature.CONTINUOUS, times=(Time(None),), **fields)


def programme(
    where: Scene,
    stories: Iterable[Story],
    *,
    year: int = YEAR,
    since: int = 0,
    dates: tuple[dt.date, dt.date] | None = None,
) -> Instrument:
    """A programme in force whose items went as those stories tell (signed in name only: signing has its own tests).

    With `since` it began in an earlier year; `dates` are its first and last day when they are not those of years.
    """
    north = where.north
    draft = make.draft_instrument(where, items=0, year=year)
    if since:
        Instrument.objects.filter(pk=draft.pk).update(period_start=day(1, 1, since), title=f"giai đoạn {since}-{year}")
    if dates:
        Instrument.objects.filter(pk=draft.pk).update(period_start=dates[0], period_end=dates[1])
    stories = list(stories)
    programmes.write_items(
        draft, [_fields(where, story) for story in stories], organisation=north.body, by=north.officer
    )
    programmes.disclose(draft, organisation=north.body, by=north.officer)
    put_in_force(draft, number=f"01-CTPH/BTG-TCT {year}", day=dt.date(year - 1, 11, 19))
    draft = make.fresh(draft)
    items = [version for version in current_versions(draft) if version.provision.kind == ProvisionKind.ITEM]
    for number, (version, story) in enumerate(zip(items, stories, strict=True), start=1):
        _work_item(where, draft, version, story, number)
    return draft


def put_in_force(instrument: Instrument, *, number: str = "02-BC/BTG-TCT", day: dt.date | None = None) -> Instrument:
    """In force without signatures."""
    stored = StoredFile.objects.create(
        sha256="0" * 64, name="x.pdf", media_type="application/pdf", size=1, created_at=clock.now()
    )
    Instrument.objects.filter(pk=instrument.pk).update(
        state=InstrumentState.IN_FORCE,
        signed_document=SignedDocument.objects.create(frozen=stored, current=stored),
        dated_on=day or clock.today(),
        number_text=number,
        text_hash="0" * 64,
        frozen_at=clock.now(),
        in_force_at=clock.now(),
    )
    return make.fresh(instrument)


def _fields(where: Scene, story: Story) -> dict[str, object]:
    leads = [where.north, where.south] if story.lead == "both" else [getattr(where, story.lead)]
    return {
        "text": story.text,
        "field_of_work": story.field,
        "leads": [{"key": side.body.key, "name": side.body.short_name} for side in leads],
        "due_text": story.due_text,
        "deliverable": story.deliverable,
        "note": story.note,
    }


def _work_item(where: Scene, instrument: Instrument, version: ProvisionVersion, story: Story, number: int) -> WorkItem:
    item = WorkItem.objects.create(
        partnership=where.partnership,
        instrument=instrument,
        version=version,
        label=f"I.{number}",
        position=number,
        content=story.text,
        field_of_work=story.field,
        lead_text="; ".join(body["name"] for body in version.leads),
        due_text=story.due_text,
        nature=story.nature,
        target_quantity=version.target_quantity,
        target_unit=version.target_unit,
        search_key="",
    )
    bodies = {"north": [where.north.body], "south": [where.south.body], "both": [where.north.body, where.south.body]}
    item.leads.set(bodies[story.lead])
    for place, time in enumerate(story.times, start=1):
        _occurrence(where, item, time, place)
    return item


def _occurrence(where: Scene, item: WorkItem, time: Time, place: int) -> None:
    state = time.state or (OccurrenceState.CONFIRMED if time.done else OccurrenceState.OPEN)
    occurrence = Occurrence.objects.create(
        work_item=item,
        number=place,
        label=f"Đợt {place}",
        due_on=time.due,
        agreed_due_on=time.agreed or time.due,
        state=state,
        completed_on=time.done if state == OccurrenceState.CONFIRMED else None,
        quantity=None if time.quantity is None else Decimal(time.quantity),
    )
    if state == OccurrenceState.CONFIRMED and time.done:
        report = Report.objects.create(
            occurrence=occurrence,
            organisation=where.north.body,
            side=where.north.body,
            by=where.north.officer,
            reported_at=clock.now(),
            completed_on=time.done,
            text="Đã thực hiện.",
            token=uuid.uuid4(),
            confirmed=True,
            decided_at=clock.now(),
            decided_by=where.south.officer,
            decided_for=where.south.body,
        )
        Evidence.objects.create(report=report, kind="link", title=f"Báo cáo {item.label}", url="https://example.org/x")
