"""Private work: writing, moving, taking out, taking back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions
from phoihop.programmes.canonical import content_hash
from phoihop.programmes.models import Provision, ProvisionVersion
from phoihop.programmes.queries import change_of, current_versions, latest_versions, private_versions
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def texts(versions: list[ProvisionVersion]) -> list[str]:
    return [version.text for version in versions]


def test_an_edit_is_seen_by_its_own_side_only() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    south = scene.south.acting

    version = actions.write_version(
        instrument, provision=item.provision, text="Hai hội thảo", reason="Cần hơn", **south
    )

    assert texts(current_versions(instrument, organisation=scene.south.body)) == [
        "MỤC ĐÍCH",
        "Phối hợp chặt chẽ.",
        "Hai hội thảo",
    ]
    assert texts(current_versions(instrument))[-1] == "Tổ chức hội thảo 1"
    assert texts(current_versions(instrument, organisation=scene.north.body))[-1] == "Tổ chức hội thảo 1"
    assert (version.base, version.revision, version.reason) == (item, None, "Cần hơn")
    assert version.content_hash == content_hash(version) != item.content_hash
    assert version.deliverable == item.deliverable


def test_a_second_edit_replaces_the_first() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    south = scene.south.acting
    item = make.item(instrument)

    actions.write_version(instrument, provision=item.provision, text="Một", **south)
    actions.write_version(instrument, provision=item.provision, text="Hai", **south)

    assert texts(private_versions(instrument, scene.south.body)) == ["Hai"]


def test_writing_the_disclosed_words_again_is_no_change() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    south = scene.south.acting
    item = make.item(instrument)

    actions.write_version(instrument, provision=item.provision, text="Khác", **south)
    again = actions.write_version(instrument, provision=item.provision, text=item.text, **south)
    untouched = actions.write_version(instrument, provision=item.provision, text=item.text, **south)

    assert again == untouched == item
    assert private_versions(instrument, scene.south.body) == []


def test_a_new_clause_goes_behind_the_one_that_was_named() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    north = scene.north.acting
    heading = current_versions(instrument, organisation=scene.north.body)[0]

    for text in ("ba", "hai", "một"):
        actions.write_version(instrument, after=heading.provision, level=2, text=text, **north)

    assert texts(current_versions(instrument, organisation=scene.north.body)) == [
        "MỤC ĐÍCH",
        "một",
        "hai",
        "ba",
        "Phối hợp chặt chẽ.",
    ]


def test_between_close_neighbours_there_is_always_room() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    north = scene.north.acting
    before = current_versions(instrument, organisation=scene.north.body)[0]

    for number in range(14):
        before = actions.write_version(instrument, after=before.provision, level=2, text=f"{number:02}", **north)

    assert texts(current_versions(instrument, organisation=scene.north.body)) == [
        "MỤC ĐÍCH",
        *(f"{number:02}" for number in range(14)),
        "Phối hợp chặt chẽ.",
    ]


def test_a_provision_that_continues_another_year_knows_its_origin() -> None:
    scene = make.scene()
    last_year = make.negotiated(scene, items=1, year=2024)
    instrument = make.draft_instrument(scene, items=0)
    origin = make.item(last_year).provision
    north = scene.north.acting

    one = actions.write_version(instrument, kind=ProvisionKind.ITEM, text="Tiếp", origin=origin, **north)
    [many] = actions.write_items(instrument, [{"text": "Tiếp nữa", "origin": origin}], **north)

    assert list(origin.continuations.order_by("pk")) == [one.provision, many.provision]


def test_two_thousand_items_are_written_in_a_few_statements() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    rows = [make.item_fields(scene, number) for number in range(1, 2001)]

    with CaptureQueriesContext(connection) as queries:
        versions = actions.write_items(instrument, rows, organisation=scene.north.body, by=scene.north.officer)

    assert len(versions) == 2000
    assert len(queries) <= 20
    stored = ProvisionVersion.objects.select_related("provision").get(pk=versions[-1].pk)
    assert (stored.text, stored.content_hash) == ("Tổ chức hội thảo 2000", content_hash(stored))


def test_a_bad_row_is_named_and_nothing_is_written() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    rows = [{"text": "Được"}, {"text": ""}]

    with pytest.raises(NotPossible, match=r"^Dòng 2: Hãy nhập nội dung\.$"):
        actions.write_items(instrument, rows, organisation=scene.north.body, by=scene.north.officer)
    assert not Provision.objects.filter(kind=ProvisionKind.ITEM).exists()


def test_a_provision_moves_among_its_neighbours() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=3)
    south = scene.south.acting

    actions.move_provision(instrument, make.item(instrument, 3).provision, up=True, **south)

    moved = private_versions(instrument, scene.south.body)
    assert texts(moved) == ["Tổ chức hội thảo 3"]
    assert texts(current_versions(instrument, organisation=scene.south.body))[2:] == [
        "Tổ chức hội thảo 1",
        "Tổ chức hội thảo 3",
        "Tổ chức hội thảo 2",
    ]

    actions.move_provision(instrument, make.item(instrument, 3).provision, up=False, **south)
    assert texts(current_versions(instrument, organisation=scene.south.body))[2:] == [
        "Tổ chức hội thảo 1",
        "Tổ chức hội thảo 2",
        "Tổ chức hội thảo 3",
    ]


def test_neighbours_without_room_change_places() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=2)
    north = scene.north.acting
    one, two = current_versions(instrument, organisation=scene.north.body)[-2:]
    ProvisionVersion.objects.filter(pk=two.pk).update(position=one.position + 1)
    before = current_versions(instrument, organisation=scene.north.body)[1]
    ProvisionVersion.objects.filter(pk=before.pk).update(position=one.position - 1)

    actions.move_provision(instrument, two.provision, up=True, **north)

    assert texts(current_versions(instrument, organisation=scene.north.body))[-2:] == [two.text, one.text]


def test_nothing_moves_out_of_its_group() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=2)
    north = scene.north.acting
    text = current_versions(instrument, organisation=scene.north.body)

    for version, up in ((text[0], True), (text[1], False), (text[2], True), (text[3], False)):
        with pytest.raises(NotPossible, match="Nội dung này đã ở đầu hoặc cuối nhóm"):
            actions.move_provision(instrument, version.provision, up=up, **north)


def test_what_was_never_disclosed_is_simply_gone() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=1)
    north = scene.north.acting
    item = current_versions(instrument, organisation=scene.north.body)[-1]

    actions.remove_provision(instrument, item.provision, **north)

    assert not Provision.objects.filter(pk=item.provision_id).exists()


def test_what_is_disclosed_is_proposed_to_be_taken_out() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    south = scene.south.acting
    item = make.item(instrument)
    actions.write_version(instrument, provision=item.provision, text="Sửa trước đã", **south)

    actions.remove_provision(instrument, item.provision, reason="Trùng", **south)

    [removal] = private_versions(instrument, scene.south.body)
    assert (removal.removed, removal.text, removal.reason) == (True, item.text, "Trùng")
    assert len(current_versions(instrument, organisation=scene.south.body)) == 2
    assert len(current_versions(instrument)) == 3


def test_a_removal_can_be_taken_back_or_proposed_to_be_undone() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    north = scene.north.acting
    south = scene.south.acting
    item = make.item(instrument)
    actions.remove_provision(instrument, item.provision, **south)
    actions.disclose(instrument, **south)
    assert latest_versions(instrument)[-1].removed

    restored = actions.restore_provision(instrument, item.provision, reason="Vẫn cần", **north)

    assert (restored.removed, restored.text, restored.reason) == (False, item.text, "Vẫn cần")
    assert len(current_versions(instrument, organisation=scene.north.body)) == 3


def test_a_change_can_be_discarded() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    south = scene.south.acting
    item = make.item(instrument)
    actions.write_version(instrument, provision=item.provision, text="Khác", **south)
    added = actions.write_version(instrument, kind=ProvisionKind.ITEM, text="Mới", **south)

    actions.discard_change(instrument, item.provision, **south)
    actions.discard_change(instrument, added.provision, **south)

    assert private_versions(instrument, scene.south.body) == []
    assert not Provision.objects.filter(pk=added.provision_id).exists()
    with pytest.raises(NotPossible, match="Nội dung này không có thay đổi riêng nào để bỏ"):
        actions.discard_change(instrument, item.provision, **south)


def test_only_officers_of_the_side_with_the_turn_write() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    provision = make.item(instrument).provision

    for body, person in (
        (scene.north.body, scene.north.officer),
        (scene.south.body, scene.south.viewer),
        (scene.south.body, scene.north.officer),
    ):
        with pytest.raises(NotAllowed, match="Chỉ chuyên viên của bên đang giữ lượt được sửa văn bản này"):
            actions.write_version(instrument, provision=provision, text="x", organisation=body, by=person)
        with pytest.raises(NotAllowed):
            actions.remove_provision(instrument, provision, organisation=body, by=person)


def test_the_provision_of_another_text_is_not_found_here() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    other = make.negotiated(scene, items=1, year=2024)
    south = scene.south.acting
    foreign = make.item(other).provision

    for act in (
        lambda: actions.write_version(instrument, provision=foreign, text="x", **south),
        lambda: actions.move_provision(instrument, foreign, up=True, **south),
        lambda: actions.write_version(instrument, after=foreign, text="x", **south),
    ):
        with pytest.raises(NotPossible, match="Nội dung này không còn trong văn bản"):
            act()


# Room between neighbours


def test_any_number_of_insertions_behind_one_stay_in_order_and_move_nothing_disclosed() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    south = scene.south.acting
    first, second = make.item(instrument, 1), make.item(instrument, 2)

    for number in range(1, 41):
        actions.write_version(
            instrument,
            kind=ProvisionKind.ITEM,
            after=first.provision,
            text=f"Thêm {number}",
            field_of_work=first.field_of_work,
            **south,
        )

    expected = [first.text, *(f"Thêm {number}" for number in range(40, 0, -1)), second.text]
    assert texts(current_versions(instrument, organisation=scene.south.body))[2:] == expected
    assert {change_of(version).kind for version in private_versions(instrument, scene.south.body)} == {"added"}


def test_each_behind_the_one_before_stays_in_order() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    after, second = make.item(instrument, 1), make.item(instrument, 2)

    for number in range(1, 41):
        after = actions.write_version(
            instrument,
            kind=ProvisionKind.ITEM,
            after=after.provision,
            text=f"Thêm {number}",
            field_of_work=second.field_of_work,
            **scene.south.acting,
        )

    shown = texts(current_versions(instrument, organisation=scene.south.body))[3:]
    assert shown == [*(f"Thêm {number}" for number in range(1, 41)), second.text]


def test_where_disclosed_neighbours_leave_no_room_the_ones_below_move() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=3)
    items = current_versions(instrument, organisation=scene.north.body)[2:]
    for version, position in zip(items, (5_000, 5_001, 5_002), strict=True):
        ProvisionVersion.objects.filter(pk=version.pk).update(position=position)
    actions.disclose(instrument, **scene.north.acting)
    south = scene.south.acting

    actions.write_version(
        instrument,
        kind=ProvisionKind.ITEM,
        after=items[0].provision,
        text="Thêm",
        field_of_work=items[0].field_of_work,
        **south,
    )

    shown = texts(current_versions(instrument, organisation=scene.south.body))[2:]
    assert shown == [items[0].text, "Thêm", items[1].text, items[2].text]
    kinds = [change_of(version).kind for version in private_versions(instrument, scene.south.body)]
    assert kinds == ["added", "moved", "moved"]


@pytest.mark.parametrize("up", [True, False])
def test_neighbours_at_one_position_change_places(up: bool) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=3)
    items = current_versions(instrument, organisation=scene.north.body)[2:]
    ProvisionVersion.objects.filter(pk__in=[version.pk for version in items]).update(position=5_000)
    actions.disclose(instrument, **scene.north.acting)
    moved = items[1]

    actions.move_provision(instrument, moved.provision, up=up, **scene.south.acting)

    order = (1, 0, 2) if up else (0, 2, 1)
    shown = texts(current_versions(instrument, organisation=scene.south.body))[2:]
    assert shown == [items[place].text for place in order]
