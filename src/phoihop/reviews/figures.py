"""The figures of a review: what each one is, from which items, against which denominator. Pure: no models, no clock.

Items are counted, not occurrences. Whoever brings the items (the live tables, a closed annex, a past year's workbook)
brings them as cells; so one definition makes all figures, and every figure knows the query that opens its items.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

ON_TIME, LATE, IN_TERM, OVERDUE = "done_on_time", "done_late", "open_in_term", "open_overdue"
CONTINUOUS, ON_REQUEST = "continuous", "on_request"
OFFICIAL = (ON_TIME, LATE, IN_TERM, OVERDUE)
APART = (CONTINUOUS, ON_REQUEST)
DATED = "dated"  # the query of a total: the four official cells together
NO_UNIT = ""
NO_FIELD = "Chưa ghi lĩnh vực"


@dataclass(frozen=True)
class Cell:
    """Some items alike in all that the figures tell apart: `items` of them, with their sums."""

    outcome: str
    field: str = ""
    bodies: tuple[int, ...] = ()
    unit: str = NO_UNIT
    items: int = 1
    target: Decimal = Decimal(0)
    result: Decimal = Decimal(0)
    moved: int = 0


@dataclass(frozen=True)
class Figure:
    """A number and the query string of the list that opens exactly its items."""

    count: int
    query: str


@dataclass(frozen=True)
class Line:
    """A row of an official table: the four cells and their total, and apart from them what has no term."""

    label: str
    on_time: Figure
    late: Figure
    in_term: Figure
    overdue: Figure
    total: Figure
    continuous: Figure
    on_request: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """In the order in which tables print them."""
        return (self.on_time, self.late, self.in_term, self.overdue, self.total, self.continuous, self.on_request)

    @property
    def done(self) -> int:
        return self.on_time.count + self.late.count

    @property
    def fallen_due(self) -> int:
        """Items that had to be done by now: the done ones and the overdue ones (an item in its term is not among them)."""
        return self.done + self.overdue.count


@dataclass(frozen=True)
class Share:
    """A part of a whole; a rate is never shown without the name of its whole."""

    part: int
    whole: int


@dataclass(frozen=True)
class Rates:
    """Each rate on both denominators: items fallen due, and all items with a term."""

    done_of_due: Share
    done_of_all: Share
    on_time_of_due: Share
    on_time_of_all: Share
    overdue_of_due: Share
    overdue_of_all: Share


@dataclass(frozen=True)
class UnitLine:
    """Target and confirmed result in one unit of counting."""

    unit: str
    target: Decimal
    result: Decimal
    items: Figure


@dataclass(frozen=True)
class Figures:
    """All figures of one period."""

    total: Line
    by_field: tuple[Line, ...]
    by_body: tuple[Line, ...]
    units: tuple[UnitLine, ...]
    moved: Figure

    @property
    def rates(self) -> Rates:
        return rates(self.total)

    @property
    def everything(self) -> int:
        """Items with a term and items apart together."""
        return self.total.total.count + self.total.continuous.count + self.total.on_request.count


@dataclass(frozen=True)
class UnitChange:
    """One unit of counting in two years; empty where a year did not count it.

    The years may word it differently ("lượt", "lượt giảng viên"): each line keeps its own words.
    """

    unit: str
    before: UnitLine | None
    now: UnitLine | None


@dataclass(frozen=True)
class Comparison:
    """This period beside the same period a year before."""

    before: Figures
    now: Figures
    units: tuple[UnitChange, ...]


def compute(cells: Iterable[Cell], *, bodies: Mapping[int, str], sort: Callable[[str], Any] = str) -> Figures:
    """The figures of those cells; `bodies` names the bodies in the order of the table.

    An item led by two bodies counts once for each of them in the table by body, and once in all other places.
    """
    cells = list(cells)
    fields = list(dict.fromkeys(cell.field for cell in cells))
    if fields == [""]:
        fields = []  # nobody sorted the work by field
    return Figures(
        total=_line("", cells, {}),
        by_field=tuple(
            _line(field or NO_FIELD, [c for c in cells if c.field == field], {"field": field}) for field in fields
        ),
        by_body=tuple(
            _line(name, [c for c in cells if body in c.bodies], {"body": str(body)})
            for body, name in bodies.items()
            if any(body in cell.bodies for cell in cells)
        ),
        units=tuple(_units(cells, sort)),
        moved=Figure(sum(cell.moved for cell in cells), urlencode({"moved": "1"})),
    )


def rates(line: Line) -> Rates:
    """The rates of a row of an official table."""
    due, everything = line.fallen_due, line.total.count
    return Rates(
        done_of_due=Share(line.done, due),
        done_of_all=Share(line.done, everything),
        on_time_of_due=Share(line.on_time.count, due),
        on_time_of_all=Share(line.on_time.count, everything),
        overdue_of_due=Share(line.overdue.count, due),
        overdue_of_all=Share(line.overdue.count, everything),
    )


def compare(before: Figures, now: Figures, *, sort: Callable[[str], Any] = str) -> Comparison:
    """Two years side by side; a unit counted in one of them only keeps its place."""
    old = {line.unit: line for line in before.units}
    new = {line.unit: line for line in now.units}
    gone, come = sorted(old.keys() - new.keys(), key=sort), sorted(new.keys() - old.keys(), key=sort)
    for was in gone:
        meant = [unit for unit in come if _is_same_unit(was, unit)]
        if len(meant) == 1 and [other for other in gone if _is_same_unit(other, meant[0])] == [was]:
            old[meant[0]] = old.pop(was)
    units = sorted(old.keys() | new.keys(), key=sort)
    return Comparison(before, now, tuple(UnitChange(unit, old.get(unit), new.get(unit)) for unit in units))


def matches(cell: Cell, query: Mapping[str, str]) -> bool:
    """Whether the items of this cell are among those that a figure's query opens."""
    outcome = query.get("outcome", "")
    return (
        (outcome in ("", cell.outcome) or (outcome == DATED and cell.outcome in OFFICIAL))
        and query.get("field", cell.field) == cell.field
        and (not query.get("body") or query["body"] in map(str, cell.bodies))
        and query.get("unit", "") in ("", cell.unit)
        and (not query.get("moved") or cell.moved > 0)
    )


def _line(label: str, cells: list[Cell], query: dict[str, str]) -> Line:
    def figure(name: str, *outcomes: str) -> Figure:
        count = sum(cell.items for cell in cells if cell.outcome in outcomes)
        return Figure(count, urlencode({**query, "outcome": name}))

    return Line(
        label=label,
        on_time=figure(ON_TIME, ON_TIME),
        late=figure(LATE, LATE),
        in_term=figure(IN_TERM, IN_TERM),
        overdue=figure(OVERDUE, OVERDUE),
        total=figure(DATED, *OFFICIAL),
        continuous=figure(CONTINUOUS, CONTINUOUS),
        on_request=figure(ON_REQUEST, ON_REQUEST),
    )


def _is_same_unit(one: str, other: str) -> bool:
    """Whether one only says more than the other: "đợt kiểm tra" and "đợt"."""
    return one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _units(cells: list[Cell], sort: Callable[[str], Any]) -> Iterable[UnitLine]:
    """Sums by unit; a share ("100% lớp") is no count and is left out."""
    for unit in sorted({cell.unit for cell in cells if cell.unit and "%" not in cell.unit}, key=sort):
        counted = [cell for cell in cells if cell.unit == unit]
        yield UnitLine(
            unit=unit,
            target=sum((cell.target for cell in counted), Decimal(0)),
            result=sum((cell.result for cell in counted), Decimal(0)),
            items=Figure(sum(cell.items for cell in counted), urlencode({"unit": unit})),
        )
