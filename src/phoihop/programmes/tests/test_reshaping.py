"""Levels, places, two out of one and one out of two; in private, and with as few changes as it takes."""

from itertools import pairwise

import pytest

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions
from phoihop.programmes.breaks import breaks, parts
from phoihop.programmes.models import Instrument, Provision
from phoihop.programmes.queries import current_versions, private_versions
from phoihop.programmes.states import InstrumentKind, ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def outlined(scene: make.Scene, *clauses: tuple[int, str], **fields: object) -> Instrument:
    """A disclosed text of just these clauses, on which the south works."""
    instrument = make.draft_instrument(scene, items=0, **fields)  # type: ignore[arg-type]
    for version in current_versions(instrument, organisation=scene.north.body):
        actions.remove_provision(instrument, version.provision, **scene.north.acting)
    rows = [{"level": level, "text": text} for level, text in clauses]
    actions.write_items(instrument, rows, kind=ProvisionKind.CLAUSE, **scene.north.acting)
    actions.disclose(instrument, **scene.north.acting)
    return make.fresh(instrument)


def named(instrument: Instrument, text: str, body: Organisation | None = None) -> Provision:
    return next(v.provision for v in current_versions(instrument, organisation=body) if v.text == text)


def shape(instrument: Instrument, body: Organisation) -> list[tuple[int, str]]:
    return [(version.level, version.text) for version in current_versions(instrument, organisation=body)]


def changed(instrument: Instrument, body: Organisation) -> set[str]:
    return {version.text for version in private_versions(instrument, body)}


TREE = ((1, "A"), (2, "A1"), (3, "A1a"), (2, "A2"), (1, "B"), (2, "B1"))


def test_a_level_takes_those_below_along_and_is_private() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)
    before = shape(instrument, scene.north.body)
    south = scene.south.acting

    actions.shift_level(instrument, named(instrument, "A1"), deeper=True, **south)

    assert shape(instrument, scene.south.body) == [(1, "A"), (3, "A1"), (4, "A1a"), (2, "A2"), (1, "B"), (2, "B1")]
    assert shape(instrument, scene.north.body) == before == list(TREE)
    assert changed(instrument, scene.south.body) == {"A1", "A1a"}
    actions.shift_level(instrument, named(instrument, "A1"), deeper=False, **south)
    assert private_versions(instrument, scene.south.body) == []


def test_a_regulation_goes_from_articles_to_chapters_without_roman_headings() -> None:
    scene = make.scene()
    instrument = outlined(scene, (5, "Chung"), (6, "Phạm vi"), (2, "Một"), kind=InstrumentKind.REGULATION)

    actions.shift_level(instrument, named(instrument, "Phạm vi"), deeper=False, **scene.south.acting)

    assert shape(instrument, scene.south.body) == [(5, "Chung"), (5, "Phạm vi"), (6, "Một")]


@pytest.mark.parametrize(
    ("text", "deeper", "sentence"),
    [
        ("A", False, "đã ở cấp lớn nhất"),
        ("gạch", True, "Không còn cấp nhỏ hơn"),
        ("cha", True, "Không còn cấp nhỏ hơn"),
        ("đoạn", True, "không lùi ra hay vào được"),
        ("Tổ chức hội thảo 1", True, "Chỉ điều khoản mới có cấp"),
    ],
)
def test_a_level_that_is_none_is_refused(text: str, deeper: bool, sentence: str) -> None:
    scene = make.scene()
    instrument = outlined(scene, (0, "đoạn"), (1, "A"), (3, "cha"), (4, "gạch"))
    actions.write_items(instrument, [make.item_fields(scene)], **scene.south.acting)

    with pytest.raises(NotPossible, match=sentence):
        actions.shift_level(instrument, named(instrument, text, scene.south.body), deeper=deeper, **scene.south.acting)


def test_a_clause_moves_with_those_below_and_nothing_else_changes() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)
    first, last = named(instrument, "A"), named(instrument, "B1")

    actions.place_provision(instrument, first, behind=last, **scene.south.acting)

    moved = ["B", "B1", "A", "A1", "A1a", "A2"]
    assert [text for _level, text in shape(instrument, scene.south.body)] == moved
    assert changed(instrument, scene.south.body) == {"A", "A1", "A1a", "A2"}
    actions.place_provision(instrument, named(instrument, "A2"), **scene.south.acting)
    assert shape(instrument, scene.south.body)[0] == (2, "A2")


def test_a_place_where_it_stands_is_no_change() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)

    for one, other in pairwise(["A1a", "A2"]):
        actions.place_provision(
            instrument, named(instrument, other), behind=named(instrument, one), **scene.south.acting
        )
    actions.place_provision(instrument, named(instrument, "A"), before=named(instrument, "B"), **scene.south.acting)
    actions.place_provision(instrument, named(instrument, "A"), **scene.south.acting)

    assert private_versions(instrument, scene.south.body) == []


def test_a_clause_moves_neither_into_itself_nor_into_the_annex() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)
    [item] = actions.write_items(instrument, [make.item_fields(scene)], **scene.south.acting)

    with pytest.raises(NotPossible, match="vào trong chính nó"):
        actions.place_provision(
            instrument, named(instrument, "A"), behind=named(instrument, "A1a"), **scene.south.acting
        )
    with pytest.raises(NotPossible, match="thuộc phần khác"):
        actions.place_provision(instrument, named(instrument, "A"), behind=item.provision, **scene.south.acting)


def test_an_item_that_moves_to_another_field_takes_it_on() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    other = actions.write_items(
        instrument, [make.item_fields(scene, 3) | {"field_of_work": "Biên soạn"}], **scene.south.acting
    )[0]

    actions.place_provision(instrument, make.item(instrument).provision, before=other.provision, **scene.south.acting)

    items = [v for v in current_versions(instrument, organisation=scene.south.body) if v.provision.kind == "item"]
    assert [(v.field_of_work, v.text[-1]) for v in items] == [
        ("Hội thảo, tọa đàm", "2"),
        ("Biên soạn", "1"),
        ("Biên soạn", "3"),
    ]


def test_many_in_one_narrow_gap_find_room() -> None:
    scene = make.scene()
    instrument = outlined(scene, *[(2, f"{number:02}") for number in range(30)])

    for number in range(29, 0, -1):
        actions.place_provision(
            instrument, named(instrument, f"{number:02}"), behind=named(instrument, "00"), **scene.south.acting
        )
    for number in range(1, 30):
        actions.place_provision(
            instrument, named(instrument, f"{number:02}"), behind=named(instrument, "00"), **scene.south.acting
        )

    order = [text for _level, text in shape(instrument, scene.south.body)]
    assert order == ["00", *(f"{number:02}" for number in range(29, 0, -1))]


def test_two_out_of_one_and_one_out_of_two() -> None:
    scene = make.scene()
    instrument = outlined(scene, (2, "Một câu. Hai câu."), (3, "dưới"))
    [version] = [v for v in current_versions(instrument) if v.level == 2]
    south = scene.south.acting

    actions.split_provision(
        instrument, version.provision, at=breaks(version.text)[0], seen=version.content_hash, **south
    )
    assert shape(instrument, scene.south.body) == [(2, "Một câu."), (2, "Hai câu."), (3, "dưới")]

    actions.merge_with_next(instrument, version.provision, **south)
    assert shape(instrument, scene.south.body) == [(2, "Một câu.\nHai câu."), (3, "dưới")]
    assert shape(instrument, scene.north.body) == [(2, "Một câu. Hai câu."), (3, "dưới")]


@pytest.mark.parametrize("at", [-1, 0, 3, 17, 10**9])
def test_a_place_at_the_ends_or_amid_a_sentence_is_refused(at: int) -> None:
    scene = make.scene()
    instrument = outlined(scene, (2, "Một câu. Hai câu."))
    [version] = current_versions(instrument)

    with pytest.raises(NotPossible, match="giữa hai câu"):
        actions.split_provision(instrument, version.provision, at=at, seen=version.content_hash, **scene.south.acting)


def test_what_a_colleague_changed_meanwhile_is_not_split_blindly() -> None:
    scene = make.scene()
    instrument = outlined(scene, (2, "Một câu. Hai câu."))
    [version] = current_versions(instrument)
    actions.write_version(instrument, provision=version.provision, text="Khác hẳn. Rồi.", **scene.south.acting)

    with pytest.raises(NotPossible, match="vừa sửa nội dung này"):
        actions.split_provision(instrument, version.provision, at=9, seen=version.content_hash, **scene.south.acting)


def test_items_become_one_with_the_bodies_of_both() -> None:
    scene = make.scene()
    rows = [make.item_fields(scene, number) | {"due_text": "Quý I/2025"} for number in (1, 2)]
    instrument = make.negotiated(scene, items=0)
    one, two = actions.write_items(instrument, rows, **scene.south.acting)

    actions.merge_with_next(instrument, one.provision, **scene.south.acting)

    one = one.provision.versions.get()
    assert one.text == "Tổ chức hội thảo 1\nTổ chức hội thảo 2"
    assert [body["key"] for body in one.leads] == [scene.north.body.key, scene.south.body.key]
    assert (one.deliverable, one.target_unit) == ("02 hội thảo; 02 hội thảo", "hội thảo")
    assert one.target_quantity == 4
    assert not Provision.objects.filter(pk=two.provision_id).exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A", "không có nội dung cùng loại"),
        ("B1", "không có nội dung cùng loại"),
        ("Tổ chức hội thảo 1", "thời gian khác nhau"),
        ("Tổ chức hội thảo 2", "không có nội dung cùng loại"),
    ],
)
def test_what_does_not_belong_together_is_not_merged(text: str, sentence: str) -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)
    actions.write_items(instrument, [make.item_fields(scene, n) for n in (1, 2)], **scene.south.acting)

    with pytest.raises(NotPossible, match=sentence):
        actions.merge_with_next(instrument, named(instrument, text, scene.south.body), **scene.south.acting)


def test_two_of_the_longest_do_not_become_one() -> None:
    scene = make.scene()
    instrument = outlined(scene, (2, "a" * 15_000), (2, "b" * 15_000))

    with pytest.raises(NotPossible, match="20000|20.000"):
        actions.merge_with_next(instrument, current_versions(instrument)[0].provision, **scene.south.acting)


def test_the_same_once_more() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)

    actions.duplicate_provision(instrument, named(instrument, "A1"), **scene.south.acting)

    texts = [text for _level, text in shape(instrument, scene.south.body)]
    assert texts == ["A", "A1", "A1a", "A1", "A1a", "A2", "B", "B1"]
    assert len({v.provision_id for v in current_versions(instrument, organisation=scene.south.body)}) == 8
    assert len(private_versions(instrument, scene.south.body)) == 2


def test_what_the_other_side_has_not_disclosed_or_another_text_has_cannot_be_reached() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)
    elsewhere = make.item(make.negotiated(scene, items=1, year=2024)).provision
    ours = actions.write_version(instrument, text="Chưa gửi. Kín.", level=2, **scene.south.acting)
    Instrument.objects.filter(pk=instrument.pk).update(turn=scene.north.body)  # as if the turn had gone over meanwhile

    for provision in (elsewhere, ours.provision):
        with pytest.raises(NotPossible, match="không còn trong văn bản"):
            actions.duplicate_provision(instrument, provision, **scene.north.acting)
        with pytest.raises(NotPossible, match="thuộc phần khác"):
            actions.place_provision(instrument, named(instrument, "A"), behind=provision, **scene.north.acting)


def test_who_may_not_edit_may_not_reshape() -> None:
    scene = make.scene()
    instrument = outlined(scene, *TREE)

    with pytest.raises(NotAllowed):
        actions.duplicate_provision(
            instrument, named(instrument, "A"), organisation=scene.south.body, by=scene.south.viewer
        )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", [""]),
        ("một dòng", ["một dòng"]),
        ("một.\nhai", ["một.", "hai"]),
        ("**đậm. đậm** thường. hết", ["**đậm. đậm** thường.", "hết"]),
        ("ngày 31.12.2025; xong", ["ngày 31.12.2025;", "xong"]),
    ],
)
def test_words_part_between_sentences_and_lines(text: str, pieces: list[str]) -> None:
    assert [piece for _at, piece in parts(text)] == pieces


def test_what_is_taken_out_makes_no_room_for_what_comes_in() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    north = scene.north.acting
    first = current_versions(instrument, organisation=scene.north.body)[0].provision
    for number in range(14):  # each halves the gap behind the first clause
        actions.write_version(instrument, kind=ProvisionKind.CLAUSE, text=f"Cũ {number}", after=first, **north)
    text = current_versions(instrument, organisation=scene.north.body)
    room, place = min((after.position - before.position, index) for index, (before, after) in enumerate(pairwise(text)))
    before, gone = text[place], text[place + 1]
    behind = actions.Place(after=before.provision_id)
    names = [f"Mới {number}" for number in range(room + 2)]
    new = [actions.Rewrite(kind=ProvisionKind.CLAUSE, fields={"text": name}, place=behind) for name in names]

    actions.rewrite(instrument, [actions.Rewrite(gone.provision, removed=True), *new], **north)

    now = [version.text for version in current_versions(instrument, organisation=scene.north.body)]
    rest = [version.text for version in text if version != gone]
    assert now == [*rest[: place + 1], *names, *rest[place + 1 :]]
    assert not Provision.objects.filter(pk=gone.provision_id).exists()
