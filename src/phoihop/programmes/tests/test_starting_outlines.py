"""Outlines to begin with: the usual ones, and those of an office."""

import pytest

from phoihop.documents.levels import Level
from phoihop.programmes import starting_outlines
from phoihop.programmes.states import DRAFTED_KINDS, InstrumentKind


@pytest.mark.parametrize("kind", [*DRAFTED_KINDS, InstrumentKind.AMENDMENT])
def test_the_usual_outlines_speak_for_their_parties(kind: InstrumentKind) -> None:
    text = starting_outlines.usual_text(kind)
    two = " ".join(line.text for line in starting_outlines.clauses(text, ["A", "B"], parent="Quy chế số 01"))
    three = " ".join(line.text for line in starting_outlines.clauses(text, ["A", "B", "C"], parent="Quy chế số 01"))

    assert "hai cơ quan" in two.lower()
    assert "{" not in two + three
    assert "hai cơ quan" not in three.lower()
    assert "các bên" in three.lower()


@pytest.mark.parametrize("kind", [*DRAFTED_KINDS, InstrumentKind.AMENDMENT])
def test_the_usual_outlines_are_counted_already(kind: InstrumentKind) -> None:
    text = starting_outlines.usual_text(kind)

    assert starting_outlines.tidy(text) == text


def test_a_regulation_has_chapters_and_articles_and_names_its_parties() -> None:
    lines = starting_outlines.clauses(starting_outlines.usual_text("regulation"), ["A", "B", "C"])

    assert lines[0].level == Level.BASIS
    assert [line.text for line in lines if line.level == Level.CHAPTER][:2] == [
        "QUY ĐỊNH CHUNG",
        "NỘI DUNG VÀ PHƯƠNG THỨC PHỐI HỢP",
    ]
    assert sum(line.level == Level.ARTICLE for line in lines) == 10
    assert next(line.text for line in lines if line.level == Level.NUMBERED) == (
        "Quy chế này quy định nguyên tắc, nội dung, phương thức và trách nhiệm phối hợp giữa A, B và C."
    )


def test_the_programme_begins_with_the_usual_sections() -> None:
    lines = starting_outlines.clauses(starting_outlines.usual_text("programme"), ["A", "B"])

    assert [line.text for line in lines if line.level == Level.HEADING] == [
        "MỤC ĐÍCH, YÊU CẦU",
        "NỘI DUNG PHỐI HỢP",
        "PHƯƠNG THỨC PHỐI HỢP",
        "TỔ CHỨC THỰC HIỆN",
    ]
    assert lines[4].text == "Hai cơ quan phối hợp thực hiện các nội dung nêu tại Phụ lục kèm theo Chương trình này."


def test_a_line_that_cites_the_parent_is_left_out_without_one() -> None:
    text = starting_outlines.usual_text("plan")

    assert starting_outlines.clauses(text, ["A", "B"])[0].level == Level.HEADING
    assert starting_outlines.clauses(text, ["A", "B"], parent="Chương trình số 02")[0].text == (
        "Căn cứ Chương trình số 02;"
    )


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("Chương III: NỘI DUNG", Level.CHAPTER, "NỘI DUNG"),
        ("Chương trình này có hiệu lực.", Level.PARAGRAPH, "Chương trình này có hiệu lực."),
        ("Điều 12. Hiệu lực", Level.ARTICLE, "Hiệu lực"),
        ("Điều kiện thực hiện", Level.PARAGRAPH, "Điều kiện thực hiện"),
        ("Căn cứ Luật;", Level.BASIS, "Căn cứ Luật;"),
        ("II- MỤC ĐÍCH", Level.HEADING, "MỤC ĐÍCH"),
        ("3) Ba", Level.NUMBERED, "Ba"),
        ("đ) Đê", Level.POINT, "Đê"),
        ("- Gạch", Level.DASH, "Gạch"),
        ("2.", Level.PARAGRAPH, "2."),
        ("Giao ban hằng quý", Level.PARAGRAPH, "Giao ban hằng quý"),
    ],
)
def test_what_stands_before_a_line_tells_its_level(line: str, level: Level, text: str) -> None:
    (found,) = starting_outlines.clauses(line, ["A", "B"])

    assert (found.level, found.text) == (level, text)
