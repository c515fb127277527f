"""Which line of a file is which provision: the same words first, then like words in a like place."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import pairwise

from phoihop.lib.text import fold

_WORD = re.compile(r"\w+")
LEAST_LIKE = 0.5
_NEAR = 0.1  # what a place speaks for it: the same number, or the same neighbour
_CANDIDATES = 12
_MOST_PAIRS = 100_000  # of equal lines; a text that repeats itself more would take seconds
_COMMON = 40  # parts of texts that more provisions share say nothing


@dataclass(frozen=True)
class Said:
    """What a line of the file or a provision says; `label` is its number, or the group that it stands in."""

    text: str
    label: str = ""


def matched(read: Sequence[Said], present: Sequence[Said]) -> dict[int, int]:
    """The place in `present` of each line of `read` that has one, each at most once."""
    found: dict[int, int] = {}
    free = set(range(len(present)))
    _match_in_order(read, present, found, free)
    _match_same(read, present, found, free, with_label=True)
    _match_same(read, present, found, free, with_label=False)
    _match_like(read, present, found, free)
    return found


def moved(places: Sequence[int]) -> set[int]:
    """Those that are out of order: all but the longest row that goes up."""
    best: list[int] = []  # for each length, the index of the lowest end of a row of that length
    before: list[int] = []
    for index, place in enumerate(places):
        low, high = 0, len(best)
        while low < high:
            middle = (low + high) // 2
            if places[best[middle]] < place:
                low = middle + 1
            else:
                high = middle
        before.append(best[low - 1] if low else -1)
        best[low : low + 1] = [index]
    kept = set()
    last = best[-1] if best else -1
    while last >= 0:
        kept.add(places[last])
        last = before[last]
    return set(places) - kept


def _match_in_order(read: Sequence[Said], present: Sequence[Said], found: dict[int, int], free: set[int]) -> None:
    """Words that occur more than once are told apart by what stands around them."""
    one, other = [line.text for line in read], [line.text for line in present]
    counts = Counter(other)
    if sum(counts[text] for text in one) > _MOST_PAIRS:
        return
    for begin, place, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        found |= {begin + step: place + step for step in range(size)}
    free.difference_update(found.values())


def _match_same(
    read: Sequence[Said], present: Sequence[Said], found: dict[int, int], free: set[int], *, with_label: bool
) -> None:
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in sorted(free, reverse=True):
        waiting[present[place].label if with_label else "", present[place].text].append(place)
    for index, line in enumerate(read):
        places = waiting.get((line.label if with_label else "", line.text))
        if index not in found and places:
            found[index] = places.pop()
            free.discard(found[index])


def _match_like(read: Sequence[Said], present: Sequence[Said], found: dict[int, int], free: set[int]) -> None:
    features = {place: _features(present[place].text) for place in free}
    holders: dict[str, list[int]] = defaultdict(list)
    for place, parts in features.items():
        for part in parts:
            holders[part].append(place)
    pairs = []
    for index in (index for index in range(len(read)) if index not in found):
        near = _neighbours(index, found, len(present))
        own = _features(read[index].text)
        counts = Counter(place for part in own for place in _few(holders.get(part, [])))
        places = set(nlargest(_CANDIDATES, counts, key=lambda place: counts[place])) | (near & free)
        for place in places:
            like = 2 * len(own & features[place]) / (len(own) + len(features[place]) or 1)
            bonus = _NEAR * (read[index].label == present[place].label) + _NEAR * (place in near)
            if like and like + bonus >= LEAST_LIKE:
                pairs.append((like + bonus, -index, place))
    for _likeness, index, place in sorted(pairs, reverse=True):
        if -index not in found and place in free:
            found[-index] = place
            free.discard(place)


def _few(places: list[int]) -> list[int]:
    return places if len(places) <= _COMMON else []


def _neighbours(index: int, found: dict[int, int], count: int) -> set[int]:
    """The places that follow what stands before, and precede what stands behind."""
    near = {found[index - 1] + 1} if index - 1 in found else set()
    near |= {found[index + 1] - 1} if index + 1 in found else set()
    near |= {0} if index == 0 else set()
    return {place for place in near if 0 <= place < count}


def _features(text: str) -> set[str]:
    words = _WORD.findall(fold(text))
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}
