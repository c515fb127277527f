"""Keys that cut long lists: where a page ended, carried in an address, so that the next begins there."""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from phoihop.lib.numbers import LARGEST_ID

Part = str | int | dt.date | dt.datetime

_READERS: Mapping[type, Callable[[Any], Any]] = {
    str: str,
    int: int,
    dt.date: dt.date.fromisoformat,
    dt.datetime: dt.datetime.fromisoformat,
}


def encode(*parts: Part) -> str:
    """The parts as one word that an address may carry."""
    plain = [part.isoformat() if isinstance(part, dt.date) else part for part in parts]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def decode(word: str, *kinds: type) -> tuple[Any, ...] | None:
    """The parts of a word made by `encode`, each of its kind; None for any other word."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4)))
        if not isinstance(plain, list) or len(plain) != len(kinds):
            return None
        return tuple(_read(part, kind) for part, kind in zip(plain, kinds, strict=True))
    except (binascii.Error, UnicodeError, ValueError, TypeError, RecursionError):
        return None


def _read(part: Any, kind: type) -> Any:
    if isinstance(part, bool) or not isinstance(part, int if kind is int else str):
        raise TypeError(kind)
    value = _READERS[kind](part)
    if isinstance(value, int) and abs(value) > LARGEST_ID:
        raise ValueError(value)
    if isinstance(value, str) and "\0" in value.encode().decode():  # a lone surrogate does not encode
        raise ValueError(value)
    return value
