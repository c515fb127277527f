"""Where a text stands on its way within one body."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes.canonical import text_hash
from phoihop.programmes.models import ApprovalChain, Instrument, ProvisionVersion, StepDecision, Submission
from phoihop.programmes.queries.texts import private_versions
from phoihop.programmes.states import UNDER_TALKS, InstrumentState, SubmissionPurpose


@dataclass(frozen=True)
class InnerRoad:
    """A chain, what was last submitted to it, and the hash of the text as it is now.

    `submission` is None when nothing was submitted yet.
    """

    chain: ApprovalChain
    submission: Submission | None
    decisions: tuple[StepDecision, ...]
    present_hash: str

    @property
    def is_stale(self) -> bool:
        """Whether the text was changed after it was submitted: what was approved is void."""
        return self.submission is not None and self.submission.text_hash != self.present_hash

    @property
    def valid_decisions(self) -> tuple[StepDecision, ...]:
        """What the steps decided about the text as it is now."""
        return () if self.is_stale else self.decisions

    @property
    def returned(self) -> StepDecision | None:
        last = self.valid_decisions[-1] if self.valid_decisions else None
        return last if last and not last.is_approved else None

    @property
    def is_complete(self) -> bool:
        return self.submission is not None and not self.is_stale and self.position == len(self.chain.steps)

    @property
    def is_open(self) -> bool:
        """Whether it waits before a step."""
        return self.submission is not None and not (self.is_stale or self.returned or self.is_complete)

    @property
    def position(self) -> int:
        """How many steps have approved."""
        return sum(decision.is_approved for decision in self.valid_decisions)

    @property
    def step(self) -> str:
        """The name of the step before which it stands."""
        return str(self.chain.steps[min(self.position, len(self.chain.steps) - 1)]["name"])

    @property
    def since(self) -> dt.datetime | None:
        """Since when it stands there."""
        if self.valid_decisions:
            return self.valid_decisions[-1].decided_at
        return self.submission.submitted_at if self.submission else None

    @property
    def told(self) -> list[tuple[str, StepDecision | None]]:
        """Every step with what it decided."""
        decided = {decision.position: decision for decision in self.valid_decisions}
        return [(step["name"], decided.get(place)) for place, step in enumerate(self.chain.steps)]


@dataclass(frozen=True)
class InnerRoads:
    """The two ways of a text within a body; None where the body asks for no steps."""

    offer: InnerRoad | None = None
    text: InnerRoad | None = None


NO_ROADS = InnerRoads()


def inner_roads(instrument: Instrument, organisation: Organisation, versions: Iterable[ProvisionVersion]) -> InnerRoads:
    """Where a text stands within a body; `versions` is the text with this body's private changes in it.

    What was begun keeps its chain. One query for a body that never asked for steps.
    """
    chains = list(ApprovalChain.objects.filter(organisation=organisation, kind__in=("", instrument.kind)))
    if not chains:
        return NO_ROADS
    submitted = instrument.submissions.filter(organisation=organisation)
    last: dict[str, Submission] = {}
    for submission in submitted.select_related("chain").prefetch_related("decisions__by"):
        last.setdefault(submission.purpose, submission)
    offered = _offered_hash(instrument, organisation, versions)
    offer, text = (
        _road(_serving(chains, purpose), last.get(purpose), present)
        for purpose, present in ((SubmissionPurpose.OFFER, offered), (SubmissionPurpose.TEXT, instrument.text_hash))
    )
    return InnerRoads(offer, text)


def _offered_hash(instrument: Instrument, organisation: Organisation, versions: Iterable[ProvisionVersion]) -> str:
    """Of all that the other parties would read: the words, and the reason of each change."""
    words = text_hash(instrument, [version for version in versions if not version.removed])
    reasons = [f"{version.provision.uid} {version.reason}" for version in private_versions(instrument, organisation)]
    return hashlib.sha256("\n".join([words, *sorted(reasons)]).encode()).hexdigest()


def _road(chain: ApprovalChain | None, last: Submission | None, present: str) -> InnerRoad | None:
    decisions = tuple(last.decisions.all()) if last else ()
    if last is not None and last.text_hash == present:
        return InnerRoad(last.chain, last, decisions, present)
    return InnerRoad(chain, last, decisions, present) if chain else None


def able_for_step(road: InnerRoad, organisation: Organisation) -> list[User]:
    """Who may decide the step before which a text stands: those named or their stand-ins, with no second turn in a row.

    A person who decided the step before is left out while there is anybody else. Where nobody named approves any more,
    any approver of the body may decide: nobody else could free the text.
    """
    return _able(road, _approvers([organisation.pk]))


def _approvers(bodies: Iterable[int]) -> list[Membership]:
    held = Membership.objects.filter(
        holds_on(clock.today()), organisation__in=bodies, role=Role.APPROVER, user__is_active=True
    )
    return list(held.select_related("user", "stands_in_for").order_by("user__sort_key", "user_id"))


def _able(road: InnerRoad, approvers: Iterable[Membership]) -> list[User]:
    named = road.chain.steps[road.position]["people"] if road.position < len(road.chain.steps) else []
    everybody = list(approvers)
    meant = [
        held
        for held in everybody
        if held.user_id in named or (held.stands_in_for and held.stands_in_for.user_id in named)
    ]
    people = dict.fromkeys(held.user for held in meant or everybody)  # in their order, each once
    before = {decision.by_id for decision in road.valid_decisions[-1:]}
    return [person for person in people if person.pk not in before] or list(people)


@dataclass(frozen=True)
class Lying:
    """A text that lies before a step, and who may decide it."""

    submission: Submission
    road: InnerRoad
    able: tuple[User, ...]


def open_roads(bodies: Iterable[int]) -> list[Lying]:
    """What lies before a step in these bodies; one query while there is nothing, three when there is.

    Whether private words were changed since is told by the page of the text: here only shared ones are compared.
    """
    submissions = (
        Submission.objects.filter(organisation__in=bodies, instrument__state__in=(InstrumentState.DRAFT, *UNDER_TALKS))
        .select_related("chain", "instrument", "organisation")
        .prefetch_related("decisions")
        .order_by("instrument_id", "organisation_id", "purpose", "-pk")
        .distinct("instrument_id", "organisation_id", "purpose")
    )
    found = [(submission, _open_road(submission)) for submission in submissions]
    lying = [(submission, road) for submission, road in found if road is not None]
    approvers = _approvers({submission.organisation_id for submission, _ in lying}) if lying else []
    return [
        Lying(submission, road, tuple(_able(road, _of(approvers, submission.organisation_id))))
        for submission, road in lying
    ]


def _open_road(submission: Submission) -> InnerRoad | None:
    instrument = submission.instrument
    if submission.purpose == SubmissionPurpose.TEXT:
        is_live, present = instrument.state == InstrumentState.NEGOTIATION, instrument.text_hash
    else:
        is_live, present = instrument.turn_id == submission.organisation_id, submission.text_hash
    road = InnerRoad(submission.chain, submission, tuple(submission.decisions.all()), present)
    return road if is_live and road.is_open else None


def _of(approvers: list[Membership], organisation_id: int) -> list[Membership]:
    return [held for held in approvers if held.organisation_id == organisation_id]


def _serving(chains: Iterable[ApprovalChain], purpose: SubmissionPurpose) -> ApprovalChain | None:
    """The newest of the kind itself, else the newest for all kinds; if it has steps for that purpose."""
    newest: dict[str, ApprovalChain] = {}
    for chain in chains:
        newest.setdefault(chain.kind, chain)
    own = next((kind for kind in newest if kind), "")
    serving = newest.get(own)
    if serving is None or not serving.steps:
        return None
    return serving if (serving.for_offers if purpose == SubmissionPurpose.OFFER else serving.for_texts) else None
