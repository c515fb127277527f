"""The words of official acts: each app registers its own at start-up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from phoihop.ledger.models import Entry

_words: dict[str, str | Promise] = {}


def register(words: Mapping[str, str | Promise]) -> None:
    """Teach the ledger verbs and what they read as, e.g. `{"programmes.approved": _("đã duyệt")}`."""
    for verb, text in words.items():
        if str(_words.get(verb, text)) != str(text):
            raise ValueError(f"The verb {verb} already reads otherwise.")
    _words.update(words)


def words(verb: str) -> str:
    """What a verb reads as."""
    return str(_words.get(verb, verb))


def sentence(entry: "Entry") -> str:
    """What happened, in words: who, for which body, did what, with what."""
    names = {
        "person": entry.actor_name or _("Hệ thống"),
        "body": entry.organisation_name,
        "act": words(entry.verb),
        "label": entry.object_label,
    }
    if entry.organisation_name:
        return _("%(person)s (%(body)s) %(act)s: %(label)s") % names
    return _("%(person)s %(act)s: %(label)s") % names
