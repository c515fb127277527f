"""The reading order of a text and its numbering: clauses I, 1, a; items of the annex I.1 by field of work; tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from phoihop.documents.content import roman
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.states import ProvisionKind

POINTS = "abcdđeghiklmnopqrstuvxy"  # points follow the Vietnamese alphabet
PARAGRAPH, HEADING, NUMBERED, POINT, DASH = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Group:
    """A field of work of the annex with its items, each under its label ("I.1")."""

    label: str
    title: str
    items: tuple[tuple[str, ProvisionVersion], ...]


def in_reading_order(versions: Iterable[ProvisionVersion]) -> list[ProvisionVersion]:
    """Clauses first, then items with those of one field of work together (fields as they first appear), then tables."""
    ordered = sorted(versions, key=lambda version: (version.position, version.provision_id))
    fields: dict[str, int] = {}
    for version in ordered:
        if version.provision.kind == ProvisionKind.ITEM:
            fields.setdefault(version.field_of_work, len(fields))
    kinds = {kind: rank for rank, kind in enumerate((ProvisionKind.CLAUSE, ProvisionKind.ITEM, ProvisionKind.TABLE))}
    return sorted(
        ordered,
        key=lambda version: (kinds[ProvisionKind(version.provision.kind)], fields.get(version.field_of_work, 0)),
    )


def clauses(versions: Iterable[ProvisionVersion]) -> list[tuple[str, ProvisionVersion]]:
    """Clauses with the labels that the text prints before them ("I", "1", "a", "" for a plain paragraph)."""
    counts = {HEADING: 0, NUMBERED: 0, POINT: 0}
    result = []
    for version in in_reading_order(versions):
        if version.provision.kind == ProvisionKind.CLAUSE:
            result.append((_clause_label(version.level, counts), version))
    return result


def groups(versions: Iterable[ProvisionVersion]) -> list[Group]:
    """Items of the annex by field of work."""
    fields: dict[str, list[ProvisionVersion]] = {}
    for version in in_reading_order(versions):
        if version.provision.kind == ProvisionKind.ITEM:
            fields.setdefault(version.field_of_work, []).append(version)
    result = []
    for number, (title, items) in enumerate(fields.items(), start=1):
        label = roman(number)
        numbered = tuple((f"{label}.{count}", item) for count, item in enumerate(items, start=1))
        result.append(Group(label, title, numbered))
    return result


def tables(versions: Iterable[ProvisionVersion]) -> list[ProvisionVersion]:
    """Tables of figures, in order."""
    return [version for version in in_reading_order(versions) if version.provision.kind == ProvisionKind.TABLE]


def labels(versions: Iterable[ProvisionVersion]) -> dict[int, str]:
    """The label of each provision by its id: clauses as "I.1", "I.1.a"; items as "I.1" too (of the annex)."""
    versions = list(versions)
    result: dict[int, str] = {}
    above: dict[int, str] = {}
    for label, version in clauses(versions):
        if label:
            above = {level: text for level, text in above.items() if level < version.level} | {version.level: label}
            result[version.provision_id] = ".".join(above.values())
        else:
            result[version.provision_id] = ""
    for group in groups(versions):
        result |= {item.provision_id: label for label, item in group.items}
    return result | {table.provision_id: str(number) for number, table in enumerate(tables(versions), start=1)}


def printed(level: int, label: str) -> str:
    """A label as the text prints it: "I.", "1.", "a)"."""
    return f"{label}{')' if level == POINT else '.'}" if label else ""


def _clause_label(level: int, counts: dict[int, int]) -> str:
    if level not in counts:
        return ""
    counts[level] += 1
    for lower in range(level + 1, POINT + 1):
        counts[lower] = 0
    if level == HEADING:
        return roman(counts[level])
    return str(counts[level]) if level == NUMBERED else POINTS[(counts[level] - 1) % len(POINTS)]
