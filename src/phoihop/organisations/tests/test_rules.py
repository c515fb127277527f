import datetime as dt

import pytest

from phoihop.lib import clock
from phoihop.organisations.models import Membership, Role
from phoihop.organisations.rules import has_role, roles_in
from tests import make

pytestmark = pytest.mark.django_db


def test_roles_are_those_of_today_in_that_body() -> None:
    north, south = make.organisation(), make.organisation()
    person = make.member(north, Role.OFFICER)
    Membership.objects.create(user=person, organisation=north, role=Role.APPROVER)
    Membership.objects.create(user=person, organisation=south, role=Role.VIEWER)

    assert roles_in(person, north) == {Role.OFFICER, Role.APPROVER}
    assert roles_in(person, south) == {Role.VIEWER}
    assert roles_in(person, make.organisation()) == frozenset()


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "held"),
    [
        (None, None, True),
        (dt.date(2025, 3, 1), None, True),
        (dt.date(2025, 3, 2), None, False),
        (None, dt.date(2025, 3, 1), True),
        (None, dt.date(2025, 2, 28), False),
    ],
)
def test_first_and_last_day_of_a_membership_count(
    valid_from: dt.date | None, valid_to: dt.date | None, held: bool
) -> None:
    body, person = make.organisation(), make.user()
    Membership.objects.create(
        user=person, organisation=body, role=Role.OFFICER, valid_from=valid_from, valid_to=valid_to
    )

    with clock.at(dt.datetime(2025, 3, 1, 9, tzinfo=clock.VIETNAM)):
        assert has_role(person, body, Role.OFFICER) is held


def test_has_role_is_any_of_those_named() -> None:
    body = make.organisation()
    person = make.member(body, Role.OFFICER)

    assert has_role(person, body, Role.SIGNATORY, Role.OFFICER)
    assert not has_role(person, body, Role.SIGNATORY)
    assert not has_role(person, body)


def test_who_may_not_sign_in_holds_no_role() -> None:
    body = make.organisation()
    person = make.member(body, Role.OFFICER, is_active=False)

    assert roles_in(person, body) == frozenset()
