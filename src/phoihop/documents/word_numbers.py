"""The numbers before paragraphs: those that Word counts by itself, and those that people type."""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from phoihop.documents.levels import Level, roman

_ROMAN = r"(?=[IVXLC])X{0,3}L?X{0,3}(?:I[XV]|V?I{0,3})"
# What people type, and what Word counts reads the same.
_TYPED = tuple(
    (level, re.compile(pattern))
    for level, pattern in (
        (Level.CHAPTER, rf"(?i:chương)\s+(?:{_ROMAN}|\d{{1,3}})(?:\s*[.:–—-])?(?=\s|$)"),
        (Level.ARTICLE, r"(?i:điều)\s+\d{1,3}[a-zđ]?\s*[.:](?=\s|$)"),
        (Level.HEADING, rf"{_ROMAN}\s?[.)/–—-](?:\s?[–—-])?(?=\s)"),
        (Level.NUMBERED, r"\(?\d{1,3}[.)/](?=\s)"),
        (Level.POINT, r"(?:\d{1,2}\.\d{1,2}\.|\(?[a-zđ]\)|[a-zđ]\.)(?=\s)"),
        (Level.DASH, r"[-–—+•*\u00b7\uf0b7\uf02d](?=\s)"),
    )
)
_DEEPEST = 9


def split_label(text: str) -> tuple[Level | None, int]:
    """The level that a number at the beginning of a paragraph speaks of, and where the words behind it begin."""
    for level, pattern in _TYPED:
        if found := pattern.match(text):
            rest = text[found.end() :]
            return level, len(text) - len(rest.lstrip())
    return None, 0


def core(label: str) -> str:
    """What counts in a label, however it is written: "I", "1", "a", "điều 5"."""
    return " ".join(label.strip(" .:;)(/-–—+•*").lower().split())


class Counter:
    """Counts the paragraphs of a document as Word does, from the definitions that the file carries."""

    def __init__(self, numbering: Any, styles: dict[str, Any]) -> None:
        abstract = {} if numbering is None else _by_id(numbering, "w:abstractNum", "w:abstractNumId")
        self._lists = {} if numbering is None else _by_id(numbering, "w:num", "w:numId")
        self._levels = {key: _by_id(each, "w:lvl", "w:ilvl") for key, each in abstract.items()}
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, properties: Any, style: str) -> str:
        """The number of the next paragraph, "" when it has none; `properties` are its `w:pPr`."""
        number, depth = self._place(properties, style)
        listed = self._lists.get(number)
        reference = None if listed is None else listed.find(qn("w:abstractNumId"))
        if number == "0" or reference is None:
            return ""
        key = _value(reference)
        levels = self._levels.get(key, {})
        if str(depth) not in levels:
            return ""
        counts = self._counts.setdefault(key, {})
        counts[depth] = counts.get(depth, _start(levels[str(depth)]) - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return _shaped(levels, depth, counts)

    def _place(self, properties: Any, style: str) -> tuple[str, int]:
        """The list and the depth that a paragraph names, or its style does."""
        for each in (properties, *self._chain(style)):
            found = None if each is None else each.find(qn("w:numPr"))
            number = None if found is None else found.find(qn("w:numId"))
            if found is not None and number is not None:
                depth = found.find(qn("w:ilvl"))
                return _value(number), min(_whole(_value(depth)), _DEEPEST) if depth is not None else 0
        return "", 0

    def _chain(self, style: str) -> Iterator[Any]:
        """The properties of a style and of those that it is based on."""
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            element = self._styles[style]
            yield element.find(qn("w:pPr"))
            base = element.find(qn("w:basedOn"))
            style = "" if base is None else _value(base)


def _shaped(levels: dict[str, Any], depth: int, counts: dict[int, int]) -> str:
    shape = levels[str(depth)].find(qn("w:lvlText"))
    if _format(levels[str(depth)]) == "bullet":
        return "-"

    def numeral(found: "re.Match[str]") -> str:
        place = int(found[1]) - 1
        level = levels.get(str(place))
        if level is None:
            return ""
        return _numeral(_format(level), counts.get(place, _start(level)))

    return re.sub(r"%([1-9])", numeral, "" if shape is None else _value(shape)).strip()[:40]


def _numeral(shape: str, count: int) -> str:
    if shape in ("upperRoman", "lowerRoman"):
        text = roman(count) if 0 < count < 1_000 else str(count)
        return text if shape == "upperRoman" else text.lower()
    if shape in ("lowerLetter", "upperLetter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26]
        return letter if shape == "lowerLetter" else letter.upper()
    if shape == "none":
        return ""
    return f"{count:02d}" if shape == "decimalZero" else str(count)


def _format(level: Any) -> str:
    found = level.find(qn("w:numFmt"))
    return "decimal" if found is None else _value(found)


def _start(level: Any) -> int:
    found = level.find(qn("w:start"))
    return 1 if found is None else _whole(_value(found))


def _by_id(parent: Any, tag: str, attribute: str) -> dict[str, Any]:
    return {each.get(qn(attribute), ""): each for each in parent.findall(qn(tag))}


def _value(element: Any) -> str:
    return str(element.get(qn("w:val"), ""))


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,4}", text) else 0
