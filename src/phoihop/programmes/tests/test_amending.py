"""Amendments: begun on a text in force, negotiated and signed like any text, and what the text says after them."""

import pytest

from phoihop.documents.levels import Level
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions, outline
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.modifications import modification_of
from phoihop.programmes.official import official_document
from phoihop.programmes.queries import current_versions
from phoihop.programmes.queries.amendments import outdated, pending_modifications, text_in_force
from phoihop.programmes.states import InstrumentKind, ModificationAct, ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db
CHANGE, ADD, REPEAL = ModificationAct.CHANGE, ModificationAct.ADD, ModificationAct.REPEAL


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


@pytest.fixture
def programme(scene: make.Scene) -> Instrument:
    return make.in_force(scene, items=2)


def begun(scene: make.Scene, text: Instrument, *, by: make.Side | None = None) -> Instrument:
    side = by or scene.north
    return actions.start_amendment(text, organisation=side.body, by=side.officer)


def modify(
    scene: make.Scene,
    amendment: Instrument,
    act: ModificationAct,
    version: ProvisionVersion | None = None,
    **said: object,
) -> ProvisionVersion:
    side = scene.south if amendment.turn == scene.south.body else scene.north
    uid = str(version.provision.uid) if version else ""
    aim = {"after": uid} if act == ADD else {"target": uid}
    return actions.write_modification(amendment, act, **aim, organisation=side.body, by=side.officer, **said)  # type: ignore[arg-type]


def signed(scene: make.Scene, amendment: Instrument) -> Instrument:
    """Offered, agreed, frozen and signed."""
    actions.disclose(amendment, organisation=scene.north.body, by=scene.north.officer)
    make.agree(scene, make.fresh(amendment))
    actions.freeze_instrument(make.fresh(amendment), by=scene.north.clerk)
    for who in (scene.south, scene.north):
        actions.sign_instrument(make.fresh(amendment), by=who.signatory, pin=make.PIN)
    return make.fresh(amendment)


def words(text: Instrument) -> list[tuple[str, str]]:
    return [(one.label, "–" if one.is_repealed else one.version.text) for one in text_in_force(text)]


def clause(text: Instrument, number: int) -> ProvisionVersion:
    return [v for v in current_versions(text) if v.provision.kind == ProvisionKind.CLAUSE][number]


def test_it_begins_in_private_with_the_citation_of_what_it_amends(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)

    texts = [v.text for v in current_versions(amendment, organisation=scene.north.body)]
    assert (amendment.kind, amendment.parent_id, amendment.disclosed_at) == (
        InstrumentKind.AMENDMENT,
        programme.pk,
        None,
    )
    assert amendment.title.startswith(f"một số nội dung của Chương trình phối hợp số {programme.number_text}, ngày ")
    assert texts[0].startswith(f"Căn cứ Chương trình phối hợp số {programme.number_text}")
    assert (amendment.period_start, amendment.period_end) == (programme.period_start, programme.period_end)


def test_an_amendment_of_an_amendment_amends_the_same_text(scene: make.Scene, programme: Instrument) -> None:
    first = begun(scene, programme)
    modify(scene, first, CHANGE, clause(programme, 1), text="Phối hợp thường xuyên.")

    second = begun(scene, signed(scene, first), by=scene.south)

    assert second.parent_id == programme.pk


def test_change_add_and_repeal_apply_when_signed_and_not_before(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)
    modify(scene, amendment, CHANGE, clause(programme, 1), text="Phối hợp thường xuyên.")
    modify(scene, amendment, ADD, clause(programme, 1), text="Báo cáo hằng quý.", level=Level.NUMBERED)
    modify(scene, amendment, REPEAL, make.item(programme, 2))
    modify(scene, amendment, CHANGE, make.item(programme, 1), due_text="Quý III")
    before = words(programme)
    signed(scene, amendment)

    assert before[1:] == [("1.", "Phối hợp chặt chẽ."), ("I.1", "Tổ chức hội thảo 1"), ("I.2", "Tổ chức hội thảo 2")]
    assert words(programme) == [
        ("I.", "MỤC ĐÍCH"), ("1.", "Phối hợp thường xuyên."), ("2.", "Báo cáo hằng quý."),
        ("I.1", "Tổ chức hội thảo 1"), ("I.2", "–"),
    ]  # fmt: skip
    now = {one.label: one for one in text_in_force(programme)}
    assert now["1."].set_by == ((CHANGE, amendment),)
    assert now["I.1"].version.due_rule["dues"][0]["on"] == "2025-09-30"
    assert now["I.1"].version.deliverable == "02 hội thảo"


def test_the_document_says_what_it_does_to_which_place(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)
    modify(scene, amendment, CHANGE, clause(programme, 1), text="Phối hợp thường xuyên.")
    modify(scene, amendment, ADD, clause(programme, 1), text="Báo cáo hằng quý.", level=Level.NUMBERED)
    modify(scene, amendment, REPEAL, make.item(programme, 2))
    modify(scene, amendment, ADD, kind=ProvisionKind.ITEM, **make.item_fields(scene, 3))

    document = official_document(make.fresh(amendment), organisation=scene.north.body)

    said = [(c.level, c.text) for c in document.clauses]
    assert document.type_name == "CHƯƠNG TRÌNH PHỐI HỢP"
    assert document.summary.startswith("sửa đổi, bổ sung một số nội dung của Chương trình phối hợp số")
    assert said[2:] == [
        (Level.ARTICLE, "Sửa đổi, bổ sung một số nội dung"),
        (Level.NUMBERED, "Sửa đổi mục I.1 như sau:"),
        (Level.PARAGRAPH, "“1. Phối hợp thường xuyên.”"),
        (Level.NUMBERED, "Bổ sung mục I.2 vào sau mục I.1 như sau:"),
        (Level.PARAGRAPH, "“2. Báo cáo hằng quý.”"),
        (
            Level.NUMBERED,
            "Bổ sung mục I.3; bãi bỏ mục I.2 của Phụ lục; nội dung cụ thể tại Phụ lục kèm theo văn bản này.",
        ),
        (Level.ARTICLE, "Hiệu lực thi hành"),
        (Level.NUMBERED, "Văn bản này có hiệu lực kể từ ngày người ký sau cùng ký."),
        (Level.NUMBERED, "Các nội dung khác không được sửa đổi tại văn bản này giữ nguyên hiệu lực."),
    ]
    (annex,) = document.tables
    assert [row.cells[:2] for row in annex.rows] == [
        ("Bổ sung",), ("I.3", "Tổ chức hội thảo 3"), ("Bãi bỏ",), ("I.2", "Tổ chức hội thảo 2"),
    ]  # fmt: skip


def test_its_number_is_of_the_series_of_what_it_amends(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)
    modify(scene, amendment, REPEAL, make.item(programme, 2))

    assert signed(scene, amendment).number_text == programme.number_text.replace("01-", "02-")


def test_a_second_word_on_one_provision_is_written_over_the_first(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)
    one = modify(scene, amendment, CHANGE, clause(programme, 1), text="Một.")
    two = modify(scene, amendment, REPEAL, clause(programme, 1))

    found = modification_of(two)
    assert one.provision_id == two.provision_id
    assert found is not None
    assert found.act == REPEAL
    assert two.text == "Phối hợp chặt chẽ."


def test_an_edit_keeps_the_place_and_reads_the_text_anew(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)
    one = modify(scene, amendment, CHANGE, clause(programme, 1), text="Một.")
    who = {"organisation": scene.north.body, "by": scene.north.officer}

    again = actions.write_version(amendment, provision=one.provision, text="Hai.", level=Level.CHAPTER, **who)  # type: ignore[arg-type]

    assert (again.text, again.level, modification_of(again)) == ("Hai.", Level.NUMBERED, modification_of(one))
    assert (
        outline.labels(current_versions(amendment, organisation=scene.north.body))[one.provision_id] == "khoản 1 Điều 1"
    )
    repealed = modify(scene, amendment, REPEAL, make.item(programme, 1))
    with pytest.raises(NotPossible, match="được đề nghị bãi bỏ"):
        actions.write_version(amendment, provision=repealed.provision, text="Ba.", **who)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("act", "said", "sentence"),
    [
        (CHANGE, {"text": "Phối hợp chặt chẽ."}, "giống hệt nội dung đang có hiệu lực"),
        (CHANGE, {"text": ""}, "Hãy nhập nội dung"),
        (CHANGE, {"text": "x" * 20_001}, "dài nhất 20000 ký tự"),
    ],
)
def test_what_says_nothing_is_refused(
    scene: make.Scene, programme: Instrument, act: ModificationAct, said: dict[str, str], sentence: str
) -> None:
    amendment = begun(scene, programme)

    with pytest.raises(NotPossible, match=sentence):
        modify(scene, amendment, act, clause(programme, 1), **said)


def test_only_officers_of_a_party_amend_and_only_what_is_in_force(scene: make.Scene, programme: Instrument) -> None:
    draft = make.draft_instrument(scene, year=2028)

    with pytest.raises(NotPossible, match="Chỉ sửa đổi, bổ sung văn bản đã có hiệu lực"):
        begun(scene, draft)
    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên"):
        actions.start_amendment(programme, organisation=scene.north.body, by=scene.north.approver)
    amendment = begun(scene, programme)
    foreign = make.draft_instrument(make.scene(), year=2028)
    with pytest.raises(NotPossible, match="không còn trong văn bản đang có hiệu lực"):
        modify(scene, amendment, REPEAL, current_versions(foreign, organisation=foreign.owner)[0])
    with pytest.raises(NotAllowed):
        actions.write_modification(
            amendment, REPEAL, target=str(clause(programme, 1).provision.uid),
            organisation=scene.south.body, by=scene.south.officer,
        )  # fmt: skip


def test_work_is_added_to_the_text_not_to_the_amendment(scene: make.Scene, programme: Instrument) -> None:
    amendment = begun(scene, programme)
    who = {"organisation": scene.north.body, "by": scene.north.officer}

    with pytest.raises(NotPossible, match="Hãy bổ sung việc ở trang lời văn đang có hiệu lực"):
        actions.write_version(amendment, kind=ProvisionKind.ITEM, text="Một việc.", **who)  # type: ignore[arg-type]
    with pytest.raises(NotPossible, match="Hãy bổ sung việc ở trang lời văn đang có hiệu lực"):
        actions.write_items(amendment, [make.item_fields(scene, 3)], **who)  # type: ignore[arg-type]


def test_amendments_under_way_that_meet_are_told_as_far_as_a_side_knows(
    scene: make.Scene, programme: Instrument
) -> None:
    ours, theirs = begun(scene, programme), begun(scene, programme, by=scene.south)
    uid = str(clause(programme, 1).provision.uid)
    modify(scene, ours, CHANGE, clause(programme, 1), text="Của ta.")
    modify(scene, theirs, CHANGE, clause(programme, 1), text="Của bạn.")

    assert pending_modifications(text_in_force(programme), programme, scene.north.body, but=ours) == {}
    assert pending_modifications(text_in_force(programme), programme, scene.south.body, but=theirs) == {}
    assert pending_modifications(text_in_force(programme), programme, None) == {}
    actions.disclose(theirs, organisation=scene.south.body, by=scene.south.officer)
    assert pending_modifications(text_in_force(programme), programme, scene.north.body, but=ours) == {uid: [theirs]}
    assert pending_modifications(text_in_force(programme), programme, None) == {uid: [theirs]}


def test_words_that_another_amendment_replaced_are_not_frozen_unread(scene: make.Scene, programme: Instrument) -> None:
    late, quick = begun(scene, programme), begun(scene, programme)
    modify(scene, late, CHANGE, clause(programme, 1), text="Muộn.")
    actions.disclose(late, organisation=scene.north.body, by=scene.north.officer)
    make.agree(scene, make.fresh(late))
    modify(scene, quick, CHANGE, clause(programme, 1), text="Nhanh.")
    signed(scene, quick)

    assert outdated(current_versions(late), text_in_force(programme))
    with pytest.raises(NotPossible, match="1 nội dung được sửa ở đây đã đổi từ khi soạn"):
        actions.freeze_instrument(make.fresh(late), by=scene.north.clerk)
    turn = make.fresh(late).turn
    side = scene.north if turn == scene.north.body else scene.south
    modify(scene, make.fresh(late), CHANGE, clause(programme, 1), text="Muộn hơn.")  # beside the words in force
    actions.disclose(make.fresh(late), organisation=side.body, by=side.officer)
    make.agree(scene, make.fresh(late))
    actions.freeze_instrument(make.fresh(late), by=scene.north.clerk)

    assert make.fresh(late).state == "frozen"
