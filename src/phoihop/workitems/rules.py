"""Who reports a piece of work and who answers: its leads, and the other side."""

from dataclasses import dataclass

from phoihop.accounts.models import User
from phoihop.organisations.models import Role
from phoihop.programmes.rules import standing
from phoihop.workitems.models import Extension, Report, WorkItem

OFFICERS = frozenset({Role.OFFICER})


@dataclass(frozen=True)
class Sides:
    """The parties of an item and those among them that report it."""

    parties: tuple[int, ...]
    reporting: frozenset[int]

    def answering(self, reporter: int) -> frozenset[int]:
        """Who confirms what `reporter` reports: the other lead of joint work, else every other party."""
        return self.reporting - {reporter} or frozenset(self.parties) - {reporter}


def sides_of(item: WorkItem) -> Sides:
    """The leads report; when none of them is a party, the body that leads the whole instrument does."""
    parties = tuple(party.organisation_id for party in item.partnership.parties.all())
    leads = frozenset(lead.pk for lead in item.leads.all()) & frozenset(parties)
    return Sides(parties, leads or frozenset({item.instrument.lead_id}))


def officer_of(user: User, item: WorkItem) -> frozenset[int]:
    """The parties of this item for which the person may report and answer today."""
    if not user.is_active:
        return frozenset()
    roles = standing(user, item.partnership).roles
    return frozenset(body for body, held in roles.items() if held & OFFICERS)


def can_report(user: User, item: WorkItem) -> bool:
    """An officer of a lead; the same person asks for extensions."""
    return bool(officer_of(user, item) & sides_of(item).reporting)


def can_decide(user: User, told: Report | Extension) -> bool:
    """An officer of the other side answers a report or a request for an extension."""
    item = told.occurrence.work_item
    return bool(officer_of(user, item) & sides_of(item).answering(told.organisation_id))
