import re
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest

from phoihop.documents.content import Clause, Issuer, OfficialDocument, Row, Run, Table
from phoihop.documents.levels import Level
from phoihop.documents.pdf import render_pdf
from phoihop.documents.tests import make
from phoihop.lib.errors import NotPossible

POPPLER = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def _words(pdf: bytes, *options: str) -> str:
    """The text of the pages in the order of the file, spaces and line ends as single spaces."""
    found = subprocess.run(["pdftotext", "-raw", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def _page(pdf: bytes, number: int) -> str:
    return _words(pdf, "-f", str(number), "-l", str(number))


@POPPLER
def test_the_first_page_reads_as_the_case() -> None:
    assert _page(render_pdf(make.programme()), 1) == (
        "TỈNH ỦY SÔNG LAM BAN TUYÊN GIÁO TRƯỜNG CHÍNH TRỊ TỈNH * ĐẢNG CỘNG SẢN VIỆT NAM "
        "Số 01-CTPH/BTGTU-TCT Lam Thành, ngày 19 tháng 11 năm 2024 "
        "CHƯƠNG TRÌNH PHỐI HỢP công tác năm 2025 giữa Ban Tuyên giáo Tỉnh ủy và Trường Chính trị tỉnh Sông Lam ----- "
        "I- MỤC ĐÍCH, YÊU CẦU "
        "1. Tăng cường sự phối hợp thường xuyên, chặt chẽ giữa hai cơ quan trong công tác tham mưu, đào tạo, "
        "bồi dưỡng, nghiên cứu khoa học. "
        "2. Mỗi nội dung có đơn vị chủ trì, đơn vị phối hợp, thời hạn và sản phẩm cụ thể. "
        "II- NỘI DUNG PHỐI HỢP "
        "Hai cơ quan phối hợp thực hiện các nội dung nêu tại Phụ lục kèm theo Chương trình này. "
        "III- PHƯƠNG THỨC PHỐI HỢP "
        "1. Đơn vị chủ trì xây dựng kế hoạch chi tiết, gửi đơn vị phối hợp góp ý ít nhất 07 ngày làm việc trước khi "
        "ban hành. "
        "2. Giao ban mỗi quý một lần, hai cơ quan luân phiên chủ trì; kết luận giao ban được thông báo bằng văn bản. "
        "3. Nội dung phát sinh hoặc thay đổi thời hạn phải được hai bên thống nhất bằng văn bản. "
        "IV- TỔ CHỨC THỰC HIỆN "
        "1. Phòng Lý luận chính trị (Ban Tuyên giáo Tỉnh ủy) và Phòng Quản lý đào tạo (Trường Chính trị tỉnh) là đầu "
        "mối theo dõi, đôn đốc."
    )


@POPPLER
def test_signatures_stand_with_the_end_of_the_text() -> None:
    assert _page(render_pdf(make.programme()), 2) == (
        "2 2. Tháng 11 hằng năm, hai cơ quan đánh giá kết quả thực hiện, chỉ rõ tồn tại, hạn chế và thống nhất nội "
        "dung năm sau. TRƯỜNG CHÍNH TRỊ TỈNH HIỆU TRƯỞNG Vũ Hà Giang BAN TUYÊN GIÁO TỈNH ỦY TRƯỞNG BAN Lê Thị An "
        "Nơi nhận: - Thường trực Tỉnh ủy (để báo cáo), - Hai cơ quan, - Trung tâm chính trị cấp huyện, - Lưu."
    )


@POPPLER
def test_the_head_of_the_annex_is_repeated_on_each_page() -> None:
    pdf = render_pdf(make.programme())
    head = "TT Nội dung phối hợp Đơn vị chủ trì Đơn vị phối hợp Thời gian thực hiện Sản phẩm Ghi chú"

    with pikepdf.open(BytesIO(pdf)) as opened:
        shapes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in opened.pages]

    assert shapes == [(595, 842)] * 2 + [(842, 595)] * 3
    for number in (3, 4, 5):
        assert head in _page(pdf, number)


@POPPLER
def test_no_group_of_the_annex_is_left_alone_at_the_foot_of_a_page() -> None:
    annex = make.annex_2025()
    groups = [str(row.cells[0]) for row in annex.rows if row.kind == "group"]
    for extra in range(8):
        rows = tuple(Row("row", ("Việc thêm",)) for _ in range(extra)) + annex.rows
        table = Table(annex.title, annex.columns, rows, numbered=True)
        pdf = render_pdf(make.programme(tables=(table,)))
        pages = len(pikepdf.open(BytesIO(pdf)).pages)
        for number in range(3, pages + 1):
            assert not _page(pdf, number).endswith(tuple(groups))


@POPPLER
def test_every_vietnamese_letter_is_there_in_all_four_styles() -> None:
    text = " ".join(LETTERS + LETTERS.upper())
    runs = tuple(Run(text, bold=bold, italic=italic) for bold in (False, True) for italic in (False, True))
    pdf = render_pdf(make.programme(clauses=(Clause(0, "", runs),), tables=()))

    assert _words(pdf).count("".join(text.split())) == 0
    assert "".join(_words(pdf).split()).count("".join(text.split())) == 4


@POPPLER
@pytest.mark.parametrize(
    "text",
    [
        "#let x = 1",
        "*đậm* _nghiêng_",
        "$a^2$ @nhãn <nhãn>",
        "// ghi chú /* */",
        '"trích" \\ `mã` -- ... ~',
        "= Tiêu đề",
    ],
)
def test_no_text_is_read_as_markup(text: str) -> None:
    document = make.programme(summary=text, clauses=(Clause(2, text),), tables=(), recipients=(text,))

    words = _words(render_pdf(document))

    assert words.count(text) == 3


@POPPLER
def test_a_word_that_fits_is_not_broken() -> None:
    lines = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=render_pdf(make.programme()), capture_output=True, check=True
    ).stdout.decode()

    for word in ("31/3/2025", "30/6/2025", "31/7/2025", "30/9/2025"):
        assert word in lines


@POPPLER
def test_nothing_leaves_the_page_or_its_cell() -> None:
    long = "https://vi-du.gov.vn/" + "x" * 150
    annex = make.annex_2025()
    table = Table(long, annex.columns, (Row("group", (long,)), Row("row", (long,) * 6)), note=long, numbered=True)
    document = make.programme(
        summary=long,
        clauses=(Clause(1, long), Clause(2, long)),
        tables=(table,),
        recipients=(long,),
        signature_blocks=(make.PARTY, make.SCHOOL, make.THIRD),
    )

    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=render_pdf(document), capture_output=True, check=True
    ).stdout.decode()

    for page in boxes.split("<page ")[1:]:
        width = float(re.findall(r'width="([\d.]+)"', page)[0])
        edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', page)]
        assert max(edges) <= width - 15 / 25.4 * 72 + 1


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(make.programme()) == render_pdf(make.programme())


def test_the_file_is_tagged_and_says_its_language_and_title() -> None:
    with pikepdf.open(BytesIO(render_pdf(make.programme()))) as pdf:
        metadata = pdf.open_metadata()
        kept = [metadata.get(key) for key in ("dc:title", "pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
        assert str(pdf.Root.Lang) == "vi-VN"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.check_pdf_syntax() == []

    assert kept == [make.programme().title, "2", "A", "1"]


def test_all_fonts_are_inside() -> None:
    with pikepdf.open(BytesIO(render_pdf(make.programme()))) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
        assert {str(font.FontName).split("+")[1] for font in fonts} == {
            "Tinos-Regular",
            "Tinos-Bold",
            "Tinos-Italic",
        }
        assert all("/FontFile2" in font for font in fonts)


@pytest.mark.parametrize(
    "document",
    [
        make.programme(profile="ND30_2020", clauses=make.REGULATION, draft_mark="Dự thảo lần 1"),
        make.programme(clauses=(*make.REGULATION[3:], Clause(Level.HEADING, "PHẦN CUỐI"))),
        make.programme(signature_blocks=(make.SCHOOL,), issuers=(Issuer("TỈNH ỦY", "TRƯỜNG CHÍNH TRỊ"),)),
        make.programme(signature_blocks=(make.PARTY, make.SCHOOL, make.THIRD)),
        make.programme(signature_blocks=(make.PARTY, make.SCHOOL, make.THIRD, make.FOURTH)),
        make.programme(signature_blocks=(), recipients=(), clauses=(), summary="", tables=(make.figures(),) * 3),
        make.programme(date=None, number=""),
        make.programme(language="en"),
    ],
)
def test_every_shape_of_document_keeps_the_standards(document: OfficialDocument) -> None:
    assert render_pdf(document).startswith(b"%PDF-1.7")


def test_a_letter_without_a_shape_is_named() -> None:
    with pytest.raises(NotPossible, match="Phông chữ của văn bản không có ký tự “😀”"):
        render_pdf(make.programme(summary="Vui 😀"))
