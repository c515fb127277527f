"""What waits for whom, at home and in the daily mail; and what the search page finds."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.notifications.digests import waiting_for
from phoihop.organisations.models import Membership, Role
from phoihop.workitems.queries import search, waiting
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import Scene, item, programme, scene
from tests.make import member, organisation, partnership

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple[str, str, str, dt.date | None]]:
    with clock.at(make.NOW):
        return [(one.group, one.text, one.tone, one.due_on) for one in waiting(user)]


@pytest.fixture
def both() -> Scene:
    return scene()


def test_a_report_waits_for_the_other_side(both: Scene) -> None:
    report = make.report(both)
    what = "mục I.1 “Hội thảo khoa học cấp tỉnh”, Tháng 5/2026"

    assert told(both.north.officer) == [("me", f"Trường Chính trị đã báo cáo {what}, chờ xác nhận.", "info", None)]
    assert told(both.north.signatory) == [("us", f"Trường Chính trị đã báo cáo {what}, chờ xác nhận.", "info", None)]
    assert told(both.south.officer) == [("them", f"Chờ bên kia xác nhận báo cáo {what}.", "neutral", None)]
    with clock.at(make.NOW):
        (one,) = waiting(both.north.officer)
    assert one.url == f"/work-items/{report.occurrence.work_item_id}/#occurrence-{report.occurrence_id}"


def test_a_request_for_more_time_waits_for_the_other_side(both: Scene) -> None:
    one = make.occurrence(both, due="Quý III - quý IV/2026")
    make.extension(both, one, to=dt.date(2027, 1, 15))
    what = "mục I.1 “Hội thảo khoa học cấp tỉnh”, Quý III - quý IV/2026 đến 15/01/2027"

    assert told(both.north.officer) == [
        ("me", f"Trường Chính trị đề nghị gia hạn {what}, chờ trả lời.", "warning", None)
    ]
    assert told(both.south.officer) == [("them", f"Chờ bên kia trả lời đề nghị gia hạn {what}.", "neutral", None)]


def test_who_is_officer_elsewhere_looks_on_here(both: Scene) -> None:
    person = member(both.north.body, Role.VIEWER)
    elsewhere = organisation()
    partnership(elsewhere, organisation())
    Membership.objects.create(user=person, organisation=elsewhere, role=Role.OFFICER)
    make.report(both, make.occurrence(both))

    assert [group for group, *_rest in told(person)] == ["us"]


def test_late_work_waits_for_its_lead(both: Scene) -> None:
    make.occurrence(both)
    what = "mục I.1 “Hội thảo khoa học cấp tỉnh”"
    day = dt.date(2026, 5, 31)

    assert told(both.south.viewer) == [("us", f"Cơ quan chưa báo cáo {what}.", "danger", day)]
    assert told(both.north.officer) == [("them", f"Trường Chính trị chưa báo cáo {what}.", "danger", day)]


def test_work_due_soon_is_told_to_its_lead_alone(both: Scene) -> None:
    programme(
        both,
        [
            item("Hôm nay", both.south.body, due="Trước 10/6/2026"),
            item("Mười bốn ngày", both.south.body, due="Trước 24/6/2026"),
            item("Mười lăm ngày", both.south.body, due="Trước 25/6/2026"),
        ],
    )

    assert told(both.south.officer) == [
        ("us", "Sắp đến hạn: mục I.1 “Hôm nay”.", "warning", dt.date(2026, 6, 10)),
        ("us", "Sắp đến hạn: mục I.2 “Mười bốn ngày”.", "warning", dt.date(2026, 6, 24)),
    ]
    assert told(both.north.officer) == []


def test_a_returned_report_waits_for_its_officers(both: Scene) -> None:
    make.decide(make.report(both), both.north, confirmed=False, reason="Thiếu.")

    assert told(both.south.officer) == [
        (
            "me",
            "Báo cáo bị trả lại, cần bổ sung: mục I.1 “Hội thảo khoa học cấp tỉnh”.",
            "danger",
            dt.date(2026, 5, 31),
        )
    ]


def test_done_work_waits_for_nobody(both: Scene) -> None:
    make.decide(make.report(both), both.north)

    assert (told(both.south.officer), told(both.north.officer)) == ([], [])


def test_the_time_of_a_report_is_named(both: Scene) -> None:
    make.report(both, make.occurrence(both, due="Tháng 4 và tháng 8/2026"))

    assert "“Hội thảo khoa học cấp tỉnh”, Tháng 4/2026, chờ xác nhận." in told(both.north.officer)[0][1]


def test_observers_and_strangers_are_told_nothing(both: Scene) -> None:
    watching = organisation("Thường trực")
    both.partnership.observers.create(organisation=watching)
    make.report(both)
    make.occurrence(both)

    assert (told(member(watching)), told(member(organisation()))) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_four_queries(both: Scene, django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    for _number in range(count):
        make.report(both)
        make.extension(both)
        make.occurrence(both)

    with django_assert_num_queries(4):
        told(both.south.officer)


def test_the_digest_asks_for_work(both: Scene) -> None:
    make.occurrence(both)

    with clock.at(make.NOW):
        assert waiting(both.south.officer)[0] in waiting_for(both.south.officer)


def test_search_finds_with_marks_and_without_and_by_number(both: Scene) -> None:
    make.work_item(both, text="Bồi dưỡng theo Đề án số 35-ĐA/TU")
    work = make.work_item(both, text="Hội thảo khoa học")

    def found(q: str) -> list[str]:
        with clock.at(make.NOW):
            return [one.title for one in search(both.north.viewer, q, 10)]

    assert found("boi duong") == found("BỒI DƯỠNG") == found("35-ĐA/TU") == found("35 da tu")
    assert found("boi duong") == ["I.1. Bồi dưỡng theo Đề án số 35-ĐA/TU"]
    assert found(work.instrument.number_text) == ["I.1. Hội thảo khoa học"]
    assert (found("không có việc này"), found(" "), found("%")) == ([], [], [])


def test_what_is_written_with_the_same_marks_comes_first(both: Scene) -> None:
    make.work_item(both, text="Mua bản đồ", due="Tháng 1/2026")
    make.work_item(both, text="Phát động bán đồ cũ", due="Tháng 9/2026")

    with clock.at(make.NOW):
        titles = [one.title for one in search(both.south.officer, "bán đồ", 10)]

    assert titles == ["I.1. Phát động bán đồ cũ", "I.1. Mua bản đồ"]


def test_search_says_where_it_stands_and_hides_what_is_not_for_one(both: Scene) -> None:
    work = make.work_item(both, text="Hội thảo")

    with clock.at(make.NOW):
        (one,) = search(both.south.officer, "hoi thao", 10)
        assert search(member(organisation()), "hoi thao", 10) == []

    assert one.url == f"/work-items/{work.pk}/"
    assert one.note == f"Trường Chính trị · Quá hạn · {work.instrument.number_text}"


def test_search_is_cut(both: Scene) -> None:
    programme(both, [item(f"Hội thảo {number}", both.south.body) for number in range(5)])

    with clock.at(make.NOW):
        assert len(search(both.south.officer, "hoi thao", 3)) == 3
