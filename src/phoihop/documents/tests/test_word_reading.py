"""What is read of a Word document, and which files are refused."""

import datetime as dt
import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from phoihop.documents.content import Run
from phoihop.documents.docx import render_docx
from phoihop.documents.levels import Level
from phoihop.documents.tests import make
from phoihop.documents.word_numbers import core, split_label
from phoihop.documents.word_reading import read_document
from phoihop.documents.word_text import NotRead, WordParagraph, WordTable, WordText
from phoihop.lib.errors import NotPossible

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NUMBERING = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"


def of(*inner: str) -> bytes:
    """A document with these paragraphs and tables, as XML."""
    document = Document()
    body = document.element.body
    for xml in inner:
        body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))
    return saved(document)


def saved(document: Any) -> bytes:
    result = BytesIO()
    document.save(result)
    return result.getvalue()


def read(*inner: str) -> WordText:
    return read_document(of(*inner), "a.docx")


def texts(text: WordText) -> list[str]:
    return [block.printed if isinstance(block, WordParagraph) else block.text for block in text.blocks]


def zipped(**parts: bytes) -> bytes:
    """A sound document with other parts, by name (`__` for a slash, `_` for a dot)."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(of("<w:p><w:r><w:t>x</w:t></w:r></w:p>"))) as old:
        types = {"[Content_Types].xml": parts.pop("TYPES")} if "TYPES" in parts else {}
        names = types | {name.replace("__", "/").replace("_", "."): data for name, data in parts.items()}
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                if part not in names:
                    new.writestr(part, old.read(part))
            for name, data in names.items():
                new.writestr(name, data)
    return result.getvalue()


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


# Numbers


@pytest.mark.parametrize(
    ("text", "level", "rest"),
    [
        ("I- MỤC ĐÍCH", Level.HEADING, "MỤC ĐÍCH"),
        ("IV. TỔ CHỨC", Level.HEADING, "TỔ CHỨC"),
        ("1. Phối hợp", Level.NUMBERED, "Phối hợp"),
        ("12) Phối hợp", Level.NUMBERED, "Phối hợp"),
        ("a) điểm", Level.POINT, "điểm"),
        ("đ) điểm", Level.POINT, "điểm"),
        ("1.2. điểm", Level.POINT, "điểm"),
        ("- gạch", Level.DASH, "gạch"),
        ("– gạch", Level.DASH, "gạch"),
        ("Điều 5. Tên điều", Level.ARTICLE, "Tên điều"),
        ("ĐIỀU 5: Tên điều", Level.ARTICLE, "Tên điều"),
        ("Chương II", Level.CHAPTER, ""),
        ("CHƯƠNG IV: NỘI DUNG", Level.CHAPTER, "NỘI DUNG"),
        ("Điều 5 của Quy chế này", None, "Điều 5 của Quy chế này"),
        ("Chương trình phối hợp", None, "Chương trình phối hợp"),
        ("2026 là năm", None, "2026 là năm"),
        ("1.000 người", None, "1.000 người"),
        ("Vì vậy", None, "Vì vậy"),
        ("", None, ""),
    ],
)
def test_typed_numbers_speak_of_levels(text: str, level: Level | None, rest: str) -> None:
    found, begin = split_label(text)

    assert (found, text[begin:]) == (level, rest)


def test_a_label_is_the_same_however_it_is_written() -> None:
    assert [core(label) for label in ("I-", "I.", "(1)", "1.", "a)", "Điều 5.", "ĐIỀU 5:", "-")] == [
        "i", "i", "1", "1", "a", "điều 5", "điều 5", "",
    ]  # fmt: skip


def test_numbers_that_word_counts_are_read_as_printed() -> None:
    numbering = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="7">
      <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
      <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
      <w:lvl w:ilvl="2"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
      <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
      </w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""
    listed = [(0, "MỤC ĐÍCH"), (1, "Một"), (1, "Hai"), (2, "điểm"), (3, "gạch"), (0, "NỘI DUNG"), (1, "Ba")]
    document = Document()
    document.part.numbering_part._element = parse_xml(numbering)
    for depth, text in listed:
        properties = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>'
        document.element.body.insert(-1, parse_xml(p(text, properties).replace(">", f" {W}>", 1)))

    found = read_document(saved(document), "a.docx")

    assert texts(found) == ["I. MỤC ĐÍCH", "1. Một", "2. Hai", "a) điểm", "- gạch", "II. NỘI DUNG", "1. Ba"]
    assert [block.level for block in found.blocks if isinstance(block, WordParagraph)] == [1, 2, 2, 3, 4, 1, 2]


# Words


def test_bold_and_italic_are_runs_and_a_bold_paragraph_is_a_title() -> None:
    text = read(
        "<w:p><w:r><w:t xml:space='preserve'>1. Gửi </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>trước</w:t></w:r>"
        "<w:r><w:rPr><w:b w:val='0'/><w:i/></w:rPr><w:t xml:space='preserve'> hạn</w:t></w:r></w:p>",
        p("2. Tiêu đề", run="<w:b/>"),
    )

    first, second = text.blocks
    assert isinstance(first, WordParagraph)
    assert isinstance(second, WordParagraph)
    assert first.runs == (Run("Gửi "), Run("trước", bold=True), Run(" hạn", italic=True))
    assert (first.is_title, second.is_title) == (False, True)


def test_tracked_changes_are_accepted_and_told() -> None:
    by = 'w:id="1" w:author="Trần Bình" w:date="2026-11-05T09:12:00Z"'
    text = read(
        f"<w:p><w:r><w:t>Trước </w:t></w:r><w:del {by}><w:r><w:delText>ngày 30</w:delText></w:r></w:del>"
        f"<w:ins {by}><w:r><w:t>ngày 15</w:t></w:r></w:ins></w:p>",
        f"<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr><w:r><w:t>Đoạn nối</w:t></w:r></w:p>",
        p(" với đoạn sau"),
        f"<w:p><w:moveFrom {by}><w:r><w:t>Chuyển đi</w:t></w:r></w:moveFrom></w:p>",
        f"<w:p><w:moveTo {by}><w:r><w:t>Chuyển đến</w:t></w:r></w:moveTo></w:p>",
    )

    assert texts(text) == ["Trước ngày 15", "Đoạn nối với đoạn sau", "Chuyển đến"]
    assert [(each.kind, each.text) for each in text.tracked] == [
        ("out", "ngày 30"), ("in", "ngày 15"), ("out", "Chuyển đi"), ("in", "Chuyển đến"),
    ]  # fmt: skip
    assert {(each.author, each.at) for each in text.tracked} == {("Trần Bình", dt.datetime(2026, 11, 5, 9, 12))}


def test_rows_taken_out_with_tracking_are_gone() -> None:
    row = "<w:tr>{}<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    gone = '<w:trPr><w:del w:id="1" w:author="A"/></w:trPr>'
    text = read(f"<w:tbl>{row.format('', 'giữ')}{row.format(gone, 'bỏ')}</w:tbl>")

    assert texts(text) == ["giữ"]


def test_merged_cells_are_merges() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows = (
        cell("I") + cell("Nhóm", '<w:gridSpan w:val="2"/>'),
        cell("1", '<w:vMerge w:val="restart"/>') + cell("a") + cell("b"),
        cell("", "<w:vMerge/>") + cell("c") + cell("d"),
    )
    text = read(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")

    [table] = text.blocks
    assert isinstance(table, WordTable)
    assert table.sheet.rows == (("I", "Nhóm", None), ("1", "a", "b"), (None, "c", "d"))
    assert [(m.top, m.left, m.bottom, m.right) for m in table.sheet.merged] == [(0, 1, 0, 2), (1, 0, 2, 0)]


def test_what_is_no_text_is_named() -> None:
    text = read(
        p("Chữ ẩn", run="<w:vanish/>"),
        '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/>'
        "</w:object></w:r><w:r><w:t>Có bảng nhúng</w:t></w:r></w:p>",
        "<w:p><w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent><w:p><w:r><w:t>Trong khung"
        "</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>",
    )

    assert texts(text) == ["Có bảng nhúng"]
    assert text.not_read == (
        NotRead("hidden", "Chữ ẩn"),
        NotRead("object", "Excel.Sheet.12"),
        NotRead("box", "Trong khung"),
    )


def test_our_own_documents_are_read_as_they_print() -> None:
    text = read_document(render_docx(make.programme(clauses=make.REGULATION)), "a.docx")

    assert texts(text)[4:10] == [
        "Căn cứ chức năng, nhiệm vụ của mỗi bên;",
        "Hai cơ quan thống nhất ban hành Quy chế phối hợp như sau:",
        "Chương I QUY ĐỊNH CHUNG",
        "Điều 1. Phạm vi, đối tượng",
        "1. Quy chế này quy định nguyên tắc, nội dung phối hợp.",
        "Điều 2. Hai bên phối hợp trên nguyên tắc bình đẳng, tôn trọng, thống nhất.",
    ]


# Refusals


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "trống. Hãy chọn tệp khác."),
        (b"x" * (10 * 1024 * 1024 + 1), "lớn hơn 10 MB."),
        (OLE, "là dạng Word cũ (.doc)."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu nên không đọc được."),
        (b"%PDF-1.7", "là tệp PDF, không phải tệp Word."),
        (b"{\\rtf1", "là tệp chữ (như RTF, HTML), không phải .docx."),
        (b"\x00\x01\x02", "không phải tệp Word."),
        (b"PK\x03\x04 rubbish", "bị hỏng nên không đọc được."),
        (of(p("x"))[:-40], "bị hỏng nên không đọc được."),
        (zipped(word__vbaProject_bin=b"x"), "có macro (mã chạy được) nên không được nhận."),
        (zipped(word__document_xml=ENTITY), "bị hỏng nên không đọc được."),
        (zipped(word__settings_xml=ENTITY), "bị hỏng nên không đọc được."),
        (zipped(word__settings_bin=ENTITY), "bị hỏng nên không đọc được."),
        (zipped(word__document_xml=ENTITY.decode().encode("utf-16")), "bị hỏng nên không đọc được."),
        (zipped(word__document_xml=b'<?xml version="1.0" encoding="UTF-7"?><x/>'), "bị hỏng nên không đọc được."),
        (zipped(word__document_xml=b"<w:document>"), "bị hỏng nên không đọc được."),
        (zipped(word__document_xml=b"<x/>"), "bị hỏng nên không đọc được."),
        (zipped(word__media_png=b"0" * 30_000_000), "nén quá nhiều dữ liệu nên không được mở."),
        (zipped(**{f"x{number}_xml": b"<x/>" for number in range(2_001)}), "nén quá nhiều dữ liệu nên không được mở."),
        (zipped(TYPES=TYPES % b""), "không phải tệp Word."),
        (of(), "chưa có chữ nào đọc được."),
    ],
    ids=range(21),
)
def test_what_cannot_be_opened_is_refused_with_its_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(NotPossible) as refused:
        read_document(data, "a.docx")

    assert sentence in str(refused.value)


def test_a_macro_document_by_its_type_is_refused() -> None:
    main = b'<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'

    with pytest.raises(NotPossible, match="có macro"):
        read_document(zipped(TYPES=TYPES % main), "a.docm")


def test_deep_nesting_is_refused_not_followed() -> None:
    deep = b"<w:tbl><w:tr><w:tc>" * 2_000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 2_000
    document = f"<w:document {W}><w:body>".encode() + deep + b"</w:body></w:document>"

    with pytest.raises(NotPossible, match="bị hỏng"):
        read_document(zipped(word__document_xml=document), "a.docx")


def test_a_cell_that_says_it_is_a_million_wide_is_not_believed() -> None:
    wide = '<w:tcPr><w:gridSpan w:val="9999"/></w:tcPr>'
    text = read(f"<w:tbl><w:tr><w:tc>{wide}<w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")

    [table] = text.blocks
    assert isinstance(table, WordTable)
    assert len(table.sheet.rows[0]) == 100


def test_a_megabyte_of_text_is_read() -> None:
    text = read(*(p(f"{number}. " + "phối hợp " * 110) for number in range(1_000)))

    assert (len(text.blocks), sum(len(block.text) for block in text.blocks) > 950_000) == (1_000, True)


def test_a_short_row_below_a_wide_one_does_not_fill_the_memory() -> None:
    wide = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="100"/></w:tcPr><w:p/></w:tc></w:tr>'

    with pytest.raises(NotPossible, match=r"^Bảng trong tệp có quá nhiều dòng\."):
        read(p("Chữ"), f"<w:tbl>{wide}{'<w:tr/>' * 6_000}</w:tbl>")


def test_tables_in_tables_are_read_to_a_depth_that_people_write() -> None:
    def nested(depth: int) -> str:
        return "<w:tbl><w:tr><w:tc>" * depth + p("Trong cùng") + "</w:tc></w:tr></w:tbl>" * depth

    assert any("Trong cùng" in block.text for block in read(nested(4)).blocks)
    with pytest.raises(NotPossible, match=r"^Bảng trong tệp lồng vào nhau quá nhiều lớp\."):
        read(nested(6))
