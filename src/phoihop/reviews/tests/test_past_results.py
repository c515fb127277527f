"""How a past year's result table is understood, and what is doubted."""

import datetime as dt

import pytest
from django.utils.translation import override

from phoihop.documents.sheets import Cell, Sheet, Workbook
from phoihop.lib.errors import NotPossible
from phoihop.reviews.past_results import PastResults, PastRow, understand

HEADER = (
    "Nội dung",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Hạn",
    "Ngày hoàn thành",
    "Chỉ tiêu",
    "Kết quả",
    "Đánh giá",
    "Minh chứng",
)


def read(*rows: tuple[Cell, ...], header: tuple[Cell, ...] = HEADER, year: int | None = None) -> PastResults:
    workbook = Workbook("ket-qua.xlsx", (Sheet("Kết quả", (header, *rows), ()),))
    return understand(workbook, year=year, knows=lambda name: name in ("Ban Tuyên giáo", "Trường Chính trị"))


def row(
    due: Cell = "31/05/2024",
    done: Cell = "28/05/2024",
    rating: str = "Hoàn thành đúng hạn",
    lead: str = "Ban Tuyên giáo",
) -> tuple[Cell, ...]:
    return ("Hội thảo", lead, "Trường Chính trị", due, done, "01 hội thảo", "01 hội thảo", rating, "Kỷ yếu")


def test_a_row_is_kept_as_it_is_written() -> None:
    results = read(row())

    assert results.year == 2024
    assert results.rows == (
        PastRow(
            row=2,
            content="Hội thảo",
            lead_text="Ban Tuyên giáo",
            support_text="Trường Chính trị",
            due_text="31/05/2024",
            due_on=dt.date(2024, 5, 31),
            completed_on=dt.date(2024, 5, 28),
            target_text="01 hội thảo",
            result_text="01 hội thảo",
            rating="Hoàn thành đúng hạn",
            evidence_text="Kỷ yếu",
            standing="done_on_time",
        ),
    )


@pytest.mark.parametrize(
    ("cells", "standing", "doubts"),
    [
        (row(), "done_on_time", ()),
        (row(done="31/05/2024"), "done_on_time", ()),
        (row(done="01/06/2024", rating="Hoàn thành quá hạn"), "done_late", ()),
        (row(done=None, rating="Chưa hoàn thành"), "open_overdue", ()),
        (row(due=dt.date(2024, 5, 31), done=dt.datetime(2024, 5, 28)), "done_on_time", ()),
        (
            row(done="01/06/2024"),
            "done_late",
            ("Đánh giá khác với ngày: được tính theo ngày hoàn thành so với hạn.",),
        ),
        (
            row(rating="Hoàn thành chậm"),
            "done_on_time",
            ("Đánh giá khác với ngày: được tính theo ngày hoàn thành so với hạn.",),
        ),
        (
            row(rating="Chưa hoàn thành"),
            "done_on_time",
            ("Có ngày hoàn thành nhưng được đánh giá là chưa hoàn thành.",),
        ),
        (row(done=None), "done_on_time", ("Không có ngày hoàn thành: được tính theo đánh giá.",)),
        (
            row(done=None, rating="Hoàn thành quá hạn"),
            "done_late",
            ("Không có ngày hoàn thành: được tính theo đánh giá.",),
        ),
        (
            row(done="tháng 6", rating="Chưa hoàn thành"),
            "open_overdue",
            ("Chưa hiểu ngày hoàn thành “tháng 6”: cần ngày dạng 31/12/2024.",),
        ),
        (
            row(done=None, rating=""),
            "open_overdue",
            ("Không có ngày hoàn thành và không có đánh giá: được tính là chưa hoàn thành.",),
        ),
        (
            row(lead="Sở Nội vụ; Ban Tuyên giáo"),
            "done_on_time",
            ("Chưa có cơ quan nào tên “Sở Nội vụ” trong danh sách.",),
        ),
        *(
            (row(done=None, rating=rating), standing, ("Không có ngày hoàn thành: được tính theo đánh giá.",))
            for rating, standing in (
                ("Hoàn thành vượt trên 20%", "done_on_time"),
                ("Hoàn thành, có cán bộ trẻ tham gia", "done_on_time"),
                ("Hoàn thành, chấm 95 điểm", "done_on_time"),
                ("Hoàn thành nhưng trễ hạn 3 ngày", "done_late"),
                ("Đã xong", "done_on_time"),
                ("Hoàn thành không đúng hạn", "done_late"),
                ("Hoàn thành chưa đúng hạn", "done_late"),
                ("Hoàn thành trễ", "done_late"),
                ("Hoan thanh cham 5 ngay", "done_on_time"),
                ("Hoan thanh cham", "done_late"),
                ("Hoàn thành việc sửa chữa phòng học", "done_on_time"),
                ("Hoàn thành, không phát sinh kinh phí", "done_on_time"),
                ("Hoàn thành, không quá hạn", "done_on_time"),
                ("Đạt", "done_on_time"),
            )
        ),
        (row(done=None, rating="Không hoàn thành"), "open_overdue", ()),
        (row(done=None, rating="Không thực hiện"), "open_overdue", ()),
        (row(done=None, rating="Không thể hoàn thành"), "open_overdue", ()),
        (row(done=None, rating="Chưa xong"), "open_overdue", ()),
        (row(done=None, rating="Đạt 80%"), "open_overdue", ()),
        (
            row(due=None, rating="Hoàn thành quá hạn"),
            "done_late",
            ("Không có hạn: được tính theo ngày hoàn thành và đánh giá.",),
        ),
        (row(lead=""), "done_on_time", ("Chưa ghi đơn vị chủ trì.",)),
        (row(due=None), "done_on_time", ("Không có hạn: được tính theo ngày hoàn thành và đánh giá.",)),
        (row(due="31/03/2023", done="20/03/2023"), "done_on_time", ("Hạn 31/03/2023 không thuộc năm 2024.",)),
        (
            row(due="31/03/2025", done=None, rating="Chưa hoàn thành"),
            "open_in_term",
            ("Hạn 31/03/2025 không thuộc năm 2024.",),
        ),
        (row(due="Quý II", done="28/05/2024"), "done_on_time", ()),
        (row(due="Thường xuyên", done=None, rating=""), "apart", ()),
    ],
)
def test_the_standing_of_a_row_and_its_doubts(cells: tuple[Cell, ...], standing: str, doubts: tuple[str, ...]) -> None:
    found = read(cells, year=2024).rows[0]

    assert (found.standing, found.doubts) == (standing, doubts)


def test_a_due_cell_that_nobody_understands_is_doubted() -> None:
    found = read(row(due="khi nào xong", done=None, rating="Chưa hoàn thành"), year=2024).rows[0]

    assert found.standing == "open_overdue"
    assert len(found.doubts) == 1


def test_title_rows_group_rows_and_other_titles_are_understood() -> None:
    header = (
        "TT",
        "Nội dung công việc",
        "Cơ quan chủ trì",
        "Thời hạn hoàn thành",
        "Ngày hoàn thành",
        "Kết quả thực hiện",
    )
    workbook = Workbook(
        "x.xlsx",
        (
            Sheet("Bìa", (("Báo cáo",),), ()),
            Sheet(
                "Bảng",
                (
                    ("KẾT QUẢ NĂM 2024", None, None, None, None, None),
                    header,
                    ("I", "Công tác tham mưu", None, None, None, None),
                    (1, "Kế hoạch", "Ban Tuyên giáo", "31/03/2024", "22/03/2024", "01 kế hoạch"),
                    (None, None, None, None, None, None),
                ),
                (),
            ),
        ),
    )

    results = understand(workbook, knows=lambda name: True)

    assert [(found.row, found.content, found.lead_text, found.result_text) for found in results.rows] == [
        (4, "Kế hoạch", "Ban Tuyên giáo", "01 kế hoạch")
    ]


def test_a_cell_that_is_too_long_is_cut_and_said() -> None:
    cells = ("Hội thảo", "Ban Tuyên giáo", "", "31/05/2024", "28/05/2024", "x" * 250, "", "Hoàn thành", "")

    found = read(cells).rows[0]

    assert len(found.target_text) == 200
    assert found.doubts == ("Một ô dài 250 ký tự; chỉ giữ 200 ký tự đầu.",)


def test_a_row_is_the_same_after_a_rest_in_the_database() -> None:
    found = read(row(lead="")).rows[0]

    assert PastRow.from_json(found.to_json()) == found


def test_a_workbook_without_such_a_table_is_refused() -> None:
    with override("vi"), pytest.raises(NotPossible, match=r"Không thấy bảng kết quả trong tệp “ket-qua\.xlsx”\."):
        read(row(), header=("STT", "Tên", *[None] * 7))


def test_a_table_without_rows_is_refused() -> None:
    with override("vi"), pytest.raises(NotPossible, match="Bảng kết quả ở trang “Kết quả” chưa có dòng nào."):
        read()


def test_a_table_that_is_too_long_is_refused() -> None:
    with override("vi"), pytest.raises(NotPossible, match=r"Bảng có 5001 dòng; mỗi lần chỉ nhập được 5000 dòng"):
        read(*[row()] * 5_001)
