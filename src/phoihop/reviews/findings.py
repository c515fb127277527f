"""What a review found wanting or proposes, as something that the next programme may take up. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from phoihop.documents.levels import is_title
from phoihop.lib.text import fold
from phoihop.organisations.models import Organisation
from phoihop.programmes.emphasis import plain
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.outline import clauses, labels
from phoihop.programmes.states import ProvisionKind
from phoihop.reviews.starters import UNWRITTEN

LONGEST_QUOTE = 600


class Section(StrEnum):
    """Under what a review says it."""

    SHORTCOMINGS = "shortcomings"
    DIRECTIONS = "directions"


_HEADINGS = {
    Section.SHORTCOMINGS: ("ton tai", "han che", "khuyet diem", "vuong mac", "kho khan"),
    Section.DIRECTIONS: ("phuong huong", "kien nghi", "de xuat", "nhiem vu", "giai phap"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that a review says for the next year to heed; `about` is the party whose part it stands in."""

    version: ProvisionVersion
    section: Section
    label: str
    about: Organisation | None = None

    @property
    def id(self) -> int:
        return self.version.provision_id

    @property
    def is_shared(self) -> bool:
        """Whether the other parties have read it in just these words."""
        return self.version.revision_id is not None

    @property
    def words(self) -> str:
        """What it says, without the name of the party before it."""
        text = plain(self.version.text)
        if self.about is not None:
            text = text.split(":", 1)[1].strip()
        return text[:1].upper() + text[1:]

    def reason(self, report: str, year: str) -> str:
        """Why it is proposed, as the other parties will read it: of what they have not read it gives nothing away."""
        if not self.is_shared:
            return f"Rút ra khi tổng kết {year}."
        quote = self.words if len(self.words) <= LONGEST_QUOTE else f"{self.words[:LONGEST_QUOTE].rstrip()}…"
        place = f"mục {self.label}, " if self.label else ""
        return f"Từ {place}{report}: “{quote}”"


@dataclass(frozen=True)
class Proposal:
    """A finding taken up: as an item of work or as a clause, in these words."""

    finding: int
    kind: ProvisionKind
    text: str


def findings(text: Iterable[ProvisionVersion], parties: Iterable[Organisation]) -> list[Finding]:
    """What stands under the headings of shortcomings and directions, in reading order; what nobody has written yet is none."""
    text = list(text)
    places = labels(text)
    names = {str(name): body for body in parties for name in (body.name, body.short_name) if name}
    found = []
    section = None
    for _label, version in clauses(text):
        if is_title(version.level, version.text):
            section = _section(version.text)
        elif section and UNWRITTEN not in version.text:
            found.append(_about(Finding(version, section, places.get(version.provision_id, "")), names))
    return found


def _section(heading: str) -> Section | None:
    folded = fold(plain(heading))
    return next((section for section, words in _HEADINGS.items() if any(word in folded for word in words)), None)


def _about(finding: Finding, names: Mapping[str, Organisation]) -> Finding:
    """ "Trường Chính trị: báo cáo còn chậm" is about that party."""
    name, colon, rest = plain(finding.version.text).partition(":")
    about = names.get(name.strip()) if colon and rest.strip() else None
    return replace(finding, about=about)
