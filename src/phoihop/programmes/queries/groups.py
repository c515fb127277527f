"""Which bodies belong to the parties of a partnership."""

from phoihop.organisations.models import Organisation
from phoihop.programmes.models import GroupMember, Partnership


def members_by_party(partnership: Partnership | int) -> dict[int, list[GroupMember]]:
    """For each party that is a group (by the id of its own body): those that belong to it today, by name."""
    found: dict[int, list[GroupMember]] = {}
    present = GroupMember.objects.present().filter(partnership=partnership)
    for member in present.select_related("organisation", "party"):
        found.setdefault(member.party.organisation_id, []).append(member)
    return found


def bodies_named(partnership: Partnership) -> list[Organisation]:
    """The bodies that its texts may charge with work: each party, followed by those that belong to it."""
    members = members_by_party(partnership)
    bodies = []
    for party in partnership.parties.all():
        bodies += [party.organisation, *(member.organisation for member in members.get(party.organisation_id, []))]
    return bodies
