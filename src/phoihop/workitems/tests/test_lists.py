"""The list: filtered by its address, cut by key, counted by view."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Role
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries import Filters, ItemList, all_rows, work_item_list
from phoihop.workitems.queries.lists import COUNTED, count_rows
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import Scene, item, programme, scene
from tests.make import member, organisation, partnership

pytestmark = pytest.mark.django_db


def rows(user: User, query: str = "", after: str = "") -> ItemList:
    with clock.at(make.NOW):
        return work_item_list(user, Filters.read(QueryDict(query).dict()), after)


def contents(user: User, query: str = "") -> list[str]:
    return [row.content for row in rows(user, query).rows]


def counts(user: User, query: str = "") -> dict[str, str]:
    return {str(tab.label): tab.count for tab in rows(user, query).tabs}


@pytest.fixture
def both() -> Scene:
    return scene()


@pytest.fixture
def year(both: Scene) -> Scene:
    """One of everything that the list tells apart, on 10/6/2026."""
    north, south = both.north.body, both.south.body
    training = {"field_of_work": "Đào tạo, bồi dưỡng"}
    instrument = programme(
        both,
        [
            item("Quá hạn", south, due="Tháng 5/2026"),
            item("Sắp đến hạn", north, due="Trước 20/6/2026"),
            item("Còn xa", north, south, due="Tháng 11/2026", **training),
            item("Chờ xác nhận", south, due="Tháng 3/2026", **training),
            item("Bị trả lại", south, due="Tháng 7/2026", **training),
            item("Đúng hạn", south, due="Tháng 4/2026"),
            item("Trễ hạn", south, due="Tháng 2/2026"),
            item("Thường xuyên", north, due="Thường xuyên"),
        ],
    )
    times = {work.content: work.occurrences.all()[0] for work in instrument.work_items.all()}
    make.report(both, times["Chờ xác nhận"])
    told = make.report(both, times["Bị trả lại"])
    make.decide(told, both.north, confirmed=False, reason="Thiếu danh sách.")
    make.confirmed(both, times["Đúng hạn"], dt.date(2026, 4, 30))
    make.confirmed(both, times["Trễ hạn"], dt.date(2026, 3, 1))
    return both


def test_open_work_comes_first_by_its_date_then_what_is_done(year: Scene) -> None:
    assert contents(year.south.officer) == [
        "Chờ xác nhận",
        "Quá hạn",
        "Sắp đến hạn",
        "Bị trả lại",
        "Còn xa",
        "Thường xuyên",
        "Trễ hạn",
        "Đúng hạn",
    ]


def test_each_row_says_where_it_stands(year: Scene) -> None:
    told = {row.content: (str(row.state), row.tone, row.due, row.due_words) for row in rows(year.south.officer).rows}

    assert told == {
        "Chờ xác nhận": ("Chờ xác nhận", "info", "31/03/2026", ""),
        "Quá hạn": ("Quá hạn", "danger", "31/05/2026", "quá hạn 10 ngày"),
        "Sắp đến hạn": ("Sắp đến hạn", "warning", "20/06/2026", "còn 10 ngày"),
        "Bị trả lại": ("Bị trả lại", "danger", "31/07/2026", "còn 51 ngày"),
        "Còn xa": ("Đang thực hiện", "neutral", "30/11/2026", "còn 173 ngày"),
        "Thường xuyên": ("Thường xuyên", "neutral", "Thường xuyên", ""),
        "Trễ hạn": ("Hoàn thành quá hạn", "neutral", "28/02/2026", ""),
        "Đúng hạn": ("Hoàn thành", "success", "30/04/2026", ""),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("standing=late", ["Quá hạn"]),
        ("standing=soon", ["Sắp đến hạn"]),
        ("standing=waiting", ["Chờ xác nhận"]),
        ("standing=returned", ["Bị trả lại"]),
        ("standing=done", ["Đúng hạn", "Trễ hạn"]),
        ("standing=apart", ["Thường xuyên"]),
        ("standing=done_on_time", ["Đúng hạn"]),
        ("standing=done_late", ["Trễ hạn"]),
        ("standing=open_in_term", ["Sắp đến hạn", "Bị trả lại", "Còn xa"]),
        ("standing=open_overdue", ["Chờ xác nhận", "Quá hạn"]),
        ("whose=ours&standing=late", ["Quá hạn"]),
        ("whose=ours&sort=position&standing=open_in_term", ["Còn xa", "Bị trả lại"]),
        ("q=qua+han", ["Quá hạn"]),
        ("q=QUÁ+HẠN", ["Quá hạn"]),
        ("q=dao+tao+xac", ["Chờ xác nhận"]),
        ("q=II.1", ["Còn xa"]),
        ("q=khong+co", []),
        ("field=Đào tạo, bồi dưỡng&sort=position", ["Còn xa", "Chờ xác nhận", "Bị trả lại"]),
        ("field=dao tao", []),
        ("programme=0&standing=late", ["Quá hạn"]),
        ("programme=999999999", []),
        ("body=999999999", []),
    ],
)
def test_the_address_says_what_is_shown(year: Scene, query: str, expected: list[str]) -> None:
    assert contents(year.south.officer, query) == expected


def test_work_of_one_body_and_one_programme(year: Scene) -> None:
    other = programme(year, [item("Năm sau", year.north.body, due="Tháng 5/2027")], year=2027)

    assert contents(year.south.officer, f"body={year.north.body.pk}") == [
        "Sắp đến hạn",
        "Còn xa",
        "Năm sau",
        "Thường xuyên",
    ]
    assert contents(year.south.officer, f"programme={other.pk}") == ["Năm sau"]


def test_what_waits_for_my_confirmation(year: Scene) -> None:
    assert contents(year.north.officer, "whose=confirm") == ["Chờ xác nhận"]
    assert contents(year.south.officer, "whose=confirm") == []


def test_who_belongs_to_both_sides_answers_for_the_other(both: Scene) -> None:
    make.report(both, make.occurrence(both, both.south.body, text="Của bên nam"))
    person = member(both.south.body)
    Membership.objects.create(user=person, organisation=both.north.body, role=Role.VIEWER)

    assert contents(person, "whose=confirm") == ["Của bên nam"]


def test_a_late_time_is_told_while_an_earlier_one_waits(both: Scene) -> None:
    one = make.occurrence(both, both.south.body, text="Giao ban", due="Tháng 4 và tháng 5/2026")
    make.report(both, one)

    (row,) = rows(both.south.officer, "standing=late").rows

    assert (row.late, row.due_words) == (True, "quá hạn 10 ngày")


def test_joint_work_waits_for_the_other_lead_only(both: Scene) -> None:
    third = organisation("Sở Nội vụ")
    three = Scene(partnership(both.north.body, both.south.body, third), both.north, both.south)
    make.report(three, make.occurrence(three, both.north.body, both.south.body, text="Chung"), by=both.north)
    make.report(three, make.occurrence(three, both.south.body, text="Riêng"))

    assert contents(member(third), "whose=confirm") == ["Riêng"]
    assert sorted(contents(both.south.officer, "whose=confirm")) == ["Chung"]
    assert sorted(contents(both.north.officer, "whose=confirm")) == ["Riêng"]


def test_views_are_counted_under_the_other_filters(year: Scene) -> None:
    assert counts(year.south.officer) == {
        "Tất cả": "8",
        "Quá hạn, chưa báo cáo": "1",
        "Sắp đến hạn": "1",
        "Chờ xác nhận": "1",
        "Bị trả lại": "1",
        "Hoàn thành": "2",
        "Không có thời hạn": "1",
    }
    assert counts(year.south.officer, "whose=ours&q=han&standing=late") == {
        "Tất cả": "4",
        "Quá hạn, chưa báo cáo": "1",
        "Sắp đến hạn": "0",
        "Chờ xác nhận": "1",
        "Bị trả lại": "0",
        "Hoàn thành": "2",
        "Không có thời hạn": "0",
    }


def test_a_count_beyond_a_hundred_says_so(both: Scene) -> None:
    programme(both, [item(f"Việc {number}", both.south.body) for number in range(COUNTED + 1)])

    assert counts(both.south.officer)["Tất cả"] == "hơn 100"
    assert counts(both.south.officer, "q=việc 100")["Tất cả"] == "2"
    found = counts(both.south.officer, "q=viec")
    assert (found.pop("Tất cả"), set(found.values())) == ("hơn 100", {""})
    assert count_rows(both.south.officer, Filters(), 10) == 10


@pytest.mark.parametrize(
    "query", ["", "sort=position", "sort=field", "standing=late", "standing=done", "standing=apart"]
)
def test_pages_cut_by_key_give_everything_once_in_order(both: Scene, query: str) -> None:
    dues = ("Tháng 5/2026", "Tháng 3/2026", "Tháng 1/2026", "Thường xuyên")
    fields = ("Đào tạo", "Ấn phẩm", "An ninh")
    items = [
        item(f"Việc {number}", both.south.body, due=dues[number % 4], field_of_work=fields[number % 3])
        for number in range(60)
    ]
    instrument = programme(both, items)
    for work in instrument.work_items.filter(position__lte=8):
        make.confirmed(both, work.occurrences.all()[0], dt.date(2026, 1, 15))
    expected = [record["content"] for record in _all(both.south.officer, query)]

    found, after, pages = [], "", 0
    while True:
        part = rows(both.south.officer, query, after)
        found += [row.content for row in part.rows]
        pages += 1
        if not part.next_key:
            break
        after = part.next_key

    assert found == expected
    assert len(set(found)) == len(found) > 0
    assert pages == -(-len(expected) // 25)


def _all(user: User, query: str) -> list[dict[str, Any]]:
    with clock.at(make.NOW):
        return list(all_rows(user, Filters.read(QueryDict(query).dict())))


def test_fields_sort_by_the_vietnamese_alphabet(both: Scene) -> None:
    names = ("Đào tạo", "Ấn phẩm", "An ninh", "Dân vận")
    programme(both, [item(name, both.south.body, field_of_work=name) for name in names])

    assert contents(both.south.officer, "sort=field") == ["An ninh", "Ấn phẩm", "Dân vận", "Đào tạo"]


@pytest.mark.parametrize("after", ["x", "W10", "WzEsMiwzXQ", "WzAsICIyMDI2LTAyLTMwIiwgMV0"])
def test_a_key_that_is_none_of_ours_begins_at_the_start(year: Scene, after: str) -> None:
    assert len(rows(year.south.officer, "", after).rows) == 8


@pytest.mark.parametrize(
    "query",
    [
        "standing=x&sort=x&whose=x&body=x&programme=-1",
        "body=99999999999999999999999&programme=٣",
        "q=%00%00",
        "q=%25",
        "q=_",
        "q=" + "a" * 5_000,
    ],
)
def test_an_address_that_says_nonsense_breaks_nothing(year: Scene, query: str) -> None:
    rows(year.south.officer, query)


def test_wildcards_of_the_database_are_plain_letters(both: Scene) -> None:
    programme(both, [item("Đạt 100% chỉ tiêu", both.south.body), item("Việc khác", both.south.body)])

    assert contents(both.south.officer, "q=%25") == ["Đạt 100% chỉ tiêu"]
    assert contents(both.south.officer, "q=_") == []


def test_addresses_keep_what_was_chosen() -> None:
    filters = Filters.read({"q": "hội thảo", "standing": "late", "whose": "ours", "body": "3", "sort": "field"})

    assert filters.address() == "q=h%E1%BB%99i+th%E1%BA%A3o&standing=late&whose=ours&body=3&sort=field"
    assert filters.address(standing="", q="", sort="due") == "whose=ours&body=3"
    assert (Filters().narrowed, filters.narrowed, Filters(standing="late").narrowed) == (False, True, False)


@pytest.mark.parametrize("kind", ["stranger", "observer of yesterday", "left", "inactive"])
def test_others_see_nothing(year: Scene, kind: str) -> None:
    person = member(organisation())
    if kind == "left":
        person = year.south.officer
        person.memberships.update(valid_to=make.TODAY - dt.timedelta(days=1))
    if kind == "inactive":
        person = year.south.officer
        person.is_active = False
    if kind == "observer of yesterday":
        watching = organisation("Thường trực")
        person = member(watching)
        year.partnership.observers.create(organisation=watching, valid_to=make.TODAY - dt.timedelta(days=1))

    found = rows(person)

    assert (found.rows, found.programmes, found.bodies, found.fields) == ([], [], [], [])
    assert {tab.count for tab in found.tabs} == {"0"}
    assert _all(person, "") == []


def test_an_observer_reads_and_has_nothing_of_its_own(year: Scene) -> None:
    watching = organisation("Thường trực")
    year.partnership.observers.create(organisation=watching)
    person = member(watching, Role.OFFICER)

    assert len(contents(person)) == 8
    assert (contents(person, "whose=ours"), contents(person, "whose=confirm")) == ([], [])


def test_the_list_agrees_with_visible_to(year: Scene) -> None:
    elsewhere = scene()
    make.work_item(elsewhere, text="Của người khác")

    for person in (year.south.viewer, year.north.officer, elsewhere.north.officer, member(organisation())):
        visible = WorkItem.objects.visible_to(person).values_list("content", flat=True)
        assert sorted(contents(person)) == sorted(visible)


def test_choices_are_only_of_what_one_may_see(year: Scene) -> None:
    elsewhere = scene()
    make.work_item(elsewhere, field_of_work="Lĩnh vực lạ")

    found = rows(year.south.officer)

    instrument = year.partnership.instruments.get()
    assert [(one.value, one.label, one.chosen) for one in found.programmes] == [
        (str(instrument.pk), f"2026 · {instrument.number_text}", False)
    ]
    assert [one.label for one in found.fields] == ["Đào tạo, bồi dưỡng", "Hội thảo, tọa đàm"]
    assert {one.value for one in found.bodies} == {str(year.north.body.pk), str(year.south.body.pk)}


def test_a_choice_that_is_not_offered_stays_chosen(year: Scene) -> None:
    found = rows(year.south.officer, "programme=99&body=98&field=Khác")

    assert [(one.value, one.label) for one in found.programmes if one.chosen] == [("99", "đã chọn")]
    assert [(one.value, one.label) for one in found.bodies if one.chosen] == [("98", "đã chọn")]
    assert [(one.value, one.label) for one in found.fields if one.chosen] == [("Khác", "Khác")]
