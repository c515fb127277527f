from decimal import Decimal

import pytest

from phoihop.lib.numbers import Quantity, format_number, identifier, parse_number, parse_quantity, percent


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (26472, "26.472"),
        (Decimal("97.550"), "97,55"),
        (Decimal("2.00"), "2"),
        (-1234.5, "-1.234,5"),
        (Decimal("1E+3"), "1.000"),
        (0, "0"),
        (100, "100"),
    ],
)
def test_format_number(number: Decimal, text: str) -> None:
    assert format_number(number) == text


def test_percent_says_at_most_two_decimals() -> None:
    assert percent(8, 9) == "88,89%"
    assert percent(1, 2) == "50%"
    assert percent(0, 3) == "0%"
    assert percent(1, 0) == "–"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("02", 2),
        ("26.472", 26472),
        ("97,55", Decimal("97.55")),
        (" 1.200,5 ", Decimal("1200.5")),
        ("0,125", Decimal("0.13")),
    ],
)
def test_parse_number(text: str, number: Decimal) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "x", "1.5", "1,2,3", "-1", "9" * 13, "999999999999,999", "9" * 5_000, "1e5"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("02 lớp, 180 học viên", "2", "lớp"),
        ("01 hội thảo; kỷ yếu tối thiểu 40 tham luận", "1", "hội thảo"),
        ("02 tọa đàm; báo cáo tổng hợp kiến nghị", "2", "tọa đàm"),
        ("12 lượt giảng viên; báo cáo thu hoạch", "12", "lượt giảng viên"),
        ("04 buổi; biên bản từng buổi", "4", "buổi"),
        ("Tối thiểu 30 tác phẩm dự thi", "30", "tác phẩm dự thi"),
        ("Tối thiểu 01 đề tài được giao", "1", "đề tài"),
        ("100% lớp được giao mở đúng hạn", "100", "% lớp"),
        ("12 số tài liệu", "12", "số tài liệu"),
        ("Báo cáo; ít nhất 3 chuyên đề", "3", "chuyên đề"),
        ("1.200 lượt người", "1200", "lượt người"),
        ("97,5%", "97.5", "%"),
        ("Kỷ yếu\n40 bài (in và điện tử)", "40", "bài"),
    ],
)
def test_parse_quantity(text: str, number: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kế hoạch được ban hành",
        "Kế hoạch số 112-KH/TU",
        "Báo cáo; chương trình được ký",
        "31/3/2025",
        "2025",
        "02-03 lớp",
        "02 (hai)",
        "9999999999999 lớp",
    ],
)
def test_a_deliverable_may_name_no_quantity(text: str) -> None:
    assert parse_quantity(text) is None


def test_a_quantity_reads_as_an_office_writes_it() -> None:
    assert str(Quantity(Decimal("1200.5"), "lượt")) == "1.200,5 lượt"
    assert str(Quantity(Decimal(100), "% lớp")) == "100% lớp"


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("007", 7), (str(2**63 - 1), 2**63 - 1)])
def test_identifier(text: str, number: int) -> None:
    assert identifier(text) == number


@pytest.mark.parametrize("text", ["", "0", "-1", "1.0", "a", "²", "١", str(2**63), "0" * 19 + "1", "9" * 5_000])
def test_what_the_database_cannot_hold_is_no_identifier(text: str) -> None:
    assert identifier(text) is None
