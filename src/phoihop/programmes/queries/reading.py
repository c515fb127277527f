"""An instrument as its page shows it to one person: the text, what is new, where each side stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F
from django.urls import reverse

from phoihop.documents.redline import Pieces
from phoihop.lib import clock
from phoihop.lib.due_rules import DueRule, describe
from phoihop.organisations.models import Organisation
from phoihop.programmes import bodies, outline
from phoihop.programmes.consolidation import touched_by
from phoihop.programmes.diffs import CellChange, cell_changes, word_diff
from phoihop.programmes.models import Approval, Instrument, Party, ProvisionVersion, Revision
from phoihop.programmes.modification_words import Told, told
from phoihop.programmes.queries.amendments import pending_modifications, text_in_force
from phoihop.programmes.queries.figures import ShownTable, tables_of
from phoihop.programmes.queries.news import news
from phoihop.programmes.queries.submissions import NO_ROADS, InnerRoads, inner_roads
from phoihop.programmes.queries.texts import (
    Change,
    Mark,
    approvals,
    bare_versions,
    change_of,
    consent_matrix,
    current_version,
    latest_versions,
    overlaid,
    private_versions,
)
from phoihop.programmes.queries.threads import Talk, talk_by_provision
from phoihop.programmes.queries.turns import last_offer
from phoihop.programmes.rules import Act
from phoihop.programmes.signatories import with_ability
from phoihop.programmes.states import OPEN_STATES, InstrumentKind, InstrumentState, ModificationAct, ProvisionKind
from phoihop.signatures.models import SignatureSlot

_SILENCE = Talk()
_INNER_ACTS = {Act.DISCLOSE, Act.CONSENT, Act.APPROVE, Act.DECIDE}


@dataclass(frozen=True)
class Modifies:
    """What a line of an amendment does to the text in force; `clashes` are amendments under way that touch the same."""

    told: Told
    pieces: Pieces
    cells: tuple[CellChange, ...]
    is_outdated: bool
    clashes: tuple[Instrument, ...]

    @property
    def is_repeal(self) -> bool:
        return self.told.modification.act == ModificationAct.REPEAL


@dataclass(frozen=True)
class Line:
    """One provision on the page. `news` says what the last disclosure did to it, `own_change` what this side does.

    `marks` are the consents to show: where this person may consent, the button stands in the place of their own.
    """

    label: str
    version: ProvisionVersion
    url: str
    consent_url: str
    marks: tuple[Mark, ...] = ()
    void: tuple[Mark, ...] = ()
    returned: tuple[Mark, ...] = ()
    return_url: str = ""
    own_mark: str = ""
    news: str = ""
    own_change: str = ""
    may_consent: bool = False
    may_edit: bool = False
    talk: Talk = _SILENCE
    modifies: Modifies | None = None

    @property
    def due(self) -> str:
        """How the time of an item was understood."""
        rule = self.version.due_rule
        return describe(DueRule.from_json(rule)) if rule else ""

    @property
    def doubts(self) -> list[str]:
        """What to look at in the time of an item: it was not understood, or falls outside the period."""
        return list(self.version.due_rule.get("doubts", []))

    @property
    def leads(self) -> str:
        return bodies.names(self.version.leads)

    @property
    def supports(self) -> str:
        return bodies.names(self.version.supports)

    @property
    def tables(self) -> list[ShownTable]:
        """The tables of figures that it carries."""
        return tables_of(self.version)

    @property
    def is_written(self) -> bool:
        """Written by people, and so edited by them; figures are closed as a whole."""
        return self.version.provision.kind != ProvisionKind.TABLE


@dataclass(frozen=True)
class LineGroup:
    """A field of work with its items."""

    label: str
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class PartyStanding:
    """Where a party stands before the whole text."""

    organisation: Organisation
    consented: int
    approval: Approval | None
    slot: SignatureSlot | None
    is_deserted: bool = False  # nobody has signed, and the person named can no longer sign


@dataclass(frozen=True)
class Reading:
    """All that the page of an instrument shows."""

    side: Organisation | None
    total: int
    parties: list[PartyStanding]
    revision: Revision | None
    changes: list[Change]
    private: list[Change]
    text: list[ProvisionVersion]
    clauses: list[Line] = field(default_factory=list)
    groups: list[LineGroup] = field(default_factory=list)
    tables: list[Line] = field(default_factory=list)
    removed: list[Line] = field(default_factory=list)
    talk: Talk = _SILENCE
    roads: InnerRoads = NO_ROADS

    @property
    def answer_due_on(self) -> dt.date | None:
        """By when the last offer asks for an answer, as it was last agreed."""
        due_on: dt.date | None = getattr(self.revision, "due_on", None)
        return due_on

    @property
    def asked_until(self) -> dt.date | None:
        """Until when the other side asks to have time; None when nothing is asked that waits for an answer."""
        asked_until: dt.date | None = getattr(self.revision, "asked_until", None)
        return asked_until

    @cached_property
    def is_of_several_offers(self) -> bool:
        """Whether what is new for this side came with more than the last offer."""
        return self.revision is not None and any(one.after.revision_id != self.revision.pk for one in self.changes)

    @property
    def is_own_offer(self) -> bool:
        """Whether this side made the last offer."""
        return self.revision is not None and self.side is not None and self.revision.organisation_id == self.side.pk

    @property
    def is_unopened(self) -> bool:
        """Whether nobody has opened the last offer yet."""
        return self.revision is not None and not getattr(self.revision, "is_opened", True)

    @property
    def is_answer_late(self) -> bool:
        return self.answer_due_on is not None and self.answer_due_on < clock.today()

    @property
    def is_signed_by_some(self) -> bool:
        return any(party.slot and party.slot.signed_at for party in self.parties)

    @cached_property
    def lines(self) -> list[Line]:
        """Every provision of the page."""
        return [*self.clauses, *self.tables, *self.removed, *(line for group in self.groups for line in group.lines)]

    @property
    def own_missing(self) -> int:
        """How many provisions this side has not answered, leaving out those that it is changing itself."""
        return sum(line.own_mark in ("none", "void") and not line.own_change for line in self.lines)

    @property
    def own_returned(self) -> int:
        """How many provisions this side has returned with a reason."""
        return sum(line.own_mark == "returned" for line in self.lines)

    @property
    def own_unconsented(self) -> int:
        """How many provisions this side has still to consent to, unanswered or returned."""
        return self.own_missing + self.own_returned

    @property
    def returned_by_others(self) -> list[Line]:
        """What other parties returned, and this side is not changing yet."""
        return [line for line in self.lines if line.returned and line.own_mark != "returned" and not line.own_change]

    @property
    def own_approval(self) -> Approval | None:
        return next((p.approval for p in self.parties if self.side and p.organisation.pk == self.side.pk), None)


def read_instrument(
    instrument: Instrument, side: Organisation | None, acts: frozenset[Act] = frozenset(), *, is_shared: bool = False
) -> Reading:
    """The page's reading for one side (None: an observer) and what it may do; a fixed number of queries.

    `is_shared`: the text as all parties have it, without what this side has written and not sent.
    """
    latest = latest_versions(instrument)
    is_own = side is not None and instrument.state in OPEN_STATES and not is_shared
    private = private_versions(instrument, side) if side and is_own else []
    marks = consent_matrix(instrument, latest)
    revision = last_offer(instrument)
    changes = news(instrument, latest, revision, marks, side)
    talk = talk_by_provision(instrument, side) if side else {}
    maker = _LineMaker(
        side=side,
        acts=acts,
        address=reverse("programmes:instrument_detail", args=[instrument.pk]),
        marks=marks if instrument.state == InstrumentState.NEGOTIATION or private else {},
        news={change.after.provision_id: change.kind for change in changes} if _is_news(instrument, revision) else {},
        own={version.provision_id: change_of(version).kind for version in private},
        talk=talk,
        modifies=_modifies(instrument, side, overlaid(latest, private)),
    )
    shown = overlaid(latest, private)
    present = [version for version in shown if not version.removed]
    return Reading(
        side=side,
        total=len(latest),
        parties=_parties(instrument, latest, marks),
        revision=revision,
        changes=changes,
        private=[change_of(version) for version in private],
        text=shown,
        clauses=[maker.line(label, version) for label, version in outline.clauses(present)],
        groups=[
            LineGroup(maker.group_label(group), group.title, [maker.line(label, item) for label, item in group.items])
            for group in outline.groups(present)
        ],
        tables=[maker.line("", version) for version in outline.tables(present)],
        removed=_pending_removals([maker.line("", version) for version in shown if version.removed]),
        roads=inner_roads(instrument, side, shown) if side and acts & _INNER_ACTS else NO_ROADS,
        talk=Talk(sum(one.threads for one in talk.values()), sum(one.unsettled for one in talk.values())),
    )


def read_line(instrument: Instrument, side: Organisation, acts: frozenset[Act], provision: int) -> Line | None:
    """One line of the page alone, with its number in this side's text; None for what is not in it."""
    version = current_version(instrument, provision, organisation=side)
    bare = bare_versions(instrument, side)
    numbered = [*outline.clauses(bare), *(pair for group in outline.groups(bare) for pair in group.items)]
    label = next((label for label, one in numbered if one.provision_id == provision), None)
    if version is None or version.removed or label is None:
        return None
    own = {} if version.revision_id else {provision: change_of(version).kind}
    disclosed = version if version.revision_id else version.base
    is_marked = instrument.state == InstrumentState.NEGOTIATION and disclosed is not None
    maker = _LineMaker(
        side=side,
        acts=acts,
        address=reverse("programmes:instrument_detail", args=[instrument.pk]),
        marks=consent_matrix(instrument, [disclosed]) if is_marked and disclosed else {},
        news={},
        own=own,
        talk=talk_by_provision(instrument, side),
        modifies=_modifies(instrument, side, [version]),
    )
    return maker.line(label, version)


@dataclass(frozen=True)
class _LineMaker:
    """Turns versions into lines: what is the same for all lines of a page is given once."""

    side: Organisation | None
    acts: frozenset[Act]
    address: str
    marks: Mapping[int, Mapping[int, Mark]]
    news: Mapping[int, str]
    own: Mapping[int, str]
    talk: Mapping[int, Talk]
    modifies: Mapping[int, Modifies]

    def group_label(self, group: outline.Group) -> str:
        """A field of work bears the number that it has in the text which the items are of."""
        _label, first = group.items[0]
        modifies = self.modifies.get(first.provision_id)
        return modifies.told.label.split(".")[0] if modifies else group.label

    def line(self, label: str, version: ProvisionVersion) -> Line:
        marks = self.marks.get(version.provision_id, {})
        own = marks.get(self.side.pk) if self.side else None
        own_change = self.own.get(version.provision_id, "")
        may_consent = Act.CONSENT in self.acts and not own_change and own is not None and own.state != "given"
        shown = () if own_change else tuple(mark for mark in marks.values() if not (may_consent and mark is own))
        modifies = self.modifies.get(version.provision_id)
        is_item = version.provision.kind == ProvisionKind.ITEM
        return Line(
            label=modifies.told.label if modifies and is_item else label,
            version=version,
            url=f"{self.address}provisions/{version.provision_id}/",
            consent_url=f"{self.address}versions/{version.pk}/consent/",
            marks=shown,
            void=() if own_change else tuple(mark for mark in marks.values() if mark.state == "void"),
            returned=() if own_change else tuple(mark for mark in marks.values() if mark.state == "returned"),
            return_url=f"{self.address}versions/{version.pk}/return/",
            own_mark=own.state if own else "",
            news=self.news.get(version.provision_id, ""),
            own_change=own_change,
            may_consent=may_consent,
            may_edit=Act.EDIT in self.acts,
            talk=self.talk.get(version.provision_id, _SILENCE),
            modifies=modifies,
        )


def _modifies(
    instrument: Instrument, side: Organisation | None, versions: list[ProvisionVersion]
) -> dict[int, Modifies]:
    """For the page of an amendment: what each line does, and whether it meets other amendments."""
    if instrument.kind != InstrumentKind.AMENDMENT or instrument.parent is None:
        return {}
    found = told(instrument, versions)
    is_open = instrument.state in OPEN_STATES
    standing = text_in_force(instrument.parent, before=instrument) if is_open else []
    pending = pending_modifications(standing, instrument.parent, side, but=instrument) if is_open else {}
    return {
        provision: Modifies(
            one,
            tuple(word_diff(one.before.text if one.before else "", one.version.text)),
            tuple(cell_changes(Change("edited", one.before, one.version), but_text=True)) if one.before else (),
            is_open and one.is_outdated,
            tuple(dict.fromkeys(it for uid in touched_by(one.modification, standing) for it in pending.get(uid, ()))),
        )
        for provision, one in found.items()
    }


def _pending_removals(lines: list[Line]) -> list[Line]:
    """Removals that somebody still has to consent to; what all sides took out is gone from the page."""
    return [
        line for line in lines if line.own_change or line.may_consent or any(m.state != "given" for m in line.marks)
    ]


def _is_news(instrument: Instrument, revision: Revision | None) -> bool:
    """The first disclosure brings everything: marking each line as new would say nothing."""
    return revision is not None and revision.number > 1 and instrument.state in OPEN_STATES


def _parties(
    instrument: Instrument, latest: list[ProvisionVersion], marks: dict[int, dict[int, Mark]]
) -> list[PartyStanding]:
    parties = instrument.partnership.parties.all()
    stands_for = {body: party.organisation_id for party in parties for body in party.bodies}
    speaks_for = {body: party.organisation_id for party in parties for body in party.speakers}
    approved = {speaks_for.get(approval.organisation_id): approval for approval in approvals(instrument)}
    slots = {}
    if instrument.signed_document_id:
        found = SignatureSlot.objects.filter(document_id=instrument.signed_document_id).select_related("signatory")
        ordered = with_ability(found).order_by(F("signed_at").asc(nulls_last=True))
        slots = {stands_for[slot.organisation_id]: slot for slot in ordered}  # of two, the one that still waits
    return [
        PartyStanding(
            organisation=slots[party.organisation_id].organisation if _is_signed(slots, party) else party.organisation,
            consented=sum(marks[v.provision_id][party.organisation_id].state == "given" for v in latest),
            approval=approved.get(party.organisation_id),
            slot=(slot := slots.get(party.organisation_id)),
            is_deserted=slot is not None and slot.signed_at is None and not slot.is_able,
        )
        for party in parties
    ]


def _is_signed(slots: Mapping[int, SignatureSlot], party: Party) -> bool:
    """What is signed shows the body that signed, whoever stands in its place today."""
    slot = slots.get(party.organisation_id)
    return slot is not None and slot.signed_at is not None
