"""The parts of an official document in Word: what is text of ours, and what is only form around it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from phoihop.documents.levels import Level
from phoihop.documents.word_text import WordParagraph, WordTable, WordText
from phoihop.lib.text import clean, fold
from phoihop.programmes.importing.columns import score, understood

_TYPES = re.compile(r"(chuong trinh|quy che|ke hoach|bao cao|thoa thuan|bien ban|phu luc sua doi|du thao)\b")
_NATIONAL = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam|doc lap - tu do - hanh phuc")
_NUMBER_OR_DAY = re.compile(r"so\s*:?\s*[\d….]*\s*[-/]|(.{2,40},\s*)?ngay\s*[\d….]+\s*thang")
_ANNEX = re.compile(r"phu luc(\s+([ivx]+|\d+))?\s*[.:]?$")
_RECIPIENTS = re.compile(r"noi nhan\s*:?")
_FRONT_WITHIN = 15
_HEAD_ROWS = 5


@dataclass(frozen=True)
class Aside:
    """A part of the file that is not taken for text, and as what it was recognised."""

    kind: str
    text: str


@dataclass
class Parts:
    """The file sorted: clauses, tables of work, and all that is left, each in the order of the file."""

    clauses: list[WordParagraph] = field(default_factory=list)
    work_tables: list[WordTable] = field(default_factory=list)
    other_tables: list[WordTable] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


def recognise(text: WordText, known: Collection[str]) -> Parts:
    """The parts of a file; `known` are the words of the present text (`words_of`), which are never taken for form."""
    parts = Parts()
    begin = _front(text, known)
    parts.aside += [Aside("front", block.text) for block in text.blocks[:begin]]
    zone = "body"
    for block in text.blocks[begin:]:
        zone = _take(block, zone, parts, known)
    _set_signatures_aside(parts, known)
    return parts


def words_of(text: str) -> str:
    """Words by which a line of the file is known again, whatever blanks stand between them."""
    return " ".join(clean(text).split())


def is_work_table(table: WordTable) -> bool:
    """Whether one of its first rows is the head of an annex."""
    rows = table.sheet.rows[:_HEAD_ROWS]
    return any(score(understood([" ".join(str(cell or "").split()) for cell in row])) for row in rows)


def _take(block: WordParagraph | WordTable, zone: str, parts: Parts, known: Collection[str]) -> str:
    """Put a block where it belongs; says in which part of the document the next one stands."""
    if isinstance(block, WordTable):
        return _take_table(block, zone, parts)
    return _take_paragraph(block, zone, parts, known)


def _front(text: WordText, known: Collection[str]) -> int:
    """Where the text begins: behind header and title, if there are any."""
    begin = 0
    seen_type = False
    for place, block in enumerate(text.blocks[:_FRONT_WITHIN]):
        if isinstance(block, WordTable):
            if is_work_table(block) or (seen_type and not _is_header(block.text)):
                break
            begin = place + 1 if place == 0 or _is_header(block.text) else begin
            continue
        if block.level is not None or words_of(block.text) in known:
            break
        is_type = _is_type(block)
        if is_type or _is_header(block.text) or (seen_type and (block.is_centred or _is_rule(block.text))):
            begin = place + 1
        elif seen_type:
            break
        seen_type = seen_type or is_type
    return begin


def _is_type(block: WordParagraph) -> bool:
    is_shown = block.style.lower() == "title" or block.is_title or block.text.isupper()
    return is_shown and bool(_TYPES.match(fold(block.text)))


def _is_header(text: str) -> bool:
    key = fold(text)
    return bool(_NATIONAL.search(key) or _NUMBER_OR_DAY.match(key))


def _is_rule(text: str) -> bool:
    return not re.search(r"\w", text)


def _take_table(table: WordTable, zone: str, parts: Parts) -> str:
    if is_work_table(table):
        parts.work_tables.append(table)
        return "annex"
    if zone != "annex" and _is_form(table):
        parts.aside.append(Aside("signatures", table.text))
        return "back"
    parts.other_tables.append(table)
    return zone


def _is_form(table: WordTable) -> bool:
    """Places of signatures and recipients: a few cells, the first of each in capitals."""
    first = [line for row in table.sheet.rows[:1] for cell in row if cell for line in str(cell).splitlines()[:1]]
    small = len(table.sheet.rows) <= 6 and len(table.text) < 2_000
    return small and (bool(_RECIPIENTS.search(fold(table.text))) or (bool(first) and any(map(str.isupper, first))))


def _take_paragraph(block: WordParagraph, zone: str, parts: Parts, known: Collection[str]) -> str:
    key = fold(block.text)
    if _ANNEX.match(key) or (zone == "annex" and not block.level):
        is_title = block.is_centred or block.is_title or _ANNEX.match(key) or _is_rule(block.text)
        (parts.aside.append(Aside("annex", block.printed)) if is_title else parts.unmatched.append(block.printed))
        return "annex"
    if _RECIPIENTS.match(key) and not block.label:
        parts.aside.append(Aside("recipients", block.text))
        return "back"
    if zone == "back":
        is_known = words_of(block.text) in known and block.level != Level.DASH
        if is_known:
            parts.clauses.append(block)
            return "body"
        parts.aside.append(Aside("recipients" if block.label else "signatures", block.printed))
    elif zone == "annex":
        parts.unmatched.append(block.printed)
    elif _is_rule(block.text) and not block.label:
        parts.aside.append(Aside("front", block.text))
    else:
        parts.clauses.append(block)
    return zone


def _set_signatures_aside(parts: Parts, known: Collection[str]) -> None:
    """Lines in the middle or on the right at the end of the text are places of signatures, and names below them."""
    behind = []
    while parts.clauses:
        last = parts.clauses[-1]
        if not last.is_centred or last.level is not None or words_of(last.text) in known:
            break
        behind.append(Aside("signatures", parts.clauses.pop().text))
    parts.aside += reversed(behind)
