"""What a file would change in a text: each change with its place, so that a person accepts it or not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from phoihop.documents.layout import printed
from phoihop.documents.word_text import NotRead, Tracked, WordTable, WordText
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import contents, emphasis, outline
from phoihop.programmes.actions import COPIED, Place, Rewrite
from phoihop.programmes.canonical import content_hash, digest
from phoihop.programmes.importing.columns import Column
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.table import Item
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.queries import Change
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.word_import.clauses import ReadClause, clause_fields, match_clauses, read_clauses
from phoihop.programmes.word_import.items import item_fields, match_items, new_fields, read_items
from phoihop.programmes.word_import.matching import moved
from phoihop.programmes.word_import.recognising import Aside, Parts, recognise, words_of


@dataclass(frozen=True)
class Proposal:
    """One change; `change` shows it, `problem` says why it cannot be written, `tracked` who tracked it in Word.

    `after` is the key of the line of the file that it stands behind. `is_earlier`: it would bring back what the text
    said before, as a file does that is older than the text.
    """

    key: str
    change: Change
    fields: dict[str, Any]
    is_moved: bool = False
    after: str = ""
    problem: str = ""
    tracked: tuple[Tracked, ...] = ()
    is_earlier: bool = False

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def version(self) -> ProvisionVersion | None:
        """What stands in the text now."""
        return self.change.before


@dataclass(frozen=True)
class Entry:
    """A line of the file in its order: a provision that stays where it is, or a change."""

    key: str
    version: ProvisionVersion | None
    group: str
    proposal: Proposal | None
    is_moved: bool

    @property
    def words(self) -> str:
        """What it says: as the file has it when that differs."""
        return self.proposal.change.after.text if self.proposal else self.version.text if self.version else ""


@dataclass(frozen=True)
class Proposals:
    """All that a file says of a text."""

    text: list[ProvisionVersion]
    entries: dict[ProvisionKind, list[Entry]]
    edited: list[Proposal]
    added: list[Proposal]
    removed: list[Proposal]
    unchanged: int
    unmatched: list[str]
    aside: list[Aside]
    not_read: tuple[NotRead, ...]
    tracked: tuple[Tracked, ...]

    @property
    def all(self) -> list[Proposal]:
        return [*self.edited, *self.added, *self.removed]

    @property
    def wanted(self) -> set[str]:
        """What is ticked to begin with: not what it would undo, nor what the file does not have, but what it strikes out."""
        found = (*self.edited, *self.added, *(proposal for proposal in self.removed if proposal.tracked))
        return {proposal.key for proposal in found if not (proposal.problem or proposal.is_earlier)}

    def rewrites(self, accepted: set[str], reason: str = "") -> list[Rewrite]:
        """The accepted changes as `rewrite` takes them, each with that reason if there is one."""
        changes = [
            Rewrite(proposal.version.provision, ProvisionKind(proposal.version.provision.kind), removed=True)
            for proposal in self.removed
            if proposal.key in accepted and proposal.version
        ]
        for kind, entries in self.entries.items():
            changes += _rewrites(kind, entries, accepted, self.text)
        if not reason.strip():
            return changes
        return [replace(change, fields=change.fields | {"reason": reason}) for change in changes]


def propose(
    read: WordText,
    instrument: Instrument,
    text: Sequence[ProvisionVersion],
    parties: Iterable[Organisation],
    earlier: Mapping[int, Collection[str]],
) -> Proposals:
    """Hold a file against the text as a side has it (`text`, in reading order, without what is removed).

    `earlier`: by provision (also one that stands no more) the content hashes of what it said before.
    """
    known = {words_of(version.text) for version in text} | {
        words_of(line) for version in text for line in version.text.split("\n")
    }
    known |= {words_of(f"{label} {version.text}") for label, version in outline.clauses(text)}
    parts = recognise(read, known)
    clauses, kept_clauses = _clauses(parts, instrument, text)
    namer = Namer(parties, clock.today())
    items, kept_items, others = _items(parts, read.name, instrument, text, namer)
    figures, unlike = _figures(parts.other_tables, text)
    gone = set[str]().union(*(earlier[key] for key in earlier.keys() - {version.provision_id for version in text}))
    entries = {
        ProvisionKind.CLAUSE: [_of_its_time(entry, earlier, gone) for entry in clauses],
        ProvisionKind.ITEM: [_of_its_time(entry, earlier, gone) for entry in items],
    }
    found = [entry.proposal for each in entries.values() for entry in each if entry.proposal]
    missing = [version for version in text if version.pk not in {*kept_clauses, *kept_items, *figures}]
    is_annex_read = bool(parts.work_tables)
    return Proposals(
        text=list(text),
        entries=entries,
        edited=[proposal for proposal in found if proposal.version],
        added=[proposal for proposal in found if not proposal.version],
        removed=_removals([v for v in missing if v.provision.kind != ProvisionKind.TABLE], read.tracked),
        unchanged=sum(entry.proposal is None for each in entries.values() for entry in each) + len(figures),
        unmatched=[*parts.unmatched, *(others if is_annex_read else []), *unlike],
        aside=parts.aside,
        not_read=read.not_read,
        tracked=read.tracked,
    )


def seal(text: Iterable[ProvisionVersion]) -> str:
    """A mark that changes whenever the text does."""
    return digest({"text": [[version.provision_id, version.content_hash, version.position] for version in text]})[:16]


def _clauses(parts: Parts, instrument: Instrument, text: Sequence[ProvisionVersion]) -> tuple[list[Entry], set[int]]:
    present = outline.clauses(text)
    versions = [version for _label, version in present]
    read = read_clauses(parts.clauses, versions, outline.levels_of(instrument.kind))
    found = match_clauses(read, present)
    out_of_order = _out_of_order(found, versions)
    entries: list[Entry] = []
    for index, clause in enumerate(read):
        version = found.get(index)
        is_moved = version is not None and version.pk in out_of_order
        fields = clause_fields(clause, version) if version else _new_clause(clause)
        entries.append(_entry(f"c{index}", instrument, version, fields, is_moved, entries, clause.tracked))
    return entries, {version.pk for version in found.values()}


def _out_of_order(found: Mapping[int, ProvisionVersion], versions: Sequence[ProvisionVersion]) -> set[int]:
    """The versions (by id) that stand elsewhere in the file than in the text."""
    places = {version.pk: place for place, version in enumerate(versions)}
    out = moved([places[found[index].pk] for index in sorted(found)])
    return {versions[place].pk for place in out}


def _new_clause(clause: ReadClause) -> dict[str, Any]:
    return {"level": int(clause.level), "text": clause.text(clause.level)}


def _items(
    parts: Parts, name: str, instrument: Instrument, text: Sequence[ProvisionVersion], namer: Namer
) -> tuple[list[Entry], set[int], list[str]]:
    versions = [version for version in text if version.provision.kind == ProvisionKind.ITEM]
    read, columns, others = read_items(parts.work_tables, namer, name)
    found = match_items(read, versions)
    tracked = tuple(each for table in parts.work_tables for each in table.tracked)
    out_of_order = _out_of_order(found, versions)
    entries: list[Entry] = []
    for index, item in enumerate(read):
        version = found.get(index)
        fields = item_fields(item, version, columns, namer) if version else new_fields(item)
        is_moved = version is not None and (version.pk in out_of_order or "field_of_work" in fields)
        entry = _entry(f"i{index}", instrument, version, fields, is_moved, entries, _of_item(tracked, item))
        entries.append(entry)
    if Column.TEXT not in columns:
        return entries, {version.pk for version in versions}, others
    return entries, {version.pk for version in found.values()}, others


def _of_item(tracked: Sequence[Tracked], item: Item) -> tuple[Tracked, ...]:
    """Changes of the table that stand in this row, as far as their words tell."""
    cells = " ".join(words_of(cell) for cell in (item.text, item.due_text, item.deliverable, item.note))
    return tuple(each for each in tracked if each.kind == "in" and words_of(each.text) in cells)


def _entry(
    key: str,
    instrument: Instrument,
    version: ProvisionVersion | None,
    fields: dict[str, Any],
    is_moved: bool,
    before: Sequence[Entry],
    tracked: tuple[Tracked, ...],
) -> Entry:
    kind = (
        ProvisionKind(version.provision.kind)
        if version
        else ProvisionKind.CLAUSE
        if key[0] == "c"
        else ProvisionKind.ITEM
    )
    group = str(fields.get("field_of_work", version.field_of_work if version else ""))
    if version is not None and not fields and not is_moved:
        return Entry(key, version, group, None, False)
    after, problem = _after(kind, instrument, version, fields)
    change = Change("added" if version is None else "edited" if fields else "moved", version, after)
    if fields and version is not None and not problem and after.content_hash == version.content_hash and not is_moved:
        return Entry(key, version, group, None, False)  # what is kept would read as it does now
    proposal = Proposal(key, change, fields, is_moved, before[-1].key if before else "", problem, tracked)
    return Entry(key, version, group, proposal, is_moved)


def _of_its_time(entry: Entry, earlier: Mapping[int, Collection[str]], gone: Collection[str]) -> Entry:
    """The entry, whose change is marked when it would bring an earlier wording back, or what was taken out since."""
    proposal = entry.proposal
    if proposal is None or not proposal.fields or proposal.problem:
        return entry
    known = earlier.get(entry.version.provision_id, ()) if entry.version else gone
    if proposal.change.after.content_hash not in known:
        return entry
    return replace(entry, proposal=replace(proposal, is_earlier=True))


def _after(
    kind: ProvisionKind, instrument: Instrument, version: ProvisionVersion | None, fields: dict[str, Any]
) -> tuple[ProvisionVersion, str]:
    """The provision as it would read, and what stands against that."""
    if version is None:
        after = ProvisionVersion(provision=Provision(instrument=instrument, kind=kind))
    else:
        after = ProvisionVersion(provision=version.provision, **{name: getattr(version, name) for name in COPIED})
    try:
        contents.fill(after, instrument, fields)
    except NotPossible as refused:
        after.text = str(fields.get("text", after.text))
        return after, str(refused)
    after.content_hash = content_hash(after)
    return after, ""


def _removals(missing: Sequence[ProvisionVersion], tracked: Sequence[Tracked]) -> list[Proposal]:
    """What the file does not have; with who struck it out where that was tracked, whole and in one go."""
    struck = [(each, words_of(each.text)) for each in tracked if each.kind == "out"]
    together = " ".join(words for _each, words in struck)
    found = []
    for version in missing:
        words = words_of(emphasis.plain(version.text))
        is_struck = bool(words) and words in together
        by = tuple(each for each, part in struck if part and (part in words or words in part)) if is_struck else ()
        found.append(Proposal(f"x{version.provision_id}", Change("removed", version, version), {}, tracked=by))
    return found


def _figures(tables: Sequence[WordTable], text: Sequence[ProvisionVersion]) -> tuple[set[int], list[str]]:
    """Tables of figures that the file prints as they are, and all other tables: figures are not written by hand."""
    shown = {
        version.pk: {_printed_words(table["rows"]) for table in version.data.get("tables", [])}
        for version in outline.tables(text)
    }
    read = [(_table_words(table.sheet.rows[1:]), table.text) for table in tables]
    known = {words for each in shown.values() for words in each}
    found = {pk for pk, words in shown.items() if words <= {each for each, _text in read}}
    return found, [text for words, text in read if words not in known]


def _printed_words(rows: Iterable[Mapping[str, Any]]) -> str:
    return _table_words([[printed(cell) for cell in row["cells"]] for row in rows])


def _table_words(rows: Iterable[Sequence[object]]) -> str:
    return " ".join(words_of(str(cell)) for row in rows for cell in row if cell not in (None, ""))


def _rewrites(
    kind: ProvisionKind, entries: Sequence[Entry], accepted: set[str], text: Sequence[ProvisionVersion]
) -> list[Rewrite]:
    changes: list[Rewrite] = []
    last: Entry | None = None
    for entry in entries:
        proposal = entry.proposal if entry.proposal and entry.proposal.key in accepted else None
        goes = proposal is not None and (entry.version is None or entry.is_moved)
        if proposal is not None:
            place = _place(kind, entry, last, entries, accepted, text) if goes else None
            provision = entry.version.provision if entry.version else None
            changes.append(Rewrite(provision, kind, proposal.fields, place=place))
        if entry.version is not None and not entry.is_moved:
            last = entry
    return changes


def _place(
    kind: ProvisionKind,
    entry: Entry,
    last: Entry | None,
    entries: Sequence[Entry],
    accepted: set[str],
    text: Sequence[ProvisionVersion],
) -> Place:
    """Behind the line that stands before it in the file; an item stays within its field of work."""
    if last is None or last.version is None:
        same = [version for version in text if version.provision.kind == kind]
        return Place() if not same or kind == ProvisionKind.CLAUSE else _in_field(entry.group, same) or Place()
    if kind == ProvisionKind.CLAUSE or last.group == entry.group:
        return Place(after=last.version.provision_id)
    same = [version for version in text if version.provision.kind == kind]
    behind = [version for version in same if version.field_of_work == last.version.field_of_work]
    return _in_field(entry.group, same) or Place(after=max(behind, key=lambda v: v.position).provision_id)


def _in_field(group: str, items: Sequence[ProvisionVersion]) -> Place | None:
    """Before the first item of a field of work, if it has one."""
    first = next((version for version in items if version.field_of_work == group), None)
    return Place(before=first.provision_id) if first else None
