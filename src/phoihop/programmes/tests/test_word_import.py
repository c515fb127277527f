"""A text out to Word and back: nothing where nothing was changed, and each change where it was made."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from phoihop.documents.levels import Level
from phoihop.documents.tests.make import CASE
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions, outline
from phoihop.programmes.models import Instrument, WordImport
from phoihop.programmes.queries import current_versions, private_versions
from phoihop.programmes.states import ImportState, InstrumentKind, ProvisionKind
from phoihop.programmes.tests import make, words
from phoihop.programmes.word_import import actions as importing
from phoihop.programmes.word_import.proposing import Proposals

pytestmark = pytest.mark.django_db

CLAUSES = (
    (Level.BASIS, "Căn cứ chức năng, nhiệm vụ của mỗi bên;"),
    (Level.PARAGRAPH, "Hai cơ quan thống nhất như sau:"),
    (Level.CHAPTER, "QUY ĐỊNH CHUNG"),
    (Level.ARTICLE, "Phạm vi, đối tượng"),
    (Level.NUMBERED, "Quy chế này quy định **nguyên tắc**, __nội dung__ phối hợp."),
    (Level.ARTICLE, "Hai bên phối hợp trên nguyên tắc bình đẳng, tôn trọng, thống nhất."),
    (Level.NUMBERED, "Đúng chức năng, nhiệm vụ của mỗi bên;\ntheo quy định của cấp trên;\nkhông làm thay."),
    (Level.POINT, "của cơ quan;"),
    (Level.DASH, "của đơn vị;"),
    (Level.PARAGRAPH, "1. Số đứng đầu đoạn này là chữ."),
    (Level.CHAPTER, "NỘI DUNG PHỐI HỢP"),
    (Level.HEADING, "**Công tác** tham mưu"),
    (Level.NUMBERED, "**Tham gia ý kiến.**"),
    (Level.NUMBERED, "Phối hợp chặt chẽ."),
    (Level.PARAGRAPH, "(*) Ghi chú ____ để trống."),
)


def regulation(scene: make.Scene) -> Instrument:
    instrument = make.draft_instrument(scene, InstrumentKind.REGULATION, items=0)
    fields = [{"level": level, "text": text} for level, text in CLAUSES]
    actions.write_items(instrument, fields, kind=ProvisionKind.CLAUSE, **scene.north.acting)
    return instrument


def programme(scene: make.Scene) -> Instrument:
    instrument = make.draft_instrument(scene, items=3)
    rows: list[dict[str, Any]] = [
        make.item_fields(scene, 4)
        | {"field_of_work": "", "note": "Nội dung mới", "leads": [], "text": "Một việc\nhai dòng"},
        make.item_fields(scene, 5) | {"supports": [{"key": "", "name": "Cấp ủy nơi tiếp nhận"}], "due_text": "Mỗi quý"},
        make.item_fields(scene, 6) | {"field_of_work": "Đào tạo", "target_quantity": 5, "target_unit": "lớp"},
    ]
    actions.write_items(instrument, rows, **scene.north.acting)
    return instrument


def back(scene: make.Scene, instrument: Instrument, data: bytes) -> WordImport:
    return importing.upload(instrument, file=words.upload(data), **scene.north.acting)


def proposed(scene: make.Scene, instrument: Instrument, data: bytes) -> Proposals:
    return importing.proposals(back(scene, instrument, data))[0]


def take(word_import: WordImport, scene: make.Scene, keys: set[str] | None = None) -> int:
    found, seal = importing.proposals(word_import)
    return importing.accept(word_import, found.wanted if keys is None else keys, seen=seal, by=scene.north.officer)


def texts(scene: make.Scene, instrument: Instrument, kind: ProvisionKind = ProvisionKind.CLAUSE) -> list[str]:
    text = current_versions(instrument, organisation=scene.north.body)
    return [version.text for version in text if version.provision.kind == kind]


# Out and back


@pytest.mark.parametrize("build", [regulation, programme])
def test_what_was_not_touched_proposes_nothing(build: Any) -> None:
    scene = make.scene()
    instrument = build(scene)

    found = proposed(scene, instrument, words.exported(instrument, scene.north.body))

    assert [(each.kind, each.fields) for each in found.all] == []
    assert found.unmatched == []
    assert found.unchanged == len(current_versions(instrument, organisation=scene.north.body))


@pytest.mark.parametrize(
    ("build", "old", "new", "fields"),
    [
        (regulation, "nội dung", "phương thức", ["text"]),
        (regulation, "tôn trọng", "hợp tác", ["text"]),
        (regulation, "theo quy định của", "theo yêu cầu của", ["text"]),
        (regulation, "Đúng chức năng", "Đủ chức năng", ["text"]),
        (regulation, "QUY ĐỊNH", "NHỮNG QUY ĐỊNH", ["text"]),
        (regulation, "Số đứng đầu", "Con số đứng đầu", ["text"]),
        (programme, "chặt chẽ", "thường xuyên", ["text"]),
        (programme, "Tổ chức hội thảo 2", "Tổ chức tọa đàm 2", ["text"]),
        (programme, "Quý I/", "Quý II/", ["due_text"]),
        (programme, "Cấp ủy nơi", "Đảng ủy nơi", ["supports"]),
    ],
)
def test_one_word_in_word_is_one_proposal(build: Any, old: str, new: str, fields: list[str]) -> None:
    scene = make.scene()
    instrument = build(scene)
    data = words.edited(words.exported(instrument, scene.north.body), words.replacing(old, new))

    found = proposed(scene, instrument, data)

    assert [(each.kind, list(each.fields)) for each in found.all] == [("edited", fields)]
    assert found.unmatched == []


def test_the_accepted_change_is_private_work_of_the_side() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.hand_back(instrument, **scene.south.acting)
    data = words.edited(words.exported(instrument, scene.north.body), words.replacing("chặt chẽ", "thường xuyên"))
    word_import = back(scene, instrument, data)

    count = take(word_import, scene)

    assert count == 1
    assert [version.text for version in private_versions(instrument, scene.north.body)] == ["Phối hợp thường xuyên."]
    assert [v.text for v in current_versions(instrument) if v.level == Level.NUMBERED] == ["Phối hợp chặt chẽ."]
    word_import.refresh_from_db()
    assert (word_import.state, word_import.accepted) == (ImportState.CONFIRMED, 1)


def test_taken_changes_bring_the_text_to_what_the_file_says() -> None:
    scene = make.scene()
    instrument = regulation(scene)

    def change(document: Any) -> None:
        words.insert_after(document, "bình đẳng", "1. Điểm mới đứng trước.")
        words.insert_after(document, "Điểm mới", "2. Điểm mới thứ hai.")
        first, last = words.paragraph(document, "của cơ quan"), words.paragraph(document, "Ghi chú")
        last._p.addnext(first._p)
        words.replacing("không làm thay", "không làm thay nhau")(document)

    data = words.edited(words.exported(instrument, scene.north.body), change)
    word_import = back(scene, instrument, data)
    found = importing.proposals(word_import)[0]

    take(word_import, scene)

    assert sorted(each.kind for each in found.all) == ["added", "added", "edited", "moved"]
    assert [(each.kind, each.fields) for each in proposed(scene, instrument, data).all] == []
    after = texts(scene, instrument)
    assert after[after.index("Điểm mới đứng trước.") :][:2] == ["Điểm mới đứng trước.", "Điểm mới thứ hai."]
    assert after[-1] == "của cơ quan;"


def test_rows_of_the_annex_are_added_where_they_stand_in_the_file() -> None:
    scene = make.scene()
    instrument = programme(scene)

    def change(document: Any) -> None:
        table = document.tables[-1]
        rows = [row for row in table.rows if "hội thảo 1" in row.cells[1].text or "hội thảo 6" in row.cells[1].text]
        for row, text in zip(rows, ("Việc thêm một", "Việc thêm hai"), strict=True):
            new = type(row)(row._tr.__copy__(), table)
            row._tr.addnext(new._tr)
            new.cells[1].paragraphs[0].runs[0].text = text

    data = words.edited(words.exported(instrument, scene.north.body), change)
    word_import = back(scene, instrument, data)

    take(word_import, scene)

    assert proposed(scene, instrument, data).all == []
    groups = outline.groups(current_versions(instrument, organisation=scene.north.body))
    assert [[item.text for _label, item in group.items][:2] for group in groups if group.title] == [
        ["Tổ chức hội thảo 1", "Việc thêm một"], ["Tổ chức hội thảo 6", "Việc thêm hai"],
    ]  # fmt: skip


def test_what_the_file_does_not_have_is_never_ticked_and_goes_only_when_chosen() -> None:
    scene = make.scene()
    instrument = programme(scene)

    def change(document: Any) -> None:
        words.paragraph(document, "chặt chẽ")._p.getparent().remove(words.paragraph(document, "chặt chẽ")._p)

    word_import = back(scene, instrument, words.edited(words.exported(instrument, scene.north.body), change))
    found = importing.proposals(word_import)[0]

    assert [(each.kind, each.change.after.text) for each in found.all] == [("removed", "Phối hợp chặt chẽ.")]
    assert found.wanted == set()
    take(word_import, scene, {each.key for each in found.removed})
    assert texts(scene, instrument) == ["MỤC ĐÍCH"]


# Tracked changes


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    scene = make.scene()
    instrument = programme(scene)
    data = words.edited(
        words.exported(instrument, scene.north.body),
        lambda document: words.track(document, "chặt chẽ", "chặt chẽ", "thường xuyên"),
    )

    found = proposed(scene, instrument, data)

    assert [each.fields for each in found.all] == [{"text": "Phối hợp thường xuyên."}]
    told = [(each.kind, each.author, each.at, each.text) for each in found.edited[0].tracked]
    moment = dt.datetime(2026, 11, 5, 9, 12)
    assert told == [("out", "Trần Bình", moment, "chặt chẽ"), ("in", "Trần Bình", moment, "thường xuyên")]
    assert found.tracked == found.edited[0].tracked


# The case


def test_the_programme_of_the_case_becomes_a_text_and_comes_back() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0, year=2025)
    data = (CASE / "programme-2025.docx").read_bytes()
    word_import = back(scene, instrument, data)
    found = importing.proposals(word_import)[0]

    take(word_import, scene, found.wanted | {each.key for each in found.removed})

    assert (len(found.edited), len(found.added), found.unmatched) == (1, 36, [])
    assert [each.kind for each in found.aside] == ["front", "front", "front", "signatures", "recipients", "annex"]
    again = proposed(scene, instrument, data)
    assert ([(each.kind, each.fields) for each in again.all], again.unchanged) == ([], 37)
    clauses = outline.clauses(current_versions(instrument, organisation=scene.north.body))
    assert [label for label, _version in clauses] == [
        "I.", "1.", "2.", "II.", "", "III.", "1.", "2.", "3.", "IV.", "1.", "2.",
    ]  # fmt: skip
    own = words.exported(instrument, scene.north.body)
    assert proposed(scene, instrument, own).all == []


# Refusals


def test_a_text_that_moved_on_is_told() -> None:
    scene = make.scene()
    instrument = programme(scene)
    data = words.edited(words.exported(instrument, scene.north.body), words.replacing("chặt chẽ", "thường xuyên"))
    word_import = back(scene, instrument, data)
    found, seal = importing.proposals(word_import)
    actions.write_version(instrument, kind=ProvisionKind.CLAUSE, text="Mới", **scene.north.acting)

    with pytest.raises(importing.TextMovedOn, match="Văn bản vừa được sửa ở nơi khác"):
        importing.accept(word_import, found.wanted, seen=seal, by=scene.north.officer)

    assert "Phối hợp chặt chẽ." in texts(scene, instrument)


def test_nothing_chosen_writes_nothing() -> None:
    scene = make.scene()
    instrument = programme(scene)
    word_import = back(scene, instrument, words.exported(instrument, scene.north.body))

    with pytest.raises(NotPossible, match="Hãy chọn ít nhất một thay đổi"):
        take(word_import, scene, {"c0", "x999"})


def test_an_import_is_written_once_or_discarded_once() -> None:
    scene = make.scene()
    instrument = programme(scene)
    data = words.edited(words.exported(instrument, scene.north.body), words.replacing("chặt chẽ", "thường xuyên"))
    written, given_up = back(scene, instrument, data), back(scene, instrument, data)
    take(written, scene)
    importing.discard(given_up, by=scene.north.officer)

    with pytest.raises(NotPossible, match="đã được ghi vào văn bản"):
        take(written, scene)
    with pytest.raises(NotPossible, match="đã bị bỏ"):
        take(given_up, scene)


def test_only_officers_of_the_side_that_holds_the_turn_bring_and_write() -> None:
    scene = make.scene()
    instrument = programme(scene)
    data = words.edited(words.exported(instrument, scene.north.body), words.replacing("chặt chẽ", "thường xuyên"))
    word_import = back(scene, instrument, data)
    found, seal = importing.proposals(word_import)

    for by, organisation in ((scene.north.viewer, scene.north.body), (scene.south.officer, scene.south.body)):
        with pytest.raises(NotAllowed, match="Chỉ chuyên viên của bên đang giữ lượt"):
            importing.upload(instrument, file=words.upload(data), organisation=organisation, by=by)
        with pytest.raises(NotAllowed, match="Chỉ chuyên viên của bên đang giữ lượt"):
            importing.accept(word_import, found.wanted, seen=seal, by=by)
    Instrument.objects.filter(pk=instrument.pk).update(turn=scene.south.body)
    with pytest.raises(NotAllowed):
        take(word_import, scene)


def test_a_paragraph_that_is_too_long_is_shown_and_not_written() -> None:
    scene = make.scene()
    instrument = programme(scene)
    data = words.edited(
        words.exported(instrument, scene.north.body),
        lambda document: words.insert_after(document, "chặt chẽ", "2. " + "dài " * 6_000),
    )

    found = proposed(scene, instrument, data)

    assert [each.problem[:8] for each in found.all] == ["Nội dung"]
    assert found.wanted == set()


def test_a_blank_document_is_refused() -> None:
    scene = make.scene()
    instrument = programme(scene)
    result = BytesIO()
    Document().save(result)

    with pytest.raises(NotPossible, match="chưa có chữ nào đọc được"):
        back(scene, instrument, result.getvalue())


def test_an_amendment_is_written_on_the_text_in_force() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    data = words.exported(instrument, scene.north.body)
    Instrument.objects.filter(pk=instrument.pk).update(kind=InstrumentKind.AMENDMENT)

    with pytest.raises(NotPossible, match="được soạn ngay trên lời văn đang có hiệu lực"):
        back(scene, instrument, data)
