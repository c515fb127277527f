import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from phoihop.documents.models import IssuedNumber, NumberSeries
from phoihop.documents.numbers import STATE_TEMPLATE, issue_number
from phoihop.organisations.models import Organisation
from tests import make

DAY = dt.date(2024, 11, 19)


def _issue(issuer: Organisation, **changes: str) -> IssuedNumber:
    values = {"kind": "CTPH", "scope": "2020-2025", "subject": "công tác năm 2025"} | changes
    return issue_number(issuer=issuer, day=DAY, bodies=["BTGTU", "TCT"], **values)


@pytest.mark.django_db
def test_numbers_follow_each_other() -> None:
    party = make.organisation()

    assert [_issue(party).text for _ in range(3)] == ["01-CTPH/BTGTU-TCT", "02-CTPH/BTGTU-TCT", "03-CTPH/BTGTU-TCT"]


@pytest.mark.django_db
def test_each_issuer_kind_and_scope_has_its_own_series() -> None:
    party, school = make.organisation(), make.organisation()
    _issue(party)

    assert _issue(school).number == 1
    assert _issue(party, kind="BC").number == 1
    assert _issue(party, scope="2025-2030").number == 1
    assert _issue(party).number == 2


@pytest.mark.django_db
def test_the_state_form_has_its_own_shape() -> None:
    assert _issue(make.organisation(), template=STATE_TEMPLATE).text == "01/CTPH-BTGTU-TCT"


@pytest.mark.django_db
def test_a_template_changed_by_an_administrator_holds_and_is_only_filled() -> None:
    party = make.organisation()
    _issue(party)
    NumberSeries.objects.update(template="{number}.{year}/{kind}-{bodies} {number.__class__} {subject}")

    assert _issue(party).text == "2.2024/CTPH-BTGTU-TCT {number.__class__} {subject}"


@pytest.mark.django_db
def test_a_number_of_an_act_that_failed_is_given_again() -> None:
    party = make.organisation()
    _issue(party)

    with transaction.atomic():
        assert _issue(party).number == 2
        transaction.set_rollback(True)

    assert _issue(party).number == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gap_or_repetition() -> None:
    party = make.organisation()
    start = threading.Barrier(4)

    def ask() -> None:
        try:
            start.wait()
            for _ in range(5):
                _issue(party)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(IssuedNumber.objects.values_list("number", flat=True)) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_and_takes_the_number_that_was_rolled_back() -> None:
    party = make.organisation()
    _issue(party)
    given = threading.Event()
    seen: list[int] = []

    def give_up() -> None:
        try:
            with transaction.atomic():
                seen.append(_issue(party).number)
                given.set()
                threading.Event().wait(0.3)
                transaction.set_rollback(True)
        finally:
            connection.close()

    thread = threading.Thread(target=give_up)
    thread.start()
    given.wait()
    second = _issue(party).number
    thread.join()

    assert (seen, second) == ([2], 2)
    assert list(IssuedNumber.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
