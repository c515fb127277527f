"""Who proposes an end, answers and takes it back: those who bind a party. One table, read by actions, pages and tests."""

from enum import StrEnum

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Organisation, Role
from phoihop.programmes.models import Partnership, Party
from phoihop.programmes.rules import Standing, standing
from phoihop.transitions.models import Termination
from phoihop.transitions.states import TerminationState


class Act(StrEnum):
    """What can be done about an end."""

    PROPOSE = "propose"
    ANSWER = "answer"
    TAKE_BACK = "take_back"


RULES: dict[Act, frozenset[Role]] = dict.fromkeys(Act, frozenset({Role.APPROVER, Role.SIGNATORY}))


def proposing_body(user: User, partnership: Partnership) -> Organisation | None:
    """The party for which this person proposes."""
    who = standing(user, partnership)
    return next((party.organisation for party in partnership.parties.all() if _may(Act.PROPOSE, who, party)), None)


def answering_body(user: User, termination: Termination) -> Organisation | None:
    """The other party for which this person answers, while it has not answered."""
    if termination.state != TerminationState.PROPOSED:
        return None
    who = standing(user, termination.partnership)
    return next((party.organisation for party in unanswered(termination) if _may(Act.ANSWER, who, party)), None)


def unanswered(termination: Termination) -> list[Party]:
    """The other parties that have not answered; what a party's predecessor said, the party said."""
    said = {termination.proposed_for_id, *(answer.organisation_id for answer in termination.answers.all())}
    return [party for party in termination.partnership.parties.all() if party.bodies.isdisjoint(said)]


def withdrawing_body(user: User, termination: Termination) -> Organisation | None:
    """The party that proposed, while nothing is agreed; one that gave notice, until its day."""
    is_open = termination.state == TerminationState.PROPOSED
    is_ahead = termination.effective_on > clock.today()
    is_notice = termination.state == TerminationState.SETTLED and termination.notice_days is not None and is_ahead
    if not (is_open or is_notice):
        return None
    who = standing(user, termination.partnership)
    parties = [party for party in termination.partnership.parties.all() if termination.proposed_for_id in party.bodies]
    return next((party.organisation for party in parties if _may(Act.TAKE_BACK, who, party)), None)


def _may(act: Act, who: Standing, party: Party) -> bool:
    return who.holds(party.organisation_id, RULES[act])
