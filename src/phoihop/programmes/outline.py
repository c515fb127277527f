"""The reading order of a text and its numbering: clauses as `documents.levels` counts them, items of the annex I.1 by
field of work, tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from phoihop.documents.levels import Level, below, label, numerals, reference, roman
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.modifications import is_modification
from phoihop.programmes.states import ARTICLE_KINDS, ProvisionKind

PARAGRAPH, HEADING, NUMBERED, POINT, DASH, CHAPTER, ARTICLE, BASIS = Level


@dataclass(frozen=True)
class Group:
    """A field of work of the annex with its items, each under its label ("I.1")."""

    label: str
    title: str
    items: tuple[tuple[str, ProvisionVersion], ...]


def printed_level(version: ProvisionVersion) -> int:
    """The level at which a text prints it: what an amendment does to another text is a numbered paragraph of its own."""
    return NUMBERED if is_modification(version) else version.level


def levels_of(kind: str) -> list[Level]:
    """The levels that a text of this kind is written in: chapters and articles belong to regulations and their like."""
    return [level for level in Level if kind in ARTICLE_KINDS or level not in (CHAPTER, ARTICLE)]


def in_reading_order(versions: Iterable[ProvisionVersion]) -> list[ProvisionVersion]:
    """Clauses first, then items with those of one field of work together (fields as they first appear), then tables."""
    ordered = sorted(versions, key=lambda version: (version.position, version.provision_id))
    found: dict[str, list[ProvisionVersion]] = {kind.value: [] for kind in ProvisionKind}
    for version in ordered:
        found[version.provision.kind].append(version)
    fields: dict[str, list[ProvisionVersion]] = {}
    for version in found[ProvisionKind.ITEM]:
        fields.setdefault(version.field_of_work, []).append(version)
    items = [version for same in fields.values() for version in same]
    return [*found[ProvisionKind.CLAUSE], *items, *found[ProvisionKind.TABLE]]


def clauses(versions: Iterable[ProvisionVersion]) -> list[tuple[str, ProvisionVersion]]:
    """Clauses with the labels that the text prints before them ("I.", "Điều 1.", "a)", "" for a plain paragraph)."""
    return [(label(printed_level(version), numeral), version) for numeral, version in _counted(versions)]


def groups(versions: Iterable[ProvisionVersion]) -> list[Group]:
    """Items of the annex by field of work."""
    fields: dict[str, list[ProvisionVersion]] = {}
    for version in in_reading_order(versions):
        if version.provision.kind == ProvisionKind.ITEM:
            fields.setdefault(version.field_of_work, []).append(version)
    result = []
    for number, (title, items) in enumerate(fields.items(), start=1):
        numbered = tuple((f"{roman(number)}.{count}", item) for count, item in enumerate(items, start=1))
        result.append(Group(roman(number), title, numbered))
    return result


def tables(versions: Iterable[ProvisionVersion]) -> list[ProvisionVersion]:
    """Tables of figures, in order."""
    return [version for version in in_reading_order(versions) if version.provision.kind == ProvisionKind.TABLE]


def labels(versions: Iterable[ProvisionVersion]) -> dict[int, str]:
    """How each provision is referred to, by its id: clauses as "I.1.a" or "khoản 1 Điều 3"; items of the annex as "I.1"."""
    versions = list(versions)
    result: dict[int, str] = {}
    above: dict[int, str] = {}
    for numeral, version in _counted(versions):
        if numeral:
            own = printed_level(version)
            ended = {own, *below(own)}
            above = {level: text for level, text in above.items() if level not in ended} | {own: numeral}
        result[version.provision_id] = reference(above) if numeral else ""
    for group in groups(versions):
        result |= {item.provision_id: place for place, item in group.items}
    return result | {table.provision_id: str(number) for number, table in enumerate(tables(versions), start=1)}


def _counted(versions: Iterable[ProvisionVersion]) -> list[tuple[str, ProvisionVersion]]:
    found = [version for version in in_reading_order(versions) if version.provision.kind == ProvisionKind.CLAUSE]
    return list(zip(numerals(map(printed_level, found)), found, strict=True))
