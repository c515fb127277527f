"""Who belongs to a body today, and in which role."""

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, holds_on


def roles_in(user: User, organisation: Organisation) -> frozenset[Role]:
    """The roles this person holds in that body today (none for a person who may not sign in)."""
    if not user.is_active:
        return frozenset()
    held = Membership.objects.filter(holds_on(clock.today()), user=user, organisation=organisation)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


def has_role(user: User, organisation: Organisation, *roles: Role) -> bool:
    """Whether this person holds one of these roles in that body today."""
    return not roles_in(user, organisation).isdisjoint(roles)


def can_administer(user: User, organisation: Organisation) -> bool:
    """The body's own administrator keeps its units and people."""
    return has_role(user, organisation, Role.ADMINISTRATOR)
