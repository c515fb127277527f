"""What is found in workbooks, from the case's own file to what offices do with tables."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from phoihop.documents.sheets import Cell, read_workbook
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.importing.cells import as_text
from phoihop.programmes.importing.columns import Column, score, understood
from phoihop.programmes.importing.guessing import title_of, year_of
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.reading import MOST_ITEMS, read_table
from phoihop.programmes.importing.table import Item, ReadTable, Remark
from phoihop.programmes.tests import make, workbooks
from phoihop.programmes.tests.workbooks import HEAD, NORTH, SOUTH, annex, item, workbook
from tests import make as base

pytestmark = pytest.mark.django_db

CASE = Path(__file__).parents[2] / "demo" / "case" / "programme-2025.xlsx"
TODAY = dt.date(2026, 1, 5)


def read(data: bytes, *, parties: Sequence[Organisation] = (), **how: Any) -> ReadTable:
    if not parties:
        scene = make.scene()
        parties = (scene.north.body, scene.south.body)
    return read_table(read_workbook(data, "bang.xlsx"), Namer(parties, TODAY), **how)


def refusal(data: bytes, **how: Any) -> str:
    with pytest.raises(NotPossible) as refused:
        read(data, **how)
    return str(refused.value)


# The case


def test_the_case_is_read_as_it_is() -> None:
    table = read(CASE.read_bytes())

    assert table.header_row == 5
    assert [(each.label, each.column) for each in table.columns] == [
        ("TT", Column.NUMBER),
        ("Nội dung phối hợp", Column.TEXT),
        ("Đơn vị chủ trì", Column.LEADS),
        ("Đơn vị phối hợp", Column.SUPPORTS),
        ("Thời gian thực hiện", Column.DUE),
        ("Sản phẩm", Column.DELIVERABLE),
        ("Ghi chú", Column.NOTE),
    ]
    assert len(table.items) == 25
    assert list(dict.fromkeys(each.field_of_work for each in table.items)) == [
        "Công tác tham mưu",
        "Hội thảo, tọa đàm khoa học",
        "Đào tạo, bồi dưỡng lý luận chính trị",
        "Bồi dưỡng kiến thức thực tế theo Đề án số 35-ĐA/TU",
        "Nghiệp vụ giảng viên, giảng viên kiêm chức",
        "Lĩnh vực theo Nghị quyết số 35-NQ/TW",
        "Nghiên cứu khoa học",
        "Cập nhật chủ trương, nghị quyết và kiến thức mới",
        "Cán bộ sau sắp xếp đơn vị hành chính; chuyển đổi số; ngoại ngữ",
        "Công tác phối hợp chung",
    ]
    assert all(each.included for each in table.items)


def test_a_row_of_the_case_with_everything() -> None:
    table = read(CASE.read_bytes())

    assert next(each for each in table.items if each.row == 19) == Item(
        row=19,
        number="1",
        field_of_work="Bồi dưỡng kiến thức thực tế theo Đề án số 35-ĐA/TU",
        text="Cử giảng viên Trường Chính trị tỉnh đi thực tế tại cơ sở",
        leads=({"key": "", "name": "Trường Chính trị tỉnh"},),
        supports=({"key": "", "name": "Ban Tuyên giáo Tỉnh ủy"}, {"key": "", "name": "cấp ủy nơi tiếp nhận"}),
        due_text="Quý II - quý III/2025",
        deliverable="12 lượt giảng viên; báo cáo thu hoạch",
        target_quantity="12",
        target_unit="lượt giảng viên",
    )


def test_title_and_year_come_from_the_rows_above() -> None:
    titles = read(CASE.read_bytes()).titles

    assert year_of(titles, []) == 2025
    assert title_of(titles, 2025) == "công tác năm 2025"


@pytest.mark.parametrize(
    ("titles", "dues", "year"),
    [
        (["CHƯƠNG TRÌNH PHỐI HỢP NĂM 2026"], ["Quý I/2025"], 2026),
        (["(Kèm theo Chương trình ngày 19/11/2024)", "Công tác năm 2025"], [], 2025),
        (["Kế hoạch 2027"], [], 2027),
        ([], ["Quý I/2025", "Tháng 5/2025", "Quý I/2026"], 2025),
        (["Phụ lục"], ["Quý I"], None),
    ],
)
def test_year_of(titles: list[str], dues: list[str], year: int | None) -> None:
    assert year_of(titles, dues) == year


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Nội dung phối hợp công tác năm 2025 giữa A và B", "công tác năm 2026"),
        ("PHỤ LỤC CHƯƠNG TRÌNH PHỐI HỢP ĐÀO TẠO NĂM 2025", "ĐÀO TẠO năm 2026"),
        ("Phụ lục", "công tác năm 2026"),
    ],
)
def test_title_of_names_the_year_of_the_programme(title: str, expected: str) -> None:
    assert title_of([title], 2026) == expected


# Columns


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (
            [
                "STT",
                "Nội dung nhiệm vụ",
                "Văn bản giao nhiệm vụ",
                "Thời hạn hoàn thành",
                "Cơ quan chủ trì",
                "Cơ quan phối hợp",
            ],
            [Column.NUMBER, Column.TEXT, Column.ASSIGNED, Column.DUE, Column.LEADS, Column.SUPPORTS],
        ),
        (
            [
                "STT",
                "Nội dung công việc",
                "Đơn vị chủ trì",
                "Đơn vị phối hợp",
                "Thời gian thực hiện",
                "Sản phẩm/kết quả",
                "Kinh phí",
                "Ghi chú",
            ],
            [
                Column.NUMBER,
                Column.TEXT,
                Column.LEADS,
                Column.SUPPORTS,
                Column.DUE,
                Column.DELIVERABLE,
                Column.FUNDING,
                Column.NOTE,
            ],
        ),
        (
            ["Nhóm", "Tiêu đề", "Người thực hiện", "⏱ Kỳ hạn", "📄 Sản phẩm"],
            [Column.GROUP, Column.TEXT, Column.LEADS, Column.DUE, Column.DELIVERABLE],
        ),
        (
            ["so tt", "NOI DUNG", "Co quan chu tri thuc hien nhiem vu", "Han", "Chi tieu", "DVT"],
            [Column.NUMBER, Column.TEXT, Column.LEADS, Column.DUE, Column.TARGET, Column.UNIT],
        ),
        (["Việc", "Ai làm", "Đơn vị", "Đơn vị"], [Column.TEXT, Column.IGNORED, Column.LEADS, Column.IGNORED]),
    ],
)
def test_columns_are_known_by_their_words(labels: list[str], columns: list[Column]) -> None:
    assert understood(labels) == columns


def test_a_long_sentence_is_no_column() -> None:
    assert understood(["Nội dung phối hợp công tác năm 2025 giữa Ban Tuyên giáo Tỉnh ủy và Trường Chính trị"]) == [
        Column.IGNORED
    ]


def test_a_work_table_needs_content_and_lead_or_term() -> None:
    assert score([Column.NUMBER, Column.TEXT, Column.DUE]) == 3
    assert score([Column.NUMBER, Column.TEXT, Column.NOTE]) == 0
    assert score([Column.TEXT, Column.LEADS]) == 0


def test_a_head_of_two_rows_is_read_by_its_lower_titles() -> None:
    data = workbook(
        [
            ["TT", "Nội dung", "Phân công", None, "Thời gian"],
            [None, None, "Chủ trì", "Phối hợp", None],
            [1, "Việc", NORTH, SOUTH, "Quý I"],
        ],
        merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"],
    )

    table = read(data)

    assert [each.column for each in table.columns] == [
        Column.NUMBER,
        Column.TEXT,
        Column.LEADS,
        Column.SUPPORTS,
        Column.DUE,
    ]
    assert [(each.row, each.text, each.due_text) for each in table.items] == [(3, "Việc", "Quý I")]


def test_columns_may_be_said_otherwise() -> None:
    data = annex(item(note="Ba tháng một lần"))
    columns = [Column.NUMBER, Column.TEXT, Column.LEADS, Column.SUPPORTS, Column.NOTE, Column.DELIVERABLE, Column.DUE]

    first = read(data, sheet=0, columns=columns).items[0]

    assert (first.due_text, first.note) == ("Ba tháng một lần", "Quý I/2025")


def test_columns_that_make_no_table_are_refused() -> None:
    columns = [Column.NUMBER, Column.TEXT]

    sentence = refusal(annex(item()), sheet=0, columns=columns)

    assert sentence == "Hãy chọn ít nhất các cột: nội dung, chủ trì hoặc thời gian, và một cột khác."


def test_the_fullest_table_of_all_sheets_is_read() -> None:
    data = workbook(
        [["Ghi chép"], ["x", "y"]], [["TT", "Nội dung", "Thời gian"], [1, "Việc nhỏ", "Quý I"]], [HEAD, item()]
    )

    table = read(data)

    assert (table.sheet, table.sheets) == (2, ("Trang 1", "Trang 2", "Trang 3"))
    assert read(data, sheet=1).items[0].text == "Việc nhỏ"


# Rows


def test_groups_are_known_by_their_merging_numeral_or_capitals() -> None:
    data = workbook(
        [
            HEAD,
            ["I", "Nhóm một"],
            item(1, "Việc a"),
            ["II. Nhóm hai"],
            item(1, "Việc b"),
            [None, "NHÓM BA"],
            item(1, "Việc c"),
            [None, "Nhóm bốn gộp ô"],
            item(1, "Việc d"),
            ["B", "Nhóm năm"],
            item(1, "Việc e"),
        ],
        merged=["B8:G8"],
    )

    assert [(each.field_of_work, each.text) for each in read(data).items] == [
        ("Nhóm một", "Việc a"),
        ("Nhóm hai", "Việc b"),
        ("NHÓM BA", "Việc c"),
        ("Nhóm bốn gộp ô", "Việc d"),
        ("Nhóm năm", "Việc e"),
    ]


def test_a_group_column_says_the_field_of_work() -> None:
    data = workbook(
        [
            ["Nhóm", "Tiêu đề", "Người thực hiện", "Kỳ hạn"],
            ["Đào tạo", "Việc a", NORTH, "Quý I"],
            [None, "Việc b", NORTH, "Quý II"],
        ],
        merged=["A2:A3"],
    )

    assert [each.field_of_work for each in read(data).items] == ["Đào tạo", "Đào tạo"]


def test_a_cell_merged_downwards_holds_for_all_its_rows() -> None:
    data = workbook([HEAD, item(1, "Việc a", "Quý I"), item(2, "Việc b", None, lead=None)], merged=["C2:C3", "E2:E3"])

    second = read(data).items[1]

    assert (second.due_text, [body["name"] for body in second.leads]) == ("Quý I", [NORTH])


def test_content_merged_over_two_columns_is_still_an_item() -> None:
    data = workbook(
        [["TT", "Nội dung", None, "Chủ trì", "Thời gian"], [1, "Việc a", None, NORTH, "Quý I"]],
        merged=["B1:C1", "B2:C2"],
    )

    assert [(each.text, each.due_text) for each in read(data).items] == [("Việc a", "Quý I")]


def test_repeated_heads_and_numbering_rows_are_passed_over() -> None:
    table = read(annex(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"], item(1, "Việc a"), HEAD, item(2, "Việc b")))

    assert [each.text for each in table.items] == ["Việc a", "Việc b"]
    assert table.skipped == 2


def test_parts_of_an_item_carry_its_text() -> None:
    table = read(
        annex(
            [1, "Mở lớp bồi dưỡng"], item("1.1", "lớp đảng viên mới"), item("1.2", "lớp cấp ủy viên"), item(2, "Khác")
        )
    )

    assert [each.text for each in table.items] == [
        "Mở lớp bồi dưỡng: lớp đảng viên mới",
        "Mở lớp bồi dưỡng: lớp cấp ủy viên",
        "Khác",
    ]


def test_an_item_with_empty_cells_stays_an_item() -> None:
    first, second = read(annex([1, "Chỉ có nội dung"], [2, None, NORTH, None, "Quý I"])).items

    assert (first.text, first.leads, first.due_text, first.included) == ("Chỉ có nội dung", (), "", True)
    assert (second.text, second.due_text) == ("", "Quý I")


def test_a_footer_of_a_numbered_table_is_left_out_and_said() -> None:
    table = read(annex(item(1), item(2, "Khác"), [None, "Danh mục này gồm hai việc."]))

    assert [each.included for each in table.items] == [True, True, False]
    assert table.items[2].remarks == (Remark("text", "footer"),)


def test_in_a_table_without_numbers_nothing_is_left_out() -> None:
    table = read(annex(item(None, "Việc a"), [None, "Việc b"]))

    assert [each.included for each in table.items] == [True, True]


def test_note_keeps_what_has_no_place_of_its_own() -> None:
    data = workbook(
        [
            ["TT", "Nội dung", "Văn bản giao nhiệm vụ", "Thời hạn", "Chủ trì", "Kinh phí", "Ghi chú"],
            [1, "Việc", "12-KH/TU", "Quý I", NORTH, 5_000_000, "Gấp"],
        ]
    )

    assert read(data).items[0].note == "Gấp; Văn bản giao: 12-KH/TU; Kinh phí: 5000000"


def test_target_comes_from_its_column_or_from_the_deliverable() -> None:
    head = ["TT", "Nội dung", "Chủ trì", "Thời gian", "Chỉ tiêu", "Đơn vị tính", "Sản phẩm"]
    rows = [
        [1, "a", NORTH, "Quý I", 12.5, "lớp", None],
        [2, "b", NORTH, "Quý I", "03 lớp", None, None],
        [3, "c", NORTH, "Quý I", None, None, "04 buổi; biên bản"],
        [4, "d", NORTH, "Quý I", None, None, "Báo cáo"],
    ]

    items = read(workbook([head, *rows])).items

    assert [(each.target_quantity, each.target_unit) for each in items] == [
        ("12.5", "lớp"),
        ("3", "lớp"),
        ("4", "buổi"),
        ("", ""),
    ]


def test_blank_rows_and_ticked_cells_say_nothing() -> None:
    table = read(annex(item(1, "Việc a", note=True), [], [None] * 7, item(2, "Việc b")))

    assert [(each.row, each.text, each.note) for each in table.items] == [(3, "Việc a", ""), (6, "Việc b", "")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, ""),
        (12, "12"),
        (12.5, "12,5"),
        (dt.datetime(2025, 3, 31, 8), "31/03/2025"),
        (dt.date(2025, 3, 31), "31/03/2025"),
        (" a ", "a"),
    ],
)
def test_a_cell_as_text(value: Cell, text: str) -> None:
    assert as_text(value) == text


def test_a_table_without_numbers_has_no_parts_of_items() -> None:
    data = workbook([["Nội dung", "Chủ trì", "Thời gian"], ["Việc một"], ["Việc hai", NORTH, "Quý I"]])

    assert [each.text for each in read(data).items] == ["Việc một", "Việc hai"]


def test_the_last_row_without_anything_but_text_is_an_item() -> None:
    assert [each.text for each in read(annex(item(), [2, "Việc cuối"])).items] == ["Tổ chức hội thảo", "Việc cuối"]


def test_cells_are_cleaned_and_dates_written_as_offices_do() -> None:
    rows = [
        item(1, "  Việc\u200b có  dấu: hoà\u00a0bình  ", dt.datetime(2025, 3, 31)),
        item(2, "Dòng một\nDòng hai", "Tháng 4/2025\nTháng 8/2025"),
        item(3, "Cả tháng", dt.date(2025, 5, 1)),
    ]

    first, second, third = read(annex(*rows)).items

    assert (first.text, first.due_text) == ("Việc có  dấu: hoà bình", "31/03/2025")
    assert (second.text, second.due_text) == ("Dòng một\nDòng hai", "Tháng 4/2025; Tháng 8/2025")
    assert third.remarks == (Remark("due_text", "excel_month", "5/2025"),)


# Bodies


def test_two_leads_in_one_cell_are_two_bodies() -> None:
    scene = make.scene()
    parties = (scene.north.body, scene.south.body)
    cells = [
        f"{NORTH}; {SOUTH}",
        f"{NORTH}\n{SOUTH}",
        f"{NORTH}, {SOUTH}",
        f"{NORTH} và {SOUTH}",
        f"{NORTH} - {SOUTH}",
        "ban tuyen giao;truong chinh tri",
    ]

    items = read(
        annex(*(item(number, f"Việc {number}", lead=cell) for number, cell in enumerate(cells))), parties=parties
    ).items

    assert [[body["key"] for body in each.leads] for each in items] == [[body.key for body in parties]] * len(cells)


def test_a_name_that_contains_a_joining_word_is_not_split() -> None:
    body = base.organisation("Ban Tuyên giáo và Dân vận")

    namer = Namer([body], TODAY)

    assert namer.bodies("Ban Tuyên giáo và Dân vận; phường, xã") == (
        {"key": body.key, "name": "Ban Tuyên giáo và Dân vận"},
        {"key": "", "name": "phường, xã"},
    )
    assert namer.bodies("") == ()
    assert namer.bodies("; ;") == ()


def test_another_name_of_a_body_is_replaced_and_said() -> None:
    body = base.organisation("Trường Chính trị", "TCT")
    body.names.update(valid_from=dt.date(1990, 1, 1))
    body.names.create(name="Trường Đảng", short_name="Trường Đảng", abbreviation="TĐ", valid_to=dt.date(1989, 12, 31))

    namer = Namer([body], TODAY)

    assert namer.bodies("Trường Đảng") == ({"key": body.key, "name": "Trường Chính trị"},)
    assert namer.remarks("leads", "Trường Đảng") == [Remark("leads", "old_name", "Trường Đảng → Trường Chính trị")]
    assert namer.remarks("leads", "TCT; trường chính trị") == []


# Refusals


def test_a_workbook_without_such_a_table_is_refused() -> None:
    assert refusal(workbook([["Họ tên", "Điểm"], ["An", 9]])) == (
        "Không tìm thấy bảng nội dung phối hợp trong tệp “bang.xlsx”. Bảng cần một dòng tiêu đề có các cột như "
        "“Nội dung”, “Đơn vị chủ trì”, “Thời gian thực hiện”."
    )


def test_a_table_without_rows_is_refused() -> None:
    assert refusal(annex()) == ("Bảng trong tệp có dòng tiêu đề nhưng chưa có việc nào. Hãy điền bảng rồi tải lại.")


def test_a_table_of_five_thousand_rows_is_refused() -> None:
    assert refusal(workbooks.large(5_000)) == (
        f"Bảng có 5000 việc; một chương trình nhận nhiều nhất {MOST_ITEMS}. Hãy chia bảng thành nhiều tệp."
    )


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (["TT", "Néi dung phèi hîp", "§¬n vÞ chñ tr×", "Thêi gian thùc hiÖn"], "TCVN3 (.VnTime)"),
        (["TT", "Noäi dung phoái hôïp", "Ñôn vò chuû trì", "Thôøi gian thöïc hieän"], "VNI"),
        (["TT", "Nội dung phối hợp".encode().decode("latin-1"), "Thời gian".encode().decode("latin-1")], "UTF-8"),
    ],
)
def test_a_table_in_an_old_or_broken_encoding_is_named(head: list[str], encoding: str) -> None:
    assert refusal(workbook([head, [1, "x", "y", "z"]])) == (
        f"Chữ trong tệp “bang.xlsx” viết theo bảng mã {encoding} nên không đọc được tiếng Việt. "
        "Hãy chuyển tệp sang Unicode (phần mềm gõ tiếng Việt có công cụ chuyển mã) rồi tải lại."
    )


def test_parts_are_known_by_numbers_that_excel_keeps_as_numbers() -> None:
    rows = [[2, "Bồi dưỡng"], item(2.1, "Lớp một", due=1.5), item(2.2, "Lớp hai")]

    table = read(annex(*rows))

    assert [(each.number, each.text, each.due_text) for each in table.items] == [
        ("2.1", "Bồi dưỡng: Lớp một", "1,5"),
        ("2.2", "Bồi dưỡng: Lớp hai", "Quý I/2025"),
    ]
