"""The programme of 2025, as in the reference case, and other documents to render."""

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl

import phoihop
from phoihop.documents.content import Clause, Column, Issuer, OfficialDocument, Row, SignatureBlock, Table
from phoihop.documents.levels import Level

CASE = Path(phoihop.__file__).parent / "demo" / "case"
WIDTHS = (76.0, 38.0, 38.0, 32.0, 40.0, 22.0)
PARTY = SignatureBlock("Ban Tuyên giáo Tỉnh ủy", "", "Trưởng Ban", "Lê Thị An", "ky_btg")
SCHOOL = SignatureBlock("Trường Chính trị tỉnh", "", "Hiệu trưởng", "Vũ Hà Giang", "ky_tct")
THIRD = SignatureBlock("Sở Khoa học và Công nghệ tỉnh", "K/T Giám đốc", "Phó Giám đốc", "Nguyễn Thị Thuỳ Dương", "ky_3")
FOURTH = SignatureBlock("Trung tâm Chính trị thành phố", "", "Giám đốc", "Đặng Hữu Phước", "ky_4")

CLAUSES = (
    Clause(1, "MỤC ĐÍCH, YÊU CẦU"),
    Clause(
        2,
        "Tăng cường sự phối hợp thường xuyên, chặt chẽ giữa hai cơ quan trong công tác tham mưu, đào tạo, bồi dưỡng, "
        "nghiên cứu khoa học.",
    ),
    Clause(2, "Mỗi nội dung có đơn vị chủ trì, đơn vị phối hợp, thời hạn và sản phẩm cụ thể."),
    Clause(1, "NỘI DUNG PHỐI HỢP"),
    Clause(0, "Hai cơ quan phối hợp thực hiện các nội dung nêu tại Phụ lục kèm theo Chương trình này."),
    Clause(1, "PHƯƠNG THỨC PHỐI HỢP"),
    Clause(
        2,
        "Đơn vị chủ trì xây dựng kế hoạch chi tiết, gửi đơn vị phối hợp góp ý ít nhất 07 ngày làm việc trước khi "
        "ban hành.",
    ),
    Clause(
        2,
        "Giao ban mỗi quý một lần, hai cơ quan luân phiên chủ trì; kết luận giao ban được thông báo bằng văn bản.",
    ),
    Clause(2, "Nội dung phát sinh hoặc thay đổi thời hạn phải được hai bên thống nhất bằng văn bản."),
    Clause(1, "TỔ CHỨC THỰC HIỆN"),
    Clause(
        2,
        "Phòng Lý luận chính trị (Ban Tuyên giáo Tỉnh ủy) và Phòng Quản lý đào tạo (Trường Chính trị tỉnh) là đầu mối "
        "theo dõi, đôn đốc.",
    ),
    Clause(
        2,
        "Tháng 11 hằng năm, hai cơ quan đánh giá kết quả thực hiện, chỉ rõ tồn tại, hạn chế và thống nhất nội dung "
        "năm sau.",
    ),
)

REGULATION = (
    Clause(Level.BASIS, "Căn cứ chức năng, nhiệm vụ của mỗi bên;"),
    Clause(Level.PARAGRAPH, "Hai cơ quan thống nhất ban hành Quy chế phối hợp như sau:"),
    Clause(Level.CHAPTER, "QUY ĐỊNH CHUNG"),
    Clause(Level.ARTICLE, "Phạm vi, đối tượng"),
    Clause(Level.NUMBERED, "Quy chế này quy định nguyên tắc, nội dung phối hợp."),
    Clause(Level.ARTICLE, "Hai bên phối hợp trên nguyên tắc bình đẳng, tôn trọng, thống nhất."),
    Clause(Level.NUMBERED, "Đúng chức năng, nhiệm vụ của mỗi bên;"),
    Clause(Level.POINT, "của cơ quan;"),
    Clause(Level.CHAPTER, "NỘI DUNG PHỐI HỢP"),
    Clause(Level.ARTICLE, "Công tác tham mưu"),
    Clause(Level.NUMBERED, "Tham gia ý kiến."),
)


def programme(**changes: object) -> OfficialDocument:
    """The programme of 2025, in the Party form of its day."""
    document = OfficialDocument(
        profile="HD36_2018",
        issuers=(
            Issuer("TỈNH ỦY SÔNG LAM", "BAN TUYÊN GIÁO"),
            Issuer("TỈNH ỦY SÔNG LAM", "TRƯỜNG CHÍNH TRỊ TỈNH"),
        ),
        type_name="Chương trình phối hợp",
        summary="công tác năm 2025 giữa Ban Tuyên giáo Tỉnh ủy và Trường Chính trị tỉnh Sông Lam",
        number="01-CTPH/BTGTU-TCT",
        place="Lam Thành",
        date=dt.date(2024, 11, 19),
        clauses=CLAUSES,
        tables=(annex_2025(),),
        signature_blocks=(PARTY, SCHOOL),
        recipients=("Thường trực Tỉnh ủy (để báo cáo)", "Hai cơ quan", "Trung tâm chính trị cấp huyện", "Lưu"),
    )
    return replace(document, **changes)  # type: ignore[arg-type]


@cache
def annex_2025() -> Table:
    """The 33 rows of the office's own table: 10 fields of work, 24 items less one head."""
    sheet = openpyxl.load_workbook(CASE / "programme-2025.xlsx").active
    assert sheet is not None
    head, *body = [[str(cell or "") for cell in row] for row in sheet.iter_rows(min_row=5, values_only=True)]
    rows = [
        Row("row", tuple(cells[1:])) if cells[0].isdigit() else Row("group", (cells[1],)) for cells in body if cells[1]
    ]
    columns = tuple(Column(title, width) for title, width in zip(head[1:], WIDTHS, strict=True))
    return Table(
        title="Nội dung phối hợp công tác năm 2025 giữa Ban Tuyên giáo Tỉnh ủy và Trường Chính trị tỉnh Sông Lam",
        columns=columns,
        rows=tuple(rows),
        numbered=True,
    )


def figures(*, landscape: bool = False) -> Table:
    """A small table of figures, as a review carries."""
    return Table(
        title="Kết quả theo lĩnh vực",
        columns=(
            Column("Lĩnh vực", 60),
            Column("Tổng số", 20, "right"),
            Column("Đúng hạn", 20, "right"),
            Column("Tỷ lệ", 20, "right"),
        ),
        rows=(
            Row("row", ("Công tác tham mưu", 3, 2, 66.67)),
            Row("row", ("Đào tạo, bồi dưỡng lý luận chính trị", 4, 4, 100)),
            Row("total", ("Cộng", 7, 6, 85.71)),
        ),
        note="Tỷ lệ tính trên tổng số việc có thời hạn trong kỳ, không tính việc thường xuyên.",
        landscape=landscape,
    )
