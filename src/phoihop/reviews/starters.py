"""The usual sections of a review report, as data. Each side writes its own part of results, shortcomings and causes."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict

from phoihop.programmes.outline import HEADING, NUMBERED, PARAGRAPH

UNWRITTEN = "… (ghi "  # where somebody has still to write


class Clause(TypedDict):
    level: int
    text: str


def clauses(parties: Iterable[str], *, programme: str, start: dt.date, end: dt.date) -> list[Clause]:
    """Section by section, with a paragraph for each party where each speaks for itself."""
    names = list(parties)
    together = "hai cơ quan" if len(names) == 2 else "các bên"
    return [
        _clause(HEADING, "CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"),
        _clause(
            PARAGRAPH,
            f"Căn cứ {programme}, {together} đã xây dựng kế hoạch, phân công đầu mối và duy trì giao ban để triển khai "
            f"các nội dung phối hợp {_period(start, end)}.",
        ),
        _clause(HEADING, "KẾT QUẢ THỰC HIỆN"),
        _clause(PARAGRAPH, "Số liệu tổng hợp và danh mục từng việc được nêu tại phụ lục kèm theo Báo cáo này."),
        *(_clause(NUMBERED, f"{name}: đã thực hiện các nội dung được phân công chủ trì.") for name in names),
        _clause(HEADING, "TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN"),
        *(
            _clause(
                NUMBERED,
                f"{name}: {UNWRITTEN}tồn tại, hạn chế và nguyên nhân của các việc hoàn thành quá hạn, chưa hoàn thành).",
            )
            for name in names
        ),
        _clause(HEADING, "PHƯƠNG HƯỚNG, NHIỆM VỤ"),
        _clause(NUMBERED, "Tiếp tục thực hiện các việc chưa hoàn thành và đưa vào nội dung phối hợp của kỳ sau."),
        _clause(NUMBERED, f"Hằng quý, {together} rà soát tiến độ, kịp thời đôn đốc các việc sắp đến hạn."),
    ]


def _clause(level: int, text: str) -> Clause:
    return {"level": level, "text": text}


def _period(start: dt.date, end: dt.date) -> str:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return f"năm {end.year}"
    return f"từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"
