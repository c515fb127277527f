"""Bold and italic in clauses, kept as they are typed: **đậm**, __nghiêng__.

The marks are letters of the text: hashed, compared and consented to like all others. An asterisk or a line of its own
("(*)", "____") stays what it is.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from phoihop.documents.content import Run

_MARKED = re.compile(r"\*\*(?P<bold>[^\s*](?:[^\n*]*[^\s*])?)\*\*|(?<!_)__(?P<italic>[^\s_](?:[^\n_]*[^\s_])?)__(?!_)")


def runs(text: str) -> tuple[Run, ...]:
    """The text without its marks, in stretches of one style; nothing for an empty text."""
    return tuple(_runs(text, Run("")))


def plain(text: str) -> str:
    """The text without its marks."""
    return "".join(run.text for run in runs(text))


def marked(words: Iterable[Run]) -> str:
    """Stretches of text as they would be typed with marks; the same words in the same style give the same text."""
    lines = _lines(list(words))
    bare = "\n".join(" ".join("".join(run.text for run in line).split()) for line in lines)
    typed = "\n".join(map(_marked_line, lines))
    return typed if plain(typed) == plain(bare) else bare


def _lines(words: list[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in words:
        first, *rest = run.text.split("\n")
        lines[-1].append(Run(first, run.bold, run.italic))
        lines += [[Run(text, run.bold, run.italic)] for text in rest]
    return lines


def _marked_line(line: list[Run]) -> str:
    bold_parts = []
    for is_bold, part in groupby(_by_style(line), key=lambda run: run.bold):
        inner = "".join(_wrapped(run.text, "__") if run.italic else run.text for run in part)
        bold_parts.append(_wrapped(inner, "**") if is_bold else inner)
    return " ".join("".join(bold_parts).split())


def _by_style(line: list[Run]) -> list[Run]:
    """Each run with those of its style; blanks between two of one style are of that style too."""
    merged: list[Run] = []
    for run in (run for run in line if run.text):
        if merged and _is_alike(merged[-1], run):
            merged[-1] = Run(merged[-1].text + run.text, run.bold, run.italic)
        elif len(merged) > 1 and not merged[-1].text.strip() and _is_alike(merged[-2], run):
            merged[-2:] = [Run(merged[-2].text + merged[-1].text + run.text, run.bold, run.italic)]
        else:
            merged.append(run)
    return merged


def _is_alike(one: Run, other: Run) -> bool:
    return (one.bold, one.italic) == (other.bold, other.italic)


def _wrapped(text: str, mark: str) -> str:
    """The text in its marks, with the blanks at its ends outside of them."""
    inner = text.strip()
    begin = text.index(inner) if inner else 0
    return f"{text[:begin]}{mark}{inner}{mark}{text[begin + len(inner) :]}" if inner else text


def _runs(text: str, around: Run) -> Iterator[Run]:
    read = 0
    for found in _MARKED.finditer(text):
        if found.start() > read:
            yield Run(text[read : found.start()], around.bold, around.italic)
        if found["bold"]:
            yield from _runs(found["bold"], Run("", bold=True, italic=around.italic))
        else:
            yield from _runs(found["italic"], Run("", bold=around.bold, italic=True))
        read = found.end()
    if read < len(text):
        yield Run(text[read:], around.bold, around.italic)
