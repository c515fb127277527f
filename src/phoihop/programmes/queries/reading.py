"""An instrument as its page shows it to one person: the text, what is new, where each side stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from phoihop.lib.due_rules import DueRule, describe
from phoihop.organisations.models import Organisation
from phoihop.programmes import outline
from phoihop.programmes.models import Approval, Instrument, ProvisionVersion, Revision
from phoihop.programmes.queries.figures import ShownTable, tables_of
from phoihop.programmes.queries.texts import (
    Change,
    Mark,
    approvals,
    change_of,
    consent_matrix,
    latest_versions,
    overlaid,
    private_versions,
)
from phoihop.programmes.states import OPEN_STATES, InstrumentState, ProvisionKind
from phoihop.signatures.models import SignatureSlot


@dataclass(frozen=True)
class Line:
    """One provision on the page. `news` says what the last disclosure did to it, `own_change` what this side does."""

    label: str
    version: ProvisionVersion
    marks: tuple[Mark, ...] = ()
    own_mark: str = ""
    news: str = ""
    own_change: str = ""
    can_go_up: bool = False
    can_go_down: bool = False

    @property
    def due(self) -> str:
        """How the time of an item was understood."""
        rule = self.version.due_rule
        return describe(DueRule.from_json(rule)) if rule else ""

    @property
    def tables(self) -> list[ShownTable]:
        """The tables of figures that it carries."""
        return tables_of(self.version)

    @property
    def is_private(self) -> bool:
        return bool(self.own_change)


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

    @property
    def own_missing(self) -> int:
        """How many provisions this side has not consented to, leaving out those that it is changing itself."""
        lines = [*self.clauses, *self.tables, *self.removed, *(line for group in self.groups for line in group.lines)]
        return sum(bool(line.own_mark) and line.own_mark != "given" and not line.is_private for line in lines)

    @property
    def own_approval(self) -> Approval | None:
        return next((p.approval for p in self.parties if self.side and p.organisation.pk == self.side.pk), None)


def read_instrument(instrument: Instrument, side: Organisation | None) -> Reading:
    """The page's reading for one side (None: an observer); a fixed number of queries."""
    latest = latest_versions(instrument)
    open_talks = instrument.state in OPEN_STATES
    private = private_versions(instrument, side) if side and open_talks else []
    marks = consent_matrix(instrument, latest)
    revision = instrument.revisions.select_related("organisation", "by").order_by("-number").first()
    changes = _last_changes(latest, revision)
    news = {change.after.provision_id: change.kind for change in changes} if _is_new(instrument, revision) else {}
    maker = _LineMaker(
        side=side,
        marks=marks if instrument.state == InstrumentState.NEGOTIATION or private else {},
        news=news,
        own={version.provision_id: change_of(version).kind for version in private},
        can_move=open_talks and side is not None and instrument.turn_id == side.pk,
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
        clauses=maker.clauses(present),
        groups=maker.groups(present),
        tables=maker.plain(version for version in present if version.provision.kind == ProvisionKind.TABLE),
        removed=maker.removed(version for version in shown if version.removed),
    )


class _LineMaker:
    """Turns versions into lines: what is the same for all lines of a page is given once."""

    def __init__(
        self,
        *,
        side: Organisation | None,
        marks: dict[int, dict[int, Mark]],
        news: Mapping[int, str],
        own: Mapping[int, str],
        can_move: bool,
    ) -> None:
        self.side, self.marks, self.news, self.own, self.can_move = side, marks, news, own, can_move

    def clauses(self, versions: list[ProvisionVersion]) -> list[Line]:
        labelled = outline.clauses(versions)
        return [self._line(label, version, place, len(labelled)) for place, (label, version) in enumerate(labelled)]

    def groups(self, versions: list[ProvisionVersion]) -> list[LineGroup]:
        return [
            LineGroup(
                group.label,
                group.title,
                [
                    self._line(label, version, place, len(group.items))
                    for place, (label, version) in enumerate(group.items)
                ],
            )
            for group in outline.groups(versions)
        ]

    def plain(self, versions: Iterable[ProvisionVersion]) -> list[Line]:
        return [self._line("", version, 0, 1) for version in versions]

    def removed(self, versions: Iterable[ProvisionVersion]) -> list[Line]:
        """Removals that somebody still has to consent to; what all sides took out is gone from the page."""
        lines = self.plain(versions)
        return [line for line in lines if line.is_private or any(mark.state != "given" for mark in line.marks)]

    def _line(self, label: str, version: ProvisionVersion, place: int, count: int) -> Line:
        marks = self.marks.get(version.provision_id, {})
        own = marks.get(self.side.pk) if self.side else None
        return Line(
            label=label,
            version=version,
            marks=tuple(marks.values()),
            own_mark=own.state if own else "",
            news=self.news.get(version.provision_id, ""),
            own_change=self.own.get(version.provision_id, ""),
            can_go_up=self.can_move and place > 0,
            can_go_down=self.can_move and place < count - 1,
        )


def _last_changes(latest: list[ProvisionVersion], revision: Revision | None) -> list[Change]:
    if revision is None:
        return []
    return [change_of(version) for version in latest if version.revision_id == revision.pk]


def _is_new(instrument: Instrument, revision: Revision | None) -> bool:
    """The first disclosure brings everything: marking each line as new would say nothing."""
    return revision is not None and revision.number > 1 and instrument.state in OPEN_STATES


def _parties(
    instrument: Instrument, latest: list[ProvisionVersion], marks: dict[int, dict[int, Mark]]
) -> list[PartyStanding]:
    approved = {approval.organisation_id: approval for approval in approvals(instrument)}
    slots = {}
    if instrument.signed_document_id:
        found = SignatureSlot.objects.filter(document_id=instrument.signed_document_id).select_related("signatory")
        slots = {slot.organisation_id: slot for slot in found}
    return [
        PartyStanding(
            organisation=party.organisation,
            consented=sum(marks[v.provision_id][party.organisation_id].state == "given" for v in latest),
            approval=approved.get(party.organisation_id),
            slot=slots.get(party.organisation_id),
        )
        for party in instrument.partnership.parties.all()
    ]
