"""A programme enters into force: its annex becomes work."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed
from phoihop.organisations.models import EventKind, Succession
from phoihop.programmes import effects
from phoihop.programmes.actions import join_group
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests.make import in_force
from phoihop.programmes.tests.make import scene as signing_scene
from phoihop.workitems.actions import create_work_items
from phoihop.workitems.models import FieldOfWork, Occurrence, WorkItem
from phoihop.workitems.queries import Filters, work_item_list
from phoihop.workitems.rules import reporting_body
from phoihop.workitems.states import Nature, OccurrenceState
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import item, programme, scene
from tests.make import member, organisation

pytestmark = pytest.mark.django_db


def test_each_item_becomes_work_under_its_label_and_in_its_order() -> None:
    both = scene()
    north, south = both.north.body, both.south.body
    training = "Đào tạo, bồi dưỡng"

    instrument = programme(
        both,
        [
            item("Hội thảo khoa học", south, supports=[north], deliverable="01 hội thảo"),
            item("Mở các lớp", north, field_of_work=training, target_quantity=2, target_unit="lớp"),
            item("Tọa đàm khoa học", north, south),
        ],
    )

    items = list(instrument.work_items.order_by("position"))
    assert [(one.label, one.position, one.content) for one in items] == [
        ("I.1", 1, "Hội thảo khoa học"),
        ("I.2", 2, "Tọa đàm khoa học"),
        ("II.1", 3, "Mở các lớp"),
    ]
    assert [sorted(body.pk for body in one.leads.all()) for one in items] == [
        [south.pk],
        [north.pk, south.pk],
        [north.pk],
    ]
    assert [one.lead_text for one in items] == [
        "Trường Chính trị",
        "Ban Tuyên giáo; Trường Chính trị",
        "Ban Tuyên giáo",
    ]
    first = items[0]
    assert [first.support_text, first.deliverable, first.due_text] == ["Ban Tuyên giáo", "01 hội thảo", "Tháng 5/2026"]
    assert list(first.supports.all()) == [north]
    assert (items[2].target_quantity, items[2].target_unit) == (Decimal(2), "lớp")
    assert first.version.provision.instrument == instrument
    fields = FieldOfWork.objects.filter(instrument=instrument).values_list("name", "position")
    assert list(fields) == [("Hội thảo, tọa đàm", 1), (training, 2)]


@pytest.mark.parametrize(
    ("due", "nature", "expected"),
    [
        ("Tháng 5/2026", Nature.DATED, [("Tháng 5/2026", dt.date(2026, 5, 31))]),
        (
            "Tháng 4 và tháng 8/2026",
            Nature.DATED,
            [("Tháng 4/2026", dt.date(2026, 4, 30)), ("Tháng 8/2026", dt.date(2026, 8, 31))],
        ),
        ("Thường xuyên; rà soát mỗi quý", Nature.CONTINUOUS, [("Lần 1", None)]),
        ("Theo yêu cầu", Nature.ON_REQUEST, [("Lần 1", None)]),
        ("tùy tình hình thực tế", Nature.ON_REQUEST, [("Lần 1", None)]),
        ("", Nature.ON_REQUEST, [("Lần 1", None)]),
    ],
)
def test_the_due_rule_says_how_often(due: str, nature: Nature, expected: list[tuple[str, dt.date | None]]) -> None:
    both = scene()

    work = make.work_item(both, due=due)

    times = list(work.occurrences.values_list("number", "label", "due_on", "agreed_due_on", "state"))
    assert times == [
        (number, label, day, day, OccurrenceState.OPEN) for number, (label, day) in enumerate(expected, start=1)
    ]
    days = [day for _label, day in expected if day]
    assert (work.nature, work.state, work.done_late) == (nature, OccurrenceState.OPEN, False)
    assert (work.due_on, work.next_due_on) == ((days[0], days[0]) if days else (None, None))
    assert (work.closed, work.due_key) == (False, days[0] if days else dt.date.max)


def test_a_lead_that_was_succeeded_by_a_party_stands_for_that_party() -> None:
    both = scene()
    before = organisation("Ban Tuyên giáo cũ")
    Succession.objects.create(
        kind=EventKind.MERGE, predecessor=before, successor=both.north.body, effective_on=dt.date(2026, 3, 1)
    )

    work = make.work_item(both, before)

    assert (list(work.leads.all()), work.lead_text) == ([both.north.body], "Ban Tuyên giáo cũ")


def test_bodies_outside_the_partnership_stay_themselves() -> None:
    both = scene()
    centre = organisation("Trung tâm Chính trị")

    work = make.work_item(both, both.south.body, supports=[centre])

    assert list(work.supports.all()) == [centre]


def test_work_of_a_body_that_belongs_to_a_party_is_reported_by_that_party() -> None:
    both = scene()
    centre = organisation("Trung tâm Chính trị")
    join_group(both.partnership, [centre], **both.south.acting)

    work = make.work_item(both, centre)

    assert (list(work.leads.all()), work.lead_text) == ([both.south.body], "Trung tâm Chính trị")
    assert reporting_body(both.south.officer, work) == both.south.body
    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của cơ quan chủ trì"):
        reporting_body(member(centre), work)


def test_work_that_no_party_leads_is_reported_by_the_lead_of_the_text() -> None:
    both = scene()
    centre = organisation("Trung tâm Chính trị")
    instrument = programme(both, [item(), item("Khảo sát", centre)])

    unnamed, outside = instrument.work_items.order_by("position")

    assert (list(unnamed.leads.all()), unnamed.lead_text) == ([both.north.body], "")
    assert set(outside.leads.all()) == {centre, both.north.body}
    assert outside.lead_text == "Trung tâm Chính trị"
    with clock.at(make.NOW):
        assert {row.content for row in work_item_list(both.north.officer, Filters(whose="ours")).rows} == {
            unnamed.content,
            "Khảo sát",
        }
        assert work_item_list(both.south.officer, Filters(whose="ours")).rows == []


def test_it_is_recorded_once_with_the_hash_of_the_text() -> None:
    both = scene()
    instrument = programme(both, [item("a", both.north.body), item("b", both.south.body, due="Mỗi quý 01 lần")])

    create_work_items(instrument, both.north.signatory)

    entries = Entry.objects.filter(verb="workitems.items_created")
    assert [(entry.content_hash, entry.data) for entry in entries] == [("1" * 64, {"items": 2, "occurrences": 5})]
    assert instrument.work_items.count() == 2


def test_the_last_signature_makes_the_work() -> None:
    both = signing_scene()

    instrument = in_force(both, items=2)

    assert [one.label for one in instrument.work_items.order_by("position")] == ["I.1", "I.2"]
    assert create_work_items in effects._effects[InstrumentKind.PROGRAMME]
    assert InstrumentKind.REVIEW_REPORT not in effects._effects or (
        create_work_items not in effects._effects[InstrumentKind.REVIEW_REPORT]
    )


def test_search_key_folds_content_bodies_and_number() -> None:
    both = scene()

    work = make.work_item(both, text="Đào tạo theo Đề án 35-ĐA/TU")

    number = work.instrument.number_text.lower()
    for words in ("dao tao", "35-da/tu", "truong chinh tri", "i.1", number):
        assert words in work.search_key


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    both = scene()
    items = [item(f"Việc {number}", both.south.body, supports=[organisation()]) for number in range(count)]
    instrument = programme(both, items, create=False)

    with django_assert_num_queries(21):
        create_work_items(instrument, both.north.signatory)


def test_two_thousand_items_take_few_statements() -> None:
    both = scene()
    items = [item(f"Việc {number}", both.south.body, supports=[both.north.body]) for number in range(2_000)]
    instrument = programme(both, items, create=False)

    with CaptureQueriesContext(connection) as queries:
        create_work_items(instrument, both.north.signatory)

    assert WorkItem.objects.count() == Occurrence.objects.count() == 2_000
    assert len(queries) <= 40


def test_today_is_of_no_importance() -> None:
    both = scene()

    with clock.at(make.NOW.replace(year=2031)):
        work = make.work_item(both)

    assert work.due_on == dt.date(2026, 5, 31)
