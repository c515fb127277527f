"""Bars of a table of figures, as geometry: the template draws them, so they print and need no script."""

from collections.abc import Iterable
from dataclasses import dataclass

from phoihop.reviews.figures import Figure, Line
from phoihop.reviews.words import line_label

WIDTH = 1000


@dataclass(frozen=True)
class Piece:
    """One stretch of a bar, in thousandths of the widest bar."""

    outcome: str
    figure: Figure
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """One row of the chart; `line` is the row of the table behind it."""

    label: str
    line: Line
    pieces: tuple[Piece, ...]


def bars(lines: Iterable[Line]) -> list[Bar]:
    """A bar for each line that has dated items, all on one scale."""
    shown = [line for line in lines if line.total.count]
    widest = max((line.total.count for line in shown), default=0)
    return [Bar(line_label(line), line, tuple(_pieces(line, widest))) for line in shown]


def _pieces(line: Line, widest: int) -> Iterable[Piece]:
    counted = 0
    for outcome, figure in (
        ("on-time", line.on_time),
        ("late", line.late),
        ("in-term", line.in_term),
        ("overdue", line.overdue),
    ):
        start, counted = counted, counted + figure.count
        if figure.count:
            x = start * WIDTH // widest
            yield Piece(outcome, figure, x, counted * WIDTH // widest - x)
