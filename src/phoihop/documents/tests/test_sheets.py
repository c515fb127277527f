import datetime as dt
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from phoihop.documents import archives
from phoihop.documents.content import Column, Row, Table, Value
from phoihop.documents.docx import render_docx
from phoihop.documents.sheets import Merge, Workbook, read_workbook, write_table
from phoihop.documents.tests import make
from phoihop.lib.errors import NotPossible

OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def _table(*rows: tuple[Value, ...], title: str = "Bảng") -> Table:
    columns = max((len(cells) for cells in rows), default=1)
    return Table(title, tuple(Column(f"Cột {n}") for n in range(columns)), tuple(Row("row", cells) for cells in rows))


def _case() -> bytes:
    return (make.CASE / "programme-2025.xlsx").read_bytes()


def _changed(part: str, content: bytes, *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The case's workbook with one part replaced or added."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(_case())) as source, zipfile.ZipFile(result, "w", compress) as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
        target.writestr(part, content)
    return result.getvalue()


def _sheet(body: str) -> bytes:
    return _changed(
        "xl/worksheets/sheet1.xml",
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>".encode(),
    )


def _read(data: bytes) -> Workbook:
    return read_workbook(data, "viec.xlsx")


def test_the_case_is_read_with_its_merged_cells() -> None:
    (sheet,) = _read(_case()).sheets

    assert (sheet.name, len(sheet.rows), {len(row) for row in sheet.rows}) == ("Phụ lục", 40, {7})
    assert sheet.rows[0] == ("PHỤ LỤC", *[None] * 6)
    assert sheet.rows[5][:2] == ("I", "Công tác tham mưu")
    assert sheet.rows[6] == (
        1,
        "Tham mưu Ban Thường vụ Tỉnh ủy ban hành kế hoạch đào tạo, bồi dưỡng lý luận chính trị năm 2025",
        "Ban Tuyên giáo Tỉnh ủy",
        "Trường Chính trị tỉnh",
        "Quý I/2025",
        "Kế hoạch được ban hành",
        None,
    )
    assert Merge(top=5, left=1, bottom=5, right=6) in sheet.merged
    assert len(sheet.merged) == 13


def test_what_is_written_is_read_again() -> None:
    day, moment = dt.date(2025, 1, 5), dt.datetime(2025, 1, 5, 8, 30)
    table = _table(("=1+1", 12, 97.5, Decimal("2.25"), day, moment, True, None, "https://x.vn", "0123", "a\x07\nb"))

    (sheet,) = _read(write_table([table])).sheets

    assert sheet.rows[3] == ("=1+1", 12, 97.5, 2.25, day, moment, True, None, "https://x.vn", "0123", "a\nb")


def test_no_text_becomes_a_formula_or_a_link() -> None:
    data = write_table([_table(('=HYPERLINK("http://x")', "+1", "-1", "@x", "https://x.vn"))])
    sheet = openpyxl.load_workbook(BytesIO(data)).active

    assert sheet is not None
    assert [(cell.data_type, cell.hyperlink) for cell in sheet[4]] == [("s", None)] * 5


def test_a_numbered_table_with_groups() -> None:
    (sheet,) = _read(write_table([make.annex_2025()])).sheets

    assert sheet.name == "Nội dung phối hợp công tác năm"
    assert sheet.rows[2] == ("TT", *(column.title for column in make.annex_2025().columns))
    assert [row[0] for row in sheet.rows[3:8]] == ["I", 1, 2, 3, "II"]
    assert sheet.rows[3][1:3] == ("Công tác tham mưu", None)
    assert Merge(top=3, left=1, bottom=3, right=6) in sheet.merged


def test_each_table_is_a_sheet_with_a_name_of_its_own() -> None:
    titles = ("Kết quả: theo/lĩnh vực?", "Kết quả: theo/lĩnh vực?", "", "'History'", "x" * 40)

    workbook = _read(write_table([_table(("a",), title=title) for title in titles]))

    assert [sheet.name for sheet in workbook.sheets] == [
        "Kết quả theo lĩnh vực",
        "Kết quả theo lĩnh vực (2)",
        "Bảng 1",
        "History (2)",
        "x" * 31,
    ]


def test_a_sheet_prints_on_a4_with_its_head_on_each_page() -> None:
    sheet = openpyxl.load_workbook(BytesIO(write_table([make.annex_2025()]))).active

    assert sheet is not None
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"


def test_rows_are_as_high_as_their_text() -> None:
    sheet = openpyxl.load_workbook(
        BytesIO(write_table([_table(("x",), ("x" * 300,), ("a\nb",), ("x" * 30_000,))]))
    ).active

    assert sheet is not None
    assert [sheet.row_dimensions[row].height for row in (4, 5, 6, 7)] == [15.75, 47.25, 31.5, 399.75]


def test_a_note_stands_below() -> None:
    (sheet,) = _read(write_table([make.figures()])).sheets

    assert sheet.rows[-1][0] == make.figures().note
    assert [row[3] for row in sheet.rows[3:6]] == [66.67, 100, 85.71]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert write_table([make.annex_2025()]) == write_table([make.annex_2025()])


def test_overlong_text_is_cut_at_what_a_cell_holds() -> None:
    (sheet,) = _read(write_table([_table(("x" * 40_000,))])).sheets

    assert sheet.rows[3] == ("x" * 32_767,)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Tệp “viec.xlsx” trống."),
        (b"PK" + bytes(archives.LARGEST_UPLOAD), "Tệp “viec.xlsx” lớn hơn 10 MB."),
        (OLD, "Tệp “viec.xlsx” là dạng Excel cũ (.xls)."),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "Tệp “viec.xlsx” có mật khẩu nên không đọc được."),
        (b"%PDF-1.7 ...", "Tệp “viec.xlsx” là tệp PDF, không phải bảng tính Excel."),
        ("TT;Nội dung\n1;x".encode(), "Tệp “viec.xlsx” là tệp chữ (như CSV), không phải bảng tính Excel."),
        (b"\x89PNG\0\0", "Tệp “viec.xlsx” không phải bảng tính Excel."),
        (b"PK\x03\x04 broken", "Tệp “viec.xlsx” bị hỏng nên không đọc được."),
    ],
)
def test_what_is_no_workbook_gets_its_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(NotPossible) as refused:
        _read(data)

    assert str(refused.value).startswith(sentence)


def _zip(parts: dict[str, bytes]) -> bytes:
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return result.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (_zip({"x.txt": b"x"}), "Tệp “viec.xlsx” không phải bảng tính Excel."),
        (_zip({"xl/workbook.bin": b"x"}), "Tệp “viec.xlsx” là dạng .xlsb."),
        (
            _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "Tệp “viec.xlsx” là dạng OpenDocument.",
        ),
        (render_docx(make.programme(tables=())), "Tệp “viec.xlsx” là tệp Word, không phải bảng tính Excel."),
        (_zip({"xl/workbook.xml": b"<x/>"}), "Tệp “viec.xlsx” bị hỏng nên không đọc được."),
        (_zip({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "Tệp “viec.xlsx” bị hỏng"),
        (_zip({"xl/workbook.xml": "<x/>".encode("utf-16")}), "Tệp “viec.xlsx” bị hỏng"),
        (_zip({f"{n}.xml": b"" for n in range(2_100)}), "Tệp “viec.xlsx” nén quá nhiều dữ liệu"),
        (_zip({"xl/workbook.xml": bytes(5_000_000)}), "Tệp “viec.xlsx” nén quá nhiều dữ liệu"),
        (write_table([Table("", (Column(""),), ())]), "Tệp “viec.xlsx” chưa có dữ liệu."),
    ],
)
def test_what_hides_in_a_zip_gets_its_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(NotPossible) as refused:
        _read(data)

    assert str(refused.value).startswith(sentence)


def test_a_zip_that_lies_about_its_size_is_not_unfolded() -> None:
    data = bytearray(_changed("xl/media/image1.png", bytes(400_000)))
    directory = data.rfind(b"xl/media/image1.png") - 46
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")

    with pytest.raises(NotPossible, match="bị hỏng"):
        _read(bytes(data))


def test_an_encrypted_zip_asks_for_a_copy_without_password() -> None:
    data = bytearray(_case())
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 8] |= 1

    with pytest.raises(NotPossible, match="có mật khẩu"):
        _read(bytes(data))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="20001"><c r="A20001"><v>1</v></c></row>',
        '<row r="1"><c r="CW1"><v>1</v></c></row>',
        "<row r='1048576'><c><v>1</v></c></row>",
        '<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>',
        "<row>" + "<c><v>1</v></c>" * 101 + "</row>",
        "<row><c><v>1</v></c></row>" * 20_001,
    ],
)
def test_a_value_far_out_is_refused_before_the_table_is_built(cells: str) -> None:
    with pytest.raises(NotPossible, match=r"có hơn 20\.000 dòng hoặc 100 cột"):
        _read(_sheet(cells))


def test_empty_styled_cells_far_out_do_no_harm() -> None:
    data = _sheet('<row r="1"><c r="A1"><v>5</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576"/></row>')

    (sheet,) = _read(data).sheets

    assert sheet.rows == ((5,),)


def test_one_long_text_in_very_many_cells_is_refused() -> None:
    texts = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 30_000}</t></si></sst>'
    )
    cells = "<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>"
    with zipfile.ZipFile(BytesIO(_sheet(cells * 400))) as source:
        parts = {name: source.read(name) for name in source.namelist()} | {"xl/sharedStrings.xml": texts.encode()}

    with pytest.raises(NotPossible, match="Chữ trong tệp “viec.xlsx” quá dài"):
        _read(_zip(parts))


def test_two_thousand_items_are_read_quickly() -> None:
    rows = tuple((f"Nội dung {n}", "Ban A", "Trường B", "Quý I", "01 kế hoạch", "", n) for n in range(2_000))

    (sheet,) = _read(write_table([_table(*rows)])).sheets

    assert len(sheet.rows) == 2_003


def test_pictures_inside_do_no_harm() -> None:
    assert len(_read(_changed("xl/media/image1.png", b"\x89PNG")).sheets) == 1
