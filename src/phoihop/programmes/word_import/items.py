"""Rows of the annex in a file beside the items of the text."""

from collections.abc import Sequence
from typing import Any

from phoihop.documents.sheets import Sheet, Workbook
from phoihop.documents.word_text import WordTable
from phoihop.lib.errors import NotPossible
from phoihop.programmes import bodies
from phoihop.programmes.canonical import plain
from phoihop.programmes.importing.columns import Column
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.reading import read_table
from phoihop.programmes.importing.table import Item, ReadTable
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.word_import.matching import Said, matched
from phoihop.programmes.word_import.recognising import words_of

_CELLS = {
    Column.TEXT: "text",
    Column.DUE: "due_text",
    Column.DELIVERABLE: "deliverable",
    Column.NOTE: "note",
}
_BODIES = {Column.LEADS: "leads", Column.SUPPORTS: "supports"}


def read_items(tables: Sequence[WordTable], namer: Namer, name: str) -> tuple[list[Item], set[Column], list[str]]:
    """The rows of all tables of work, the columns that they have, and rows that are no work (remarks below a table)."""
    items: list[Item] = []
    columns: set[Column] = set()
    others: list[str] = []
    for table in tables:
        found = _read(table.sheet, namer, name)
        if found is None:
            others.append(table.text)
            continue
        columns |= {each.column for each in found.columns}
        items += [item for item in found.items if item.included]
        others += [item.text for item in found.items if not item.included]
    return items, columns, others


def match_items(read: Sequence[Item], present: Sequence[ProvisionVersion]) -> dict[int, ProvisionVersion]:
    """The provision of each row that has one."""
    said = [Said(words_of(item.text), words_of(item.field_of_work)) for item in read]
    kept = [Said(words_of(version.text), words_of(version.field_of_work)) for version in present]
    return {index: present[place] for index, place in matched(said, kept).items()}


def item_fields(item: Item, version: ProvisionVersion, columns: set[Column], namer: Namer) -> dict[str, Any]:
    """The cells that the file would change; those that its table does not have stay."""
    fields: dict[str, Any] = {
        name: getattr(item, name)
        for column, name in _CELLS.items()
        if column in columns and words_of(getattr(item, name)) != words_of(getattr(version, name))
    }
    for column, name in _BODIES.items():
        kept = getattr(version, name)
        if (
            column in columns
            and list(getattr(item, name)) != list(kept)
            and not _names_the_same(item, name, kept, namer)
        ):
            fields[name] = list(getattr(item, name))
    if words_of(item.field_of_work) != words_of(version.field_of_work):
        fields["field_of_work"] = item.field_of_work
    if Column.TARGET in columns and (item.target_quantity or None) != plain(version.target_quantity):
        fields |= {"target_quantity": item.target_quantity or None, "target_unit": item.target_unit}
    return fields


def new_fields(item: Item) -> dict[str, Any]:
    """A row as a new item."""
    return {
        "text": item.text,
        "field_of_work": item.field_of_work,
        "leads": list(item.leads),
        "supports": list(item.supports),
        "due_text": item.due_text,
        "deliverable": item.deliverable,
        "target_quantity": item.target_quantity or None,
        "target_unit": item.target_unit,
        "note": item.note,
    }


def _names_the_same(item: Item, name: str, kept: list[bodies.NamedBody], namer: Namer) -> bool:
    """Printed names are read anew: what is printed and read as the same bodies is no change."""
    return bool(getattr(item, name) == namer.bodies(bodies.names(kept)))


def _read(sheet: Sheet, namer: Namer, name: str) -> ReadTable | None:
    try:
        return read_table(Workbook(name, (sheet,)), namer)
    except NotPossible:
        return None
