"""How the database decides what became of an item, and that every figure opens exactly its items."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import pytest

from phoihop.programmes.models import Instrument
from phoihop.reviews.figures import Figure, Figures
from phoihop.reviews.queries.items import cells, filtered, items_of_period, outcome_of
from phoihop.reviews.queries.pictures import live_figures, make_closing, period_rows
from phoihop.reviews.tests import make
from phoihop.reviews.tests.make import Story, Time, day
from phoihop.workitems.states import Nature, OccurrenceState

pytestmark = pytest.mark.django_db
TODAY = day(10, 1)


START, END = day(1, 1), day(12, 31)


def outcomes(programme: Instrument, *, end: dt.date = END) -> list[Any]:
    items = items_of_period(programme, start=START, end=end, today=TODAY)
    return [outcome_of(item.nature, item.worst) for item in items]


def test_the_four_official_outcomes_and_those_apart() -> None:
    on_request = Story(due_text="Theo yêu cầu", nature=Nature.ON_REQUEST)
    programme = make.programme(
        make.scene(), [make.on_time(), make.late(), make.in_term(), make.overdue(), make.continuous(), on_request]
    )

    assert outcomes(programme) == [
        "done_on_time",
        "done_late",
        "open_in_term",
        "open_overdue",
        "continuous",
        "on_request",
    ]


def test_work_agreed_for_a_day_outside_the_programme_is_in_its_whole_review() -> None:
    stories = [Story(times=(Time(day(3, 31, 2026)),)), Story(times=(Time(day(12, 20, 2024), done=day(12, 21, 2024)),))]
    programme = make.programme(make.scene(), stories)

    assert outcomes(programme) == ["open_in_term", "done_late"]
    assert outcomes(programme, end=day(6, 30)) == ["done_late"]
    second_half = items_of_period(programme, start=day(7, 1), end=END, today=TODAY)
    assert [outcome_of(item.nature, item.worst) for item in second_half] == ["open_in_term"]


def test_results_without_a_term_count_once() -> None:
    done = Time(None, done=day(3, 10), quantity=5)
    programme = make.programme(make.scene(), [replace(make.continuous(), times=(done,))])

    halves = [
        period_rows(programme, start=start, end=end, today=TODAY)
        for start, end in ((START, day(6, 30)), (day(7, 1), END), (START, END))
    ]

    assert [(int(row.result), row.completed) for [row] in halves] == [(5, "10/03/2025"), (0, ""), (5, "10/03/2025")]
    assert [len(row.evidence) for [row] in halves] == [1, 0, 1]


def test_an_item_is_done_only_when_all_its_times_are() -> None:
    half = Story(times=(Time(day(3, 31), done=day(3, 20)), Time(day(12, 31))))
    missed = Story(times=(Time(day(3, 31)), Time(day(6, 30), done=day(6, 1))))

    assert outcomes(make.programme(make.scene(), [half, missed])) == ["open_in_term", "open_overdue"]


def test_one_time_done_late_makes_the_item_late() -> None:
    story = Story(times=(Time(day(3, 31), done=day(4, 2)), Time(day(6, 30), done=day(6, 1))))

    assert outcomes(make.programme(make.scene(), [story])) == ["done_late"]


@pytest.mark.parametrize("state", [OccurrenceState.REPORTED, OccurrenceState.RETURNED])
def test_what_is_reported_is_not_done(state: OccurrenceState) -> None:
    story = Story(times=(Time(day(6, 30), done=day(6, 1), state=state),))

    assert outcomes(make.programme(make.scene(), [story])) == ["open_overdue"]


def test_the_due_day_itself_is_in_time() -> None:
    done = Story(times=(Time(day(6, 30), done=day(6, 30)),))
    programme = make.programme(make.scene(), [done, Story(times=(Time(TODAY),))])

    assert outcomes(programme) == ["done_on_time", "open_in_term"]


def test_a_granted_extension_moves_the_due_date_and_is_counted() -> None:
    moved = Story(times=(Time(day(7, 15), agreed=day(6, 30), done=day(7, 10)),))
    into_next_year = Story(times=(Time(day(2, 15, 2026), agreed=day(12, 31)),))
    programme = make.programme(make.scene(), [moved, into_next_year, make.on_time()])

    assert outcomes(programme) == ["done_on_time", "open_in_term", "done_on_time"]
    assert live_figures(programme, start=START, end=END, today=TODAY).moved.count == 2


def test_a_half_year_counts_only_its_own_times() -> None:
    done = [Time(day(month, 28), done=day(month, 20)) for month in (3, 6)]
    quarters = Story(times=(*done, Time(day(12, 31))))
    programme = make.programme(make.scene(), [quarters, make.in_term()])

    assert outcomes(programme, end=day(6, 30)) == ["done_on_time"]
    assert outcomes(programme) == ["open_in_term", "open_in_term"]


def test_results_are_the_confirmed_quantities_of_the_period() -> None:
    story = Story(
        deliverable="04 lớp",
        times=(
            Time(day(3, 31), done=day(3, 20), quantity=1),
            Time(day(6, 30), done=day(6, 20), quantity=2),
            Time(day(9, 30), done=day(9, 20), quantity=1, state=OccurrenceState.REPORTED),
        ),
    )
    programme = make.programme(make.scene(), [story])

    units = live_figures(programme, start=START, end=END, today=TODAY).units

    assert [(unit.unit, unit.target, unit.result) for unit in units] == [("lớp", Decimal(4), Decimal(3))]


def test_live_and_closed_figures_are_the_same() -> None:
    programme = make.programme(make.scene(), _a_year())

    live = live_figures(programme, start=START, end=END, today=TODAY)

    assert make_closing(programme, start=START, end=END, today=TODAY).figures == live


def test_every_figure_opens_exactly_its_items_live_and_closed() -> None:
    programme = make.programme(make.scene(), _a_year())
    items = items_of_period(programme, start=START, end=END, today=TODAY)
    closing = make_closing(programme, start=START, end=END, today=TODAY)

    opened = []
    for figure in _all_figures(closing.figures):
        query = dict(parse_qsl(figure.query))
        opened.append((figure.count, len(filtered(items, query)), len(closing.opened_by(query))))

    assert opened == [(count, count, count) for count, _live, _closed in opened]
    assert sum(count for count, _live, _closed in opened) > 20


@pytest.mark.parametrize("copies", [1, 3])
def test_figures_take_three_queries_whatever_the_number_of_items(copies: int, django_assert_num_queries: Any) -> None:
    programme = make.programme(make.scene(), _a_year() * copies)

    with django_assert_num_queries(3):
        figures = live_figures(programme, start=START, end=END, today=TODAY)

    assert figures.total.total.count == 6 * copies


def test_a_body_that_is_none_opens_nothing_live_and_closed() -> None:
    programme = make.programme(make.scene(), [make.on_time(), make.late()])
    programme.work_items.get(label="I.2").leads.clear()
    items = items_of_period(programme, start=START, end=END, today=TODAY)
    closing = make_closing(programme, start=START, end=END, today=TODAY)

    assert [list(filtered(items, {"body": "x"})), closing.opened_by({"body": "x"})] == [[], []]


def test_cells_of_a_programme_are_few() -> None:
    programme = make.programme(make.scene(), [make.on_time()] * 5)

    assert [cell.items for cell in cells(items_of_period(programme, start=START, end=END, today=TODAY))] == [5]


def _a_year() -> list[Story]:
    return [
        make.on_time(field="Tham mưu"),
        make.on_time(field="Hội thảo, tọa đàm", lead="south", deliverable="01 hội thảo"),
        make.late(field="Đào tạo & bồi dưỡng", lead="both"),
        make.in_term(field="Đào tạo & bồi dưỡng", lead="south", deliverable="06 lớp"),
        make.overdue(field="Tham mưu"),
        Story(times=(Time(day(7, 15), agreed=day(6, 30), done=day(7, 10)),), lead="both"),
        make.continuous(field="Cập nhật"),
        Story(field="Cập nhật", due_text="Theo yêu cầu", nature=Nature.ON_REQUEST),
    ]


def _all_figures(figures: Figures) -> list[Figure]:
    lines = [figures.total, *figures.by_field, *figures.by_body]
    counted = [figure for line in lines for figure in line.figures]
    return [*counted, *(unit.items for unit in figures.units), figures.moved]
