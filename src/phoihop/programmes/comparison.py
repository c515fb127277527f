"""Two states of one text beside each other, or two texts: what stayed, what went, what came, and whose change it was.

What changed its place went from where it was and came to where it is: so the state before and the state after can both
be read off, in their own order.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _
from django.utils.translation import override

from phoihop.documents.redline import Pieces, Redline, RedlineClause, RedlineRow
from phoihop.lib.text import fold
from phoihop.programmes import outline
from phoihop.programmes.diffs import FIGURES, ITEM_CELLS, TEXT, Read, line_diff, word_diff
from phoihop.programmes.models import Instrument, ProvisionVersion, Revision
from phoihop.programmes.queries import latest_versions, origins, without_removed
from phoihop.programmes.states import ProvisionKind

_CELLS = {ProvisionKind.CLAUSE: (TEXT,), ProvisionKind.ITEM: ITEM_CELLS, ProvisionKind.TABLE: (FIGURES,)}


@dataclass(frozen=True)
class Cell:
    """One cell in one line, and as it read on each side."""

    label: str
    pieces: Pieces

    @property
    def before(self) -> Pieces:
        return tuple(piece for piece in self.pieces if piece.kind != "new")

    @property
    def after(self) -> Pieces:
        return tuple(piece for piece in self.pieces if piece.kind != "old")

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True)
class Line:
    """A provision, or the name of a field of work, in both states; `revision` is the last disclosure that changed it."""

    label: str
    level: int
    cells: tuple[Cell, ...]
    revision: Revision | None = None
    is_group: bool = False

    @property
    def is_changed(self) -> bool:
        return any(cell.is_changed for cell in self.cells)

    @property
    def author(self) -> str:
        return str(self.revision.organisation) if self.revision else ""

    @property
    def at(self) -> dt.datetime | None:
        return self.revision.disclosed_at if self.revision else None


@dataclass(frozen=True)
class Comparison:
    """A text as it stood after one disclosure and after another."""

    instrument: Instrument
    first: Revision
    last: Revision
    clauses: tuple[Line, ...]
    items: tuple[Line, ...]
    tables: tuple[Line, ...]
    earlier: Instrument | None = None  # the text that `first` is of, when it is another one

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the annex, without the number's."""
        return tuple(str(label) for label, _read in ITEM_CELLS)

    @property
    def changed_clauses(self) -> bool:
        return any(line.is_changed for line in (*self.clauses, *self.tables))

    @property
    def changed(self) -> int:
        """How many lines read otherwise."""
        return sum(line.is_changed for line in (*self.clauses, *self.items, *self.tables) if not line.is_group)


@dataclass(frozen=True)
class _Place:
    """What stands in one place of one state: a provision under its label, or the title of a group over its first item."""

    key: object
    label: str
    version: ProvisionVersion
    title: str = ""
    is_group: bool = False


def compare(instrument: Instrument, first: Revision, last: Revision) -> Comparison:
    """The text after `first` against the text after `last`; a fixed number of queries."""
    before, after = (latest_versions(instrument, up_to=revision.number) for revision in (first, last))
    revisions = {revision.pk: revision for revision in instrument.revisions.select_related("organisation")}
    changed_in = {version.provision_id: revisions[version.revision_id or 0] for version in after}
    same = _same(without_removed(before), without_removed(after), {})
    return Comparison(instrument, first, last, *_lines(before, after, same, changed_in))


def compare_texts(earlier: Instrument, later: Instrument) -> Comparison:
    """Two texts as they were last disclosed; provisions are the same by origin, else by their words.

    What the later text no longer says was left out by whoever offered it first. A fixed number of queries.
    """
    before, after = (latest_versions(text) for text in (earlier, later))
    revisions = list(later.revisions.select_related("organisation"))
    by_id = {revision.pk: revision for revision in revisions}
    changed_in = {version.provision_id: revisions[0] for version in before}
    changed_in |= {version.provision_id: by_id[version.revision_id or 0] for version in after}
    same = _same(without_removed(before), without_removed(after), origins(later))
    first = earlier.revisions.select_related("organisation").latest("number")
    lines = _lines(before, after, same, changed_in)
    return Comparison(later, first, revisions[-1], *lines, earlier=earlier)


_Same = Mapping[int, int]  # provisions of the later state by id, and which of the earlier state each of them is


def _same(before: list[ProvisionVersion], after: list[ProvisionVersion], origin_of: Mapping[int, int]) -> _Same:
    """Itself; else the one that it continues, directly or through texts in between; else the one with the same words."""
    known = {version.provision_id for version in before}
    found: dict[int, int] = {}
    for version in after:
        ancestor: int | None = version.provision_id
        while ancestor is not None and ancestor not in known:
            ancestor = origin_of.get(ancestor)
        if ancestor is not None:
            known.discard(ancestor)
            found[version.provision_id] = ancestor
    left = {_words_of(version): version.provision_id for version in reversed(before) if version.provision_id in known}
    for version in after:
        if version.provision_id not in found and (twin := left.pop(_words_of(version), None)):
            found[version.provision_id] = twin
    return found


def _words_of(version: ProvisionVersion) -> tuple[str, str]:
    return version.provision.kind, fold(version.text)


def _lines(
    before: list[ProvisionVersion], after: list[ProvisionVersion], same: _Same, changed_in: Mapping[int, Revision]
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    def lines(places: Callable[[list[ProvisionVersion], _Same], Iterator[_Place]]) -> tuple[Line, ...]:
        pairs = _pairs(list(places(without_removed(before), {})), list(places(without_removed(after), same)))
        return tuple(_line(old, new, changed_in) for old, new in pairs)

    return lines(_clauses), lines(_items), lines(_tables)


def redline(comparison: Comparison) -> Redline:
    """The comparison as a document for paper and for Word: in Vietnamese, as the text is."""
    with override("vi"):
        return _redline(comparison)


def _redline(comparison: Comparison) -> Redline:
    return Redline(
        title=str(comparison.instrument),
        note=_note(comparison),
        clauses=tuple(
            RedlineClause(line.level, line.label, line.cells[0].pieces, line.author, line.at)
            for line in (*comparison.clauses, *comparison.tables)
        ),
        columns=comparison.columns,
        rows=tuple(
            RedlineRow(
                "group" if line.is_group else "row",
                line.label,
                tuple(cell.pieces for cell in line.cells),
                line.author,
                line.at,
            )
            for line in comparison.items
        ),
        at=comparison.last.disclosed_at,
    )


def _note(comparison: Comparison) -> str:
    if comparison.earlier is not None:
        words = {"earlier": named(comparison.earlier), "later": named(comparison.instrument)}
        return _("So sánh %(earlier)s với %(later)s") % words
    return _("So sánh lần gửi %(first)s (%(first_day)s) với lần gửi %(last)s (%(last_day)s)") % {
        "first": comparison.first.number,
        "first_day": f"{comparison.first.disclosed_at:%d/%m/%Y}",
        "last": comparison.last.number,
        "last_day": f"{comparison.last.disclosed_at:%d/%m/%Y}",
    }


def named(instrument: Instrument) -> str:
    """A text with its number, where it has one."""
    return f"{instrument}, {instrument.number_text}" if instrument.number_text else str(instrument)


def _clauses(text: Iterable[ProvisionVersion], same: _Same) -> Iterator[_Place]:
    for label, version in outline.clauses(text):
        yield _Place((_identity(version, same), version.level), label, version)


def _items(text: Iterable[ProvisionVersion], same: _Same) -> Iterator[_Place]:
    for group in outline.groups(text):
        _label, first = group.items[0]
        yield _Place(group.title, group.label, first, title=group.title, is_group=True)
        for label, version in group.items:
            yield _Place((group.title, _identity(version, same)), label, version)


def _tables(text: Iterable[ProvisionVersion], same: _Same) -> Iterator[_Place]:
    for version in outline.tables(text):
        yield _Place(_identity(version, same), "", version)


def _identity(version: ProvisionVersion, same: _Same) -> int:
    return same.get(version.provision_id, version.provision_id)


def _pairs(before: list[_Place], after: list[_Place]) -> Iterator[tuple[_Place | None, _Place | None]]:
    """Both states in one order: what stands in both, what went, what came."""
    same = SequenceMatcher(None, [place.key for place in before], [place.key for place in after], autojunk=False)
    for tag, a, b, c, d in same.get_opcodes():
        if tag == "equal":
            yield from zip(before[a:b], after[c:d], strict=True)
        else:
            yield from ((place, None) for place in before[a:b])
            yield from ((None, place) for place in after[c:d])


def _line(old: _Place | None, new: _Place | None, changed_in: Mapping[int, Revision]) -> Line:
    shown = new or old
    assert shown is not None
    revision = changed_in[shown.version.provision_id]
    if shown.is_group:
        pieces = word_diff(old.title if old else "", new.title if new else "")
        return Line(shown.label, 1, (Cell("", tuple(pieces)),), revision, is_group=True)
    kind = ProvisionKind(shown.version.provision.kind)
    diff = line_diff if kind == ProvisionKind.TABLE else word_diff
    cells = tuple(Cell(str(label), tuple(diff(_read(read, old), _read(read, new)))) for label, read in _CELLS[kind])
    return Line(shown.label, shown.version.level if kind == ProvisionKind.CLAUSE else 0, cells, revision)


def _read(read: Read, place: _Place | None) -> str:
    return read(place.version) if place else ""
