"""More time: asked by a lead before the work is reported, answered by the other side."""

import datetime as dt

import pytest

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.workitems import actions
from phoihop.workitems.models import Extension
from phoihop.workitems.states import ExtensionState
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import scene

pytestmark = pytest.mark.django_db

JULY = dt.date(2026, 7, 15)
ASKED = (
    "Trường Chính trị đề nghị gia hạn mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026 đến 15/07/2026, "
    "chờ cơ quan đồng chí trả lời."
)


def answer(extension: Extension, who: make.Side, *, granted: bool = True, answer: str = "") -> Extension:
    with clock.at(make.NOW):
        return actions.decide_extension(
            extension, organisation=who.body, by=who.officer, granted=granted, answer=answer
        )


def test_asking_changes_no_date_and_tells_the_other_side() -> None:
    both = scene()
    one = make.occurrence(both)

    asked = make.extension(both, one, to=JULY)

    one.refresh_from_db()
    assert (one.due_on, one.state) == (dt.date(2026, 5, 31), "open")
    assert (asked.state, asked.from_due_on, asked.to_due_on) == (ExtensionState.ASKED, dt.date(2026, 5, 31), JULY)
    assert (asked.organisation, asked.by, asked.asked_at) == (both.south.body, both.south.officer, make.NOW)
    assert list(Notice.objects.values_list("user", "text", "url")) == [
        (
            both.north.officer.pk,
            ASKED,
            f"/work-items/{one.work_item_id}/#occurrence-{one.pk}",
        )
    ]


def test_a_grant_moves_the_date_in_force_and_keeps_the_agreed_one() -> None:
    both = scene()
    one = make.occurrence(both)

    granted = answer(make.extension(both, one, to=JULY), both.north, answer=" Thống nhất. ")

    one.refresh_from_db()
    work = one.work_item
    assert (one.due_on, one.agreed_due_on) == (JULY, dt.date(2026, 5, 31))
    assert (work.due_on, work.next_due_on, work.due_key) == (JULY, JULY, JULY)
    assert (granted.state, granted.answer, granted.decided_by, granted.decided_for, granted.decided_at) == (
        "granted",
        "Thống nhất.",
        both.north.officer,
        both.north.body,
        make.NOW,
    )
    assert Notice.objects.filter(user=both.south.officer).get().text == (
        "Ban Tuyên giáo đồng ý gia hạn mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026 đến 15/07/2026."
    )
    entries = Entry.objects.filter(verb__startswith="workitems.extension").order_by("sequence")
    assert [(entry.verb, entry.data["from_due_on"], entry.data["to_due_on"]) for entry in entries] == [
        ("workitems.extension_asked", "2026-05-31", "2026-07-15"),
        ("workitems.extension_granted", "2026-05-31", "2026-07-15"),
    ]


def test_a_refusal_needs_a_reason_and_changes_no_date() -> None:
    both = scene()
    one = make.occurrence(both)
    asked = make.extension(both, one)

    with pytest.raises(NotPossible, match=r"^Hãy nêu lý do không đồng ý gia hạn\.$"):
        answer(asked, both.north, granted=False)
    refused = answer(asked, both.north, granted=False, answer="Đã lùi một lần.")

    one.refresh_from_db()
    assert (refused.state, one.due_on) == ("refused", dt.date(2026, 5, 31))
    assert Notice.objects.filter(user=both.south.officer).get().text == (
        "Ban Tuyên giáo không đồng ý gia hạn mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026 đến 15/07/2026."
    )


def test_after_a_refusal_one_may_ask_again() -> None:
    both = scene()
    one = make.occurrence(both)
    answer(make.extension(both, one), both.north, granted=False, answer="Không.")

    assert make.extension(both, one, to=dt.date(2026, 6, 30)).state == "asked"


@pytest.mark.parametrize("day", [dt.date(2026, 5, 31), dt.date(2026, 5, 1), dt.date(9999, 12, 31)])
def test_the_new_date_is_later(day: dt.date) -> None:
    both = scene()

    with pytest.raises(NotPossible, match=r"^Hạn mới phải sau hạn hiện nay, 31/05/2026\.$"):
        make.extension(both, to=day)


def test_more_time_is_asked_for_a_year_at_most() -> None:
    both = scene()
    one = make.occurrence(both)

    with pytest.raises(NotPossible, match=r"^Mỗi lần gia hạn nhiều nhất một năm kể từ hạn hiện nay\.$"):
        make.extension(both, one, to=dt.date(2028, 1, 1))
    assert make.extension(both, one, to=dt.date(2027, 5, 31)).state == "asked"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(" ", "Hãy nêu lý do đề nghị gia hạn."), ("a" * 2_001, "Lý do dài quá 2.000 ký tự; hãy viết gọn lại.")],
)
def test_a_request_says_why(reason: str, sentence: str) -> None:
    both = scene()
    one = make.occurrence(both)

    with pytest.raises(NotPossible) as refused:
        actions.ask_extension(one, organisation=both.south.body, by=both.south.officer, to_due_on=JULY, reason=reason)

    assert str(refused.value) == sentence


def test_work_without_a_date_has_none_to_move() -> None:
    both = scene()

    with pytest.raises(NotPossible, match=r"^Việc này không có thời hạn nên không cần gia hạn\.$"):
        make.extension(both, make.occurrence(both, due="Thường xuyên"))


def test_one_request_at_a_time() -> None:
    both = scene()
    one = make.occurrence(both)
    make.extension(both, one)

    with pytest.raises(
        NotPossible, match=r"^Đề nghị gia hạn trước chưa được trả lời; hãy chờ trả lời rồi đề nghị tiếp\.$"
    ):
        make.extension(both, one)


def test_more_time_is_asked_before_the_work_is_reported() -> None:
    both = scene()
    one = make.occurrence(both)
    told = make.report(both, one)

    with pytest.raises(NotPossible, match=r"^Việc này đã báo cáo và đang chờ xác nhận, chưa gia hạn được\.$"):
        make.extension(both, one)
    make.decide(told, both.north)
    with pytest.raises(NotPossible, match=r"^Việc này đã được xác nhận hoàn thành, không gia hạn nữa\.$"):
        make.extension(both, one)


def test_a_returned_report_leaves_room_for_more_time() -> None:
    both = scene()
    one = make.occurrence(both)
    make.decide(make.report(both, one), both.north, confirmed=False, reason="Thiếu.")

    assert make.extension(both, one).state == "asked"


def test_only_a_lead_asks() -> None:
    both = scene()
    one = make.occurrence(both)

    with pytest.raises(
        NotAllowed, match=r"^Chỉ chuyên viên của cơ quan chủ trì được báo cáo hoặc đề nghị gia hạn việc này\.$"
    ):
        actions.ask_extension(one, organisation=both.north.body, by=both.north.officer, to_due_on=JULY, reason="Bận.")


def test_nobody_grants_their_own_request() -> None:
    both = scene()
    asked = make.extension(both)

    with pytest.raises(NotAllowed, match=r"^Bên đề nghị không tự gia hạn cho mình; đề nghị này chờ bên kia trả lời\.$"):
        answer(asked, both.south)


def test_only_an_officer_of_the_other_side_answers() -> None:
    both = scene()
    asked = make.extension(both)

    with pytest.raises(NotAllowed, match=r"^Chỉ chuyên viên của bên kia được trả lời đề nghị gia hạn này\.$"):
        actions.decide_extension(asked, organisation=both.north.body, by=both.north.approver, granted=True)


def test_a_request_is_answered_once() -> None:
    both = scene()
    asked = make.extension(both)
    answer(asked, both.north)

    with pytest.raises(NotPossible, match=r"^Đề nghị gia hạn này đã được trả lời ngày 10/06/2026\.$"):
        answer(asked, both.north, granted=False, answer="Nghĩ lại.")
