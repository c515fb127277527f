"""Starter texts: the usual sections of each kind of instrument, as data. Officers change them as they please."""

from dataclasses import dataclass
from string import Template

from phoihop.programmes.outline import HEADING, NUMBERED, PARAGRAPH
from phoihop.programmes.states import InstrumentKind


@dataclass(frozen=True)
class Starter:
    """A clause to begin with; `$parties` stands for "hai cơ quan" or "các bên", `$names` for their short names."""

    level: int
    text: str


_TEXTS: dict[InstrumentKind, tuple[Starter, ...]] = {
    InstrumentKind.PROGRAMME: (
        Starter(HEADING, "MỤC ĐÍCH, YÊU CẦU"),
        Starter(
            NUMBERED,
            "Tăng cường sự phối hợp thường xuyên, chặt chẽ giữa $parties trong thực hiện chức năng, nhiệm vụ được giao.",
        ),
        Starter(NUMBERED, "Mỗi nội dung có đơn vị chủ trì, đơn vị phối hợp, thời hạn và sản phẩm cụ thể."),
        Starter(HEADING, "NỘI DUNG PHỐI HỢP"),
        Starter(PARAGRAPH, "$Parties phối hợp thực hiện các nội dung nêu tại Phụ lục kèm theo Chương trình này."),
        Starter(HEADING, "PHƯƠNG THỨC PHỐI HỢP"),
        Starter(
            NUMBERED,
            "Đơn vị chủ trì xây dựng kế hoạch chi tiết, gửi đơn vị phối hợp góp ý ít nhất 07 ngày làm việc trước khi ban hành.",
        ),
        Starter(
            NUMBERED,
            "Giao ban mỗi quý một lần, $parties luân phiên chủ trì; kết luận giao ban được thông báo bằng văn bản.",
        ),
        Starter(NUMBERED, "Nội dung phát sinh hoặc thay đổi thời hạn phải được $parties thống nhất bằng văn bản."),
        Starter(HEADING, "TỔ CHỨC THỰC HIỆN"),
        Starter(NUMBERED, "Mỗi bên cử một đơn vị làm đầu mối theo dõi, đôn đốc việc thực hiện Chương trình này."),
        Starter(
            NUMBERED,
            "Cuối kỳ, $parties đánh giá kết quả thực hiện, chỉ rõ tồn tại, hạn chế và thống nhất nội dung kỳ sau.",
        ),
    ),
    InstrumentKind.REGULATION: (
        Starter(HEADING, "QUY ĐỊNH CHUNG"),
        Starter(
            NUMBERED,
            "Quy chế này quy định nguyên tắc, nội dung, phương thức và trách nhiệm phối hợp giữa $names.",
        ),
        Starter(
            NUMBERED,
            "Việc phối hợp theo đúng chức năng, nhiệm vụ, quyền hạn của mỗi bên; bình đẳng, tôn trọng, thống nhất.",
        ),
        Starter(HEADING, "NỘI DUNG PHỐI HỢP"),
        Starter(NUMBERED, "Tham mưu cấp có thẩm quyền những nội dung thuộc lĩnh vực phụ trách của $parties."),
        Starter(NUMBERED, "Đào tạo, bồi dưỡng, nghiên cứu khoa học và các hội thảo, tọa đàm."),
        Starter(NUMBERED, "Nội dung cụ thể của từng năm được nêu trong chương trình phối hợp năm."),
        Starter(HEADING, "PHƯƠNG THỨC PHỐI HỢP"),
        Starter(NUMBERED, "Trao đổi bằng văn bản, tham gia ý kiến vào dự thảo có liên quan trước khi ban hành."),
        Starter(NUMBERED, "Cử người dự họp, tham gia đoàn kiểm tra, khảo sát khi được mời."),
        Starter(NUMBERED, "Giao ban mỗi quý một lần, $parties luân phiên chủ trì."),
        Starter(HEADING, "TRÁCH NHIỆM CỦA CÁC BÊN"),
        Starter(NUMBERED, "Bên chủ trì một nội dung xây dựng kế hoạch, tổ chức thực hiện và thông báo kết quả."),
        Starter(NUMBERED, "Bên phối hợp tham gia ý kiến, cử người và cung cấp tài liệu đúng thời hạn."),
        Starter(NUMBERED, "Mỗi bên cử một đơn vị làm đầu mối."),
        Starter(HEADING, "TỔ CHỨC THỰC HIỆN"),
        Starter(NUMBERED, "Hằng năm, $parties đánh giá việc thực hiện Quy chế và thống nhất chương trình năm sau."),
        Starter(NUMBERED, "Việc sửa đổi, bổ sung Quy chế do $parties thống nhất bằng văn bản."),
        Starter(NUMBERED, "Quy chế có hiệu lực kể từ ngày người ký sau cùng ký."),
    ),
    InstrumentKind.REVIEW_REPORT: (),
}


def clauses(kind: InstrumentKind, names: list[str]) -> list[Starter]:
    """The starter text of a kind, spoken for these parties (a review report writes its own)."""
    parties = "hai cơ quan" if len(names) == 2 else "các bên"
    words = {
        "parties": parties,
        "Parties": parties[:1].upper() + parties[1:],
        "names": " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names),
    }
    return [Starter(starter.level, Template(starter.text).substitute(words)) for starter in _TEXTS[kind]]
