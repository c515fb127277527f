"""The official figures, against a count by hand."""

import datetime as dt
from dataclasses import dataclass, fields

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from phoihop.lib import clock
from phoihop.workitems.actions._summary import refresh
from phoihop.workitems.models import Occurrence, WorkItem
from phoihop.workitems.queries import grouped, items_of_period, progress
from phoihop.workitems.states import Standing
from phoihop.workitems.tests import make
from phoihop.workitems.tests.make import Scene, item, programme, scene

pytestmark = pytest.mark.django_db

START, END, TODAY = dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2026, 6, 10)
FIELDS = ("Hội thảo", "Đào tạo")


@dataclass(frozen=True)
class Cells:
    """Numbers of items in the official cells; `apart` are those without a term."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_term: int = 0
    open_overdue: int = 0
    apart: int = 0

    def __add__(self, other: "Cells") -> "Cells":
        names = [field.name for field in fields(self)]
        return Cells(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def total(self) -> int:
        """Items with a term: the whole of which a rate speaks."""
        return self.done_on_time + self.done_late + self.open_in_term + self.open_overdue


@dataclass(frozen=True)
class Statistics:
    """The cells of a period in all, by field of work, and by lead (an item with two leads counts for both)."""

    total: Cells
    by_field: dict[str, Cells]
    by_body: dict[int, Cells]


def statistics(items: QuerySet[WorkItem], start: dt.date, end: dt.date, today: dt.date) -> Statistics:
    """Count items, not occurrences, by what became of them in the period (`items_of_period` says how)."""
    total, by_field, by_body = Cells(), dict[str, Cells](), dict[int, Cells]()
    for group in grouped(items_of_period(items, start, end, today)):
        cells = Cells(**{group.standing.value: group.items})
        total += cells
        by_field[group.field] = by_field.get(group.field, Cells()) + cells
        for body in group.bodies:
            by_body[body] = by_body.get(body, Cells()) + cells
    return Statistics(total, by_field, by_body)


@pytest.fixture
def both() -> Scene:
    return scene()


def set_times(
    work: WorkItem, *times: tuple[dt.date | None, str, dt.date | None], agreed: dt.date | None = None
) -> None:
    """Give an item these occurrences: due date, state, completed."""
    work.occurrences.all().delete()
    Occurrence.objects.bulk_create(
        Occurrence(
            work_item=work,
            number=number,
            label="",
            due_on=due_on,
            agreed_due_on=agreed or due_on,
            state=state,
            completed_on=completed_on,
        )
        for number, (due_on, state, completed_on) in enumerate(times, start=1)
    )
    refresh(work)


MAY = dt.date(2026, 5, 31)
JULY = dt.date(2026, 7, 31)


@pytest.mark.parametrize(
    ("times", "cell"),
    [
        ([(MAY, "confirmed", MAY)], "done_on_time"),
        ([(MAY, "confirmed", dt.date(2026, 6, 1))], "done_late"),
        ([(MAY, "open", None)], "open_overdue"),
        ([(MAY, "reported", None)], "open_overdue"),
        ([(MAY, "returned", None)], "open_overdue"),
        ([(TODAY, "open", None)], "open_in_term"),
        ([(JULY, "reported", None)], "open_in_term"),
        ([(MAY, "confirmed", JULY), (JULY, "open", None)], "open_in_term"),
        ([(MAY, "confirmed", MAY), (JULY, "confirmed", dt.date(2026, 8, 1))], "done_late"),
        ([(MAY, "open", None), (JULY, "confirmed", JULY)], "open_overdue"),
        ([(MAY, "confirmed", MAY), (dt.date(2027, 1, 31), "open", None)], "done_on_time"),
        ([(dt.date(2025, 12, 31), "open", None), (MAY, "confirmed", MAY)], "done_on_time"),
    ],
)
def test_an_item_is_counted_by_its_times_of_the_period(
    both: Scene, times: list[tuple[dt.date, str, dt.date | None]], cell: str
) -> None:
    work = make.work_item(both)
    set_times(work, *times)

    found = statistics(WorkItem.objects.all(), START, END, TODAY)

    assert found.total == Cells(**{cell: 1})
    assert found.by_field == {"Hội thảo, tọa đàm": Cells(**{cell: 1})}
    assert found.by_body == {both.south.body.pk: Cells(**{cell: 1})}


def test_an_item_with_no_time_in_the_period_is_not_counted(both: Scene) -> None:
    set_times(make.work_item(both), (dt.date(2027, 1, 31), "open", None))

    assert statistics(WorkItem.objects.all(), START, END, TODAY).total == Cells()


def test_a_granted_extension_takes_nothing_out_of_the_period(both: Scene) -> None:
    set_times(make.work_item(both), (dt.date(2027, 1, 31), "open", None), agreed=dt.date(2026, 12, 31))

    assert statistics(WorkItem.objects.all(), START, END, TODAY).total == Cells(open_in_term=1)


def test_work_without_a_term_is_apart_whatever_was_reported(both: Scene) -> None:
    make.work_item(both, due="Thường xuyên")
    work = make.work_item(both, due="Theo yêu cầu")
    make.confirmed(both, work.occurrences.get(), MAY)

    found = statistics(WorkItem.objects.all(), START, END, TODAY)

    assert (found.total, found.total.total) == (Cells(apart=2), 0)


def test_joint_work_counts_once_in_all_and_for_each_lead(both: Scene) -> None:
    make.work_item(both, both.north.body, both.south.body)

    found = statistics(WorkItem.objects.filter(leads__isnull=False), START, END, TODAY)

    assert found.total == found.by_field["Hội thảo, tọa đàm"] == Cells(open_overdue=1)
    assert found.by_body == {body.pk: Cells(open_overdue=1) for body in (both.north.body, both.south.body)}


def test_only_the_given_items_are_counted(both: Scene) -> None:
    work = make.work_item(both)
    make.work_item(both)

    assert statistics(WorkItem.objects.filter(pk=work.pk), START, END, TODAY).total == Cells(open_overdue=1)


@dataclass(frozen=True)
class Drawn:
    field: int
    leads: frozenset[int]
    dated: bool
    times: tuple[tuple[int, str, int], ...]


drawn_items = st.lists(
    st.builds(
        Drawn,
        field=st.integers(0, 1),
        leads=st.frozensets(st.integers(0, 1), min_size=1),
        dated=st.booleans(),
        times=st.lists(
            st.tuples(
                st.integers(-60, 420),
                st.sampled_from(["open", "reported", "returned", "confirmed"]),
                st.integers(-40, 40),
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=drawn_items, today=st.dates(dt.date(2026, 1, 1), dt.date(2027, 3, 1)))
def test_the_sums_are_those_of_a_count_by_hand(both: Scene, drawn: list[Drawn], today: dt.date) -> None:
    bodies = [both.north.body, both.south.body]
    items = [
        item(
            f"Việc {number}",
            *(bodies[lead] for lead in sorted(one.leads)),
            due="Tháng 5/2026" if one.dated else "Thường xuyên",
            field_of_work=FIELDS[one.field],
        )
        for number, one in enumerate(drawn)
    ]
    instrument = programme(both, items)
    works = {work.content: work for work in instrument.work_items.all()}
    for number, one in enumerate(drawn):
        if one.dated:
            set_times(works[f"Việc {number}"], *(_time(*time) for time in one.times))

    found = statistics(instrument.work_items.all(), START, END, today)

    cells = [(one, cell) for one in drawn if (cell := _by_hand(one, today))]
    assert found.total == _sum(cell for _one, cell in cells)
    for place, name in enumerate(FIELDS):
        assert found.by_field.get(name, Cells()) == _sum(cell for one, cell in cells if one.field == place)
    for place, body in enumerate(bodies):
        assert found.by_body.get(body.pk, Cells()) == _sum(cell for one, cell in cells if place in one.leads)
    with clock.at(dt.datetime(today.year, today.month, today.day, 9, tzinfo=clock.VIETNAM)):
        assert sum(progress([instrument])[instrument.pk].values()) == len(drawn)


def _time(days: int, state: str, late: int) -> tuple[dt.date, str, dt.date | None]:
    due_on = START + dt.timedelta(days=days)
    return due_on, state, due_on + dt.timedelta(days=late) if state == "confirmed" else None


def _by_hand(one: Drawn, today: dt.date) -> str:
    if not one.dated:
        return "apart"
    times = [_time(*time) for time in one.times if START <= _time(*time)[0] <= END]
    if not times:
        return ""
    still_open = [due_on for due_on, state, _completed in times if state != "confirmed"]
    if still_open:
        return "open_overdue" if min(still_open) < today else "open_in_term"
    late = any(completed is not None and completed > due_on for due_on, _state, completed in times)
    return "done_late" if late else "done_on_time"


def _sum(cells: object) -> Cells:
    total = Cells()
    for cell in cells:  # type: ignore[attr-defined]
        total += Cells(**{cell: 1})
    return total


@pytest.mark.parametrize(
    ("due", "times", "standing"),
    [
        ("Tháng 5/2026", [(MAY, "confirmed", MAY)], Standing.DONE_ON_TIME),
        ("Tháng 5/2026", [(MAY, "confirmed", JULY)], Standing.DONE_LATE),
        ("Tháng 5/2026", [(MAY, "reported", None)], Standing.OPEN_OVERDUE),
        ("Tháng 5/2026", [(TODAY, "open", None)], Standing.OPEN_IN_TERM),
        ("Thường xuyên", [(None, "open", None)], Standing.APART),
    ],
)
def test_progress_says_where_each_item_stands_today(
    both: Scene, due: str, times: list[tuple[dt.date | None, str, dt.date | None]], standing: Standing
) -> None:
    work = make.work_item(both, due=due)
    set_times(work, *times)

    with clock.at(make.NOW):
        assert progress([work.instrument]) == {work.instrument_id: {standing: 1}}


@pytest.mark.parametrize("count", [1, 3])
def test_figures_cost_the_same_for_any_number(
    both: Scene, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    instruments = [make.work_item(both).instrument for _number in range(count)]

    with django_assert_num_queries(1):
        progress(instruments)
    with django_assert_num_queries(1):
        statistics(WorkItem.objects.all(), START, END, TODAY)


def test_no_programme_has_no_progress(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert progress([]) == {}
