"""Two people, or one impatient one, at the same moment."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.workitems import actions
from phoihop.workitems.models import Occurrence, Report
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act answers, or the refusal it met."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            with clock.at(make.NOW):
                start.wait()
                answers[place] = acts[place]()
        except NotPossible as refusal:
            answers[place] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_form_sent_twice_at_once_is_one_report() -> None:
    both = scene()
    one = make.occurrence(both)
    token = uuid.uuid4()

    first, second = at_once(*(lambda: make.report(both, one, token=token),) * 2)

    assert first == second == Report.objects.get()


def test_of_two_reports_at_once_one_is_taken() -> None:
    both = scene()
    one = make.occurrence(both)

    answers = at_once(*(lambda: make.report(both, one),) * 2)

    assert Report.objects.count() == 1
    assert "Báo cáo trước đang chờ bên kia trả lời; hãy chờ trả lời rồi báo cáo tiếp." in answers
    assert verify_chain(both.partnership.chain) == []


def test_confirming_and_returning_at_once_gives_one_answer() -> None:
    both = scene()
    told = make.report(both)

    answers = at_once(
        lambda: make.decide(told, both.north),
        lambda: make.decide(told, both.north, confirmed=False, reason="Thiếu."),
    )

    told.refresh_from_db()
    state = Occurrence.objects.get(pk=told.occurrence_id).state
    assert state == ("confirmed" if told.confirmed else "returned")
    assert "Báo cáo này đã được trả lời ngày 10/06/2026." in answers


def test_times_of_one_item_reported_at_once_are_summed_up_once() -> None:
    both = scene()
    work = make.work_item(both, due="Mỗi quý 01 lần")
    first, second, third, fourth = work.occurrences.all()

    at_once(*(lambda one=one: make.report(both, one) for one in (first, second, third, fourth)))

    work.refresh_from_db()
    assert (work.state, work.next_due_on) == ("reported", None)
    assert verify_chain(both.partnership.chain) == []


def test_a_grant_and_a_confirmation_at_once_agree_on_the_date() -> None:
    both = scene()
    one = make.occurrence(both)
    asked = make.extension(both, one)
    told = make.report(both, one, completed_on=make.TODAY)

    at_once(
        lambda: actions.decide_extension(asked, organisation=both.north.body, by=both.north.officer, granted=True),
        lambda: make.decide(told, both.north),
    )

    one.refresh_from_db()
    assert one.due_on == asked.to_due_on
    assert one.work_item.done_late is False
