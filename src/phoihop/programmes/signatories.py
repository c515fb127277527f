"""Who is expected to sign a text, and where: one place for each party, the lead first."""

from dataclasses import dataclass

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes.models import Instrument


@dataclass(frozen=True)
class Signatory:
    """A place for a signature; `user` is None while that party has nobody who may sign."""

    organisation: Organisation
    user: User | None
    title: str
    field_name: str


def expected(instrument: Instrument) -> list[Signatory]:
    """The signatory of each party today, with the position held there."""
    parties = sorted(
        instrument.partnership.parties.all(),
        key=lambda party: (party.organisation_id != instrument.lead_id, party.position),
    )
    held = Membership.objects.filter(
        holds_on(clock.today()),
        user__is_active=True,
        organisation__in=[party.organisation_id for party in parties],
        role=Role.SIGNATORY,
    ).select_related("user")
    found: dict[int, Membership] = {}
    for membership in held.order_by("user__sort_key", "user_id"):
        found.setdefault(membership.organisation_id, membership)
    return [
        Signatory(
            organisation=party.organisation,
            user=found[party.organisation_id].user if party.organisation_id in found else None,
            title=found[party.organisation_id].position if party.organisation_id in found else "",
            field_name=f"chu-ky-{party.organisation.key}",
        )
        for party in parties
    ]
