"""Uploading, correcting, confirming and discarding: who may, what is refused with which sentence, what comes out."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.db import connection

from phoihop.lib import clock
from phoihop.lib.due_rules import Due, DueRule
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import EventKind, Role, Succession
from phoihop.programmes.importing import actions, queries
from phoihop.programmes.importing.examining import Doubt, Row
from phoihop.programmes.importing.table import Draft, Item
from phoihop.programmes.models import Instrument, ProgrammeImport, ProvisionVersion
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import ImportState, InstrumentState, ProvisionKind
from phoihop.programmes.tests import make, workbooks
from phoihop.programmes.tests.test_import_reading import CASE
from phoihop.programmes.tests.workbooks import NORTH, SOUTH, annex, item
from tests import make as base

pytestmark = pytest.mark.django_db

ONE_ROW = 3  # the first row below the title and the head of `annex`


def imported(scene: make.Scene, data: bytes | None = None, **how: Any) -> ProgrammeImport:
    file = workbooks.upload(data or annex(item(), item(2, "Tọa đàm", "Mỗi quý 01 lần")))
    return actions.upload(scene.partnership, file=file, organisation=scene.north.body, by=scene.north.officer, **how)


def draft(programme_import: ProgrammeImport) -> Draft:
    programme_import.refresh_from_db()
    return Draft.from_json(programme_import.rows)


def rows(programme_import: ProgrammeImport, scene: make.Scene) -> list[Row]:
    return queries.preview(programme_import, scene.north.officer).rows


def doubts(scene: make.Scene, data: bytes) -> list[tuple[str, str, str]]:
    """The doubts of the first row of a table."""
    first = rows(imported(scene, data), scene)[0]
    return [(doubt.field, doubt.level, doubt.text) for doubt in first.doubts]


# Uploading


def test_an_upload_keeps_file_and_understanding_and_creates_nothing_else() -> None:
    scene = make.scene()

    programme_import = imported(scene)

    assert programme_import.state == ImportState.PENDING
    assert (programme_import.by, programme_import.organisation) == (scene.north.officer, scene.north.body)
    assert (programme_import.file.name, programme_import.year) == ("bang.xlsx", 2025)
    kept = draft(programme_import)
    assert (kept.title, kept.start, kept.end) == ("công tác năm 2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert kept.table.items[0] == Item(
        row=ONE_ROW,
        number="1",
        text="Tổ chức hội thảo",
        leads=({"key": scene.north.body.key, "name": NORTH},),
        supports=({"key": scene.south.body.key, "name": SOUTH},),
        due_text="Quý I/2025",
        deliverable="01 hội thảo",
        target_quantity="1",
        target_unit="hội thảo",
    )
    assert Instrument.objects.count() == ProvisionVersion.objects.count() == 0


def test_year_and_title_may_be_said() -> None:
    kept = draft(imported(make.scene(), year=2027, title="đào tạo  năm 2027"))

    assert (kept.title, kept.start, kept.end) == ("đào tạo năm 2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))


def test_without_any_year_it_is_this_one() -> None:
    scene = make.scene()
    with clock.at(dt.datetime(2031, 5, 5, 9, tzinfo=clock.VIETNAM)):
        kept = draft(imported(scene, annex(item(due="Quý I"), title="Phụ lục")))

    assert (kept.title, kept.start.year) == ("công tác năm 2031", 2031)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_only_an_officer_uploads(role: Role) -> None:
    scene = make.scene()

    with pytest.raises(NotAllowed, match=r"^Chỉ chuyên viên của cơ quan mình được nhập chương trình từ Excel\.$"):
        actions.upload(
            scene.partnership,
            file=workbooks.upload(annex(item())),
            organisation=scene.north.body,
            by=base.member(scene.north.body, role),
        )
    assert ProgrammeImport.objects.count() == 0


def test_only_for_a_party() -> None:
    scene = make.scene()
    stranger = base.organisation()

    with pytest.raises(NotAllowed, match=r"^Chỉ một bên của quan hệ phối hợp được soạn văn bản\.$"):
        actions.upload(
            scene.partnership,
            file=workbooks.upload(annex(item())),
            organisation=stranger,
            by=base.member(stranger, Role.OFFICER),
        )


def with_formula(*, calculated: bool) -> bytes:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for place, title in enumerate(workbooks.HEAD):
            sheet.write_string(0, place, title)
        for place, cell in enumerate(item()):
            sheet.write(1, place, cell)
        if calculated:
            sheet.write_formula(1, 1, '="Việc " & "tính ra"', value="Việc tính ra")
    if calculated:
        return data.getvalue()
    return annex(item(1, '="Việc " & "chưa tính"'))


def test_a_formula_counts_by_its_result() -> None:
    assert draft(imported(make.scene(), with_formula(calculated=True))).table.items[0].text == "Việc tính ra"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (lambda: b"", "Tệp “bang.xlsx” trống. Hãy chọn tệp khác."),
        (lambda: b"%PDF-1.7\nx", "Tệp “bang.xlsx” là tệp PDF, không phải bảng tính Excel. Hãy chọn tệp .xlsx."),
        (lambda: bytes(range(256)) * 9, "Tệp “bang.xlsx” không phải bảng tính Excel. Hãy chọn tệp .xlsx."),
        (
            lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 999,
            "Tệp “bang.xlsx” là dạng Excel cũ (.xls). Hãy mở tệp bằng Excel, lưu thành .xlsx rồi tải lên.",
        ),
        (
            lambda: bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "Tệp “bang.xlsx” có mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel, lưu lại rồi tải lên.",
        ),
        (
            lambda: with_formula(calculated=False),
            "Tệp “bang.xlsx” có 1 ô công thức chưa được tính. Hãy mở tệp bằng Excel, lưu lại rồi tải lên.",
        ),
        (
            lambda: b"0" * (10 * 1024 * 1024 + 1),
            "Tệp “bang.xlsx” lớn hơn 10 MB. Hãy bỏ bớt hình ảnh hoặc tách tệp.",
        ),
    ],
)
def test_what_is_no_usable_workbook_gets_its_sentence(data: Callable[[], bytes], sentence: str) -> None:
    scene = make.scene()
    file = workbooks.upload(data())

    with pytest.raises(NotPossible) as refused:
        actions.upload(scene.partnership, file=file, organisation=scene.north.body, by=scene.north.officer)

    assert str(refused.value) == sentence
    assert ProgrammeImport.objects.count() == 0


def test_a_zip_bomb_gets_its_sentence() -> None:
    bomb = annex(item(1, "0" * 30_000), *(item(number, f"{number}" + "0" * 30_000) for number in range(2, 2_000)))

    with pytest.raises(NotPossible) as refused:
        imported(make.scene(), bomb)

    assert str(refused.value) == (
        "Tệp “bang.xlsx” nén quá nhiều dữ liệu nên không được mở. Hãy chép bảng cần dùng sang một tệp mới."
    )


# What is doubted


def test_a_letter_that_cannot_be_printed_is_to_be_mended_first() -> None:
    sentence = "Phông chữ của văn bản không có ký tự “✓”. Hãy bỏ hoặc thay ký tự đó rồi làm lại."

    assert doubts(make.scene(), annex(item(note="✓ đã làm"))) == [("note", "error", sentence)]


def test_a_sound_row_has_no_doubts() -> None:
    assert doubts(make.scene(), annex(item())) == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (item(text=None), [("text", "error", "Chưa ghi nội dung.")]),
        (item(lead=None), [("leads", "doubt", "Chưa có đơn vị chủ trì.")]),
        (
            item(lead="Sở Nội vụ"),
            [
                ("leads", "doubt", "Không bên ký nào chủ trì việc này; cơ quan chủ trì chương trình sẽ báo cáo."),
                ("leads", "doubt", "“Sở Nội vụ” không có trong danh sách cơ quan; giữ nguyên như đã viết."),
            ],
        ),
        (
            item(support="cấp ủy nơi tiếp nhận"),
            [("supports", "doubt", "“cấp ủy nơi tiếp nhận” không có trong danh sách cơ quan; giữ nguyên như đã viết.")],
        ),
        (item(support=NORTH), [("supports", "doubt", "Có đơn vị vừa chủ trì vừa phối hợp.")]),
        (item(support=None), []),
        (item(due=None), [("due_text", "doubt", "Chưa ghi thời gian thực hiện.")]),
        (item(due="sắp tới"), [("due_text", "doubt", "Chưa hiểu “sắp tới” là hạn nào.")]),
        (
            item(due="Quý I/2026"),
            [("due_text", "doubt", "Hạn 31/03/2026 nằm ngoài thời gian của chương trình (01/01/2025 - 31/12/2025).")],
        ),
        (
            item(due=dt.date(2025, 5, 1)),
            [("due_text", "doubt", "Excel giữ ô này là một ngày; nếu ý là cả tháng 5/2025 thì hãy sửa lại.")],
        ),
        (item(deliverable=None), [("deliverable", "doubt", "Chưa ghi sản phẩm.")]),
        (item(note="x" * 501), [("note", "error", "Ghi chú dài 501 ký tự, nhiều hơn 500. Hãy rút gọn.")]),
        (
            item(support="; ".join(f"Xã {number}" for number in range(21))),
            [("supports", "error", "Mỗi ô chỉ ghi nhiều nhất 20 đơn vị.")],
        ),
    ],
)
def test_each_doubt_has_its_sentence(cells: list[Any], expected: list[tuple[str, str, str]]) -> None:
    found = doubts(make.scene(), annex(cells))

    assert [doubt for doubt in found if "Xã" not in doubt[2]] == expected


def test_the_same_work_twice_is_doubted_at_the_second() -> None:
    scene = make.scene()

    first, second = rows(imported(scene, annex(item(1), item(2))), scene)

    assert first.doubts == ()
    assert second.doubts == (Doubt("text", "doubt", "Nội dung và chủ trì trùng với dòng 3."),)


def test_a_footer_is_left_out_with_a_note_and_asks_for_nothing() -> None:
    scene = make.scene()

    footer = rows(imported(scene, annex(item(1), item(2, "b"), [None, "Gồm hai việc."])), scene)[2]

    assert footer.doubts[0] == Doubt("text", "note", "Dòng này có vẻ là chú thích của bảng nên được để ra ngoài.")
    assert (footer.item.included, footer.is_doubtful) == (False, False)


def test_an_old_name_is_noted_and_means_the_heir() -> None:
    scene = make.scene()
    old = base.organisation("Ban Tuyên giáo Tỉnh ủy")
    Succession.objects.create(
        kind=EventKind.MERGE, predecessor=old, successor=scene.north.body, effective_on=dt.date(2025, 3, 1)
    )

    first = rows(imported(scene, annex(item(lead="Ban Tuyên giáo Tỉnh ủy"))), scene)[0]

    assert first.item.leads == ({"key": scene.north.body.key, "name": NORTH},)
    assert first.doubts == (Doubt("leads", "note", f"Trong tệp: Ban Tuyên giáo Tỉnh ủy → {NORTH}."),)
    assert not first.is_doubtful


def test_the_case_asks_three_rows_to_be_looked_at() -> None:
    scene = make.scene()
    for body, names in ((scene.north.body, ["Ban Tuyên giáo Tỉnh ủy"]), (scene.south.body, ["Trường Chính trị tỉnh"])):
        body.names.update(short_name=names[0], name=names[0])

    seen = queries.preview(imported(scene, CASE.read_bytes()), scene.north.officer)

    assert [row.item.row for row in seen.rows if row.is_doubtful] == [19, 20, 35, 40]
    assert (seen.included_count, seen.field_count, seen.doubtful_count, seen.wrong_count) == (25, 10, 4, 0)
    assert seen.unknown == [
        ("cấp ủy nơi tiếp nhận", 1),
        ("trung tâm chính trị cấp huyện", 1),
        ("Sở Khoa học và Công nghệ", 1),
    ]
    assert [group.title for group in seen.groups][:2] == ["Công tác tham mưu", "Hội thảo, tọa đàm khoa học"]


# Correcting


def test_a_corrected_row_is_understood_again() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(due="sắp tới", lead="x"), item(2, "b")))

    actions.correct_row(
        programme_import,
        ONE_ROW,
        by=scene.north.officer,
        text="Việc\u200b mới ",
        leads=f"{SOUTH}; Hội Nông dân",
        due_text=" Tháng 4 và  tháng 8 ",
        target_quantity="2",
    )

    first = rows(ProgrammeImport.objects.get(), scene)[0]
    assert (first.item.text, first.item.due_text, first.item.target_quantity) == ("Việc mới", "Tháng 4 và tháng 8", "2")
    assert first.item.leads == ({"key": scene.south.body.key, "name": SOUTH}, {"key": "", "name": "Hội Nông dân"})
    assert first.rule == DueRule(
        "dates", (Due("Tháng 4/2025", dt.date(2025, 4, 30)), Due("Tháng 8/2025", dt.date(2025, 8, 31)))
    )
    assert first.edited
    assert not rows(ProgrammeImport.objects.get(), scene)[1].edited


def test_a_correction_answers_the_remarks_of_its_cells_only() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(due=dt.date(2025, 5, 1))))

    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, note="Gấp")
    kept = draft(programme_import).table.items[0].remarks
    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, due_text="Tháng 5/2025")

    assert len(kept) == 1
    assert draft(programme_import).table.items[0].remarks == ()


def test_a_target_that_is_no_number_is_wrong() -> None:
    scene = make.scene()
    programme_import = imported(scene)

    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, target_quantity="nhiều")

    first = rows(ProgrammeImport.objects.get(), scene)[0]
    assert first.doubts == (Doubt("target_quantity", "error", "Chỉ tiêu phải là một số, ví dụ 12 hoặc 97,5."),)
    assert (first.is_wrong, first.target) == (True, "")


def test_a_row_that_is_not_there_cannot_be_corrected() -> None:
    scene = make.scene()

    with pytest.raises(NotPossible, match=r"^Bảng không có dòng 99\.$"):
        actions.correct_row(imported(scene), 99, by=scene.north.officer, text="x")


def test_a_row_is_left_out_and_taken_back() -> None:
    scene = make.scene()
    programme_import = imported(scene)

    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, included=False)
    without = [item.text for item in draft(programme_import).included]
    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, included=True)

    assert without == ["Tọa đàm"]
    assert len(draft(programme_import).included) == 2


def test_another_period_understands_due_cells_anew() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(due="Quý I")))

    actions.describe_programme(
        programme_import,
        title=" đào tạo  năm 2027",
        start=dt.date(2027, 1, 1),
        end=dt.date(2027, 6, 30),
        by=scene.north.officer,
    )

    programme_import.refresh_from_db()
    assert (programme_import.year, draft(programme_import).title) == (2027, "đào tạo năm 2027")
    assert rows(programme_import, scene)[0].rule.dues == (Due("Quý I/2027", dt.date(2027, 3, 31)),)


@pytest.mark.parametrize(
    ("title", "start", "end", "sentence"),
    [
        (" ", 2025, 2025, "Hãy nhập tên."),
        ("x" * 301, 2025, 2025, "Tên dài nhất 300 ký tự."),
        ("x 🎉", 2025, 2025, "Phông chữ của văn bản không có ký tự “🎉”. Hãy bỏ hoặc thay ký tự đó rồi làm lại."),
        ("x", 2026, 2025, "Ngày cuối kỳ phải sau ngày đầu kỳ."),
        ("x", 2025, 2035, "Kỳ của một văn bản dài nhất 10 năm."),
    ],
)
def test_a_period_that_cannot_be_is_refused(title: str, start: int, end: int, sentence: str) -> None:
    scene = make.scene()

    with pytest.raises(NotPossible) as refused:
        actions.describe_programme(
            imported(scene), title=title, start=dt.date(start, 1, 1), end=dt.date(end, 12, 31), by=scene.north.officer
        )

    assert str(refused.value) == sentence


def test_the_file_is_read_again_with_other_columns() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(note="Tháng 5/2025")))
    columns = [each.column for each in draft(programme_import).table.columns]
    columns[4], columns[6] = columns[6], columns[4]
    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, text="Sửa tay")

    actions.read_again(programme_import, sheet=0, columns=columns, by=scene.north.officer)

    kept = draft(programme_import)
    assert (kept.table.items[0].due_text, kept.table.items[0].text) == ("Tháng 5/2025", "Tổ chức hội thảo")
    assert kept.edited == ()


def test_a_sheet_that_is_not_there_is_refused() -> None:
    scene = make.scene()

    with pytest.raises(NotPossible, match=r"^Tệp không có trang tính này\.$"):
        actions.read_again(imported(scene), sheet=3, columns=None, by=scene.north.officer)


# Confirming


def test_confirming_makes_a_private_draft_with_starter_text_and_items() -> None:
    scene = make.scene()
    programme_import = imported(
        scene, annex(["I", "Hội thảo"], item(), item(2, "Tọa đàm", "Mỗi quý 01 lần", note="Gấp"))
    )
    actions.correct_row(programme_import, 4, by=scene.north.officer, target_quantity="2,5", target_unit="buổi")

    instrument = actions.confirm(programme_import, by=scene.north.officer)

    assert (instrument.state, instrument.owner, instrument.disclosed_at) == (
        InstrumentState.DRAFT,
        scene.north.body,
        None,
    )
    assert str(instrument) == "Chương trình phối hợp công tác năm 2025"
    text = current_versions(instrument, organisation=scene.north.body)
    items = [version for version in text if version.provision.kind == ProvisionKind.ITEM]
    assert [version.provision.kind for version in text].count(ProvisionKind.CLAUSE) > 5
    first, second = items
    assert (first.text, first.field_of_work, first.due_text) == ("Tổ chức hội thảo", "Hội thảo", "Quý I/2025")
    assert first.leads == [{"key": scene.north.body.key, "name": NORTH}]
    assert first.supports == [{"key": scene.south.body.key, "name": SOUTH}]
    assert (first.target_quantity, first.target_unit) == (Decimal("2.50"), "buổi")
    assert (second.target_quantity, second.target_unit, second.note) == (Decimal("1.00"), "hội thảo", "Gấp")
    assert [due["on"] for due in second.due_rule["dues"]] == ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    programme_import.refresh_from_db()
    assert (programme_import.state, programme_import.instrument) == (ImportState.CONFIRMED, instrument)


def test_the_other_side_knows_nothing_of_it() -> None:
    scene = make.scene()
    programme_import = imported(scene)

    instrument = actions.confirm(programme_import, by=scene.north.officer)

    assert list(Instrument.objects.visible_to(scene.south.officer)) == []
    assert list(ProgrammeImport.objects.visible_to(scene.south.officer)) == []
    assert list(Instrument.objects.visible_to(scene.north.viewer)) == [instrument]
    assert list(ProgrammeImport.objects.visible_to(scene.north.viewer)) == [programme_import]


def test_rows_left_out_are_not_written() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, included=False)

    instrument = actions.confirm(programme_import, by=scene.north.officer)

    items = ProvisionVersion.objects.filter(provision__instrument=instrument, provision__kind=ProvisionKind.ITEM)
    assert [version.text for version in items] == ["Tọa đàm"]


def test_confirmed_twice_is_one_programme() -> None:
    scene = make.scene()
    programme_import = imported(scene)

    first = actions.confirm(programme_import, by=scene.north.officer)
    again = actions.confirm(programme_import, by=scene.north.officer)

    assert again == first
    assert Instrument.objects.count() == 1


def test_a_table_that_changed_since_it_was_seen_is_not_confirmed() -> None:
    scene = make.scene()
    programme_import = imported(scene)
    seen = actions.seal(programme_import)
    programme_import = actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, note="mới")

    with pytest.raises(NotPossible, match=r"^Bảng vừa được sửa ở một cửa sổ khác\. Hãy xem lại rồi xác nhận\.$"):
        actions.confirm(programme_import, by=scene.north.officer, seen=seen)
    assert actions.confirm(programme_import, by=scene.north.officer, seen=actions.seal(programme_import))


def test_a_wrong_row_stops_it_and_nothing_is_written() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item(), item(2, None), item(3, note="x" * 501)))

    with pytest.raises(NotPossible, match=r"^Còn 2 dòng phải sửa trước khi xác nhận, bắt đầu từ dòng 4\.$"):
        actions.confirm(programme_import, by=scene.north.officer)
    assert Instrument.objects.count() == 0


def test_a_table_left_out_entirely_is_not_confirmed() -> None:
    scene = make.scene()
    programme_import = imported(scene, annex(item()))
    actions.correct_row(programme_import, ONE_ROW, by=scene.north.officer, included=False)

    with pytest.raises(NotPossible, match=r"^Mọi dòng đều đang để ra ngoài\. Hãy giữ ít nhất một việc\.$"):
        actions.confirm(programme_import, by=scene.north.officer)


ACTS: list[tuple[str, Callable[[ProgrammeImport, Any], Any]]] = [
    (
        "describe",
        lambda it, by: actions.describe_programme(
            it, title="x", start=it.created_at.date(), end=it.created_at.date(), by=by
        ),
    ),
    ("read again", lambda it, by: actions.read_again(it, sheet=0, columns=None, by=by)),
    ("correct", lambda it, by: actions.correct_row(it, ONE_ROW, by=by, note="x")),
    ("confirm", lambda it, by: actions.confirm(it, by=by)),
    ("discard", lambda it, by: actions.discard(it, by=by)),
]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
@pytest.mark.parametrize("act", [act for _, act in ACTS], ids=[name for name, _ in ACTS])
def test_only_an_officer_of_the_body_acts(act: Callable[[ProgrammeImport, Any], Any], role: Role) -> None:
    scene = make.scene()
    programme_import = imported(scene)

    for other in (base.member(scene.north.body, role), scene.south.officer):
        with pytest.raises(NotAllowed, match=r"^Chỉ chuyên viên của cơ quan mình được nhập chương trình từ Excel\.$"):
            act(programme_import, other)
    programme_import.refresh_from_db()
    assert programme_import.state == ImportState.PENDING


@pytest.mark.parametrize("act", [act for _, act in ACTS], ids=[name for name, _ in ACTS])
def test_what_was_discarded_stays_so(act: Callable[[ProgrammeImport, Any], Any]) -> None:
    scene = make.scene()
    programme_import = actions.discard(imported(scene), by=scene.north.officer)

    with pytest.raises(NotPossible, match=r"^Bảng này đã bị bỏ\. Hãy tải tệp lên lại\.$"):
        act(programme_import, scene.north.officer)


@pytest.mark.parametrize(
    "act", [act for name, act in ACTS if name != "confirm"], ids=[name for name, _ in ACTS if name != "confirm"]
)
def test_what_was_confirmed_is_changed_in_the_programme(act: Callable[[ProgrammeImport, Any], Any]) -> None:
    scene = make.scene()
    programme_import = imported(scene)
    actions.confirm(programme_import, by=scene.north.officer)

    with pytest.raises(
        NotPossible, match=r"^Bảng này đã được xác nhận thành chương trình; hãy sửa trong chương trình\.$"
    ):
        act(programme_import, scene.north.officer)


def test_two_thousand_items_take_a_few_statements() -> None:
    scene = make.scene()
    programme_import = imported(scene, workbooks.large(2_000))
    before = len(connection.queries_log)
    connection.force_debug_cursor = True

    try:
        instrument = actions.confirm(programme_import, by=scene.north.officer)
        statements = len(connection.queries_log) - before
    finally:
        connection.force_debug_cursor = False

    items = ProvisionVersion.objects.filter(provision__instrument=instrument, provision__kind=ProvisionKind.ITEM)
    assert items.count() == 2_000
    assert statements < 40


def test_programmes_of_the_same_time_are_told_only_to_those_who_know_them() -> None:
    scene = make.scene()
    hidden = make.draft_instrument(scene)
    theirs = actions.upload(
        scene.partnership,
        file=workbooks.upload(annex(item())),
        organisation=scene.south.body,
        by=scene.south.officer,
    )
    mine = imported(scene)

    assert queries.preview(theirs, scene.south.officer).same_year == []
    assert queries.preview(mine, scene.north.officer).same_year == [hidden]
    confirmed = actions.confirm(mine, by=scene.north.officer)
    mine.refresh_from_db()
    assert queries.preview(mine, scene.north.officer).same_year == [hidden]
    assert confirmed != hidden
