"""Who declares, confirms, withdraws and acknowledges a takeover: one table, read by actions, pages and tests.

Two bodies speak, since one body cannot take another's place by its own word. Where the predecessor has nobody left to
speak for it, the list of bodies, kept by the installation's administrators, speaks: a second person of the successor
then confirms what it says.
"""

from enum import StrEnum

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, Succession, holds_on
from phoihop.organisations.rules import roles_in
from phoihop.transitions.models import Handover, Takeover
from phoihop.transitions.states import ANNOUNCED, OPEN, TakeoverState


class Act(StrEnum):
    """What can be done to a takeover."""

    DECLARE = "declare"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    ACKNOWLEDGE = "acknowledge"


RULES: dict[Act, frozenset[Role]] = {
    Act.DECLARE: frozenset({Role.ADMINISTRATOR}),
    Act.CONFIRM: frozenset({Role.APPROVER, Role.SIGNATORY}),
    Act.WITHDRAW: frozenset({Role.ADMINISTRATOR}),
    Act.ACKNOWLEDGE: frozenset({Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.RECORDS_CLERK}),
}


def may(act: Act, user: User, organisation: Organisation) -> bool:
    """Whether the person does this for that body by role."""
    return not roles_in(user, organisation).isdisjoint(RULES[act])


def declaring_bodies(user: User) -> list[Organisation]:
    """The bodies for which this person declares."""
    held = Membership.objects.filter(
        holds_on(clock.today()), user=user, user__is_active=True, role__in=RULES[Act.DECLARE]
    )
    return list(Organisation.objects.filter(pk__in=held.values("organisation_id")))


def confirming_body(takeover: Takeover) -> Organisation | None:
    """The body whose word is still missing; None when nobody can give it."""
    if takeover.declared_for_id == takeover.predecessor_id:
        return takeover.successor
    if not is_deserted(takeover.predecessor):
        return takeover.predecessor
    return takeover.successor if is_in_list_of_bodies(takeover) else None


def can_confirm(user: User, takeover: Takeover) -> bool:
    """Another person than the one who declared, of the body whose word is missing."""
    if takeover.state != TakeoverState.DECLARED or user.pk == takeover.declared_by_id:
        return False
    body = confirming_body(takeover)
    return body is not None and may(Act.CONFIRM, user, body)


def can_withdraw(user: User, takeover: Takeover) -> bool:
    """An administrator of either body, until the day has come: what one declares the other may say is not so."""
    bodies = [takeover.predecessor, takeover.successor]
    if takeover.state == TakeoverState.CONFIRMED and takeover.effective_on <= clock.today():
        return False
    return takeover.state in OPEN and any(may(Act.WITHDRAW, user, body) for body in bodies)


def acknowledging_bodies(user: User) -> set[int]:
    """The bodies (ids) for which this person may take note of what became of another: one query."""
    if not user.is_active:
        return set()
    held = Membership.objects.filter(holds_on(clock.today()), user=user, role__in=RULES[Act.ACKNOWLEDGE])
    return set(held.values_list("organisation_id", flat=True))


def acknowledging_body(handover: Handover, able: set[int]) -> Organisation | None:
    """The other party, of those `able`, that has not taken note yet."""
    takeover = handover.takeover
    if takeover.state not in ANNOUNCED:
        return None
    concerned = {takeover.predecessor_id, takeover.successor_id}
    done = {each.organisation_id for each in handover.acknowledgements.all()}
    for party in handover.partnership.parties.all():
        if party.organisation_id in able - concerned - done:
            return party.organisation
    return None


def is_deserted(organisation: Organisation) -> bool:
    """Whether nobody is left who could confirm for the body."""
    held = Membership.objects.filter(
        holds_on(clock.today()), organisation=organisation, user__is_active=True, role__in=RULES[Act.CONFIRM]
    )
    return not held.exists()


def is_in_list_of_bodies(takeover: Takeover) -> bool:
    """Whether the list of bodies says the same: this body followed that one, at the latest on that day."""
    return Succession.objects.filter(
        predecessor=takeover.predecessor, successor=takeover.successor, effective_on__lte=takeover.effective_on
    ).exists()
