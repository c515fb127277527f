"""How an amendment says what it does: "Sửa đổi khoản 1 Điều 3 như sau:". Words of the document: always Vietnamese."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from phoihop.documents.content import Clause, Column, Row, Table
from phoihop.documents.levels import HEADINGS, Level, is_title
from phoihop.programmes import emphasis, outline
from phoihop.programmes.bodies import names
from phoihop.programmes.citing import cited
from phoihop.programmes.consolidation import Standing, consolidate, is_outdated, with_those_below
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.modifications import Modification, additions, identity, modification_of
from phoihop.programmes.queries.amendments import amendments_in_force
from phoihop.programmes.queries.texts import latest_versions, without_removed
from phoihop.programmes.states import ModificationAct, ProvisionKind

ACTS = {ModificationAct.CHANGE: "Sửa đổi", ModificationAct.ADD: "Bổ sung", ModificationAct.REPEAL: "Bãi bỏ"}
ANNEX = "Các việc được sửa đổi, bổ sung, bãi bỏ"


@dataclass(frozen=True)
class Told:
    """A modification in words.

    `label` is what the provision bears in the text, `before` what it says there now, `order` where it will stand there.
    """

    version: ProvisionVersion
    modification: Modification
    sentence: str
    label: str
    place: str
    before: ProvisionVersion | None
    is_outdated: bool
    order: int


def told(amendment: Instrument, versions: Iterable[ProvisionVersion]) -> dict[int, Told]:
    """Each modification among these versions of an amendment, by the id of its provision; two queries."""
    if amendment.parent is None:
        return {}
    versions = [version for version in versions if modification_of(version)]
    signed = without_removed(latest_versions(amendment.parent))
    earlier = amendments_in_force(amendment.parent, before=amendment)
    before = {one.uid: one for one in consolidate(signed, earlier)}
    after = {one.uid: one for one in consolidate(signed, [*earlier, (amendment, versions)])}
    added, order = additions(versions), {uid: place for place, uid in enumerate(after)}
    return {
        version.provision_id: _told(version, before, after, added, order.get(identity(version), 0))
        for version in versions
    }


def note_of(standing: Standing) -> str:
    """What a consolidated text notes at a provision: which texts set it, in their order; "" for one as first signed."""
    done = {ModificationAct.CHANGE: "sửa đổi", ModificationAct.ADD: "bổ sung", ModificationAct.REPEAL: "bãi bỏ"}
    parts = [f"{done[act]} theo {cited(amendment)}" for act, amendment in standing.set_by]
    return f"Được {', '.join(parts)}" if parts else ""


def document_clauses(versions: list[ProvisionVersion], words: dict[int, Told]) -> list[Clause]:
    """The body of an amendment: its own clauses, and in place of each modification its sentence and the new wording."""
    result: list[Clause] = []
    behind = _behind_additions(words.values())
    under = {one.version.provision_id for found in behind.values() for one in found}
    place = 0  # behind the last modification, or the heading that they stand under
    for _label, version in outline.clauses(versions):
        if version.provision_id in under:
            continue
        if version.provision_id in words:
            said = _with_those_behind(words[version.provision_id], behind)
            result += _modifying_clauses(sorted(said, key=lambda one: one.order))
            place = len(result)
        else:
            result.append(Clause(version.level, emphasis.plain(version.text), emphasis.runs(version.text)))
            place = place or (len(result) if version.level in HEADINGS else 0)
    items = [
        words[v.provision_id] for v in versions if v.provision.kind == ProvisionKind.ITEM and v.provision_id in words
    ]
    if items:
        result.insert(place or len(result), Clause(Level.NUMBERED, _items_sentence(items)))
    return result


def document_annex(words: Iterable[Told], columns: tuple[Column, ...]) -> list[Table]:
    """The items that an amendment changes, adds and repeals, each under the number that it bears in the text."""
    items = [one for one in words if one.version.provision.kind == ProvisionKind.ITEM]
    rows: list[Row] = []
    for act, title in ACTS.items():
        found = [one for one in items if one.modification.act == act]
        if found:
            rows += [Row("group", (title,)), *(Row("row", _cells(one)) for one in found)]
    return [Table(ANNEX, (Column("Mục", 14), *columns), tuple(rows))] if rows else []


def _told(
    version: ProvisionVersion,
    before: dict[str, Standing],
    after: dict[str, Standing],
    added: Collection[str],
    order: int,
) -> Told:
    modification = modification_of(version)
    assert modification is not None
    uid = identity(version)
    old, new = before.get(uid), after.get(uid)
    standing = old if old and not old.is_repealed else None
    is_item = version.provision.kind == ProvisionKind.ITEM
    place = _place(old or new, version, is_item=is_item)
    sentence = f"{ACTS[modification.act]} {_opening(uid, modification, before)}{place}"
    if modification.act == ModificationAct.ADD and modification.after in before and not is_item:
        behind = before[modification.after]
        sentence += f" vào sau {_place(behind, behind.version, is_item=False)}"
    if modification.act != ModificationAct.REPEAL:
        sentence += " như sau:"
    else:
        sentence += f"{_unnumbered([*before.values()], uid)}."
    label = (new or old).label if new or old else ""  # type: ignore[union-attr]
    was = standing.version if standing else None
    return Told(
        version, modification, sentence, label, place, was, is_outdated(version, [*before.values()], added), order
    )


def _unnumbered(standing: list[Standing], uid: str) -> str:
    """The paragraphs without a number that go with a repealed one: a reader would not look for them under its number."""
    gone = with_those_below(standing, uid)
    if not gone or gone[0].version.level in HEADINGS:
        return ""
    named = [place_of(one) for one in gone[1:] if not one.place and not one.is_repealed]
    return f" cùng {', '.join(named)}" if named else ""


def _opening(uid: str, modification: Modification, before: dict[str, Standing]) -> str:
    """Of a clause with others under it a change says the words of its own alone: its name, or its opening."""
    if modification.act != ModificationAct.CHANGE or len(with_those_below([*before.values()], uid)) < 2:
        return ""
    version = before[uid].version
    return "tên " if is_title(version.level, version.text) else "đoạn mở đầu "


def place_of(one: Standing) -> str:
    """Where a provision of the text in force stands, as a sentence names it."""
    return _place(one, one.version, is_item=one.kind == ProvisionKind.ITEM)


def _place(standing: Standing | None, version: ProvisionVersion, *, is_item: bool) -> str:
    if standing is not None and standing.place:
        return f"mục {standing.place} Phụ lục" if is_item else _inside_sentence(standing.place)
    words = " ".join(emphasis.plain(version.text).split()[:8])
    return f"đoạn “{words}…”"


def _inside_sentence(place: str) -> str:
    return (
        f"mục {place}"
        if place[0].isdigit() or place.split(",", maxsplit=1)[0].isupper() or place[0] in "IVX"
        else place
    )


def _behind_additions(words: Iterable[Told]) -> dict[str, list[Told]]:
    """By the uid of an added clause what the same amendment adds behind it: an article comes with its paragraphs."""
    found = list(words)
    added = additions(one.version for one in found)
    behind: dict[str, list[Told]] = {}
    for one in found:
        if one.modification.after in added and one.version.provision.kind == ProvisionKind.CLAUSE:
            behind.setdefault(one.modification.after, []).append(one)
    return behind


def _with_those_behind(one: Told, behind: Mapping[str, list[Told]]) -> Iterator[Told]:
    yield one
    for other in behind.get(identity(one.version), []):
        yield from _with_those_behind(other, behind)


def _modifying_clauses(said: list[Told]) -> list[Clause]:
    """The sentence of the first, and the wording of all of them between one pair of quotation marks."""
    sentence = Clause(Level.NUMBERED, said[0].sentence)
    if said[0].modification.act == ModificationAct.REPEAL:
        return [sentence]
    lines = [f"{one.label} {emphasis.plain(one.version.text)}".strip() for one in said]
    lines[0] = f"“{lines[0]}"
    lines[-1] += "”"
    return [sentence, *(Clause(Level.PARAGRAPH, line) for line in lines)]


def _items_sentence(items: list[Told]) -> str:
    parts = []
    for act, word in ACTS.items():
        places = [
            one.place.removesuffix(" Phụ lục").removeprefix("mục ") for one in items if one.modification.act == act
        ]
        if places:
            parts.append(f"{word.lower()} mục {', '.join(places)}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]} của Phụ lục; nội dung cụ thể tại Phụ lục kèm theo văn bản này."


def _cells(one: Told) -> tuple[str, ...]:
    version = one.version
    return (
        one.label,
        version.text,
        names(version.leads),
        names(version.supports),
        version.due_text,
        version.deliverable,
        version.note,
    )
