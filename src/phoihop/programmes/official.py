"""The official document of an instrument, and the manifest that its frozen file carries."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from phoihop.documents.content import (
    Clause,
    Column,
    Issuer,
    OfficialDocument,
    Row,
    SignatureBlock,
    Table,
)
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import name_on
from phoihop.programmes import emphasis, modification_words, outline
from phoihop.programmes.bodies import names
from phoihop.programmes.canonical import provision_content, text_content
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.signatories import Signatory, expected
from phoihop.programmes.states import InstrumentKind

MANIFEST_FORMAT = "phoihop-manifest/1"
COLUMNS = (
    Column("Nội dung phối hợp", 84),
    Column("Đơn vị chủ trì", 36),
    Column("Đơn vị phối hợp", 36),
    Column("Thời gian thực hiện", 30),
    Column("Sản phẩm", 44),
    Column("Ghi chú", 24),
)


def official_document(
    instrument: Instrument,
    *,
    draft_mark: str = "",
    organisation: Organisation | None = None,
    places: list[Signatory] | None = None,
) -> OfficialDocument:
    """What the instrument says on paper: always in Vietnamese, under the names that its bodies bear on its day.

    With `organisation` it is that side's working copy: only for that side's eyes. `places` are for those who will sign
    it; without them, for those who would sign it today.
    """
    versions = current_versions(instrument, organisation=organisation)
    day = instrument.dated_on or clock.today()
    bodies = parties_of(instrument)
    headings = [name_on(body, day) for body in bodies]
    with override("vi"):
        return OfficialDocument(
            profile=instrument.layout_profile,
            issuers=tuple(Issuer(name.superior, name.heading or name.name.upper()) for name in headings),
            type_name=_type_name(instrument),
            summary=_summary(instrument),
            number=instrument.number_text,
            place=headings[0].place,
            date=instrument.dated_on,
            draft_mark=draft_mark,
            clauses=_clauses(instrument, versions),
            tables=annexes(instrument, versions),
            signature_blocks=tuple(_block(place, day) for place in places or expected(instrument)),
            recipients=_recipients(instrument, day),
        )


def annexes(instrument: Instrument, versions: list[ProvisionVersion]) -> tuple[Table, ...]:
    """The table of items by field of work, if there are items, then the tables of figures."""
    if instrument.kind == InstrumentKind.AMENDMENT:
        return tuple(modification_words.document_annex(modification_words.told(instrument, versions).values(), COLUMNS))
    figures = [
        Table.from_json(table) for version in outline.tables(versions) for table in version.data.get("tables", [])
    ]
    groups = outline.groups(versions)
    if not groups:
        return tuple(figures)
    rows = []
    for group in groups:
        rows.append(Row("group", (group.title,)))
        rows += [Row("row", _cells(version)) for _label, version in group.items]
    return (Table(f"Nội dung phối hợp {instrument.title}", COLUMNS, tuple(rows), numbered=True), *figures)


def manifest(instrument: Instrument) -> dict[str, Any]:
    """The tracked text as data: with it anyone can recompute each hash and see that the signed text is the tracked one."""
    versions = current_versions(instrument)
    return {
        "format": MANIFEST_FORMAT,
        "partnership": str(instrument.partnership.chain.uid),
        "number": instrument.number_text,
        "dated_on": instrument.dated_on.isoformat() if instrument.dated_on else None,
        "text": text_content(instrument, versions),
        "text_hash": instrument.text_hash,
        "provisions": [
            {
                "uid": str(version.provision.uid),
                "hash": version.content_hash,
                "content": provision_content(version),
            }
            for version in versions
        ],
    }


def parties_of(instrument: Instrument) -> list[Organisation]:
    """The parties in the order of the header: the lead first."""
    bodies = [party.organisation for party in instrument.partnership.parties.select_related("organisation")]
    return sorted(bodies, key=lambda body: body.pk != instrument.lead_id)


def _type_name(instrument: Instrument) -> str:
    """An amendment is a document of the kind that it amends (domain.md 1.6)."""
    text = instrument.parent if instrument.kind == InstrumentKind.AMENDMENT and instrument.parent else instrument
    return str(InstrumentKind(text.kind).label).upper()


def _summary(instrument: Instrument) -> str:
    return f"sửa đổi, bổ sung {instrument.title}" if instrument.kind == InstrumentKind.AMENDMENT else instrument.title


def _clauses(instrument: Instrument, versions: list[ProvisionVersion]) -> tuple[Clause, ...]:
    if instrument.kind == InstrumentKind.AMENDMENT:
        return tuple(modification_words.document_clauses(versions, modification_words.told(instrument, versions)))
    return tuple(_clause(version) for _label, version in outline.clauses(versions))


def _clause(version: ProvisionVersion) -> Clause:
    return Clause(version.level, emphasis.plain(version.text), emphasis.runs(version.text))


def _block(place: Signatory, day: dt.date) -> SignatureBlock:
    return SignatureBlock(
        body=name_on(place.organisation, day).short_name.upper(),
        authority="",
        title=place.title.upper(),
        name=place.user.full_name if place.user else "",
        field_name=place.field_name,
    )


def _cells(version: ProvisionVersion) -> tuple[str, ...]:
    return (
        version.text,
        names(version.leads),
        names(version.supports),
        version.due_text,
        version.deliverable,
        version.note,
    )


def _recipients(instrument: Instrument, day: dt.date) -> tuple[str, ...]:
    observers = instrument.partnership.observers.select_related("organisation")
    above = [
        f"{name_on(observer.organisation, day).short_name} (để báo cáo)"
        for observer in observers
        if observer.holds_on(day) and not observer.was_party
    ]
    parties = [name_on(body, day).short_name for body in parties_of(instrument)]
    present = instrument.partnership.group_members.present().order_by("party__position", "organisation__sort_key")
    members = [name_on(member.organisation, day).short_name for member in present.select_related("organisation")]
    return (*above, *parties, *members, "Lưu Văn phòng")
