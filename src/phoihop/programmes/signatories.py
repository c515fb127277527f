"""Who may sign a text, and where: one place for each party, the lead first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.text import fold
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes.models import Instrument
from phoihop.signatures.models import SignatureSlot

Chosen = Mapping[int, int]  # the id of the person who shall sign, by the id of the body


@dataclass(frozen=True)
class Signatory:
    """A place for a signature; `user` is None while that party has nobody who may sign."""

    organisation: Organisation
    user: User | None
    title: str
    field_name: str


def candidates(instrument: Instrument) -> dict[Organisation, list[Membership]]:
    """Who may sign for each party today; heads before those without a position, their deputies last."""
    parties = sorted(
        instrument.partnership.parties.all(),
        key=lambda party: (party.organisation_id != instrument.lead_id, party.position),
    )
    found: dict[int, list[Membership]] = {party.organisation_id: [] for party in parties}
    held = Membership.objects.filter(
        holds_on(clock.today()), user__is_active=True, organisation__in=found, role=Role.SIGNATORY
    )
    for membership in held.select_related("user").order_by("user__sort_key", "user_id"):
        found[membership.organisation_id].append(membership)
    return {party.organisation: sorted(found[party.organisation_id], key=_rank) for party in parties}


def expected(instrument: Instrument, chosen: Chosen | None = None) -> list[Signatory]:
    """Who signs for each party: the person chosen, else the first who may, with the position held today.

    A chosen person who may not sign leaves the place without anybody.
    """
    return [_signatory(body, able, (chosen or {}).get(body.pk)) for body, able in candidates(instrument).items()]


def with_ability(slots: QuerySet[SignatureSlot]) -> QuerySet[Any]:
    """Places with `is_able`: whether the person named there may sign for that body today."""
    able = Membership.objects.filter(
        holds_on(clock.today()),
        user=OuterRef("signatory"),
        user__is_active=True,
        organisation=OuterRef("organisation"),
        role=Role.SIGNATORY,
    )
    return slots.annotate(is_able=Exists(able))


def described(membership: Membership) -> str:
    """A person with the position: "Lê An, Trưởng ban"."""
    return f"{membership.user}, {membership.position}" if membership.position else str(membership.user)


def _signatory(body: Organisation, able: list[Membership], chosen: int | None) -> Signatory:
    signing = next((each for each in able if chosen in (None, each.user_id)), None)
    return Signatory(
        organisation=body,
        user=signing.user if signing else None,
        title=signing.position if signing else "",
        field_name=f"chu-ky-{body.key}",
    )


def _rank(membership: Membership) -> int:
    position = fold(membership.position)
    return 2 if position.startswith("pho ") else int(not position)
