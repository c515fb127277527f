"""Bold and italic in clauses, kept as they are typed: **đậm**, __nghiêng__.

The marks are letters of the text: hashed, compared and consented to like all others. An asterisk or a line of its own
("(*)", "____") stays what it is.
"""

import re
from collections.abc import Iterator

from phoihop.documents.content import Run

_MARKED = re.compile(r"\*\*(?P<bold>[^\s*](?:[^\n*]*[^\s*])?)\*\*|(?<!_)__(?P<italic>[^\s_](?:[^\n_]*[^\s_])?)__(?!_)")


def runs(text: str) -> tuple[Run, ...]:
    """The text without its marks, in stretches of one style; nothing for an empty text."""
    return tuple(_runs(text, Run("")))


def plain(text: str) -> str:
    """The text without its marks."""
    return "".join(run.text for run in runs(text))


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
