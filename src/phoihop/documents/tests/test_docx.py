import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from phoihop.documents.content import Clause, OfficialDocument, Run
from phoihop.documents.docx import render_docx
from phoihop.documents.levels import Level
from phoihop.documents.tests import make


def _open(document: OfficialDocument) -> Any:
    return docx.Document(BytesIO(render_docx(document)))


def _texts(place: Any) -> list[str]:
    return [paragraph.text for paragraph in place.paragraphs if paragraph.text]


def test_it_says_what_the_case_says() -> None:
    opened = _open(make.programme())
    header, signatures, annex = opened.tables

    assert [_texts(cell) for row in header.rows for cell in row.cells] == [
        ["TỈNH ỦY SÔNG LAM", "BAN TUYÊN GIÁO", "TRƯỜNG CHÍNH TRỊ TỈNH", "*"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM"],
        ["Số 01-CTPH/BTGTU-TCT"],
        ["Lam Thành, ngày 19 tháng 11 năm 2024"],
    ]
    assert [_texts(cell) for row in signatures.rows for cell in row.cells] == [
        ["TRƯỜNG CHÍNH TRỊ TỈNH", "HIỆU TRƯỞNG"],
        ["BAN TUYÊN GIÁO TỈNH ỦY", "TRƯỞNG BAN"],
        [],
        [],
        ["Vũ Hà Giang"],
        ["Lê Thị An"],
    ]
    assert _texts(opened) == [
        "CHƯƠNG TRÌNH PHỐI HỢP",
        make.programme().summary,
        "-----",
        "I- MỤC ĐÍCH, YÊU CẦU",
        f"1. {make.CLAUSES[1].text}",
        f"2. {make.CLAUSES[2].text}",
        "II- NỘI DUNG PHỐI HỢP",
        make.CLAUSES[4].text,
        "III- PHƯƠNG THỨC PHỐI HỢP",
        *(f"{number}. {make.CLAUSES[5 + number].text}" for number in (1, 2, 3)),
        "IV- TỔ CHỨC THỰC HIỆN",
        *(f"{number}. {make.CLAUSES[9 + number].text}" for number in (1, 2)),
        "Nơi nhận:",
        "- Thường trực Tỉnh ủy (để báo cáo),",
        "- Hai cơ quan,",
        "- Trung tâm chính trị cấp huyện,",
        "- Lưu.",
        "PHỤ LỤC",
        make.annex_2025().title,
        "(Kèm theo Chương trình phối hợp số 01-CTPH/BTGTU-TCT, ngày 19/11/2024)",
    ]
    assert [cell.text for cell in annex.rows[1].cells] == ["I"] + ["Công tác tham mưu"] * 6
    assert [cell.text for cell in annex.rows[2].cells] == ["1", *make.annex_2025().rows[1].cells]
    assert len(annex.rows) == 36


def test_styles_are_real() -> None:
    opened = _open(make.programme())
    styles = {paragraph.text[:10]: paragraph.style.name for paragraph in opened.paragraphs if paragraph.text}

    assert styles["CHƯƠNG TRÌ"] == "Title"
    assert styles["công tác n"] == "Subtitle"
    assert styles["I- MỤC ĐÍC"] == "Heading 1"
    assert styles["1. Tăng cư"] == "Body Text"
    assert styles["PHỤ LỤC"] == "Heading 1"
    assert styles["Nội dung p"] == "Heading 2"
    assert (opened.styles["Body Text"].font.size.pt, opened.styles["Body Text"].paragraph_format.line_spacing.pt) == (
        14,
        20,
    )


def test_pages_have_the_measures_of_the_form() -> None:
    first, annex = _open(make.programme()).sections

    assert [round(side.mm) for side in (first.page_width, first.page_height)] == [210, 297]
    assert [round(side.mm) for side in (annex.page_width, annex.page_height)] == [297, 210]
    for section in (first, annex):
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in margins] == [20, 20, 30, 15]
        assert round(section.header_distance.mm) == 10


def test_page_numbers_begin_on_the_second_page() -> None:
    first, annex = _open(make.programme()).sections

    assert (first.different_first_page_header_footer, annex.different_first_page_header_footer) == (True, False)
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert annex.header.is_linked_to_previous


def test_the_head_of_the_annex_repeats_and_rows_do_not_break() -> None:
    annex = _open(make.programme()).tables[2]
    rows = [row._tr for row in annex.rows]

    assert [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows] == [True] + [False] * 35
    assert all(row.findall(f".//{qn('w:cantSplit')}") for row in rows)
    assert annex.rows[1].cells[1].paragraphs[0].paragraph_format.keep_with_next


def test_widths_are_in_the_grid_and_in_the_cells() -> None:
    for table, width in zip(_open(make.programme()).tables, (165, 165, 252), strict=True):
        grid = [column.width for column in table.columns]
        assert sum(grid) / Mm(1) == pytest.approx(width, abs=0.5)
        for row in table.rows[:1]:
            assert [cell.width for cell in row.cells] == grid


def test_the_text_is_vietnamese_to_word() -> None:
    opened = _open(make.programme())
    (language,) = opened.styles.element.iter(qn("w:lang"))

    assert language.get(qn("w:val")) == "vi-VN"
    assert opened.core_properties.language == "vi-VN"
    assert opened.core_properties.title == make.programme().title
    assert opened.core_properties.author == "BAN TUYÊN GIÁO - TRƯỜNG CHÍNH TRỊ TỈNH"


def test_space_for_the_signature_stays_with_the_names() -> None:
    signatures = _open(make.programme()).tables[1]

    assert round(signatures.rows[1].height.mm) == 28
    for row in signatures.rows[:2]:
        assert all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)


def test_bold_and_italic_stay_and_control_characters_go() -> None:
    runs = (Run("Hai bên\x07 "), Run("thống nhất", bold=True, italic=True))
    paragraph = next(p for p in _open(make.programme(clauses=(Clause(2, "", runs),))).paragraphs if "Hai" in p.text)

    assert [(run.text, run.bold, run.italic) for run in paragraph.runs] == [
        ("1. ", None, None),
        ("Hai bên ", None, None),
        ("thống nhất", True, True),
    ]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_docx(make.programme()) == render_docx(make.programme())


def test_a_single_signature_stands_beside_the_recipients() -> None:
    opened = _open(make.programme(signature_blocks=(make.SCHOOL,), profile="ND30_2020", tables=()))
    table = opened.tables[1]

    assert _texts(table.rows[0].cells[0])[:2] == ["Nơi nhận:", "- Thường trực Tỉnh ủy (để báo cáo);"]
    assert [_texts(row.cells[1]) for row in table.rows] == [["HIỆU TRƯỞNG"], [], ["Vũ Hà Giang"]]


def test_tables_of_figures_may_stand_upright_and_lying() -> None:
    opened = _open(make.programme(tables=(make.figures(), make.figures(), make.figures(landscape=True))))

    assert [section.page_width > section.page_height for section in opened.sections] == [False, False, True]
    assert [cell.text for cell in opened.tables[-1].rows[3].cells] == ["Cộng", "7", "6", "85,71"]
    assert opened.tables[-1].rows[3].cells[0].paragraphs[0].runs[0].bold


def test_legal_bases_stand_before_the_text_and_a_subtitle_below_the_title() -> None:
    table = replace(make.figures(), subtitle="Năm 2025", title="")
    opened = _open(
        make.programme(clauses=(Clause(Level.BASIS, "Căn cứ Quy chế phối hợp;"),), summary="", tables=(table,))
    )
    texts = _texts(opened)

    assert texts[:3] == ["CHƯƠNG TRÌNH PHỐI HỢP", "-----", "Căn cứ Quy chế phối hợp;"]
    assert next(p for p in opened.paragraphs if p.text.startswith("Căn cứ")).runs[0].italic
    assert texts[texts.index("PHỤ LỤC") + 1] == "Năm 2025"


@pytest.mark.parametrize("profile", ["HD05_2026", "ND30_2020"])
@pytest.mark.parametrize("count", [0, 2, 3, 4])
def test_every_shape_is_a_sound_file(profile: str, count: int) -> None:
    blocks = (make.PARTY, make.SCHOOL, make.THIRD, make.FOURTH)[:count]
    data = render_docx(make.programme(profile=profile, signature_blocks=blocks, draft_mark="Dự thảo lần 2"))

    assert zipfile.ZipFile(BytesIO(data)).testzip() is None
    assert len(docx.Document(BytesIO(data)).tables) == 2 + (count + 1) // 2 - (count == 3)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_on_as_many_pages_as_the_pdf(tmp_path: Path) -> None:
    source = tmp_path / "chuong-trinh.docx"
    source.write_bytes(render_docx(make.programme()))

    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)

    import pikepdf

    with pikepdf.open(tmp_path / "chuong-trinh.pdf") as pdf:
        assert len(pdf.pages) == 5
