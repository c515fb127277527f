"""What became of each piece of work in the demo's reviewed year, by its number in the annex (all invented)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Outcome:
    """One occurrence done: how many days after its due date (negative: before), the counted result, what was said."""

    days: int
    text: str
    quantity: Decimal | None = None
    extended_days: int = 0


def done(days: int, text: str, quantity: int | None = None, extended_days: int = 0) -> Outcome:
    return Outcome(days, text, None if quantity is None else Decimal(quantity), extended_days)


REVIEWED: dict[str, tuple[Outcome | None, ...]] = {
    "I.1": (done(-9, "Đã tham mưu Ban Thường vụ Tỉnh ủy ban hành kế hoạch đào tạo, bồi dưỡng lý luận chính trị."),),
    "I.3": (done(-4, "Quy chế phối hợp sửa đổi đã được hai bên thống nhất, bổ sung nội dung nhận đề tài cấp tỉnh."),),
    "II.1": (done(17, "Đã tổ chức hội thảo cấp tỉnh; kỷ yếu có 44 tham luận, 12 tham luận trình bày.", 1),),
    "II.2": (
        done(-3, "Tọa đàm nhân kỷ niệm 50 năm ngày thống nhất đất nước.", 1),
        done(-6, "Tọa đàm nhân kỷ niệm Cách mạng Tháng Tám và Quốc khánh 2/9.", 1),
    ),
    "III.1": (done(-2, "Bộ chuyên đề phần học địa phương gồm 06 chuyên đề đã được phê duyệt."),),
    "III.3": (done(-5, "Đã kiểm tra tại ba trung tâm chính trị; có thông báo kết quả.", 1), None),
    "IV.1": (done(-8, "Đã cử 13 lượt giảng viên đi thực tế tại cơ sở; đủ báo cáo thu hoạch.", 13),),
    "IV.2": (done(-1, "Đã cử 20 lượt giảng viên đi thực tế tại doanh nghiệp, địa phương.", 20),),
    "V.1": (done(-5, "Đã mở 02 lớp với 186 học viên.", 2),),
    "V.2": (done(11, "Đã tổ chức hội thi; khen thưởng 05 giảng viên.", 1, extended_days=15),),
    "VI.1": (
        done(-12, "Sinh hoạt chuyên đề quý I, 86 người dự.", 1),
        done(-7, "Sinh hoạt chuyên đề quý II, 91 người dự.", 1),
        done(-10, "Sinh hoạt chuyên đề quý III, 79 người dự.", 1),
        done(-20, "Sinh hoạt chuyên đề quý IV, 88 người dự.", 1),
    ),
    "VI.2": (done(-3, "Đã gửi 34 tác phẩm dự thi.", 34),),
    "VII.1": (done(-6, "Đã được giao 01 đề tài cấp tỉnh.", 1),),
    "VII.2": (done(-2, "Báo cáo tiến độ sáu tháng đầu năm."), None),
    "VIII.2": tuple(done(-2, f"Số tài liệu tháng {month}.", 1) for month in range(1, 12)),
    "IX.1": (done(-18, "Đã mở 06 lớp với 472 học viên.", 6),),
    "IX.2": (done(23, "Đã mở 03 lớp với 158 học viên; 01 lớp chuyển sang năm sau.", 3),),
    "IX.3": (done(-25, "Đã mở 02 lớp với 61 học viên.", 2),),
    "X.1": (
        done(-6, "Giao ban quý I; có thông báo kết luận."),
        done(-9, "Giao ban quý II; có thông báo kết luận."),
        done(-4, "Giao ban quý III; có thông báo kết luận."),
        done(-19, "Giao ban quý IV; có thông báo kết luận."),
    ),
    "X.2": (done(-10, "Hội nghị đánh giá kết quả phối hợp; hai bên thống nhất nội dung năm sau."),),
}
REVIEW_DAY = (12, 16)  # month and day on which the figures are closed: nothing is told of what came later


def completed_on(due_on: dt.date, outcome: Outcome) -> dt.date:
    """The day on which the work was done."""
    return due_on + dt.timedelta(days=outcome.days)
