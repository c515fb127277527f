"""Factories of texts at each stage, on top of the bodies and people of `tests/make.py`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypedDict

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Organisation, Role
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, Partnership, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, ProvisionKind
from phoihop.signatures.authority import make_pilot_key
from tests import make

PIN = "246810"
YEAR = 2025


class Acting(TypedDict):
    """For whom an act is done, and who does it."""

    organisation: Organisation
    by: User


@dataclass(frozen=True)
class Side:
    """A party with the people who act for it."""

    body: Organisation
    officer: User
    approver: User
    signatory: User
    clerk: User
    viewer: User

    @property
    def acting(self) -> Acting:
        """The officer acts for the body."""
        return {"organisation": self.body, "by": self.officer}

    @property
    def approving(self) -> Acting:
        """The approver acts for the body."""
        return {"organisation": self.body, "by": self.approver}


@dataclass(frozen=True)
class Scene:
    """Two sides in a partnership; `north` is the lead."""

    partnership: Partnership
    north: Side
    south: Side


def side(body: Organisation) -> Side:
    """People for a body; the signatory has no key yet (`with_key`)."""
    return Side(
        body,
        officer=make.member(body, Role.OFFICER),
        approver=make.member(body, Role.APPROVER),
        signatory=make.member(body, Role.SIGNATORY),
        clerk=make.member(body, Role.RECORDS_CLERK),
        viewer=make.member(body, Role.VIEWER),
    )


def scene(*, observers: tuple[Organisation, ...] = ()) -> Scene:
    """A new partnership of two bodies with everybody whom they need."""
    north, south = make.organisation("Ban Tuyên giáo"), make.organisation("Trường Chính trị")
    return Scene(make.partnership(north, south, observers=observers), side(north), side(south))


def draft_instrument(
    scene: Scene, kind: InstrumentKind = InstrumentKind.PROGRAMME, *, items: int = 2, year: int = YEAR, **fields: Any
) -> Instrument:
    """A private draft of the north: one heading, one clause and that many items (none of the starter text)."""
    north = scene.north
    instrument = actions.start_instrument(
        scene.partnership,
        kind,
        title=f"công tác năm {year}",
        period_start=dt.date(year, 1, 1),
        period_end=dt.date(year, 12, 31),
        organisation=north.body,
        by=north.officer,
        starters_wanted=False,
        **fields,
    )
    clauses = [{"level": 1, "text": "MỤC ĐÍCH"}, {"level": 2, "text": "Phối hợp chặt chẽ."}]
    actions.write_items(instrument, clauses, kind=ProvisionKind.CLAUSE, organisation=north.body, by=north.officer)
    rows = [item_fields(scene, number, year=year) for number in range(1, items + 1)]
    if rows:
        actions.write_items(instrument, rows, organisation=north.body, by=north.officer)
    return instrument


def item_fields(scene: Scene, number: int = 1, *, year: int = YEAR) -> dict[str, Any]:
    """An item led by the north (odd numbers) or the south, due at the end of a quarter."""
    lead, support = (scene.north, scene.south) if number % 2 else (scene.south, scene.north)
    return {
        "text": f"Tổ chức hội thảo {number}",
        "field_of_work": "Hội thảo, tọa đàm",
        "leads": [{"key": lead.body.key, "name": lead.body.short_name}],
        "supports": [{"key": support.body.key, "name": support.body.short_name}],
        "due_text": f"Quý {('I', 'II', 'III', 'IV')[(number - 1) % 4]}/{year}",
        "deliverable": "02 hội thảo",
    }


def negotiated(scene: Scene, **fields: Any) -> Instrument:
    """Disclosed by the north; the south holds the turn and has consented to nothing."""
    instrument = draft_instrument(scene, **fields)
    actions.disclose(instrument, organisation=scene.north.body, by=scene.north.officer)
    return fresh(instrument)


def agree(scene: Scene, instrument: Instrument) -> Instrument:
    """Both sides consent to everything and approve."""
    for who in (scene.north, scene.south):
        actions.consent_to_all(instrument, organisation=who.body, by=who.officer)
    for who in (scene.north, scene.south):
        actions.approve(instrument, organisation=who.body, by=who.approver)
    return fresh(instrument)


def agreed_instrument(scene: Scene, **fields: Any) -> Instrument:
    """Consented and approved by both sides."""
    return agree(scene, negotiated(scene, **fields))


def frozen(scene: Scene, **fields: Any) -> Instrument:
    """Numbered, rendered and open for two signatures; both signatories hold pilot keys with `PIN`."""
    instrument = agreed_instrument(scene, **fields)
    with_keys(scene)
    actions.freeze_instrument(instrument, by=scene.north.clerk)
    return fresh(instrument)


def in_force(scene: Scene, **fields: Any) -> Instrument:
    """Signed by both sides with real signatures."""
    instrument = frozen(scene, **fields)
    for who in (scene.south, scene.north):
        actions.sign_instrument(instrument, by=who.signatory, pin=PIN)
    return fresh(instrument)


def with_keys(scene: Scene) -> None:
    """Pilot keys for both signatories."""
    for who in (scene.north, scene.south):
        make_pilot_key(who.signatory, organisation_name=who.body.name, pin=PIN, at=clock.now())


def fresh(instrument: Instrument) -> Instrument:
    """The row as it is now."""
    return Instrument.objects.select_related("partnership").get(pk=instrument.pk)


def item(instrument: Instrument, number: int = 1) -> ProvisionVersion:
    """The disclosed version of the nth item."""
    items = [version for version in current_versions(instrument) if version.provision.kind == ProvisionKind.ITEM]
    return items[number - 1]
