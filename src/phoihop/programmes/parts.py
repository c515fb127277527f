"""The page of a long text comes in parts: the first of the clauses and of the annex at once, the others one after another.

The numbers of lines are for people, not for the server: a screen holds some twenty lines, and each part costs a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from phoihop.programmes.queries.reading import Line, LineGroup, Reading

FIRST, NEXT = 100, 400  # lines of the part that stands at the top, and of each that follows


class Row(NamedTuple):
    """A line, with the field of work that begins at it."""

    line: Line
    heading: LineGroup | None = None


@dataclass(frozen=True)
class Part:
    """Consecutive rows of one kind; what is not shown has a placeholder that asks for it by its number."""

    number: int
    rows: tuple[Row, ...]
    is_shown: bool = True

    @property
    def first(self) -> int:
        """The id of the provision that it begins with."""
        return self.rows[0].line.version.provision_id

    def holds(self, provision: int) -> bool:
        return any(row.line.version.provision_id == provision for row in self.rows)


@dataclass(frozen=True)
class Parts:
    """The clauses and the annex of a page; the parts of both are counted through."""

    clauses: list[Part]
    annex: list[Part]

    def find(self, number: int) -> Part | None:
        """The part of that number, to be shown."""
        found = next((part for part in [*self.clauses, *self.annex] if part.number == number), None)
        return replace(found, is_shown=True) if found else None


def parts_of(reading: Reading, *, at: int | None = None, is_whole: bool = False) -> Parts:
    """Shown are the first part of each kind and the one that holds the provision `at`; all of them if `is_whole`."""
    clauses = _stretches([Row(line) for line in reading.clauses])
    annex = _stretches(_with_headings(reading.groups))
    parts = [Part(number, rows) for number, rows in enumerate([*clauses, *annex], start=1)]
    begins = {1, len(clauses) + 1}
    shown = [
        replace(part, is_shown=is_whole or part.number in begins or (at is not None and part.holds(at)))
        for part in parts
    ]
    return Parts(shown[: len(clauses)], shown[len(clauses) :])


def _stretches(rows: list[Row]) -> list[tuple[Row, ...]]:
    ends = [*range(FIRST, len(rows), NEXT), len(rows)]
    return [tuple(rows[start:end]) for start, end in pairwise([0, *ends]) if start < end]


def _with_headings(groups: Iterable[LineGroup]) -> list[Row]:
    return [Row(line, group if line is group.lines[0] else None) for group in groups for line in group.lines]
