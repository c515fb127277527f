"""Where the words of a provision can be parted: between two lines or two sentences."""

import itertools
import re

_ENDS = re.compile(r"\n+|(?<=[.;!?])[ \t]+(?=\S)")
_PAIRS = ("**", "__")


def breaks(text: str) -> list[int]:
    """The places, none at either end and none inside words that are bold or italic as a whole."""
    places = [found.end() for found in _ENDS.finditer(text)]
    return [place for place in places if _is_apart(text[:place], text[place:])]


def parts(text: str) -> list[tuple[int, str]]:
    """The pieces between these places, each with the place behind it; the last has none (0)."""
    places = breaks(text)
    bounds = [0, *places, len(text)]
    pieces = [text[start:end].strip() for start, end in itertools.pairwise(bounds)]
    return list(zip([*places, 0], pieces, strict=True))


def _is_apart(before: str, after: str) -> bool:
    return bool(before.strip() and after.strip()) and all(before.count(pair) % 2 == 0 for pair in _PAIRS)
