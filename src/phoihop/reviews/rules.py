"""Who may review: officers of the parties act, whoever sees the text reads."""

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes.models import Partnership, Party


def officer_sides(user: User, partnership: Partnership) -> list[Organisation]:
    """The parties for which this person acts as officer today, in the order of the parties."""
    held = Membership.objects.filter(holds_on(clock.today()), user=user, user__is_active=True, role=Role.OFFICER)
    return list(
        Organisation.objects.filter(parties__partnership=partnership, pk__in=held.values("organisation_id")).order_by(
            "parties__position"
        )
    )


def officer_partnerships(user: User) -> frozenset[int]:
    """The ids of the partnerships in which this person acts as officer of a party today."""
    held = Membership.objects.filter(holds_on(clock.today()), user=user, user__is_active=True, role=Role.OFFICER)
    found = Party.objects.filter(organisation__in=held.values("organisation_id"))
    return frozenset(found.values_list("partnership_id", flat=True))
