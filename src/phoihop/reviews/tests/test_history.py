"""Past years' results: the case's workbook as it is, bad files, corrections, replacement."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import phoihop.demo
from phoihop.documents.content import Column, Row, Table
from phoihop.documents.sheets import write_table
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.programmes import actions as programmes
from phoihop.programmes.tests.make import Scene
from phoihop.reviews.actions import (
    close_figures,
    confirm_results,
    discard_results,
    import_results,
    start_review,
    upload_results,
)
from phoihop.reviews.figures import compute
from phoihop.reviews.models import HistoricalResult, HistoryImport
from phoihop.reviews.past_results import PastRow
from phoihop.reviews.queries.before import history_cells, quantities, year_before
from phoihop.reviews.tests import make
from phoihop.reviews.tests.make import Story, Time, day
from tests import make as people

pytestmark = pytest.mark.django_db
CASE = Path(phoihop.demo.__file__).parent / "case"


def case_scene() -> Scene:
    """The parties of the case, under the names that its workbook uses."""
    where = make.scene()
    for side, name in ((where.north, "Ban Tuyên giáo Tỉnh ủy"), (where.south, "Trường Chính trị tỉnh")):
        side.body.names.update(short_name=name)
        side.body.short_name = name
        side.body.save()
    return where


def workbook(name: str = "results-2024.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (CASE / "results-2024.xlsx").read_bytes())


def upload(where: Scene, file: SimpleUploadedFile | None = None, **fields: Any) -> HistoryImport:
    return upload_results(
        where.partnership, file=file or workbook(), organisation=where.north.body, by=where.north.officer, **fields
    )


def test_the_cases_workbook_is_understood_as_it_is_and_nothing_counts_yet() -> None:
    where = case_scene()

    found = upload(where)

    rows = [PastRow.from_json(row) for row in found.rows]
    assert found.year == 2024
    assert [row.standing for row in rows] == [
        "done_on_time",
        "done_on_time",
        "done_late",
        "done_on_time",
        "open_overdue",
        "done_on_time",
        "done_on_time",
        "open_overdue",
        "done_on_time",
        "done_on_time",
    ]
    assert [row.doubts for row in rows] == [()] * 10
    assert HistoricalResult.objects.count() == 0


def test_confirmed_rows_are_the_results_of_their_year() -> None:
    where = case_scene()

    count = confirm_results(upload(where), by=where.north.officer)

    assert count == 10
    row = HistoricalResult.objects.get(row=4)
    assert (row.content, row.due_on, row.completed_on, row.standing) == (
        "Tọa đàm khoa học nhân các ngày lễ lớn",
        day(8, 31, 2024),
        day(9, 17, 2024),
        "done_late",
    )
    assert [entry.verb for entry in Entry.objects.all()] == ["reviews.results_imported"]
    assert [notice.user for notice in Notice.objects.all()] == [where.south.officer]


def test_a_year_is_replaced_whole_with_corrections_and_without_what_is_left_out() -> None:
    where = case_scene()
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)

    again = upload(where)
    confirm_results(again, by=where.north.officer, standings={2: "done_late", 3: "nonsense"}, without=frozenset({5}))

    assert list(HistoricalResult.objects.values_list("row", "standing"))[:3] == [
        (2, "done_late"),
        (3, "done_on_time"),
        (4, "done_late"),
    ]
    assert HistoricalResult.objects.count() == 9
    assert Entry.objects.latest("sequence").data["replaced"] == 10


def test_the_figures_of_the_case_year() -> None:
    where = case_scene()
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)

    figures = compute(history_cells(HistoricalResult.objects.all()), bodies={})

    assert [figure.count for figure in figures.total.figures] == [7, 1, 0, 2, 10, 0, 0]
    assert {unit.unit: (unit.target, unit.result) for unit in figures.units} == {
        "kế hoạch": (Decimal(1), Decimal(1)),
        "hội thảo": (Decimal(1), Decimal(1)),
        "tọa đàm": (Decimal(2), Decimal(2)),
        "chuyên đề": (Decimal(6), Decimal(6)),
        "đợt": (Decimal(2), Decimal(1)),
        "lượt": (Decimal(10), Decimal(11)),
        "lớp": (Decimal(5), Decimal(4)),
        "học viên": (Decimal(160), Decimal(171)),
        "buổi": (Decimal(4), Decimal(4)),
        "cuộc": (Decimal(3), Decimal(3)),
    }


def test_a_bare_number_is_of_the_only_unit_that_the_target_names() -> None:
    assert quantities("180 học viên", "180") == {"học viên": (Decimal(180), Decimal(180))}
    assert quantities("02 lớp, 180 học viên", "180")["học viên"] == (Decimal(180), Decimal(0))


def test_several_years_are_not_set_beside_the_table_of_one() -> None:
    where = case_scene()
    long = make.programme(where, [make.on_time()], since=2023)
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)

    assert year_before(long, start=day(1, 1, 2023), end=day(12, 31), today=day(12, 16)) is None


def test_the_year_before_is_the_imported_table_or_better_the_programme() -> None:
    where = case_scene()
    this_year = make.programme(where, [make.on_time()])
    dates = {"start": day(1, 1), "end": day(12, 31), "today": day(12, 16)}

    assert year_before(this_year, **dates) is None

    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)
    history = year_before(this_year, **dates)
    assert history is not None
    assert (history.source, history.year, history.figures.total.total.count) == ("history", 2024, 10)

    half = year_before(this_year, start=day(1, 1), end=day(6, 30), today=day(7, 1))
    assert half is not None
    assert half.figures.total.total.count == 3

    last_year = make.programme(where, [Story(times=(Time(day(6, 30, 2024), done=day(6, 1, 2024)),))], year=2024)
    live = year_before(this_year, **dates)
    assert live is not None
    assert (live.source, live.figures.total.on_time.count) == ("programme", 1)

    review = start_review(last_year, organisation=where.north.body, by=where.north.officer)
    with clock.at(make.at(5, 31, 2024)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)
        programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    unsigned = year_before(this_year, **dates)
    assert unsigned is not None
    assert unsigned.source == "programme"
    make.put_in_force(review.instrument)
    signed = year_before(this_year, **dates)
    assert signed is not None
    assert (signed.source, signed.source_id, signed.figures.total.on_time.count) == ("review", review.pk, 1)


def test_the_year_before_may_be_in_the_same_programme_and_is_the_one_it_was_based_on() -> None:
    where = make.scene()
    times = (Time(day(6, 30, 2024), done=day(6, 1, 2024)), Time(day(6, 30)))
    long = make.programme(where, [Story(times=times)], since=2024)

    within = year_before(long, start=day(1, 1), end=day(12, 31), today=day(12, 16))
    assert within is not None
    assert (within.source_id, within.figures.total.on_time.count) == (long.pk, 1)

    other = make.programme(where, [make.on_time()], year=2024)
    still = year_before(long, start=day(1, 1), end=day(12, 31), today=day(12, 16))
    assert still is not None
    assert still.source_id == long.pk
    next_one = make.programme(where, [make.on_time()])
    for base in (long, other):
        next_one.based_on = base
        found = year_before(next_one, start=day(1, 1), end=day(12, 31), today=day(12, 16))
        assert found is not None
        assert found.source_id == base.pk


def test_a_signed_review_without_figures_is_passed_over() -> None:
    where = make.scene()
    this_year = make.programme(where, [make.on_time()])
    last_year = make.programme(where, [Story(times=(Time(day(6, 30, 2024), done=day(6, 1, 2024)),))], year=2024)
    review = start_review(last_year, organisation=where.north.body, by=where.north.officer)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    make.put_in_force(review.instrument)

    before = year_before(this_year, start=day(1, 1), end=day(12, 31), today=day(12, 16))

    assert before is not None
    assert before.source == "programme"


@pytest.mark.parametrize(("data", "beginning"), [(b"", ""), (b"not a workbook", ""), (b"PK\x03\x04broken", "")])
def test_a_bad_file_is_refused_with_a_sentence(data: bytes, beginning: str) -> None:
    with pytest.raises(NotPossible) as refused:
        upload(make.scene(), SimpleUploadedFile("x.xlsx", data))

    assert str(refused.value).endswith(".")
    assert HistoryImport.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    file = workbook()
    file.size = 11 * 1024 * 1024

    with pytest.raises(NotPossible, match=r"Tệp lớn hơn 10 MB\."):
        upload(make.scene(), file)


def test_a_table_without_any_due_date_needs_its_year() -> None:
    table = Table(
        "Kết quả",
        (Column("Nội dung"), Column("Hạn"), Column("Đánh giá")),
        (Row("row", ("Hội thảo", None, "Hoàn thành")),),
    )
    file = SimpleUploadedFile("x.xlsx", write_table([table]))

    with pytest.raises(NotPossible, match="Không biết bảng này là kết quả của năm nào. Hãy chọn năm rồi tải lên lại."):
        upload(make.scene(), file)


def test_a_year_to_come_has_no_results() -> None:
    year = clock.today().year
    with pytest.raises(NotPossible, match=f"Năm của bảng kết quả phải từ 1990 đến {year}."):
        upload(make.scene(), year=year + 1)


def test_names_that_no_body_bears_are_doubted() -> None:
    found = upload(make.scene())

    assert PastRow.from_json(found.rows[0]).doubts == (
        "Chưa có cơ quan nào tên “Ban Tuyên giáo Tỉnh ủy” trong danh sách.",
    )


def test_a_table_is_confirmed_or_discarded_once() -> None:
    where = case_scene()
    found = upload(where)
    discard_results(found, by=where.north.officer)

    sentence = "Tệp này đã được xác nhận hoặc đã bỏ. Hãy tải lên lại nếu cần nhập nữa."
    with pytest.raises(NotPossible, match=sentence):
        confirm_results(found, by=where.north.officer)
    with pytest.raises(NotPossible, match=sentence):
        discard_results(found, by=where.north.officer)
    assert HistoricalResult.objects.count() == 0


def test_a_table_without_rows_left_is_not_confirmed() -> None:
    where = case_scene()

    with pytest.raises(NotPossible, match="Không còn dòng nào để nhập. Hãy giữ lại ít nhất một dòng."):
        confirm_results(upload(where), by=where.north.officer, without=frozenset(range(2, 12)))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_only_officers_import(role: Role) -> None:
    where = case_scene()
    person = people.member(where.north.body, role)

    for act in (
        lambda: upload_results(where.partnership, file=workbook(), organisation=where.north.body, by=person),
        lambda: confirm_results(upload(where), by=person),
        lambda: discard_results(upload(where), by=person),
    ):
        with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên được nhập kết quả các năm trước."):
            act()
