"""What a person may see, read once a page: partnerships as plain ids, so that the planner knows how many they are."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, Value

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Role, holds_on
from phoihop.programmes.models import Observer, Party
from phoihop.workitems.models import WorkItem, WorkItemQuerySet


@dataclass(frozen=True)
class Scope:
    """The person's partnerships, those of them in which a body of theirs is a party, and those bodies."""

    partnerships: frozenset[int]
    party_in: frozenset[int]
    bodies: frozenset[int]
    officer_for: frozenset[int]

    def items(self) -> WorkItemQuerySet:
        """As `WorkItem.objects.visible_to`, without asking again."""
        return WorkItem.objects.filter(any_of("partnership_id", self.partnerships))


class AnyOf(Func):
    """`column = ANY(array)`: one parameter however many ids there are."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def any_of(column: str, ids: frozenset[int]) -> AnyOf:
    """The condition that a column is one of these ids."""
    return AnyOf(F(column), Value(sorted(ids), output_field=ArrayField(models.BigIntegerField())))


def scope_of(user: User) -> Scope:
    """One query: parties and observers that are bodies of this person today."""
    if not user.is_active:
        return Scope(frozenset(), frozenset(), frozenset(), frozenset())
    today = clock.today()
    member = holds_on(today, "organisation__memberships__")
    columns = ("partnership_id", "organisation_id", "organisation__memberships__role", "as_party")
    parties = Party.objects.filter(member, organisation__memberships__user=user)
    observers = Observer.objects.filter(holds_on(today), member, organisation__memberships__user=user)
    rows = list(
        parties.order_by()
        .annotate(as_party=Value(True))
        .values_list(*columns)
        .union(observers.annotate(as_party=Value(False)).values_list(*columns), all=True)
    )
    return Scope(
        partnerships=frozenset(partnership for partnership, *_rest in rows),
        party_in=frozenset(partnership for partnership, _body, _role, as_party in rows if as_party),
        bodies=frozenset(body for _partnership, body, _role, as_party in rows if as_party),
        officer_for=frozenset(body for _partnership, body, role, as_party in rows if as_party and role == Role.OFFICER),
    )
