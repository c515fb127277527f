"""Factories of work on top of the scene of two sides: programmes in force without the PDF, items, reports."""

import datetime as dt
import itertools
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from phoihop.documents.models import StoredFile
from phoihop.lib import clock
from phoihop.lib.due_rules import parse_due
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion, Revision
from phoihop.programmes.states import InstrumentKind, InstrumentState, ProvisionKind
from phoihop.programmes.tests.make import Scene, Side, scene, side
from phoihop.signatures.models import SignedDocument
from phoihop.workitems import actions
from phoihop.workitems.models import Extension, Occurrence, Report, WorkItem

__all__ = ["Scene", "Side", "scene", "side"]

YEAR = 2026
TODAY = dt.date(2026, 6, 10)
NOW = dt.datetime(2026, 6, 10, 9, 0, tzinfo=clock.VIETNAM)
_numbers = itertools.count(1)

Item = dict[str, Any]


def item(
    text: str = "Hội thảo khoa học cấp tỉnh", *leads: Organisation, due: str = "Tháng 5/2026", **fields: Any
) -> Item:
    """The fields of an item of the annex, led by these bodies."""
    return {"text": text, "leads": leads, "due_text": due, "field_of_work": "Hội thảo, tọa đàm", **fields}


def programme(scene: Scene, items: Sequence[Item], *, year: int = YEAR, create: bool = True) -> Instrument:
    """A programme in force whose text holds these items; the north leads it. Its work items are made at once."""
    number, north = next(_numbers), scene.north
    paper = StoredFile.objects.create(
        sha256="0" * 64, name="ct.pdf", media_type="application/pdf", size=1, created_at=clock.now()
    )
    start = dt.datetime(year - 1, 12, 1, tzinfo=clock.VIETNAM)
    instrument = Instrument.objects.create(
        partnership=scene.partnership,
        kind=InstrumentKind.PROGRAMME,
        title=f"công tác năm {year}",
        period_start=dt.date(year, 1, 1),
        period_end=dt.date(year, 12, 31),
        state=InstrumentState.NEGOTIATION,
        owner=north.body,
        lead=north.body,
        turn=north.body,
        created_by=north.officer,
        created_at=start,
        disclosed_at=start,
    )
    _write(instrument, items, north, start)
    Instrument.objects.filter(pk=instrument.pk).update(
        state=InstrumentState.IN_FORCE,
        number_text=f"{number:02d}-CTPH/BTGTU-TCT",
        dated_on=dt.date(year - 1, 12, 20),
        text_hash="1" * 64,
        frozen_at=start,
        in_force_at=start,
        signed_document=SignedDocument.objects.create(frozen=paper, current=paper, completed_at=start),
    )
    instrument.refresh_from_db()
    if create:
        actions.create_work_items(instrument, north.signatory)
    return instrument


def work_item(scene: Scene, *leads: Organisation, due: str = "Tháng 5/2026", **fields: Any) -> WorkItem:
    """One item of a programme of its own, led by the south when nobody is named."""
    text = fields.pop("text", "Hội thảo khoa học cấp tỉnh")
    year = fields.pop("year", YEAR)
    lead = leads or (scene.south.body,)
    return programme(scene, [item(text, *lead, due=due, **fields)], year=year).work_items.get()


def occurrence(scene: Scene, *leads: Organisation, **fields: Any) -> Occurrence:
    """The first occurrence of such an item."""
    return work_item(scene, *leads, **fields).occurrences.all()[0]


def report(scene: Scene, one: Occurrence | None = None, *, by: Side | None = None, **fields: Any) -> Report:
    """A report of the south on an occurrence (a new one when none is given), made on 10/6/2026."""
    who = by or scene.south
    with clock.at(NOW):
        said: dict[str, Any] = {
            "completed_on": dt.date(2026, 5, 20),
            "quantity": Decimal(1),
            "text": "Đã tổ chức hội thảo.",
            "files": [],
            "links": [],
            "token": uuid.uuid4(),
        }
        return actions.report(one or occurrence(scene), organisation=who.body, by=who.officer, **said | fields)


def decide(report: Report, who: Side, *, confirmed: bool = True, reason: str = "") -> Report:
    """The answer of a side, given on the same day."""
    with clock.at(NOW):
        return actions.decide_report(report, organisation=who.body, by=who.officer, confirmed=confirmed, reason=reason)


def confirmed(scene: Scene, one: Occurrence, completed_on: dt.date, *, by: Side | None = None) -> None:
    """An occurrence reported by one side and confirmed by the other."""
    who = by or scene.south
    other = scene.north if who is scene.south else scene.south
    decide(report(scene, one, by=who, completed_on=completed_on), other)


def extension(scene: Scene, one: Occurrence | None = None, *, to: dt.date = dt.date(2026, 7, 15)) -> Extension:
    """The south asks for more time."""
    with clock.at(NOW):
        return actions.ask_extension(
            one or occurrence(scene),
            organisation=scene.south.body,
            by=scene.south.officer,
            to_due_on=to,
            reason="Trùng đợt sinh hoạt chính trị.",
        )


def upload(name: str = "bien-ban.pdf", data: bytes = b"%PDF-1.7 bien ban") -> SimpleUploadedFile:
    """A small file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def _write(instrument: Instrument, items: Sequence[Item], side: Side, at: dt.datetime) -> None:
    origins = [fields.pop("origin", None) for fields in items]
    provisions = Provision.objects.bulk_create(
        Provision(instrument=instrument, kind=ProvisionKind.ITEM, origin=origin) for origin in origins
    )
    versions = ProvisionVersion.objects.bulk_create(
        _version(provision, position, fields, side, at)
        for position, (provision, fields) in enumerate(zip(provisions, items, strict=True), start=1)
    )
    revision = Revision.objects.create(
        instrument=instrument, number=1, organisation=side.body, by=side.officer, disclosed_at=at
    )
    ProvisionVersion.objects.filter(pk__in=[version.pk for version in versions]).update(revision=revision)


def _version(provision: Provision, position: int, fields: Item, side: Side, at: dt.datetime) -> ProvisionVersion:
    instrument = provision.instrument
    rule = parse_due(fields["due_text"], start=instrument.period_start, end=instrument.period_end)
    bodies = {
        name: [{"key": body.key, "name": body.short_name} for body in fields.get(name, ())]
        for name in ("leads", "supports")
    }
    return ProvisionVersion(
        provision=provision,
        organisation=side.body,
        author=side.officer,
        created_at=at,
        position=position,
        due_rule=rule.to_json(),
        content_hash="2" * 64,
        **fields | bodies,
    )
