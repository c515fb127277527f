"""Next year's draft: what goes on, under which words, with which origin."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions as programmes
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.periods import Period, all_moved_on
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, InstrumentState, ProvisionKind
from phoihop.reviews.actions import close_figures, start_next_year, start_review
from phoihop.reviews.models import Review
from phoihop.reviews.queries.next_year import candidates, programme_after
from phoihop.reviews.queries.page import review_page, reviews_for
from phoihop.reviews.tests import make
from phoihop.reviews.tests.make import Scene, Time, day
from phoihop.workitems.models import WorkItem

pytestmark = pytest.mark.django_db


def reviewed(where: Scene) -> Review:
    """One item done once, one that recurs, one unfinished, one continuous."""
    quarterly = tuple(Time(day(month, 28), done=day(month, 20)) for month in (3, 6, 9, 12))
    programme = make.programme(
        where,
        [
            make.on_time(text="Kế hoạch năm 2025"),
            replace(make.on_time(), text="Giao ban năm 2025", due_text="Mỗi quý 01 lần", times=quarterly),
            replace(
                make.overdue(lead="both"),
                text="Kiểm tra năm 2025",
                deliverable="02 đợt",
                due_text="Quý II và quý IV/2025",
            ),
            make.continuous(text="Cập nhật Nghị quyết khóa 2020-2025"),
        ],
    )
    review = start_review(programme, organisation=where.north.body, by=where.north.officer)
    with clock.at(make.at(12, 16)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)
    return review


def items(draft: Instrument, where: Scene) -> list[ProvisionVersion]:
    text = current_versions(draft, organisation=where.north.body)
    return [version for version in text if version.provision.kind == ProvisionKind.ITEM]


def test_recurring_and_unfinished_work_goes_on_with_its_origin() -> None:
    where = make.scene()
    review = reviewed(where)

    draft = start_next_year(review, organisation=where.north.body, by=where.north.officer)

    assert (draft.kind, draft.state, draft.title) == (
        InstrumentKind.PROGRAMME,
        InstrumentState.DRAFT,
        "công tác năm 2026",
    )
    assert (draft.period_start, draft.period_end, draft.based_on) == (
        day(1, 1, 2026),
        day(12, 31, 2026),
        review.programme,
    )
    found = items(draft, where)
    assert [(version.text, version.due_text, version.note) for version in found] == [
        ("Giao ban năm 2026", "Mỗi quý 01 lần", ""),
        ("Kiểm tra năm 2025", "Quý II và quý IV/2026", "Chuyển tiếp từ mục I.3 năm 2025"),
        ("Cập nhật Nghị quyết khóa 2020-2025", "Thường xuyên", ""),
    ]
    origins = [version.provision.origin for version in found]
    assert origins == [
        WorkItem.objects.get(instrument=review.programme, label=label).version.provision
        for label in ("I.2", "I.3", "I.4")
    ]


def test_dues_fall_in_the_next_year() -> None:
    where = make.scene()

    found = items(start_next_year(reviewed(where), organisation=where.north.body, by=where.north.officer), where)

    assert [due["on"] for due in found[1].due_rule["dues"]] == ["2026-06-30", "2026-12-31"]
    assert (found[1].target_quantity, found[1].target_unit) == (Decimal(2), "đợt")
    assert [body["key"] for body in found[1].leads] == [where.north.body.key, where.south.body.key]


def test_clauses_come_along_with_their_year_moved_on() -> None:
    where = make.scene()

    draft = start_next_year(reviewed(where), organisation=where.north.body, by=where.north.officer)

    text = current_versions(draft, organisation=where.north.body)
    assert [version.text for version in text if version.provision.kind == ProvisionKind.CLAUSE] == [
        "MỤC ĐÍCH",
        "Phối hợp chặt chẽ.",
    ]


def test_bodies_go_on_under_the_names_that_they_bear_now() -> None:
    where = make.scene()
    review = reviewed(where)
    where.south.body.names.update(short_name="Trường Chính trị mới")

    found = items(start_next_year(review, organisation=where.north.body, by=where.north.officer), where)

    assert [body["name"] for body in found[1].leads] == [where.north.body.short_name, "Trường Chính trị mới"]


def test_people_choose_what_goes_on() -> None:
    where = make.scene()
    review = reviewed(where)
    once = WorkItem.objects.get(label="I.1")

    draft = start_next_year(review, organisation=where.north.body, by=where.north.officer, items=[once.pk])

    assert [version.text for version in items(draft, where)] == ["Kế hoạch năm 2026"]


def test_a_programme_of_several_years_is_followed_by_one_as_long() -> None:
    where = make.scene()
    programme = make.programme(where, [make.overdue(due_text="Quý II/2025")], since=2023)
    review = start_review(programme, organisation=where.north.body, by=where.north.officer)

    draft = start_next_year(review, organisation=where.north.body, by=where.north.officer)

    assert (draft.period_start, draft.period_end) == (day(1, 1, 2026), day(12, 31, 2028))
    assert draft.title == "giai đoạn 2026-2028"
    assert [item.due_text for item in items(draft, where)] == ["Quý II/2028"]
    with pytest.raises(NotPossible, match="Đã có văn bản cho kỳ sau"):
        start_next_year(review, organisation=where.north.body, by=where.north.officer)


def test_a_half_year_closed_leaves_the_second_half_to_choose_from() -> None:
    where = make.scene()
    programme = make.programme(where, [make.overdue(), make.in_term(text="Tọa đàm quý IV")])
    dates = {"period_start": day(1, 1), "period_end": day(6, 30)}
    review = start_review(programme, organisation=where.north.body, by=where.north.officer, **dates)
    with clock.at(make.at(7, 1)):
        close_figures(review, organisation=where.north.body, by=where.north.officer)

    offered = candidates(review, organisation=where.north.body)

    assert [one.item.content for one in offered] == ["Tổ chức hội thảo", "Tọa đàm quý IV"]


def test_the_draft_is_private() -> None:
    where = make.scene()

    draft = start_next_year(reviewed(where), organisation=where.north.body, by=where.north.officer)

    assert list(Instrument.objects.visible_to(where.south.officer).filter(pk=draft.pk)) == []


def test_there_is_one_next_programme_as_far_as_a_side_can_know() -> None:
    where = make.scene()
    review = reviewed(where)
    start_next_year(review, organisation=where.north.body, by=where.north.officer)

    with pytest.raises(NotPossible, match="Đã có văn bản cho kỳ sau: Chương trình phối hợp công tác năm 2026."):
        start_next_year(review, organisation=where.north.body, by=where.north.officer)
    start_next_year(review, organisation=where.south.body, by=where.south.officer)


def test_a_signed_review_knows_the_programme_that_followed() -> None:
    where = make.scene()
    review = reviewed(where)
    programmes.disclose(review.instrument, organisation=where.north.body, by=where.north.officer)
    draft = start_next_year(review, organisation=where.north.body, by=where.north.officer)

    def known_to(person: User) -> Instrument | None:
        return review_page(reviews_for(person).get(pk=review.pk), person).next_programme

    assert known_to(where.north.officer) is None
    make.put_in_force(review.instrument)
    assert known_to(where.north.officer) == draft
    assert known_to(where.south.officer) is None


def test_only_an_officer_starts_the_next_year() -> None:
    where = make.scene()
    review = reviewed(where)

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên được soạn chương trình năm sau."):
        start_next_year(review, organisation=where.north.body, by=where.north.approver)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("năm 2025", "năm 2026"),
        ("Quý I/2025", "Quý I/2026"),
        ("khóa 2023-2025", "khóa 2023-2025"),
        ("khóa 2025 - 2027", "khóa 2025 - 2027"),
        ("Nghị quyết ngày 16/10/2025", "Nghị quyết ngày 16/10/2025"),
        ("Nghị quyết ngày 5.10.2025", "Nghị quyết ngày 5.10.2025"),
        ("giai đoạn 2024- 2025, 2024 -2025", "giai đoạn 2024- 2025, 2024 -2025"),
        ("trong năm 2025. Kế hoạch", "trong năm 2026. Kế hoạch"),
        ("Đề án 2020", "Đề án 2020"),
        ("số 20255", "số 20255"),
    ],
)
def test_only_the_year_itself_moves_in_words(text: str, moved: str) -> None:
    assert Period(day(1, 1), day(12, 31)).moved_on(text) == moved


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("giai đoạn 2023 - 2025", "giai đoạn 2026 - 2028"),
        ("hội nghị sơ kết năm 2024", "hội nghị sơ kết năm 2027"),
        ("Nghị quyết năm 2020, khóa 2020-2025", "Nghị quyết năm 2020, khóa 2020-2025"),
    ],
)
def test_the_years_of_a_longer_period_move_by_its_length(text: str, moved: str) -> None:
    assert Period(day(1, 1, 2023), day(12, 31)).moved_on(text) == moved


@pytest.mark.parametrize(
    ("period", "following"),
    [
        ((day(1, 1), day(12, 31)), (day(1, 1, 2026), day(12, 31, 2026))),
        ((day(1, 1), day(6, 30)), (day(1, 1, 2026), day(6, 30, 2026))),
        ((day(9, 1, 2024), day(8, 31)), (day(9, 1), day(8, 31, 2026))),
        ((day(1, 1, 2023), day(12, 31)), (day(1, 1, 2026), day(12, 31, 2028))),
        ((day(3, 1, 2023), day(2, 29, 2024)), (day(3, 1, 2024), day(2, 28))),
    ],
)
def test_the_period_that_follows_is_as_long(
    period: tuple[dt.date, dt.date], following: tuple[dt.date, dt.date]
) -> None:
    assert Period(*period).following == Period(*following)


def test_a_year_that_follows_several_is_known() -> None:
    where = make.scene()
    review = start_review(make.programme(where, [make.overdue()], since=2023), **where.north.acting)
    make.programme(where, [], year=2024)

    assert programme_after(review.programme, where.north.body) is None
    yearly = make.programme(where, [], year=2026)
    assert programme_after(review.programme, where.north.body) == yearly


def test_a_programme_of_a_school_year_is_followed_by_the_next_one() -> None:
    where = make.scene()
    programme = make.programme(where, [make.overdue()], dates=(day(9, 1, 2024), day(8, 31)))
    review = start_review(programme, **where.north.acting)

    draft = start_next_year(review, **where.north.acting)

    assert (draft.period_start, draft.period_end) == (day(9, 1), day(8, 31, 2026))
    assert [item.note for item in items(draft, where)] == ["Chuyển tiếp từ mục I.1 giai đoạn 2024-2025"]


def test_every_year_moves_in_a_deadline() -> None:
    assert all_moved_on("Quý III/2025 - quý I/2026") == "Quý III/2026 - quý I/2027"
