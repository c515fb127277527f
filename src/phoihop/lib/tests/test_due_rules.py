import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoihop.lib.due_rules import Due, DueRule, describe, parse_due

START, END = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
UNDATED = "Ô này chưa ghi ngày nào; việc không có hạn cho đến khi hai bên ghi rõ."
VAGUE = "“Đầu”, “giữa” không phải một ngày; đang tính đến hết kỳ ghi trong ô."
PARTLY = "Một phần của ô này chưa hiểu."
EACH_TIME = "Chưa ghi hạn của từng lần; các lần đều tính đến hết kỳ."
MONTH_ENDS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
QUARTERS = [("Quý I", 3, 31), ("Quý II", 6, 30), ("Quý III", 9, 30), ("Quý IV", 12, 31)]


def parse(text: str) -> DueRule:
    return parse_due(text, start=START, end=END)


def dates(*dues: tuple[str, int, int]) -> DueRule:
    return DueRule("dates", tuple(Due(f"{label}/2025", dt.date(2025, month, day)) for label, month, day in dues))


def every_month(day: int = 31) -> DueRule:
    last = [dt.date(2025, month, min(day, ends)) for month, ends in enumerate(MONTH_ENDS, 1)]
    return DueRule("recurring", tuple(Due(f"Tháng {on.month}/2025", on) for on in last), every=1)


def every_quarter() -> DueRule:
    return DueRule("recurring", dates(*QUARTERS).dues, every=3)


def every_half_year() -> DueRule:
    dues = Due("6 tháng đầu năm 2025", dt.date(2025, 6, 30)), Due("6 tháng cuối năm 2025", dt.date(2025, 12, 31))
    return DueRule("recurring", dues, every=6)


def reviews(verb: str = "Rà soát") -> DueRule:
    dues = tuple(Due(f"{verb} {due.label[0].lower()}{due.label[1:]}", due.on) for due in every_quarter().dues)
    return DueRule("continuous", dues, every=3)


CASE = [
    ("Quý I/2025", dates(("Quý I", 3, 31))),
    ("Theo yêu cầu", DueRule("on_request")),
    ("Trước 31/3/2025", dates(("31/03", 3, 31))),
    ("Tháng 5/2025", dates(("Tháng 5", 5, 31))),
    ("Tháng 4 và tháng 8/2025", dates(("Tháng 4", 4, 30), ("Tháng 8", 8, 31))),
    ("Trước 30/6/2025", dates(("30/06", 6, 30))),
    ("Cả năm", DueRule("continuous")),
    ("Quý II và quý IV/2025", dates(("Quý II", 6, 30), ("Quý IV", 12, 31))),
    ("Sau mỗi lớp", DueRule("on_request")),
    ("Quý II - quý III/2025", dates(("Quý II - quý III", 9, 30))),
    ("Quý III/2025", dates(("Quý III", 9, 30))),
    ("Tháng 7/2025", dates(("Tháng 7", 7, 31))),
    ("Mỗi quý 01 lần", every_quarter()),
    ("Trước 31/7/2025", dates(("31/07", 7, 31))),
    ("Tháng 6 và tháng 12/2025", dates(("Tháng 6", 6, 30), ("Tháng 12", 12, 31))),
    ("Thường xuyên; rà soát mỗi quý", reviews()),
    ("Hằng tháng", every_month()),
    ("Quý III - quý IV/2025", dates(("Quý III - quý IV", 12, 31))),
    ("Tháng 11/2025", dates(("Tháng 11", 11, 30))),
    ("Theo lịch", DueRule("on_request").doubting(UNDATED)),
]

ELSEWHERE = [
    ("Hàng tháng", every_month()),
    ("Hàng quý", every_quarter()),
    ("Quý II", dates(("Quý II", 6, 30))),
    ("Thường xuyên", DueRule("continuous")),
    ("khi được giao", DueRule("on_request")),
    ("Sau khi được phê duyệt", DueRule("on_request")),
    ("Khi có thay đổi", DueRule("on_request")),
    ("Trước ngày 20 hàng tháng", every_month(20)),
    (
        "Trong vòng 10 ngày làm việc",
        DueRule("on_request").doubting("Chưa ghi kể từ khi nào; việc không có hạn cho đến khi hai bên ghi rõ."),
    ),
    ("Trong vòng 10 ngày làm việc kể từ khi lớp bế giảng", DueRule("on_request")),
]

THE_YEAR = DueRule("dates", (Due("Năm 2025", dt.date(2025, 12, 31)),))
FREELY_WRITTEN = [
    ("QUÝ I/2025", dates(("Quý I", 3, 31))),
    ("quy i nam 2025", dates(("Quý I", 3, 31))),
    ("quí 1", dates(("Quý I", 3, 31))),
    ("Q.I/2025", dates(("Quý I", 3, 31))),
    ("Quý tư", dates(("Quý IV", 12, 31))),
    ("Quý Ⅱ/2025", dates(("Quý II", 6, 30))),
    ("T6/2025", dates(("Tháng 6", 6, 30))),
    ("t.6", dates(("Tháng 6", 6, 30))),
    ("tháng sáu", dates(("Tháng 6", 6, 30))),
    ("thang tu/2025", dates(("Tháng 4", 4, 30))),
    ("Tháng năm", dates(("Tháng 5", 5, 31))),
    ("Tháng mười hai năm 2025", dates(("Tháng 12", 12, 31))),
    ("tháng mười/2025", dates(("Tháng 10", 10, 31))),
    ("Tháng mười và tháng mười hai", dates(("Tháng 10", 10, 31), ("Tháng 12", 12, 31))),
    ("tháng mười một/2025", dates(("Tháng 11", 11, 30))),
    ("6/2025", dates(("Tháng 6", 6, 30))),
    ("30/6", dates(("30/06", 6, 30))),
    ("30.6.2025", dates(("30/06", 6, 30))),
    ("2025-06-30", dates(("30/06", 6, 30))),
    ("30/6/25", dates(("30/06", 6, 30))),
    ("Chậm nhất ngày 30 tháng 6 năm 2025", dates(("30/06", 6, 30))),
    ("Hoàn thành trước ngày 30/6/2025", dates(("30/06", 6, 30))),
    ("Từ 01/3 đến 30/6/2025", dates(("01/03/2025 - 30/06", 6, 30))),
    ("31/3-30/6/2025", dates(("31/03/2025 - 30/06", 6, 30))),
    ("Từ ngày 5 đến ngày 10/6", dates(("10/06", 6, 10))),
    ("5-10/6/2025", dates(("10/06", 6, 10))),
    ("Tháng 5-7/2025", dates(("Tháng 5 - tháng 7", 7, 31))),
    ("Từ tháng 1 đến 12", dates(("Tháng 1 - tháng 12", 12, 31))),
    ("Quý I - IV", dates(("Quý I - quý IV", 12, 31))),
    ("Quý 1, 2/2025", dates(("Quý I", 3, 31), ("Quý II", 6, 30))),
    ("Quý II,III", dates(("Quý II", 6, 30), ("Quý III", 9, 30))),
    ("Quý I; quý III/2025", dates(("Quý I", 3, 31), ("Quý III", 9, 30))),
    ("Tháng 3, 6 và 9/2025", dates(("Tháng 3", 3, 31), ("Tháng 6", 6, 30), ("Tháng 9", 9, 30))),
    ("Tháng 4/2025\nTháng 8/2025", dates(("Tháng 4", 4, 30), ("Tháng 8", 8, 31))),
    ("Tháng 8 và tháng 4/2025", dates(("Tháng 4", 4, 30), ("Tháng 8", 8, 31))),
    ("Tháng 9 và quý IV", dates(("Tháng 9", 9, 30), ("Quý IV", 12, 31))),
    ("Đến hết quý III/2025", dates(("Quý III", 9, 30))),
    ("Trước hết tháng 6", dates(("Tháng 6", 6, 30))),
    ("Cuối quý II", dates(("Quý II", 6, 30))),
    ("Cuối năm", THE_YEAR),
    ("Trong năm 2025", THE_YEAR),
    ("6 tháng đầu năm", DueRule("dates", every_half_year().dues[:1])),
    ("Nửa cuối năm 2025", DueRule("dates", every_half_year().dues[1:])),
    ("sáu tháng một lần", every_half_year()),
    ("sau thang mot lan", every_half_year()),
    ("6 tháng/lần", every_half_year()),
    ("Định kỳ 6 tháng", every_half_year()),
    ("Báo cáo 6 tháng, năm", every_half_year()),
    ("Sơ kết 6 tháng, tổng kết năm", every_half_year()),
    ("1 lần/quý", every_quarter()),
    ("01 lần mỗi quý", every_quarter()),
    ("Quý/lần", every_quarter()),
    ("ba tháng một lần", every_quarter()),
    ("định kỳ hằng quý", every_quarter()),
    ("Theo quý", every_quarter()),
    ("Các quý trong năm", every_quarter()),
    ("Mỗi quý 01 buổi", every_quarter()),
    ("Ngày 31 hàng tháng", every_month()),
    ("Thường xuyên, liên tục", DueRule("continuous")),
    ("Trong suốt năm 2025", DueRule("continuous")),
    ("Thường xuyên (báo cáo hằng quý)", reviews("Báo cáo")),
    ("Đột xuất", DueRule("on_request")),
    ("Ngay sau khi có yêu cầu", DueRule("on_request")),
    ("Tháng 11 hằng năm", DueRule("recurring", dates(("Tháng 11", 11, 30)).dues, every=12)),
]

DOUBTFUL = [
    (
        "Quý I/2026",
        DueRule("dates", (Due("Quý I/2026", dt.date(2026, 3, 31)),)).doubting(
            "Hạn 31/03/2026 nằm ngoài thời gian của chương trình (01/01/2025 - 31/12/2025)."
        ),
    ),
    ("Cả năm 2026", DueRule("continuous").doubting("Ô này ghi năm 2026, khác thời gian của chương trình.")),
    ("Cả năm 2025", DueRule("continuous")),
    ("Đầu tháng 5/2025", dates(("Tháng 5", 5, 31)).doubting(VAGUE)),
    ("Đầu năm", dates(("Quý I", 3, 31)).doubting(VAGUE)),
    ("Giữa năm 2025", DueRule("dates", every_half_year().dues[:1]).doubting(VAGUE)),
    ("Trước tháng 6", dates(("Trước tháng 6", 5, 31)).doubting("Đang tính đến hết ngày 31/05/2025.")),
    (
        "Tháng 5 hoặc tháng 6/2025",
        dates(("Tháng 5 hoặc tháng 6", 6, 30)).doubting("Ô này ghi hai thời gian, đang tính theo thời gian sau."),
    ),
    ("Dự kiến tháng 5", dates(("Tháng 5", 5, 31)).doubting("Thời gian này mới là dự kiến.")),
    ("Hội nghị tổng kết tháng 11/2025", dates(("Tháng 11", 11, 30)).doubting(PARTLY)),
    ("Tháng 5, II/2025", dates(("Tháng 5", 5, 31)).doubting(PARTLY)),
    ("abc; Quý I/2025", dates(("Quý I", 3, 31)).doubting(PARTLY)),
    ("Tháng 5 (2 lớp), tháng 8 (1 lớp)/2025", dates(("Tháng 5", 5, 31), ("Tháng 8", 8, 31)).doubting(PARTLY)),
    (
        "2 lần/năm",
        DueRule(
            "recurring",
            (Due("Năm 2025, lần 1", dt.date(2025, 12, 31)), Due("Năm 2025, lần 2", dt.date(2025, 12, 31))),
            (EACH_TIME,),
            12,
        ),
    ),
    (
        "Trước ngày 20 của tháng cuối quý",
        DueRule(
            "recurring",
            dates(("Quý I", 3, 20), ("Quý II", 6, 20), ("Quý III", 9, 20), ("Quý IV", 12, 20)).dues,
            ("Đang tính ngày 20 của tháng cuối quý.",),
            3,
        ),
    ),
    (
        "Hằng tuần",
        DueRule("continuous").doubting("Việc hằng tuần, hằng ngày được theo dõi như việc thường xuyên."),
    ),
    (
        "Thường xuyên từ tháng 3 đến tháng 10/2025",
        DueRule("continuous", (Due("Rà soát tháng 3 - tháng 10/2025", dt.date(2025, 10, 31)),)).doubting(
            "Việc thường xuyên mà có hạn: hạn này được tính là lần rà soát."
        ),
    ),
    ("Thường xuyên; xyz", DueRule("continuous").doubting(PARTLY)),
    ("Thường xuyên xyz", DueRule("continuous").doubting(PARTLY)),
    (
        "Theo yêu cầu; báo cáo trước 30/11/2025",
        DueRule("on_request", dates(("30/11", 11, 30)).dues).doubting("Ô này vừa theo yêu cầu vừa có hạn."),
    ),
    ("Theo Kế hoạch số 12-KH/TU ngày 05/3/2025", DueRule("on_request").doubting(UNDATED)),
    ("Mỗi quý 01 lần xyz", every_quarter().doubting(PARTLY)),
]

NOT_UNDERSTOOD = [
    ("", "Chưa ghi thời gian thực hiện."),
    (" - ", "Chưa ghi thời gian thực hiện."),
    ("abc xyz", "Chưa hiểu “abc xyz” là hạn nào."),
    ("12", "Chưa hiểu “12” là hạn nào."),
    ("abc; xyz", "Chưa hiểu “abc; xyz” là hạn nào."),
    ("Tháng 13/2025", "Ngày, tháng hoặc quý này không có."),
    ("31/4/2025", "Ngày, tháng hoặc quý này không có."),
    ("Trước tháng 1/0001", "Ngày, tháng hoặc quý này không có."),
    ("31/12/9999", "Ngày, tháng hoặc quý này không có."),
    ("Tháng 3/2025 - tháng 1/2025", "Thời gian kết thúc đứng trước thời gian bắt đầu."),
    ("Từ tháng 3/2025", "Ô này ghi từ khi nào mà không ghi đến khi nào."),
    ("Sau ngày 30/6/2025", "Chưa hiểu “Sau ngày 30/6/2025” là hạn nào."),
    ("Sau khi hết quý I/2025", "Chưa hiểu “Sau khi hết quý I/2025” là hạn nào."),
    ("ngày 10 tháng sau", "Chưa hiểu “ngày 10 tháng sau” là hạn nào."),
    ("Quý II/2025 (trừ tháng 5)", "Chưa hiểu “Quý II/2025 (trừ tháng 5)” là hạn nào."),
    ("Tuần 2 tháng 5/2025", "Chưa hiểu “Tuần 2 tháng 5/2025” là hạn nào."),
    ("Năm học 2024-2025", "Chưa hiểu “Năm học 2024-2025” là hạn nào."),
    (
        "Trước ngày 10 của tháng sau hằng tháng",
        "Chưa hiểu “Trước ngày 10 của tháng sau hằng tháng” là hạn nào.",
    ),
    ("7 tháng một lần", "Nhịp này không chia đều theo năm hoặc quá nhiều đợt để theo dõi từng đợt."),
    ("Mỗi tháng 15 lần", "Nhịp này không chia đều theo năm hoặc quá nhiều đợt để theo dõi từng đợt."),
]


@pytest.mark.parametrize(("text", "rule"), CASE)
def test_every_cell_of_the_case(text: str, rule: DueRule) -> None:
    assert parse(text) == rule


@pytest.mark.parametrize(("text", "rule"), ELSEWHERE)
def test_cells_seen_in_other_programmes(text: str, rule: DueRule) -> None:
    assert parse(text) == rule


@pytest.mark.parametrize(("text", "rule"), FREELY_WRITTEN)
def test_cells_freely_written(text: str, rule: DueRule) -> None:
    assert parse(text) == rule


@pytest.mark.parametrize(("text", "rule"), DOUBTFUL)
def test_what_is_taken_for_granted_is_said(text: str, rule: DueRule) -> None:
    assert parse(text) == rule


@pytest.mark.parametrize(("text", "doubt"), NOT_UNDERSTOOD)
def test_what_is_not_understood_is_never_guessed(text: str, doubt: str) -> None:
    rule = parse(text)

    assert rule == DueRule("unknown", doubts=(doubt,))
    assert rule.nature == "on_request"


def test_a_rhythm_may_carry_a_term_of_its_own() -> None:
    rule = parse("Hằng tháng; báo cáo trước 15/12/2025")

    assert rule.kind == "recurring"
    assert [due.on for due in rule.dues][-2:] == [dt.date(2025, 12, 15), dt.date(2025, 12, 31)]
    assert rule.doubts == ()


def test_a_rhythm_may_hold_for_some_months_or_another_year() -> None:
    some = parse("Hằng tháng, từ tháng 3 đến tháng 10/2025")
    other = parse("Mỗi quý năm 2026")

    assert [due.on.month for due in some.dues] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert [due.label for due in other.dues] == ["Quý I/2026", "Quý II/2026", "Quý III/2026", "Quý IV/2026"]
    assert other.doubts == (
        "Hạn 31/03/2026, 30/06/2026, 30/09/2026 nằm ngoài thời gian của chương trình (01/01/2025 - 31/12/2025).",
    )


def test_each_second_month() -> None:
    assert [(due.label, due.on.month) for due in parse("2 tháng một lần").dues][:2] == [
        ("Tháng 1 - tháng 2/2025", 2),
        ("Tháng 3 - tháng 4/2025", 4),
    ]


def test_twice_a_month_has_two_occurrences_each_month() -> None:
    rule = parse("mỗi tháng 02 lần")

    assert len(rule.dues) == 24
    assert rule.dues[1] == Due("Tháng 1/2025, lần 2", dt.date(2025, 1, 31))
    assert rule.doubts == (EACH_TIME,)


def test_a_school_year_chooses_the_only_year_that_fits() -> None:
    start, end = dt.date(2024, 9, 5), dt.date(2025, 5, 31)

    assert parse_due("Tháng 10", start=start, end=end).dues == (Due("Tháng 10/2024", dt.date(2024, 10, 31)),)
    assert parse_due("Tháng 11 - tháng 2", start=start, end=end).dues == (
        Due("Tháng 11/2024 - tháng 2/2025", dt.date(2025, 2, 28)),
    )
    assert [due.on for due in parse_due("Mỗi quý", start=start, end=end).dues] == [
        dt.date(2024, 9, 30),
        dt.date(2024, 12, 31),
        dt.date(2025, 3, 31),
        dt.date(2025, 5, 31),
    ]


def test_in_many_years_a_cell_without_its_year_is_doubted_but_a_yearly_one_is_not() -> None:
    start, end = dt.date(2021, 1, 1), dt.date(2023, 12, 31)

    assert parse_due("Quý IV", start=start, end=end) == DueRule(
        "unknown", doubts=("Chương trình kéo dài nhiều năm mà ô này không ghi năm nào.",)
    )
    assert [due.label for due in parse_due("Quý IV hằng năm", start=start, end=end).dues] == [
        "Quý IV/2021",
        "Quý IV/2022",
        "Quý IV/2023",
    ]
    assert [due.label for due in parse_due("Quý III/2021 và quý IV", start=start, end=end).dues] == [
        "Quý III/2021",
        "Quý IV/2021",
    ]
    assert parse_due("Hằng năm", start=start, end=end).dues[-1] == Due("Năm 2023", dt.date(2023, 12, 31))


def test_a_point_outside_a_short_programme_is_kept_and_doubted() -> None:
    rule = parse_due("Tháng 10", start=dt.date(2025, 1, 1), end=dt.date(2025, 6, 30))

    assert rule.dues == (Due("Tháng 10/2025", dt.date(2025, 10, 31)),)
    assert rule.doubts == ("Hạn 31/10/2025 nằm ngoài thời gian của chương trình (01/01/2025 - 30/06/2025).",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Trước 31/3/2025", "Hạn 31/03/2025"),
        ("Tháng 4 và tháng 8/2025", "Hạn 2 đợt (30/04/2025, 31/08/2025)"),
        ("Mỗi quý 01 lần", "Hằng quý: 4 đợt (31/03/2025, 30/06/2025, 30/09/2025, 31/12/2025)"),
        ("Hằng tháng", "Hằng tháng: 12 đợt (31/01/2025, 28/02/2025, …, 31/12/2025)"),
        ("2 tháng một lần", "2 tháng một lần: 6 đợt (28/02/2025, 30/04/2025, …, 31/12/2025)"),
        ("Cả năm", "Thường xuyên"),
        (
            "Thường xuyên; rà soát mỗi quý",
            "Thường xuyên; rà soát 4 đợt (31/03/2025, 30/06/2025, 30/09/2025, 31/12/2025)",
        ),
        ("Theo yêu cầu", "Theo yêu cầu hoặc khi có việc, không có hạn cố định"),
        ("Theo yêu cầu; báo cáo trước 30/11/2025", "Theo yêu cầu; hạn 30/11/2025"),
        ("abc", "Chưa hiểu: giữ nguyên như đã viết, không tính hạn"),
    ],
)
def test_describe_says_what_was_understood(text: str, sentence: str) -> None:
    assert describe(parse(text)) == sentence


def test_describe_briefly_counts_the_days() -> None:
    assert describe(parse("Mỗi quý 01 lần"), briefly=True) == "Hằng quý: 4 đợt"
    assert describe(parse("Quý I"), briefly=True) == "Hạn 31/03/2025"


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("Quý I", "dated"),
        ("Hằng tháng", "dated"),
        ("Thường xuyên; rà soát mỗi quý", "continuous"),
        ("Theo lịch", "on_request"),
    ],
)
def test_nature(text: str, nature: str) -> None:
    assert parse(text).nature == nature


def test_a_rule_survives_its_json() -> None:
    rule = parse("Quý I/2026; rà soát")

    assert DueRule.from_json(rule.to_json()) == rule
    assert DueRule.from_json({}) == DueRule("unknown")
    with pytest.raises(ValueError, match="There is no due rule of the kind 'weekly'"):
        DueRule.from_json({"kind": "weekly"})


_PIECES = st.sampled_from(
    """quý tháng năm I II III IV 1 2 3 12 13 31 /2025 2025 /25 - ; , và đến từ trước sau hết cuối đầu giữa ngày 31/3
    30/6/2025 mỗi hằng lần 02 một sáu thường xuyên theo yêu cầu khi có rà soát ( ) định kỳ tuần 6 nửa T Q . 00/00""".split()  # noqa: SIM905
)


@given(st.lists(_PIECES, min_size=1, max_size=9).map(" ".join) | st.text(max_size=40))
def test_whatever_a_cell_says_is_understood_or_doubted(text: str) -> None:
    rule = parse(text)

    assert rule.kind != "unknown" or rule.doubts
    assert rule.kind not in ("dates", "recurring") or rule.dues
    assert DueRule.from_json(rule.to_json()) == rule
    assert all(len(due.label) <= 80 for due in rule.dues)
