"""The consolidated text (văn bản hợp nhất): a signed text with its amendments in force applied to it, one after another.

Nothing is renumbered: what is repealed keeps its place and number, what is added after a provision takes the next number
where it stands last, else that number with a letter ("khoản 3a", "Điều 5a"; after a letter a digit: "điểm b1").
"""

import copy
import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from phoihop.documents.levels import NUMBERED_LEVELS, Level, below, label, numerals, reference, roman
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.modifications import Modification, in_order, modification_of
from phoihop.programmes.outline import groups, in_reading_order
from phoihop.programmes.states import ModificationAct, ProvisionKind


@dataclass(frozen=True)
class Standing:
    """A provision of the consolidated text: what it says now, and what was done to it by which amendments (`set_by`).

    `is_between`: it was added between two that had their numbers, and so bears a letter ("3a").
    """

    uid: str
    version: ProvisionVersion
    is_added: bool = False
    after: str = ""
    is_repealed: bool = False
    set_by: tuple[tuple[ModificationAct, Instrument], ...] = ()
    numeral: str = ""
    place: str = ""
    is_between: bool = False

    @property
    def kind(self) -> str:
        return self.version.provision.kind

    @property
    def label(self) -> str:
        """As the text prints it: "Điều 5a.", "3.", and "I.3" for an item of the annex."""
        if self.kind == ProvisionKind.ITEM:
            return self.numeral
        return label(self.version.level, self.numeral)


Amendment = tuple[Instrument, Sequence[ProvisionVersion]]


def consolidate(text: Iterable[ProvisionVersion], amendments: Iterable[Amendment]) -> list[Standing]:
    """The text in reading order after these amendments, in their order; each one's versions in its own reading order."""
    ordered = in_reading_order(text)
    standing = [Standing(str(version.provision.uid), version) for version in ordered]
    places = {str(item.provision.uid): place for group in groups(ordered) for place, item in group.items}
    standing = _numbered(standing, places)
    for amendment, versions in amendments:
        for version in in_order(versions):
            modification = modification_of(version)
            if modification is not None:
                standing = _applied(standing, modification, version, amendment)
        standing = _numbered(standing, places)
    return standing


def _applied(
    standing: list[Standing], modification: Modification, version: ProvisionVersion, amendment: Instrument
) -> list[Standing]:
    if modification.act == ModificationAct.ADD:
        own = str(version.provision.uid)
        added = Standing(own, version, is_added=True, after=modification.after, set_by=((modification.act, amendment),))
        return _inserted(standing, added)
    if modification.act == ModificationAct.REPEAL:
        gone = {one.uid for one in with_those_below(standing, modification.target)}
        said = ((modification.act, amendment),)
        return [
            replace(one, is_repealed=True, set_by=one.set_by + said) if one.uid in gone and not one.is_repealed else one
            for one in standing
        ]
    return [
        replace(
            one,
            version=_in_place_of(one.version, version),
            is_repealed=False,
            set_by=(*one.set_by, (modification.act, amendment)),
        )
        if one.uid == modification.target
        else one
        for one in standing
    ]


def with_those_below(standing: Sequence[Standing], uid: str) -> list[Standing]:
    """A provision and the clauses that belong under it: those of deeper levels, and what has no number."""
    place = next((index for index, one in enumerate(standing) if one.uid == uid), None)
    if place is None:
        return []
    first = standing[place]
    return [first, *itertools.takewhile(lambda one: _belongs_under(one, first), standing[place + 1 :])]


def seen_before(standing: Sequence[Standing], version: ProvisionVersion, after: str) -> str:
    """The uid of what an addition would stand directly behind; "" for the first place."""
    added = Standing(str(version.provision.uid), version, is_added=True, after=after)
    place = _spot(standing, added)
    return standing[place - 1].uid if place else ""


def read_hash(standing: Sequence[Standing], uid: str, act: ModificationAct) -> str:
    """What was read when a provision was changed, or repealed with all that goes with it; "" when it stands no more."""
    read = with_those_below(standing, uid)[: None if act == ModificationAct.REPEAL else 1]
    if not read or read[0].is_repealed:
        return ""
    hashes = [one.version.content_hash for one in read if not one.is_repealed]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def is_outdated(version: ProvisionVersion, standing: Sequence[Standing], added: Collection[str]) -> bool:
    """Whether what this modifies reads otherwise now than when it was written, or stands no more.

    Of an addition: whether it would now stand, and so be numbered, elsewhere; what stands behind another addition of
    its own amendment (`added`, their uids) goes with that one.
    """
    modification = modification_of(version)
    if modification is None:
        return False
    if modification.act != ModificationAct.ADD:
        return read_hash(standing, modification.target, modification.act) != modification.seen
    if modification.after in added:
        return False
    if modification.after and not read_hash(standing, modification.after, modification.act):
        return True
    return bool(modification.seen) and seen_before(standing, version, modification.after) != modification.seen


def touched_by(modification: Modification, standing: Sequence[Standing]) -> list[str]:
    """What it changes, by uid: of a repeal also what goes with it, of an addition the place behind a provision."""
    if modification.act == ModificationAct.ADD:
        return [f"behind {modification.after}"]
    if modification.act == ModificationAct.CHANGE:
        return [modification.target]
    return [one.uid for one in with_those_below(standing, modification.target)] or [modification.target]


def at_odds(standing: Sequence[Standing], modifications: Iterable[Modification]) -> tuple[Standing, Standing] | None:
    """What one amendment repeals and, under it, what it changes or adds something behind; None where it agrees with itself."""
    said = list(modifications)
    kept = {one.target or one.after for one in said if one.act != ModificationAct.REPEAL}
    pairs = (
        (above, one)
        for repeal in said
        if repeal.act == ModificationAct.REPEAL
        for above, *under in [with_those_below(standing, repeal.target)]
        for one in under
        if one.uid in kept
    )
    return next(pairs, None)


def _belongs_under(one: Standing, above: Standing) -> bool:
    if one.kind != ProvisionKind.CLAUSE or above.kind != ProvisionKind.CLAUSE or one.version.level == Level.BASIS:
        return False
    if above.version.level not in NUMBERED_LEVELS:
        return False
    return one.version.level in below(above.version.level) or one.version.level not in NUMBERED_LEVELS


def _in_place_of(before: ProvisionVersion, version: ProvisionVersion) -> ProvisionVersion:
    """The new wording where the old one stands: an amendment moves nothing, whatever its own levels are."""
    now = copy.copy(version)
    now.level, now.field_of_work = before.level, before.field_of_work
    return now


def _inserted(standing: list[Standing], added: Standing) -> list[Standing]:
    place = _spot(standing, added)
    return [*standing[:place], added, *standing[place:]]


def _spot(standing: Sequence[Standing], added: Standing) -> int:
    """Behind its `after`, what belongs under that and what was added there before, under whatever number ("3a"); else
    behind all of its kind.

    Items stand behind those of their field.
    """
    if added.kind == ProvisionKind.ITEM:
        field = added.version.field_of_work
        same = [i for i, one in enumerate(standing) if one.kind == added.kind and one.version.field_of_work == field]
    else:
        same = [i for i, one in enumerate(standing) if one.uid == added.after]
    alike = same or [i for i, one in enumerate(standing) if one.kind == added.kind]
    place = alike[-1] + 1 if alike else 0
    behind, above = {added.after}, standing[place - 1] if same else None
    while place < len(standing):
        one = standing[place]
        if one.is_added and one.after in behind and added.version.level not in below(one.version.level):
            behind.add(one.uid)
        elif above is not None and one.version.level == added.version.level and one.is_between:
            above = one
        elif above is None or not (_belongs_under(one, above) or _belongs_under(one, added)):
            break
        place += 1
    return place


def _numbered(standing: list[Standing], places: dict[str, str]) -> list[Standing]:
    clauses = _numbered_clauses([one for one in standing if one.kind == ProvisionKind.CLAUSE])
    items = _numbered_items([one for one in standing if one.kind == ProvisionKind.ITEM], places)
    return [*clauses, *items, *(one for one in standing if one.kind == ProvisionKind.TABLE)]


def _numbered_clauses(standing: list[Standing]) -> list[Standing]:
    """What has its number keeps it; what was added since takes the next one, or a letter."""
    own = iter(numerals(one.version.level for one in standing if not one.is_added))
    found = [one if one.is_added else replace(one, numeral=next(own)) for one in standing]
    for index, one in enumerate(found):
        if one.is_added and not one.numeral and one.version.level in NUMBERED_LEVELS:
            numeral, is_between = _added_numeral(found, index)
            found[index] = replace(one, numeral=numeral, is_between=is_between)
    above: dict[int, str] = {}
    for index, one in enumerate(found):
        if one.numeral:
            ended = {one.version.level, *below(one.version.level)}
            above = {level: numeral for level, numeral in above.items() if level not in ended}
            above[one.version.level] = one.numeral
            found[index] = replace(one, place=reference(above))
    return found


def _added_numeral(found: list[Standing], index: int) -> tuple[str, bool]:
    """The number of an addition, and whether it stands between two that had theirs."""
    level = Level(found[index].version.level)
    before = list(_siblings(reversed(found[:index]), level))
    following = next((one.numeral for one in _siblings(found[index + 1 :], level) if one.numeral), "")
    whole = numerals([level] * (len(before) + 1))
    if not following:
        return whole[sum(one.numeral in whole for one in before)], False
    lettered = list(itertools.takewhile(lambda one: one.numeral not in whole, before))
    root = before[len(lettered)].numeral if len(lettered) < len(before) else following
    taken = len(lettered) + 1
    return f"{root}{taken if level == Level.POINT else numerals([Level.POINT] * taken)[-1]}", True


def _siblings(others: Iterable[Standing], level: Level) -> Iterator[Standing]:
    """Those of the same level under the same parent; articles are counted through the whole text."""
    for one in others:
        if level != Level.ARTICLE and level in below(one.version.level):
            return
        if one.version.level == level:
            yield one


def _numbered_items(standing: list[Standing], places: dict[str, str]) -> list[Standing]:
    """Items keep the places of the signed text; one that was added counts on in its field of work."""
    fields: dict[str, str] = {}
    counts: dict[str, int] = {}
    found = []
    for one in standing:
        field = one.version.field_of_work
        own = places.get(one.uid, "")
        numeral = fields.setdefault(field, own.split(".")[0] or roman(len(fields) + 1))
        counts[field] = counts.get(field, 0) + 1
        place = own or f"{numeral}.{counts[field]}"
        found.append(replace(one, numeral=place, place=place))
    return found
