"""What was read of a Word document: its paragraphs and tables, what was tracked in it, and what is no text."""

import datetime as dt
from dataclasses import dataclass

from phoihop.documents.content import Run
from phoihop.documents.levels import Level
from phoihop.documents.sheets import Sheet


@dataclass(frozen=True)
class Tracked:
    """What somebody tracked in Word: words put in or taken out."""

    kind: str
    author: str
    at: dt.datetime | None
    text: str


@dataclass(frozen=True)
class WordParagraph:
    """A paragraph; `label` is its number, typed or counted by Word, `level` what the number speaks of (None: it has none).

    `is_title` when everything in it, number included, is bold or its style is that of a heading; `is_centred` when it
    stands in the middle or on the right.
    """

    label: str
    level: Level | None
    runs: tuple[Run, ...]
    style: str = ""
    is_centred: bool = False
    is_title: bool = False
    tracked: tuple[Tracked, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def printed(self) -> str:
        """Number and words."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True)
class WordTable:
    """A table as a sheet; merged cells are merges."""

    sheet: Sheet
    tracked: tuple[Tracked, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(" | ".join(str(cell) for cell in row if cell) for row in self.sheet.rows).strip()


@dataclass(frozen=True)
class NotRead:
    """Something in the file that is no text of it: what it is, and its name or words."""

    kind: str
    text: str


@dataclass(frozen=True)
class WordText:
    """What was read."""

    name: str
    blocks: tuple[WordParagraph | WordTable, ...]
    tracked: tuple[Tracked, ...]
    not_read: tuple[NotRead, ...]
