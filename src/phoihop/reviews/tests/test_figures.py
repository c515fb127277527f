"""What each figure counts, on cells alone."""

from decimal import Decimal

from phoihop.reviews.figures import Cell, Share, compare, compute, matches


def test_each_official_cell_counts_its_own_items() -> None:
    cells = [
        Cell("done_on_time", items=14),
        Cell("done_late", items=2),
        Cell("open_in_term", items=5),
        Cell("open_overdue", items=1),
        Cell("continuous", items=3),
        Cell("on_request", items=4),
    ]

    total = compute(cells, bodies={}).total

    assert [figure.count for figure in total.figures] == [14, 2, 5, 1, 22, 3, 4]
    assert total.done == 16


def test_rates_name_both_denominators_as_the_national_report_does() -> None:
    cells = [
        Cell("done_on_time", items=14_068),
        Cell("done_late", items=1_983),
        Cell("open_in_term", items=5_640),
        Cell("open_overdue", items=223),
    ]

    rates = compute(cells, bodies={}).rates

    assert rates.done_of_due == Share(16_051, 16_274)
    assert rates.done_of_all == Share(16_051, 21_914)
    assert rates.on_time_of_due == Share(14_068, 16_274)
    assert rates.on_time_of_all == Share(14_068, 21_914)
    assert rates.overdue_of_due == Share(223, 16_274)
    assert rates.overdue_of_all == Share(223, 21_914)


def test_continuous_work_is_never_late_and_in_no_rate() -> None:
    figures = compute([Cell("continuous", items=7)], bodies={})

    assert figures.total.total.count == 0
    assert figures.rates.overdue_of_all == Share(0, 0)
    assert figures.everything == 7


def test_tables_by_field_keep_the_order_of_the_annex() -> None:
    cells = [
        Cell("done_on_time", field="Tham mưu"),
        Cell("done_late", field="Đào tạo"),
        Cell("continuous", field="Tham mưu"),
    ]

    lines = compute(cells, bodies={}).by_field

    assert [line.label for line in lines] == ["Tham mưu", "Đào tạo"]
    assert [figure.count for figure in lines[0].figures] == [1, 0, 0, 0, 1, 1, 0]


def test_work_without_a_field_has_a_row_of_its_own_when_others_have_one() -> None:
    mixed = compute([Cell("done_on_time", field="Hội thảo"), Cell("done_late")], bodies={})
    plain = compute([Cell("done_on_time")], bodies={})

    assert [(line.label, line.total.count) for line in mixed.by_field] == [("Hội thảo", 1), ("Chưa ghi lĩnh vực", 1)]
    assert matches(Cell("done_late"), {"field": ""})
    assert not matches(Cell("done_late", field="Hội thảo"), {"field": ""})
    assert plain.by_field == ()


def test_joint_work_counts_for_each_lead_and_once_in_all() -> None:
    figures = compute(
        [Cell("done_on_time", bodies=(1, 2)), Cell("done_late", bodies=(2,))], bodies={2: "Trường", 1: "Ban", 3: "Sở"}
    )

    assert [(line.label, line.total.count) for line in figures.by_body] == [("Trường", 2), ("Ban", 1)]
    assert figures.total.total.count == 2


def test_targets_and_results_add_up_by_unit() -> None:
    cells = [
        Cell("done_on_time", unit="lớp", target=Decimal(6), result=Decimal(6)),
        Cell("open_overdue", unit="lớp", target=Decimal(4), result=Decimal(3)),
        Cell("done_on_time", unit="hội thảo", target=Decimal(1), result=Decimal(1)),
        Cell("done_on_time"),
    ]

    units = compute(cells, bodies={}).units

    assert [(unit.unit, unit.target, unit.result, unit.items.count) for unit in units] == [
        ("hội thảo", Decimal(1), Decimal(1), 1),
        ("lớp", Decimal(10), Decimal(9), 2),
    ]


def test_comparison_keeps_units_that_one_year_only_counted() -> None:
    before = compute([Cell("done_on_time", unit="lớp", target=Decimal(2), result=Decimal(2))], bodies={})
    now = compute([Cell("done_on_time", unit="cuộc", target=Decimal(4), result=Decimal(4))], bodies={})

    units = compare(before, now).units

    assert [(unit.unit, unit.before and unit.before.result, unit.now and unit.now.result) for unit in units] == [
        ("cuộc", None, 4),
        ("lớp", 2, None),
    ]


def test_years_that_word_a_unit_differently_are_compared() -> None:
    before = compute([Cell("done_on_time", unit="lượt", target=Decimal(10), result=Decimal(11))], bodies={})
    now = compute([Cell("done_on_time", unit="lượt giảng viên", target=Decimal(12), result=Decimal(13))], bodies={})

    units = compare(before, now).units

    assert [(unit.unit, unit.before and unit.before.unit) for unit in units] == [("lượt giảng viên", "lượt")]


def test_a_unit_that_could_mean_several_is_compared_with_none() -> None:
    before = compute([Cell("done_on_time", unit="lượt")], bodies={})
    now = compute([Cell("done_on_time", unit="lượt giảng viên"), Cell("done_on_time", unit="lượt học viên")], bodies={})

    assert [unit.unit for unit in compare(before, now).units] == ["lượt", "lượt giảng viên", "lượt học viên"]


def test_a_share_is_no_count() -> None:
    assert compute([Cell("done_on_time", unit="% lớp", target=Decimal(100))], bodies={}).units == ()


def test_a_figures_query_matches_its_cells_only() -> None:
    cell = Cell("done_late", field="Đào tạo", bodies=(4, 5), unit="lớp", moved=1)

    assert matches(cell, {})
    assert matches(cell, {"outcome": "done_late", "field": "Đào tạo", "body": "5", "unit": "lớp", "moved": "1"})
    assert matches(cell, {"outcome": "dated"})
    assert not matches(cell, {"outcome": "done_on_time"})
    assert not matches(cell, {"field": "Tham mưu"})
    assert not matches(cell, {"body": "6"})
    assert not matches(cell, {"unit": "cuộc"})
    assert not matches(Cell("continuous"), {"outcome": "dated"})
    assert not matches(Cell("done_late"), {"moved": "1"})


def test_two_old_units_that_could_mean_one_are_compared_with_none() -> None:
    before = compute(
        [Cell("done_on_time", unit="lượt giảng viên"), Cell("done_on_time", unit="lượt học viên")], bodies={}
    )
    now = compute([Cell("done_on_time", unit="lượt")], bodies={})

    assert [unit.unit for unit in compare(before, now).units] == ["lượt", "lượt giảng viên", "lượt học viên"]
