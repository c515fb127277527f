"""How the hash of an entry is made, so that anyone can make it again (`docs/verification.md` tells it in words).

An entry is a JSON object. Its hash is the SHA-256, in lower-case hexadecimal, of the canonical text of that object
without its key `hash`: keys sorted by code point, no spaces, characters as they are (not escaped beyond what JSON
demands), UTF-8. Numbers are whole numbers; moments are text in UTC with six decimals, `2025-01-31T02:03:04.000005Z`.
This file needs nothing but the standard library.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

FIRST_PREVIOUS_HASH = "0" * 64


def canonical(value: Any) -> str:
    """The one text of this JSON value; TypeError for what has no single text (a float, a key that is not text)."""
    return json.dumps(_checked(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def entry_hash(fields: Mapping[str, Any]) -> str:
    """The hash that an entry with these fields must bear; a `hash` among them is left out."""
    covered = {key: value for key, value in fields.items() if key != "hash"}
    return hashlib.sha256(canonical(covered).encode("utf-8", "surrogatepass")).hexdigest()


def moment(at: dt.datetime) -> str:
    """An aware moment as ledger text."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _checked(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("A ledger object has text for keys.")
        return {key: _checked(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_checked(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no single text: give the ledger whole numbers or text.")
