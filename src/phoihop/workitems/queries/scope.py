"""What a person may see, read once a page: partnerships as plain ids, so that the planner knows how many they are."""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, TextField, Value

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Role
from phoihop.workitems.models import WorkItem, WorkItemQuerySet

# By hand, as this runs on every page of work, and one row of arrays is a tenth of the work of a row for each partnership.
SCOPE = """
    WITH mine AS (
        SELECT organisation_id, role FROM organisations_membership
        WHERE user_id = %(user)s
            AND (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to >= %(today)s)
    ), seen AS (
        SELECT partnership_id, organisation_id, role, true AS is_party
        FROM mine JOIN programmes_party USING (organisation_id)
        UNION ALL
        SELECT partnership_id, organisation_id, role, false
        FROM mine JOIN programmes_observer USING (organisation_id)
        WHERE (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to >= %(today)s)
        UNION ALL
        SELECT partnership_id, organisation_id, role, false
        FROM mine JOIN programmes_groupmember USING (organisation_id) WHERE left_at IS NULL
    )
    SELECT array_agg(DISTINCT partnership_id)::text,
        (array_agg(DISTINCT partnership_id) FILTER (WHERE is_party))::text,
        (array_agg(DISTINCT organisation_id) FILTER (WHERE is_party))::text,
        coalesce(array_agg(DISTINCT partnership_id) FILTER (WHERE is_party AND role = %(officer)s), '{}'),
        coalesce((SELECT max(id) FROM workitems_fieldofwork), 0) + coalesce((SELECT max(id) FROM programmes_observer), 0)
    FROM seen
"""
NOBODY = "{}"


@dataclass(frozen=True)
class Scope:
    """The person's partnerships, those of them in which a body of theirs is a party, and those bodies.

    These are arrays of the database; `officer_in` are the partnerships in which they act as officer of a party.
    `version` grows with every programme that brings work, and with every party whose place another took (it looks on
    from then on): what is derived from programmes and parties may be kept with it.
    """

    partnerships: str
    party_in: str
    bodies: str
    officer_in: frozenset[int]
    version: int

    def items(self) -> WorkItemQuerySet:
        """As `WorkItem.objects.visible_to`, without asking again."""
        return WorkItem.objects.filter(any_of("partnership_id", self.partnerships))

    @cached_property
    def values(self) -> dict[str, str]:
        """What conditions ask for."""
        return {"partnerships": self.partnerships, "party_in": self.party_in, "bodies": self.bodies}


class _AnyOf(Func):
    """`column = ANY(array)`: one parameter however many ids there are."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def any_of(column: str, ids: str) -> Q:
    """The condition that a column is one of the ids of an array (as `prepared.array` writes it)."""
    return Q(_AnyOf(F(column), Value(ids, output_field=TextField())))


def scope_of(user: User) -> Scope:
    """One query: parties, those that belong to one, and observers that are bodies of this person today."""
    if not user.is_active:
        return Scope(NOBODY, NOBODY, NOBODY, officer_in=frozenset(), version=0)
    with connection.cursor() as cursor:
        cursor.execute(SCOPE, {"user": user.pk, "today": clock.today(), "officer": Role.OFFICER.value})
        partnerships, party_in, bodies, officer_in, version = cursor.fetchone()
    return Scope(partnerships or NOBODY, party_in or NOBODY, bodies or NOBODY, frozenset(officer_in), version or 0)
