"""Word imports as their pages show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from phoihop.accounts.models import User
from phoihop.documents.word_text import Tracked
from phoihop.organisations.models import Organisation
from phoihop.programmes import rules
from phoihop.programmes.models import Instrument, PrivateStep, ProvisionVersion, WordImport
from phoihop.programmes.rules import Act
from phoihop.programmes.states import ImportState


@dataclass(frozen=True)
class Tracker:
    """Somebody who tracked changes in Word: how many, and from when to when."""

    author: str
    count: int
    first: Any
    last: Any


def trackers(tracked: Sequence[Tracked]) -> list[Tracker]:
    """Who tracked changes in the file, in the order of their first."""
    found: dict[str, list[Tracked]] = {}
    for each in tracked:
        found.setdefault(each.author, []).append(each)
    return [_tracker(author, each) for author, each in found.items()]


def can_accept(user: User, word_import: WordImport) -> bool:
    """As long as it waits: who may edit the text for that side now."""
    if word_import.state != ImportState.PENDING:
        return False
    return rules.refusal(Act.EDIT, user, word_import.instrument, word_import.organisation) is None


def same_file(word_import: WordImport) -> list[WordImport]:
    """Earlier imports of the very same file into this text, by this side."""
    others = WordImport.objects.filter(
        instrument=word_import.instrument,
        organisation=word_import.organisation,
        file__sha256=word_import.file.sha256,
        pk__lt=word_import.pk,
    )
    return list(others.select_related("by", "file"))


def waiting(instrument: Instrument, user: User) -> list[WordImport]:
    """Files of this side for this text that are neither written nor discarded."""
    visible = WordImport.objects.visible_to(user).filter(instrument=instrument, state=ImportState.PENDING)
    return list(visible.select_related("file", "by"))


def earlier_wordings(instrument: Instrument, organisation: Organisation) -> dict[int, set[str]]:
    """By provision the content hashes of what this side knows it to have said: offered, or written and undone since."""
    found: dict[int, set[str]] = defaultdict(set)
    offered = ProvisionVersion.objects.filter(provision__instrument=instrument, revision__isnull=False)
    for provision, content_hash in offered.order_by().values_list("provision_id", "content_hash"):
        found[provision].add(content_hash)
    for step in PrivateStep.objects.filter(instrument=instrument, organisation=organisation):
        for provision, change in step.changes.items():
            if change["before"]:
                found[int(provision)].add(change["before"]["content_hash"])
    return dict(found)


def _tracker(author: str, tracked: Sequence[Tracked]) -> Tracker:
    moments = sorted(each.at for each in tracked if each.at)
    return Tracker(author, len(tracked), moments[0] if moments else None, moments[-1] if moments else None)
