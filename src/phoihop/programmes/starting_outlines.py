"""Outlines to begin with: the usual sections of each kind of text, as plain text that offices change as they please.

One line is one clause. What stands before it tells its level: "Căn cứ …", "Chương I.", "I.", "Điều 1.", "1.", "a)", "-";
a line without any is a plain paragraph. Numbers are counted anew, so any will do. `{các bên}`, `{Các bên}`,
`{tên các bên}` and `{văn bản gốc}` stand for the parties and for the text that this one carries out or amends.
Sources of what is usual: domain.md 1.3.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from phoihop.documents.levels import Level, label, numerals
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Outline
from phoihop.programmes.states import InstrumentKind

_FOLDER = Path(__file__).parent / "outlines"
_LEVELS = (
    (Level.BASIS, re.compile(r"(?=Căn cứ\s)")),
    (Level.CHAPTER, re.compile(r"Chương(?:\s+[IVXLC\d]+\b\s*[.:]?|\s*[.:])\s*")),
    (Level.ARTICLE, re.compile(r"Điều(?:\s+\d+\w?)?\s*[.:]\s*")),
    (Level.HEADING, re.compile(r"[IVXLC]+\s*[.\-–]\s*(?=\S)")),
    (Level.NUMBERED, re.compile(r"\d+\s*[.)]\s*(?=\S)")),
    (Level.POINT, re.compile(r"[a-zđ]\s*\)\s*")),
    (Level.DASH, re.compile(r"[-–+]\s+")),
)


@dataclass(frozen=True)
class OutlineClause:
    """A clause to begin with."""

    level: Level
    text: str


def usual_text(kind: InstrumentKind | str) -> str:
    """The outline that comes with the product ("" for a review report, which writes its own)."""
    return _usual_text(str(kind))


def text_of(kind: InstrumentKind | str, organisation: Organisation) -> str:
    """The outline of a body for a kind: its own, or the usual one."""
    own = Outline.objects.filter(organisation=organisation, kind=kind).first()
    return own.text if own else usual_text(kind)


def clauses(text: str, names: list[str], *, parent: str = "") -> list[OutlineClause]:
    """An outline as clauses, spoken for these parties; a line that names the parent is left out where there is none."""
    parties = "hai cơ quan" if len(names) == 2 else "các bên"
    words = {
        "{các bên}": parties,
        "{Các bên}": parties[:1].upper() + parties[1:],
        "{tên các bên}": joined(names),
        "{văn bản gốc}": parent,
    }
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept = [line for line in lines if line and (parent or "{văn bản gốc}" not in line)]
    return [_clause(line, words) for line in kept]


def read(text: str) -> list[OutlineClause]:
    """Any plain text as clauses, a line each, by the numbers that stand before them."""
    return [_clause(line, {}) for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def with_groups(lines: list[OutlineClause], groups: Mapping[str, list[str]]) -> list[OutlineClause]:
    """An outline in which each party that is a group says of whom it consists, behind the bases of the text."""
    said = [
        OutlineClause(Level.PARAGRAPH, f"{voice} thay mặt cho các cơ quan cùng bên: {joined(members)}.")
        for voice, members in groups.items()
    ]
    place = max((number for number, line in enumerate(lines, start=1) if line.level == Level.BASIS), default=0)
    return [*lines[:place], *said, *lines[place:]]


def joined(names: list[str]) -> str:
    """Names in a row as a text writes them: "A, B và C"."""
    return " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def tidy(text: str) -> str:
    """The same outline with its numbers counted: how an office reads it again after saving."""
    lines = read(text)
    return "\n".join(
        f"{mark}{'.' if each.level == Level.CHAPTER else ''} {each.text}".strip()
        for mark, each in zip(labels(lines), lines, strict=True)
    )


def labels(lines: Sequence[OutlineClause]) -> list[str]:
    """What stands before each of these clauses when they are counted."""
    numbers = numerals(line.level for line in lines)
    return [label(line.level, number) for line, number in zip(lines, numbers, strict=True)]


@cache
def _usual_text(kind: str) -> str:
    return (_FOLDER / f"{kind}.txt").read_text(encoding="utf-8").strip()


def _clause(line: str, words: dict[str, str]) -> OutlineClause:
    level, text = Level.PARAGRAPH, line
    for candidate, mark in _LEVELS:
        found = mark.match(line)
        if found and line[found.end() :].strip():
            level, text = candidate, line[found.end() :].strip()
            break
    for place, word in words.items():
        text = text.replace(place, word)
    return OutlineClause(level, text)
