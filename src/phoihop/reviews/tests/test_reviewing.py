"""Starting a review, closing its figures, and what freezing keeps."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from phoihop.documents.content import Table
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Role
from phoihop.programmes import actions as programmes
from phoihop.programmes.official import official_document
from phoihop.programmes.outline import clauses
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests.make import negotiated
from phoihop.reviews.actions import close_figures, import_results, start_review
from phoihop.reviews.models import Review
from phoihop.reviews.queries.before import year_before
from phoihop.reviews.queries.next_year import candidates
from phoihop.reviews.queries.page import review_page, reviews_for
from phoihop.reviews.queries.pictures import closing_of, table_of
from phoihop.reviews.tests import make
from phoihop.reviews.tests.make import Scene, day
from phoihop.reviews.tests.test_history import case_scene, workbook
from phoihop.workitems.models import Occurrence
from tests import make as people

pytestmark = pytest.mark.django_db


def started(where: Scene, **fields: Any) -> Review:
    programme = make.programme(where, [make.on_time(), make.overdue(lead="south")])
    return start_review(programme, organisation=where.north.body, by=where.north.officer, **fields)


def test_a_review_is_a_private_report_of_the_programmes_period() -> None:
    where = make.scene()

    review = started(where)

    report = review.instrument
    assert report.kind == InstrumentKind.REVIEW_REPORT
    assert report.state == InstrumentState.DRAFT
    assert (report.period_start, report.period_end) == (day(1, 1), day(12, 31))
    assert report.based_on == review.programme
    assert str(report) == "Báo cáo kết quả phối hợp công tác năm 2025"
    assert list(Review.objects.visible_to(where.north.viewer)) == [review]
    assert list(Review.objects.visible_to(where.south.officer)) == []


def test_it_begins_with_the_usual_sections_and_a_part_for_each_side() -> None:
    where = make.scene()

    review = started(where)

    text = current_versions(review.instrument, organisation=where.north.body)
    assert [(label, version.text.split(":")[0]) for label, version in clauses(text) if label] == [
        ("I.", "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
        ("II.", "KẾT QUẢ THỰC HIỆN"),
        ("1.", "Ban Tuyên giáo"),
        ("2.", "Trường Chính trị"),
        ("III.", "TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN"),
        ("1.", "Ban Tuyên giáo"),
        ("2.", "Trường Chính trị"),
        ("IV.", "PHƯƠNG HƯỚNG, NHIỆM VỤ"),
        ("1.", "Tiếp tục thực hiện các việc chưa hoàn thành và đưa vào nội dung phối hợp của kỳ sau."),
        ("2.", "Hằng quý, hai cơ quan rà soát tiến độ, kịp thời đôn đốc các việc sắp đến hạn."),
    ]


def test_half_a_year_can_be_reviewed() -> None:
    review = started(make.scene(), period_end=day(6, 30))

    assert review.instrument.period_end == day(6, 30)
    assert review.instrument.title == "công tác năm 2025 (từ 01/01/2025 đến 30/06/2025)"


def test_a_period_beyond_the_programme_is_refused() -> None:
    sentence = "Thời kỳ tổng kết phải nằm trong thời gian của chương trình: từ 01/01/2025 đến 31/12/2025."
    with override("vi"), pytest.raises(NotPossible, match=sentence):
        started(make.scene(), period_end=day(3, 1, 2026))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_only_an_officer_starts_a_review(role: Role) -> None:
    where = make.scene()
    programme = make.programme(where, [make.on_time()])
    person = people.member(where.north.body, role)

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên được lập báo cáo kết quả phối hợp."):
        start_review(programme, organisation=where.north.body, by=person)


def test_an_officer_of_a_stranger_or_observer_does_not() -> None:
    watching = people.organisation("Thường trực")
    where = make.scene(observers=(watching,))
    programme = make.programme(where, [make.on_time()])

    with pytest.raises(NotAllowed):
        start_review(programme, organisation=watching, by=people.member(watching))


def test_what_is_not_in_force_is_not_reviewed() -> None:
    where = make.scene()
    programme = negotiated(where)

    with pytest.raises(NotPossible, match="Chương trình chưa có hiệu lực nên chưa có kết quả để tổng kết."):
        start_review(programme, organisation=where.north.body, by=where.north.officer)


def test_a_period_is_reviewed_once_as_far_as_a_side_can_know() -> None:
    where = make.scene()
    review = started(where)

    with pytest.raises(NotPossible, match="Thời kỳ này đã có báo cáo: Báo cáo kết quả phối hợp công tác năm 2025."):
        start_review(review.programme, organisation=where.north.body, by=where.north.officer)
    other = start_review(review.programme, organisation=where.south.body, by=where.south.officer)
    assert list(Review.objects.visible_to(where.south.officer)) == [other]


def test_closing_writes_the_figures_privately_and_disclosing_shows_them() -> None:
    where = make.scene()
    review = started(where)

    with clock.at(make.at(12, 16)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    assert closing_of(current_versions(review.instrument)) is None
    closing = closing_of(current_versions(review.instrument, organisation=where.north.body))
    assert closing is not None
    assert closing.as_of == day(12, 16)
    assert (closing.figures.total.on_time.count, closing.figures.total.overdue.count) == (1, 1)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    assert closing_of(current_versions(review.instrument, organisation=where.south.body)) == closing


def test_closing_again_replaces_the_figures() -> None:
    where = make.scene()
    review = started(where)
    close_figures(review, organisation=where.north.body, by=where.north.officer)
    Occurrence.objects.filter(state="open").update(state="confirmed", completed_on=day(6, 1))

    close_figures(review, organisation=where.north.body, by=where.north.officer)

    versions = current_versions(review.instrument, organisation=where.north.body)
    tables = [version for version in versions if version.provision.kind == "table"]
    closing = closing_of(versions)
    assert len(tables) == 1
    assert closing is not None
    assert closing.figures.total.on_time.count == 2


def test_the_other_side_closes_anew_in_its_turn_with_the_same_table() -> None:
    where = make.scene()
    review = started(where)
    close_figures(review, organisation=where.north.body, by=where.north.officer)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    Occurrence.objects.filter(state="open").update(state="confirmed", completed_on=day(6, 1))

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của bên đang giữ lượt được sửa văn bản này."):
        close_figures(review, organisation=where.north.body, by=where.north.officer)
    close_figures(review, organisation=where.south.body, by=where.south.officer)

    first = table_of(current_versions(review.instrument))
    second = table_of(current_versions(review.instrument, organisation=where.south.body))
    assert first is not None
    assert second is not None
    assert first.provision == second.provision
    assert first.data != second.data


def test_figures_of_an_empty_period_are_not_closed() -> None:
    where = make.scene()
    review = started(where, period_end=day(3, 31))

    with pytest.raises(
        NotPossible, match="Chương trình không có việc nào trong thời kỳ này nên chưa có số liệu để chốt."
    ):
        close_figures(review, organisation=where.north.body, by=where.north.officer)


def test_after_freezing_the_figures_never_change() -> None:
    where = make.scene()
    review = started(where)
    close_figures(review, organisation=where.north.body, by=where.north.officer)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    make.put_in_force(review.instrument)
    closed = closing_of(current_versions(review.instrument))
    Occurrence.objects.filter(state="open").update(state="confirmed", completed_on=day(6, 1))

    with pytest.raises(NotPossible, match="Báo cáo đã đóng băng nên số liệu không đổi nữa."):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    assert closing_of(current_versions(review.instrument)) == closed


def test_what_one_side_closed_and_kept_is_no_part_of_the_signed_report() -> None:
    where = make.scene()
    review = started(where)
    close_figures(review, organisation=where.north.body, by=where.north.officer)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    Occurrence.objects.filter(state="open").update(state="confirmed", completed_on=day(6, 1))
    close_figures(review, organisation=where.south.body, by=where.south.officer)
    make.put_in_force(review.instrument)

    north, south = (review_page(reviews_for(side.officer).get(), side.officer) for side in (where.north, where.south))

    assert south.figures == north.figures
    assert [figure.count for figure in south.figures.total.figures] == [1, 0, 0, 1, 2, 0, 0]
    assert [one.why for one in candidates(south.review, organisation=where.south.body)] == ["once", "unfinished"]


def test_the_report_prints_narrative_figures_and_the_items_behind_them() -> None:
    where = make.scene()
    review = started(where)
    with clock.at(make.at(12, 16)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    document = official_document(review.instrument, organisation=where.north.body)

    assert next(clause.text for clause in document.clauses if clause.level == 1) == "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"
    assert [table.title for table in document.tables] == [
        "Kết quả thực hiện các việc có thời hạn",
        "Tỷ lệ",
        "Kết quả theo lĩnh vực",
        "Kết quả theo cơ quan chủ trì",
        "Danh mục công việc",
    ]
    assert [row.cells for row in document.tables[0].rows] == [
        ("Đã hoàn thành", 1, 0, 1),
        ("Chưa hoàn thành", 0, 1, 1),
        ("Cộng", 1, 1, 2),
    ]
    assert [row.cells for row in document.tables[1].rows] == [
        ("Hoàn thành", "50% (1/2)", "50% (1/2)"),
        ("Hoàn thành đúng hạn", "50% (1/2)", "50% (1/2)"),
        ("Quá hạn chưa hoàn thành", "50% (1/2)", "50% (1/2)"),
    ]
    assert [(row.kind, row.cells[:5]) for row in _items(document.tables).rows] == [
        ("group", ("Hoàn thành đúng hạn: 1 việc",)),
        (
            "row",
            ("I.1", "Tổ chức hội thảo (lĩnh vực: Hội thảo, tọa đàm)", "Ban Tuyên giáo", "30/06/2025", "20/06/2025"),
        ),
        ("group", ("Chưa hoàn thành, quá hạn: 1 việc",)),
        ("row", ("I.2", "Tổ chức hội thảo (lĩnh vực: Hội thảo, tọa đàm)", "Trường Chính trị", "30/06/2025", "")),
    ]
    assert _items(document.tables).rows[1].cells[6] == "Báo cáo I.1"


def test_the_report_compares_targets_and_the_year_before() -> None:
    where = case_scene()
    import_results(where.partnership, file=workbook(), organisation=where.north.body, by=where.north.officer)
    lessons = replace(make.on_time(deliverable="02 lớp"), times=(make.Time(day(6, 30), done=day(6, 20), quantity=2),))
    programme = make.programme(where, [lessons, make.overdue(deliverable="12 lượt giảng viên")])
    review = start_review(programme, organisation=where.north.body, by=where.north.officer)
    with clock.at(make.at(12, 16)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    tables = {
        table.title: table for table in official_document(review.instrument, organisation=where.north.body).tables
    }

    assert [row.cells for row in tables["Chỉ tiêu và kết quả"].rows] == [
        ("lớp", 1, "2", "2", "100%"),
        ("lượt giảng viên", 1, "12", "0", "0%"),
    ]
    closing = closing_of(current_versions(review.instrument, organisation=where.north.body))
    assert closing is not None
    assert closing.before == year_before(programme, start=day(1, 1), end=day(12, 31), today=day(12, 16))
    compared = [row.cells for row in tables["So sánh với năm 2024"].rows]
    assert compared[:7] == [
        ("Việc có thời hạn", "10", "2", "−8"),
        ("Hoàn thành đúng hạn", "7", "1", "−6"),
        ("Hoàn thành quá hạn", "1", "0", "−1"),
        ("Chưa hoàn thành, còn trong hạn", "0", "0", "0"),
        ("Chưa hoàn thành, quá hạn", "2", "1", "−1"),
        ("Tỷ lệ hoàn thành trên số việc đã đến hạn", "80% (8/10)", "50% (1/2)", ""),
        ("Tỷ lệ quá hạn trên tổng số việc", "20% (2/10)", "50% (1/2)", ""),
    ]
    assert ("Kết quả: lớp", "4", "2", "−2") in compared
    assert ("Kết quả: lượt giảng viên (năm 2024 ghi: lượt)", "11", "0", "−11") in compared
    assert ("Kết quả: học viên", "171", "–", "") in compared
    assert [row.cells[5] for row in _items(tuple(tables.values())).rows if row.kind == "row"] == [
        "2/2 lớp",
        "0/12 lượt giảng viên",
    ]


def test_a_half_year_prints_only_its_own_times() -> None:
    where = make.scene()
    story = replace(make.on_time(), times=(make.Time(day(3, 31), done=day(3, 20)), make.Time(day(9, 30))))
    programme = make.programme(where, [story])
    review = start_review(programme, organisation=where.north.body, by=where.north.officer, period_end=day(6, 30))

    close_figures(review, organisation=where.north.body, by=where.north.officer)

    closing = closing_of(current_versions(review.instrument, organisation=where.north.body))
    assert closing is not None
    assert [(item.due, item.completed, item.outcome) for item in closing.items] == [
        ("31/03/2025", "20/03/2025", "done_on_time")
    ]


def test_the_report_is_vietnamese_whoever_closes_it() -> None:
    where = make.scene()
    review = started(where)

    with override("en"):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    document = official_document(review.instrument, organisation=where.north.body)
    assert document.tables[0].title == "Kết quả thực hiện các việc có thời hạn"


def test_times_beyond_three_are_counted_in_the_annex() -> None:
    where = make.scene()
    monthly = tuple(make.Time(day(month, 28), done=day(month, 20)) for month in range(1, 12))
    story = replace(make.on_time(), times=(*monthly, make.Time(day(12, 28))), due_text="Hằng tháng")
    programme = make.programme(where, [story])
    review = start_review(programme, organisation=where.north.body, by=where.north.officer)

    with clock.at(make.at(12, 16)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    closing = closing_of(current_versions(review.instrument, organisation=where.north.body))
    assert closing is not None
    assert (closing.items[0].due, closing.items[0].completed) == (
        "12 đợt, đợt cuối 28/12/2025",
        "11/12 đợt, đợt cuối 20/11/2025",
    )
    assert closing.as_of == dt.date(2025, 12, 16)


def _items(tables: tuple[Table, ...]) -> Table:
    return next(table for table in tables if table.title == "Danh mục công việc")


def test_figures_closed_over_a_table_taken_out_are_still_one_table() -> None:
    where = make.scene()
    review = started(where)
    close_figures(review, organisation=where.north.body, by=where.north.officer)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    table = table_of(current_versions(review.instrument))
    assert table
    south: dict[str, Any] = {"organisation": where.south.body, "by": where.south.officer}
    programmes.remove_provision(review.instrument, table.provision, **south)

    again = close_figures(review, **south)

    assert again.provision == table.provision
    assert review.instrument.provisions.filter(kind="table").count() == 1


def test_what_has_not_begun_is_not_reviewed() -> None:
    where = make.scene()
    programme = make.programme(where, [make.on_time()])

    with (
        clock.at(make.at(12, 1, programme.period_start.year - 1)),
        pytest.raises(NotPossible, match="Thời kỳ này bắt đầu từ 01/01/2025 nên chưa có kết quả để tổng kết"),
    ):
        start_review(programme, organisation=where.north.body, by=where.north.officer)
    assert not Review.objects.exists()
