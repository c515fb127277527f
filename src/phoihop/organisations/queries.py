"""Bodies by name and by day: what they were called, who followed them, who belongs to them."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.text import fold
from phoihop.organisations.models import (
    Membership,
    Organisation,
    OrganisationName,
    Role,
    Succession,
    holds_on,
)


def name_on(organisation: Organisation, day: dt.date) -> OrganisationName:
    """What the body was called on that day.

    A body that did not exist yet answers with the name its predecessor bore on that day; failing that, with
    the name nearest in time. One of which no name is on record answers with the name in its lists.
    """
    names = list(organisation.names.all())
    for holder in [organisation, *_predecessors(organisation)]:
        for name in names if holder == organisation else holder.names.all():
            if name.holds_on(day):
                return name
    if not names:
        known = {"name": organisation.name, "short_name": str(organisation), "abbreviation": organisation.abbreviation}
        return OrganisationName(organisation=organisation, **known)
    return min(names, key=lambda name: _distance(name, day))


class BodyNames:
    """All names of all bodies, read once, for texts that name many (a table of two thousand rows).

    A partnership is kept under the body that now is, also when its text is older than that body: a name of one of
    the `parties`, or of a body they came from, always means the party.
    """

    def __init__(self, day: dt.date, *, parties: Iterable[Organisation] = ()) -> None:
        self._heirs = Heirs(day)
        self._parties = {party.pk for party in parties}
        self._bodies = Organisation.objects.prefetch_related("names").in_bulk()
        self._by_name: dict[str, set[int]] = {}
        for body in self._bodies.values():
            self._add(body.pk, body.name, body.short_name, body.abbreviation)
            for name in body.names.all():
                self._add(body.pk, name.name, name.short_name, name.abbreviation)

    def name_of(self, body: Organisation, day: dt.date) -> OrganisationName:
        """As `name_on`, without a further query for a body that has a name on that day."""
        names = self._bodies[body.pk].names.all()
        return next((name for name in names if name.holds_on(day)), None) or name_on(body, day)

    def match(self, text: str) -> Organisation | None:
        """The body that a text names by any of its names (full, short, abbreviated, of any time), or its heir.

        None when no body bears that name, or when several do.
        """
        named = [self._bodies[body_id] for body_id in self._by_name.get(fold(text), ())]
        meant = {self._party_of(body) or self._heirs.of(body) for body in named}
        return meant.pop() if len(meant) == 1 else None

    def _party_of(self, body: Organisation) -> Organisation | None:
        return next((heir for heir in self._heirs.line(body) if heir.pk in self._parties), None)

    def _add(self, body_id: int, *names: str) -> None:
        for name in filter(None, map(fold, names)):
            self._by_name.setdefault(name, set()).add(body_id)


class Heirs:
    """The lines of succession, and how far they have come on a day: one query, for any number of bodies.

    A body split into several keeps its own identity here: which part carries on what is for people to say.
    """

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._successions: dict[int, list[Succession]] = {}
        for succession in Succession.objects.filter(successor__isnull=False).select_related("successor"):
            self._successions.setdefault(succession.predecessor_id, []).append(succession)

    def of(self, organisation: Organisation) -> Organisation:
        """The body that carries on its work on that day: itself, or the end of its line of successors."""
        return self.line(organisation, until=self._day)[-1]

    def line(self, organisation: Organisation, *, until: dt.date = dt.date.max) -> list[Organisation]:
        """The body and its heirs one after another, as long as there is one heir."""
        line = [organisation]
        while len(heirs := self._heirs(line[-1], until)) == 1 and heirs[0] not in line:
            line.append(heirs[0])
        return line

    def _heirs(self, organisation: Organisation, until: dt.date) -> list[Organisation]:
        successions = self._successions.get(organisation.pk, [])
        heirs = {each.successor_id: each.successor for each in successions if each.effective_on <= until}
        return [heir for heir in heirs.values() if heir]


def _predecessors(organisation: Organisation) -> Iterable[Organisation]:
    """Nearest first; the first of those that merged on one day is the one written first."""
    seen = {organisation.pk}
    waiting = [organisation]
    while waiting:
        before = Succession.objects.filter(successor=waiting.pop(0)).select_related("predecessor")
        for succession in before.order_by("-effective_on", "pk"):
            if succession.predecessor_id not in seen:
                seen.add(succession.predecessor_id)
                waiting.append(succession.predecessor)
                yield succession.predecessor


def _distance(name: OrganisationName, day: dt.date) -> int:
    if name.valid_from and day < name.valid_from:
        return (name.valid_from - day).days
    return (day - name.valid_to).days if name.valid_to else 0


def organisation_list() -> list[Organisation]:
    """All bodies in the order of the Vietnamese alphabet, each with its names and what became of it."""
    related = ("names", "successions__successor", "predecessions__predecessor")
    return list(Organisation.objects.prefetch_related(*related))


def colleagues(membership: Membership) -> list[User]:
    """The others who belong to the same body today in their own right, by given name."""
    held = Membership.objects.filter(
        holds_on(clock.today()), organisation=membership.organisation, stands_in_for__isnull=True
    )
    people = User.objects.filter(pk__in=held.values("user_id"), is_active=True).exclude(pk=membership.user_id)
    return list(people.order_by("sort_key", "pk"))


def stood_in_for(user: User, organisation: Organisation, roles: Collection[Role]) -> list[str]:
    """The names of those in whose place this person acts in that body today, as one of these roles (empty: any).

    Nobody's, when the person holds such a role in their own right.
    """
    held = Membership.objects.filter(holds_on(clock.today()), user=user, organisation=organisation)
    if roles:
        held = held.filter(role__in=roles)
    if held.filter(stands_in_for__isnull=True).exists():
        return []
    names = held.order_by("stands_in_for__user__sort_key").values_list("stands_in_for__user__full_name", flat=True)
    return list(dict.fromkeys(names))


def ended_stand_in(user: User, organisation: Organisation, roles: Iterable[Role]) -> Membership | None:
    """The last time that this person held one of these roles in another's place, when that is over."""
    over = Membership.objects.filter(
        organisation=organisation, user=user, role__in=roles, stands_in_for__isnull=False, valid_to__lt=clock.today()
    )
    return over.select_related("stands_in_for__user").order_by("-valid_to").first()


def people_of(organisation: Organisation, *, is_own: bool) -> list[Membership]:
    """Who belongs to the body today or will belong to it, by given name; who is away and stood in for, only its own read."""
    ended = Q(valid_to__lt=clock.today())
    held = Membership.objects.exclude(ended).filter(organisation=organisation, user__is_active=True)
    if not is_own:
        held = held.filter(stands_in_for__isnull=True)
    related = ("user", "unit", "stands_in_for__user")
    return list(held.select_related(*related).order_by("user__sort_key", "user_id", "role", "valid_from"))
