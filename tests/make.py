"""Small factories for tests: bodies, people and partnerships of the invented province."""

import itertools
from typing import Any

from phoihop.accounts.models import User
from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, OrganisationName, Role
from phoihop.programmes.models import Observer, Partnership, Party

_numbers = itertools.count(1)


def user(full_name: str = "", **fields: Any) -> User:
    """A person with no membership."""
    number = next(_numbers)
    return User.objects.create_user(f"user{number}", full_name=full_name or f"Nguyễn Văn {number}", **fields)


def organisation(short_name: str = "", abbreviation: str = "") -> Organisation:
    """A body with one name that always held."""
    number = next(_numbers)
    short_name = short_name or f"Cơ quan {number}"
    abbreviation = abbreviation or f"CQ{number}"
    organisation = Organisation.objects.create(
        key=f"co-quan-{number}", name=f"{short_name} tỉnh Sông Lam", short_name=short_name, abbreviation=abbreviation
    )
    OrganisationName.objects.create(
        organisation=organisation,
        name=organisation.name,
        short_name=short_name,
        heading=short_name.upper(),
        superior="TỈNH ỦY SÔNG LAM",
        abbreviation=abbreviation,
        place="Lam Thành",
    )
    return organisation


def member(organisation: Organisation, role: Role = Role.OFFICER, **fields: Any) -> User:
    """A new person with that role in that body."""
    person = user(**fields)
    Membership.objects.create(user=person, organisation=organisation, role=role, position=str(role.label))
    return person


def partnership(*organisations: Organisation, observers: tuple[Organisation, ...] = ()) -> Partnership:
    """A partnership of those bodies (two new ones when none are named)."""
    parties = organisations or (organisation("Ban Tuyên giáo"), organisation("Trường Chính trị"))
    result = Partnership.objects.create(
        name=" - ".join(party.short_name for party in parties), chain=Chain.objects.create(), created_at=clock.now()
    )
    for position, party in enumerate(parties):
        Party.objects.create(partnership=result, organisation=party, position=position)
    for body in observers:
        Observer.objects.create(partnership=result, organisation=body)
    return result
