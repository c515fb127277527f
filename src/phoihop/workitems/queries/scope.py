"""What a person may see, read once a page: partnerships as plain ids, so that the planner knows how many they are."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Subquery, TextField, Value

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.prepared import Prepared, Values, array
from phoihop.organisations.models import Role, holds_on
from phoihop.programmes.models import Observer, Party
from phoihop.workitems.models import FieldOfWork, WorkItem, WorkItemQuerySet


@dataclass(frozen=True)
class Scope:
    """The person's partnerships, those of them in which a body of theirs is a party, and those bodies.

    `version` grows with every programme that enters into force: what is derived from programmes may be kept with it.
    """

    partnerships: frozenset[int]
    party_in: frozenset[int]
    bodies: frozenset[int]
    officer_for: frozenset[int]
    version: int

    def items(self) -> WorkItemQuerySet:
        """As `WorkItem.objects.visible_to`, without asking again."""
        return WorkItem.objects.filter(any_of("partnership_id", self.values["partnerships"]))

    @cached_property
    def values(self) -> dict[str, str]:
        """What conditions ask for, as arrays of the database."""
        return {
            "partnerships": array(self.partnerships),
            "party_in": array(self.party_in),
            "bodies": array(self.bodies),
        }


class _AnyOf(Func):
    """`column = ANY(array)`: one parameter however many ids there are."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def any_of(column: str, ids: str) -> Q:
    """The condition that a column is one of the ids of an array (as `prepared.array` writes it)."""
    return Q(_AnyOf(F(column), Value(ids, output_field=TextField())))


def scope_of(user: User) -> Scope:
    """One query: parties and observers that are bodies of this person today."""
    rows = _query().rows({"user": user.pk, "today": clock.today()}) if user.is_active else []
    own = [row for row in rows if row[3]]
    return Scope(
        partnerships=frozenset([row[0] for row in rows]),
        party_in=frozenset([row[0] for row in own]),
        bodies=frozenset([row[1] for row in own]),
        officer_for=frozenset([row[1] for row in own if row[2] == Role.OFFICER]),
        version=rows[0][4] or 0 if rows else 0,
    )


@lru_cache(maxsize=1)
def _query() -> Prepared:
    return Prepared(_compose, {"user": 0, "today": dt.date.max})


def _compose(values: Values) -> QuerySet[Any, Any]:
    member = holds_on(values["today"], "organisation__memberships__") & Q(
        organisation__memberships__user=values["user"]
    )
    version = Subquery(FieldOfWork.objects.order_by("-pk").values("pk")[:1])
    columns = ("partnership_id", "organisation_id", "organisation__memberships__role")
    parties = Party.objects.filter(member).order_by().values_list(*columns, Value(True), version)
    watched = Observer.objects.filter(holds_on(values["today"]), member).values_list(*columns, Value(False), version)
    return parties.union(watched, all=True)
