"""Who may review: officers of the parties act, whoever sees the text reads."""

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes import rules as programmes
from phoihop.programmes.models import Instrument, Partnership, Party
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentState
from phoihop.reviews.models import Review


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


def can_import_results(user: User, partnership: Partnership) -> bool:
    return bool(officer_sides(user, partnership))


def can_start_review(user: User, programme: Instrument) -> bool:
    """Also once the programme's work has begun only: before it is in force there is nothing to review."""
    return programme.state == InstrumentState.IN_FORCE and bool(officer_sides(user, programme.partnership))


def can_close_figures(user: User, review: Review) -> bool:
    """The officer of the side that holds the turn, as long as the text can be edited."""
    instrument = review.instrument
    return Act.EDIT in programmes.allowed(programmes.standing(user, instrument.partnership), instrument)


def can_start_next_year(user: User, review: Review) -> bool:
    return bool(officer_sides(user, review.instrument.partnership))
