"""The text as the frozen file carries it: read from its own bytes, not from the rows that it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from phoihop.documents import files
from phoihop.documents.freezing import read_manifest
from phoihop.programmes.canonical import digest
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion


@dataclass(frozen=True)
class SignedText:
    """What the file says, and whether each provision and the whole have the hashes that were signed."""

    versions: list[ProvisionVersion]
    sha256: str
    is_sound: bool


def signed_text(instrument: Instrument) -> SignedText | None:
    """None for a text that is not frozen, or a file that carries no manifest."""
    if instrument.signed_document is None:
        return None
    frozen = instrument.signed_document.frozen
    manifest = read_manifest(files.read(frozen))
    if manifest is None:
        return None
    entries = manifest["provisions"]
    hashes = [[entry["uid"], digest(entry["content"])] for entry in entries]
    is_sound = hashes == manifest["text"]["provisions"] and digest(manifest["text"]) == instrument.text_hash
    versions = [_version(place, entry) for place, entry in enumerate(entries, start=1)]
    return SignedText(versions, frozen.sha256, is_sound)


def _version(place: int, entry: Mapping[str, Any]) -> ProvisionVersion:
    """An unsaved version that says what the file says; its place stands for the id that the file does not carry."""
    content = {name: value for name, value in entry["content"].items() if name not in ("format", "kind")}
    target = content.pop("target_quantity")
    return ProvisionVersion(
        provision=Provision(pk=place, uid=entry["uid"], kind=entry["content"]["kind"]),
        position=place,
        target_quantity=None if target is None else Decimal(target),
        **content,
    )
