"""Clauses of a file beside the clauses of the text: which is which, and what each would say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from phoihop.documents.content import Run
from phoihop.documents.levels import Level
from phoihop.documents.word_numbers import core, split_label
from phoihop.documents.word_text import Tracked, WordParagraph
from phoihop.programmes import emphasis
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.word_import.matching import Said, matched
from phoihop.programmes.word_import.recognising import words_of

_TITLES = (Level.CHAPTER, Level.HEADING, Level.ARTICLE)
_BASES = ("căn cứ ", "theo đề nghị ", "xét đề nghị ")
_LIKE = 0.6
_WORD = re.compile(r"\w+")
_LABEL_ALONE = re.compile(r"(?:\d+|[a-zđ]|[IVXLC]+)\s*[.)\-–]*")


@dataclass(frozen=True)
class ReadClause:
    """One or more paragraphs of the file that are one clause."""

    paragraphs: tuple[WordParagraph, ...]
    levels: tuple[Level, ...]

    @property
    def first(self) -> WordParagraph:
        return self.paragraphs[0]

    @property
    def level(self) -> Level:
        """What a new clause of these words would be."""
        first = self.first
        if first.level is None and first.text.lower().startswith(_BASES) and first.text.endswith((";", ",", ".")):
            return Level.BASIS
        return first.level if first.level is not None and first.level in self.levels else Level.PARAGRAPH

    @property
    def has_label(self) -> bool:
        """Whether its number is one of ours: any other belongs to the words."""
        return self.first.level is not None and self.first.level in self.levels

    @property
    def tracked(self) -> tuple[Tracked, ...]:
        return tuple(each for paragraph in self.paragraphs for each in paragraph.tracked)

    @property
    def is_struck_out(self) -> bool:
        """Whether tracked changes left nothing of it but its number."""
        left = words_of(" ".join(paragraph.text for paragraph in self.paragraphs))
        return bool(self.tracked) and _LABEL_ALONE.fullmatch(left) is not None

    def text(self, level: int, *, with_label: bool = False) -> str:
        """What is kept, with the marks of bold and italic that this level may have."""
        first, *rest = self.paragraphs
        with_label = with_label or not self.has_label
        lead = (Run(f"{first.label} "),) if with_label and first.label else ()
        lines = [_typed((*lead, *first.runs), first, level), *(_typed(each.runs, each, 0) for each in rest)]
        return "\n".join(line for line in lines if line)


def read_clauses(
    paragraphs: Sequence[WordParagraph], present: Sequence[ProvisionVersion], levels: Sequence[Level]
) -> list[ReadClause]:
    """The paragraphs as clauses: lines of one provision, which Word shows as paragraphs, come together again."""
    owners = _owners(paragraphs, present)
    groups: list[list[WordParagraph]] = []
    owner: int | None = None
    last = max(owners, default=-1)
    for index, paragraph in enumerate(paragraphs):
        found = owners.get(index)
        goes_on = owner is not None and paragraph.level is None and _goes_on(index, owner, owners, last)
        if goes_on:
            groups[-1].append(paragraph)
            continue
        groups.append([paragraph])
        owner = found[0] if found else None
    read = [ReadClause(tuple(group), tuple(levels)) for group in groups]
    return [clause for clause in read if not clause.is_struck_out]


def match_clauses(
    read: Sequence[ReadClause], present: Sequence[tuple[str, ProvisionVersion]]
) -> dict[int, ProvisionVersion]:
    """The provision of each clause of the file that has one."""
    said = [Said(words_of(emphasis.plain(clause.text(clause.level))), core(clause.first.label)) for clause in read]
    kept = [Said(words_of(emphasis.plain(version.text)), core(label)) for label, version in present]
    return {index: present[place][1] for index, place in matched(said, kept).items()}


def clause_fields(clause: ReadClause, version: ProvisionVersion) -> dict[str, object]:
    """What the file would change in this provision; nothing when both say the same in the same style."""
    label_is_text = version.level == Level.PARAGRAPH and core(_typed_label(version.text)) == core(clause.first.label)
    level = clause.level if clause.has_label and not label_is_text else Level(version.level)
    if clause.level == Level.PARAGRAPH and clause.first.label and not clause.has_label:
        level = Level(version.level)
    text = clause.text(level, with_label=label_is_text)
    fields: dict[str, object] = {} if level == version.level else {"level": int(level)}
    if not _says_the_same(text, version.text, level):
        fields["text"] = text
    return fields


def _says_the_same(text: str, kept: str, level: int) -> bool:
    if level in _TITLES or level == Level.BASIS:
        return words_of(emphasis.plain(text)) == words_of(emphasis.plain(kept))
    return text == emphasis.marked(emphasis.runs(kept))


def _typed_label(text: str) -> str:
    return text[: split_label(text)[1]]


def _typed(runs: Sequence[Run], paragraph: WordParagraph, level: int) -> str:
    """A title is bold as a whole, a legal basis italic: there the style says nothing of the words."""
    is_plain = level in (Level.CHAPTER, Level.HEADING, Level.BASIS) or (paragraph.is_title and bool(paragraph.label))
    return emphasis.marked(Run(run.text) for run in runs) if is_plain else emphasis.marked(runs)


def _owners(paragraphs: Sequence[WordParagraph], present: Sequence[ProvisionVersion]) -> dict[int, tuple[int, int]]:
    """For paragraphs that are lines of provisions with several lines: (provision by its place, number of the line)."""
    lines = [
        (place, number, words_of(emphasis.plain(line)))
        for place, version in enumerate(present)
        for number, line in enumerate(version.text.split("\n"))
    ]
    if all(number == 0 for _place, number, _line in lines):
        return {}
    several = {place for place, number, _line in lines if number}
    read = [words_of(paragraph.text) for paragraph in paragraphs]
    same = SequenceMatcher(None, [line for _place, _number, line in lines], read, autojunk=False)
    owners: dict[int, tuple[int, int]] = {}
    for tag, a, b, c, d in same.get_opcodes():
        if tag == "equal":
            owners |= {c + step: lines[a + step][:2] for step in range(b - a)}
        elif tag == "replace" and (b - a) * (d - c) <= 10_000:
            owners |= _like_lines(lines[a:b], read[c:d], c)
    return {index: owner for index, owner in owners.items() if owner[0] in several}


def _like_lines(lines: list[tuple[int, int, str]], read: list[str], begin: int) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    at = 0
    for index, text in enumerate(read):
        for step in range(at, len(lines)):
            if (
                SequenceMatcher(None, _WORD.findall(lines[step][2]), _WORD.findall(text), autojunk=False).ratio()
                >= _LIKE
            ):
                found[begin + index] = lines[step][:2]
                at = step + 1
                break
    return found


def _goes_on(index: int, owner: int, owners: dict[int, tuple[int, int]], last: int) -> bool:
    """Whether a paragraph is a further line of that provision, or stands between two of its lines."""
    following = next((owners[each] for each in range(index, last + 1) if each in owners), None)
    return following is not None and following[0] == owner and following[1] > 0
