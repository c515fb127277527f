"""The canonical form of a provision and of a text: the bytes that consents, approvals and signatures are bound to.

Provision, format `phoihop-provision/1`: a JSON object in UTF-8 with sorted keys, no blanks between its parts and no
escapes but those that JSON demands. Its keys: `data`, `deliverable`, `due_rule`, `due_text`, `field_of_work`, `format`,
`kind`, `leads`, `level`, `note`, `removed`, `supports`, `target_quantity`, `target_unit`, `text`. `leads` and `supports`
are lists of {"key", "name"}: the key of a body ("" for one that is not in the list of bodies) and its name as printed.
`target_quantity` is null or a plain decimal without idle zeros ("2", "97.5"). Texts are NFC, as they are kept; bold and
italic in them are marks like other letters (`emphasis.py`). `level` is one of `documents/levels.py`; what a provision of
an amendment does to another text stands in `data` (`modifications.py`).

Text, format `phoihop-text/1`: the same kind of JSON with `format`, `instrument` (its uid), `kind`, `title`, `period`
(two ISO dates) and `provisions`: in reading order, [uid of the provision, content hash of its version].

Each hash is the SHA-256 of those bytes in lower-case hexadecimal. `tests/test_canonical.py` keeps vectors for others
who want to recompute them.
"""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from phoihop.programmes.models import Instrument, ProvisionVersion

PROVISION_FORMAT = "phoihop-provision/1"
TEXT_FORMAT = "phoihop-text/1"


def provision_content(version: ProvisionVersion) -> dict[str, Any]:
    """What the hash of a version covers, as plain data (the manifest of a frozen file carries it too)."""
    return {
        "format": PROVISION_FORMAT,
        "kind": str(version.provision.kind),
        "level": version.level,
        "text": version.text,
        "field_of_work": version.field_of_work,
        "leads": version.leads,
        "supports": version.supports,
        "due_text": version.due_text,
        "due_rule": version.due_rule,
        "deliverable": version.deliverable,
        "target_quantity": plain(version.target_quantity),
        "target_unit": version.target_unit,
        "note": version.note,
        "data": version.data,
        "removed": version.removed,
    }


def text_content(instrument: Instrument, versions: Iterable[ProvisionVersion]) -> dict[str, Any]:
    """What the hash of a whole text covers; `versions` come in reading order."""
    return {
        "format": TEXT_FORMAT,
        "instrument": str(instrument.uid),
        "kind": str(instrument.kind),
        "title": instrument.title,
        "period": [instrument.period_start.isoformat(), instrument.period_end.isoformat()],
        "provisions": [[str(version.provision.uid), version.content_hash] for version in versions],
    }


def content_hash(version: ProvisionVersion) -> str:
    """The hash that a consent to this version is bound to."""
    return digest(provision_content(version))


def text_hash(instrument: Instrument, versions: Iterable[ProvisionVersion]) -> str:
    """The hash that an approval of this text is bound to."""
    return digest(text_content(instrument, versions))


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of plain data."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def canonical_json(content: dict[str, Any]) -> bytes:
    """The one way in which we write plain data for hashing."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def plain(number: Decimal | int | None) -> str | None:
    """A decimal without idle zeros and without an exponent: 2, 97.5."""
    if number is None:
        return None
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
