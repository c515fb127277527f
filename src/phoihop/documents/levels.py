"""Levels of clauses and their running numbers: the one count that pages, PDF, DOCX and references share.

Sources: domain.md 1.3 and cell 6 of 2.1. Chapters are Roman, articles run on through the whole text, points follow the
Vietnamese alphabet. The values are part of the canonical form of a provision: a level keeps its value for ever.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum


class Level(IntEnum):
    """The place of a clause in the outline; `BASIS` is a line "Căn cứ …", `PARAGRAPH` plain text."""

    PARAGRAPH = 0
    HEADING = 1
    NUMBERED = 2
    POINT = 3
    DASH = 4
    CHAPTER = 5
    ARTICLE = 6
    BASIS = 7


NUMBERED_LEVELS = (Level.CHAPTER, Level.HEADING, Level.ARTICLE, Level.NUMBERED, Level.POINT)  # from the outermost in
HEADINGS = (Level.CHAPTER, Level.HEADING, Level.ARTICLE)
_POINTS = "abcdđeghiklmnopqrstuvxy"
_LONGEST_TITLE = 150


def numerals(levels: Iterable[int]) -> list[str]:
    """What counts each clause of a text: "I", "1", "a", or nothing. A clause begins the count of those below it anew,
    but articles go on counting."""
    counts = dict.fromkeys(NUMBERED_LEVELS, 0)
    result = []
    for level in levels:
        if level in counts:
            counts[Level(level)] += 1
            for lower in below(level):
                if lower != Level.ARTICLE:
                    counts[lower] = 0
        result.append(_numeral(level, counts))
    return result


def label(level: int, numeral: str, *, heading: str = "{}.") -> str:
    """A numeral as the text prints it: "Chương I", "Điều 1.", "1.", "a)"; `heading` shapes that of a heading ("I-")."""
    shape = {Level.CHAPTER: "Chương {}", Level.HEADING: heading, Level.ARTICLE: "Điều {}.", Level.POINT: "{})"}
    if level == Level.DASH:
        return "-"
    return shape.get(Level(level), "{}.").format(numeral) if numeral else ""


def reference(above: Mapping[int, str]) -> str:
    """How a text is referred to, by the numerals on its way down: "điểm a khoản 1 Điều 3", "Chương II", "I.1.a"."""
    if Level.ARTICLE in above:
        words = {Level.POINT: "điểm {}", Level.NUMBERED: "khoản {}", Level.ARTICLE: "Điều {}"}
        return " ".join(word.format(above[level]) for level, word in words.items() if level in above)
    dotted = ".".join(above[level] for level in NUMBERED_LEVELS[1:] if level in above)
    chapter = f"Chương {above[Level.CHAPTER]}" if Level.CHAPTER in above else ""
    return ", ".join(part for part in (dotted, chapter) if part)


def below(level: int) -> tuple[Level, ...]:
    """The numbered levels that stand deeper than this one; for a level without numbers none."""
    return NUMBERED_LEVELS[NUMBERED_LEVELS.index(Level(level)) + 1 :] if level in NUMBERED_LEVELS else ()


def is_title(level: int, text: str) -> bool:
    """Whether a clause is a heading as a whole: an article that is a sentence has only its label for one."""
    if level != Level.ARTICLE:
        return level in HEADINGS
    return len(text) <= _LONGEST_TITLE and not text.rstrip().endswith((".", ";", ":", ","))


def _numeral(level: int, counts: Mapping[Level, int]) -> str:
    if level not in counts:
        return ""
    count = counts[Level(level)]
    if level in (Level.CHAPTER, Level.HEADING):
        return roman(count)
    return _POINTS[(count - 1) % len(_POINTS)] if level == Level.POINT else str(count)


def roman(number: int) -> str:
    """A number from 1 up in Roman numerals."""
    result = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        result += letters * count
    return result


_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
