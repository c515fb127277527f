"""The one way into the ledger."""

import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from phoihop.ledger.exporting import entry_fields
from phoihop.ledger.hashing import FIRST_PREVIOUS_HASH, entry_hash
from phoihop.ledger.models import Chain, Entry
from phoihop.lib import clock
from phoihop.organisations.models import Organisation, Role
from phoihop.organisations.queries import name_on, stood_in_for

if TYPE_CHECKING:
    from phoihop.accounts.models import User

UNKEPT = ("Cc", "Cs", "Zl", "Zp")  # controls, halves of surrogate pairs, line and paragraph separators
NAME_ROOM, BODY_ROOM, LABEL_ROOM = 120, 200, 300


@transaction.atomic
def record(
    chain: Chain,
    verb: str,
    obj: models.Model,
    *,
    by: "User | None",
    organisation: Organisation | None,
    label: str,
    content_hash: str = "",
    data: dict[str, Any] | None = None,
    roles: Collection[Role] = (),
) -> Entry:
    """Write one official act as the next row of the chain; call it inside the transaction of the act itself.

    The chain stays locked until that transaction ends, so rows are numbered without gaps in the order of commit.
    `data` holds JSON of text, whole numbers and booleans (TypeError for anything else). `roles` are those in which the
    act can be done: they tell whether a person who also stands in for another does it as themselves.
    """
    chain = Chain.objects.select_for_update().get(pk=chain.pk)
    last = chain.entries.order_by("-sequence").values("sequence", "hash").first()
    entry = Entry(
        chain=chain,
        sequence=last["sequence"] + 1 if last else 1,
        at=clock.now(),
        actor=by,
        actor_name=_fit(_named(by, organisation, roles), NAME_ROOM),
        organisation=organisation,
        organisation_name=_fit(_name_today(organisation), BODY_ROOM),
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(getattr(obj, "uid", None) or obj.pk),
        object_label=_fit(label, LABEL_ROOM),
        content_hash=content_hash,
        data=_clean(data or {}),
        previous_hash=last["hash"] if last else FIRST_PREVIOUS_HASH,
    )
    entry.hash = entry_hash(entry_fields(entry))
    entry.save(force_insert=True)
    return entry


def _named(by: "User | None", organisation: Organisation | None, roles: Collection[Role]) -> str:
    """The person, and in whose place they act for that body today."""
    if by is None:
        return ""
    others = stood_in_for(by, organisation, roles) if organisation else []
    return f"{by}, làm thay {', '.join(others)}" if others else str(by)


def _name_today(organisation: Organisation | None) -> str:
    return name_on(organisation, clock.today()).name if organisation else ""


def _fit(text: str, room: int) -> str:
    """One line that the column holds; cut between letters, never between a letter and its marks."""
    line = " ".join(_without_controls(unicodedata.normalize("NFC", text)).split())
    if len(line) <= room:
        return line
    end = room - 1
    while end and unicodedata.combining(line[end]):
        end -= 1
    return line[:end].rstrip() + "…"


def _clean(value: Any) -> Any:
    """The same JSON with text that the database can keep, and that stays on one line of an exported file."""
    if isinstance(value, str):
        return _without_controls(value)
    if isinstance(value, dict):
        return {_clean(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in UNKEPT)
