"""Two officers at once, on the real database."""

import pytest

from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests.test_races import together
from phoihop.reviews.actions import start_next_year, start_review
from phoihop.reviews.models import Review
from phoihop.reviews.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_period_gets_one_review() -> None:
    where = make.scene()
    programme = make.programme(where, [make.overdue()])

    raised = together(*[lambda: start_review(programme, **where.north.acting)] * 3)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotPossible", "NotPossible"]
    assert Review.objects.count() == 1


def test_a_programme_gets_one_that_follows() -> None:
    where = make.scene()
    review = start_review(make.programme(where, [make.overdue()]), **where.north.acting)

    raised = together(*[lambda: start_next_year(review, **where.north.acting)] * 3)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotPossible", "NotPossible"]
    assert Instrument.objects.filter(kind=InstrumentKind.PROGRAMME, state="draft").count() == 1
