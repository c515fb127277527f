import datetime as dt
from decimal import Decimal

import pytest

from phoihop.documents.content import Clause, Issuer, Row, Run, Table, Value
from phoihop.documents.layout import Line, labels, lay_out, printed
from phoihop.documents.profiles import HD05_2026, HD36_2018, ND30_2020, PROFILES, profile_on
from phoihop.documents.tests import make


def test_the_party_form_has_its_measures() -> None:
    form = PROFILES["HD05_2026"]

    assert (form.margin_top, form.margin_bottom, form.margin_left, form.margin_right) == (20, 20, 30, 15)
    assert (form.title_size, form.body_name_size, form.number_size, form.recipients_size) == (15, 14, 14, 12)
    assert 18 <= form.line_pitch <= 22
    assert form.paragraph_gap >= 6
    assert (form.number_label, form.heading_label) == ("Số", "{}-")


@pytest.mark.parametrize(
    ("day", "party_form", "expected"),
    [
        (dt.date(2024, 11, 19), True, HD36_2018),
        (dt.date(2026, 5, 26), True, HD36_2018),
        (dt.date(2026, 5, 27), True, HD05_2026),
        (dt.date(2010, 1, 1), True, HD36_2018),
        (dt.date(2024, 11, 19), False, ND30_2020),
    ],
)
def test_a_form_holds_on_its_days(day: dt.date, *, party_form: bool, expected: object) -> None:
    assert profile_on(day, party_form=party_form) == expected


def test_clauses_are_labelled_by_level() -> None:
    clauses = tuple(Clause(level, "x") for level in (1, 2, 3, 3, 2, 3, 4, 0, 1, 2))

    assert labels(clauses, HD05_2026) == ["I-", "1.", "a)", "b)", "2.", "a)", "-", "", "II-", "1."]
    assert labels(clauses[:1], ND30_2020) == ["I."]


def test_a_regulation_has_chapters_articles_and_bases() -> None:
    paragraphs = lay_out(make.programme(clauses=make.REGULATION)).paragraphs

    assert [(p.label, p.depth) for p in paragraphs] == [
        ("", 0), ("", 0), ("Chương I", 2), ("Điều 1.", 3), ("1.", 0), ("Điều 2.", 0), ("1.", 0), ("a)", 0),
        ("Chương II", 2), ("Điều 3.", 3), ("1.", 0),
    ]  # fmt: skip


def test_articles_without_chapters_are_headings_of_the_first_rank() -> None:
    paragraphs = lay_out(make.programme(clauses=make.REGULATION[3:5])).paragraphs

    assert [(p.label, p.depth) for p in paragraphs] == [("Điều 1.", 2), ("1.", 0)]


def test_points_follow_the_vietnamese_alphabet() -> None:
    clauses = tuple(Clause(3, "x") for _ in range(6))

    assert labels(clauses, HD05_2026) == ["a)", "b)", "c)", "d)", "đ)", "e)"]


def test_a_line_break_starts_a_plain_paragraph_and_keeps_the_style() -> None:
    runs = (Run("Hai bên "), Run("cùng\r\n\nthống nhất", bold=True), Run("."))
    layout = lay_out(make.programme(clauses=(Clause(2, "", runs),)))

    assert [(p.level, p.label, p.runs) for p in layout.paragraphs] == [
        (2, "1.", (Run("Hai bên "), Run("cùng", bold=True))),
        (0, "", (Run("thống nhất", bold=True), Run("."))),
    ]


@pytest.mark.parametrize(
    ("issuers", "lines"),
    [
        ([("TỈNH ỦY", "BAN TUYÊN GIÁO")], ["TỈNH ỦY", "BAN TUYÊN GIÁO"]),
        ([("TỈNH ỦY", "BAN A"), ("TỈNH ỦY", "TRƯỜNG B")], ["TỈNH ỦY", "BAN A - TRƯỜNG B"]),
        (
            [("TỈNH ỦY", "BAN TUYÊN GIÁO"), ("TỈNH ỦY", "TRƯỜNG CHÍNH TRỊ TỈNH")],
            ["TỈNH ỦY", "BAN TUYÊN GIÁO", "TRƯỜNG CHÍNH TRỊ TỈNH"],
        ),
        ([("TỈNH ỦY", "BAN A"), ("UBND TỈNH", "SỞ B")], ["TỈNH ỦY", "BAN A", "UBND TỈNH", "SỞ B"]),
        ([("", "BAN A"), ("", "SỞ B")], ["BAN A - SỞ B"]),
    ],
)
def test_issuers_are_joined_when_short_and_stacked_when_long(issuers: list[tuple[str, str]], lines: list[str]) -> None:
    layout = lay_out(make.programme(issuers=tuple(Issuer(*pair) for pair in issuers)))

    assert [line.text for line in layout.issuers] == lines


def test_number_and_date_of_both_forms() -> None:
    party = lay_out(make.programme(date=dt.date(2025, 1, 5)))
    state = lay_out(make.programme(profile="ND30_2020", number="01/CTPH-BTGTU", date=dt.date(2025, 3, 15)))

    assert (party.number, party.place_and_date) == ("Số 01-CTPH/BTGTU-TCT", "Lam Thành, ngày 05 tháng 01 năm 2025")
    assert (state.number, state.place_and_date) == ("Số: 01/CTPH-BTGTU", "Lam Thành, ngày 15 tháng 3 năm 2025")


def test_a_draft_leaves_space_for_number_and_date() -> None:
    layout = lay_out(make.programme(number="", date=None, draft_mark="Dự thảo lần 1"))

    assert (layout.number, layout.place_and_date) == ("Số …", "Lam Thành, ngày … tháng … năm …")
    assert layout.annexes[0].tables[0].reference == "(Kèm theo Chương trình phối hợp)"


def test_recipients_end_as_the_form_wants() -> None:
    given = ("Thường trực Tỉnh ủy (để báo cáo);", "Hai cơ quan", "Lưu Văn phòng.")

    assert lay_out(make.programme(recipients=given)).recipients == (
        "- Thường trực Tỉnh ủy (để báo cáo),",
        "- Hai cơ quan,",
        "- Lưu Văn phòng.",
    )
    assert lay_out(make.programme(recipients=given, profile="ND30_2020")).recipients[1] == "- Hai cơ quan;"


def test_the_lead_signs_at_the_right() -> None:
    layout = lay_out(make.programme(signature_blocks=(make.PARTY, make.SCHOOL, make.THIRD, make.FOURTH)))

    assert [[block.name for block in row] for row in layout.blocks] == [
        ["Vũ Hà Giang", "Lê Thị An"],
        ["Đặng Hữu Phước", "Nguyễn Thị Thuỳ Dương"],
    ]
    assert [len(row) for row in lay_out(make.programme(signature_blocks=(make.PARTY,) * 3)).blocks] == [3]


@pytest.mark.parametrize(("length", "together"), [(10, True), (2_000, False)])
def test_a_short_last_paragraph_goes_with_the_signatures(length: int, *, together: bool) -> None:
    layout = lay_out(make.programme(clauses=(Clause(2, "x" * length),)))

    assert layout.signed_with_text == together
    assert not lay_out(make.programme(signature_blocks=())).signed_with_text


def test_a_joint_block_names_its_body_and_a_single_one_does_not() -> None:
    joint = lay_out(make.programme()).blocks[0][1]
    single = lay_out(make.programme(signature_blocks=(make.THIRD,))).blocks[0][0]
    state = lay_out(make.programme(signature_blocks=(make.THIRD,), profile="ND30_2020")).blocks[0][0]

    assert joint.lines == (Line("BAN TUYÊN GIÁO TỈNH ỦY", bold=True), Line("TRƯỞNG BAN", bold=False))
    assert single.lines == (Line("K/T GIÁM ĐỐC", bold=True), Line("PHÓ GIÁM ĐỐC", bold=False))
    assert state.lines == (Line("K/T GIÁM ĐỐC", bold=True), Line("PHÓ GIÁM ĐỐC", bold=True))


def test_the_annex_refers_to_its_document() -> None:
    only = lay_out(make.programme()).annexes
    several = lay_out(make.programme(tables=(make.figures(), make.figures(), make.figures(landscape=True)))).annexes
    reference = "(Kèm theo Chương trình phối hợp số 01-CTPH/BTGTU-TCT, ngày 19/11/2024)"

    assert [(a.heading, a.reference, [t.reference for t in a.tables]) for a in only] == [("PHỤ LỤC", "", [reference])]
    assert [(a.landscape, a.heading, a.reference, len(a.tables)) for a in several] == [
        (False, "PHỤ LỤC", reference, 2),
        (True, "", "", 1),
    ]


def test_a_numbered_table_gets_its_first_column() -> None:
    table = lay_out(make.programme()).annexes[0].tables[0]

    assert [column.title for column in table.columns][:2] == ["TT", "Nội dung phối hợp"]
    assert [row.cells[:2] for row in table.rows[:2]] == [
        ("I", "Công tác tham mưu"),
        ("1", "Tham mưu Ban Thường vụ Tỉnh ủy ban hành kế hoạch đào tạo, bồi dưỡng lý luận chính trị năm 2025"),
    ]
    assert [row.kind for row in table.rows].count("group") == 10
    assert [row.kind for row in table.rows].count("row") == 25


def test_a_row_that_may_outgrow_a_page_may_break() -> None:
    annex = make.annex_2025()
    table = Table(annex.title, annex.columns, (Row("row", ("x " * 600,)), Row("row", ("x",))))

    rows = lay_out(make.programme(tables=(table,))).annexes[0].tables[0].rows

    assert [row.breakable for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Quý I", "Quý I"),
        (26472, "26.472"),
        (Decimal("97.55"), "97,55"),
        (True, "Có"),
        (False, "Không"),
        (dt.date(2025, 1, 5), "05/01/2025"),
        (dt.datetime(2025, 1, 5, 8, 30), "05/01/2025 08:30"),
    ],
)
def test_cells_are_printed_in_the_vietnamese_way(value: Value, text: str) -> None:
    assert printed(value) == text
