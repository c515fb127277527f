"""Layout profiles: the measures of each official form, as data.

Source: domain.md, section 2. Documents follow them "theo mẫu": a person has not compared the measures with the law.
A stored document keeps the profile that it was made with.
"""

import datetime as dt
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Profile:
    """One official form; millimetres for the page, points for type.

    `title_rule` is the length of the line under the title where it cannot be measured (Word). `header_left` is the part
    of the text width (percent) for the bodies. With more than `joined_limit` letters the issuers stand below each other,
    not joined by hyphens. `line_pitch` is the distance between base lines.
    """

    key: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    party_form: bool
    national_title: str
    motto: str
    title_size: float
    motto_size: float
    title_rule: float
    header_left: float
    body_name_size: float
    joined_limit: int
    number_label: str
    number_size: float
    date_size: float
    type_size: float
    summary_size: float
    body_size: float
    line_pitch: float
    paragraph_gap: float
    first_line: float
    heading_label: str
    signature_size: float
    signature_title_bold: bool
    signature_space: float
    recipients_label: str
    recipients_label_size: float
    recipients_size: float
    recipients_mark: str
    citation_comma: str
    page_number_size: float
    page_number_top: float
    table_size: float
    margin_top: float
    margin_bottom: float
    margin_left: float
    margin_right: float

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


HD05_2026 = Profile(
    key="HD05_2026",
    name="Thể thức văn bản của Đảng theo mẫu Hướng dẫn 05-HD/VPTW (2026)",
    valid_from=dt.date(2026, 5, 27),
    valid_to=None,
    party_form=True,
    national_title="ĐẢNG CỘNG SẢN VIỆT NAM",
    motto="",
    title_size=15,
    motto_size=14,
    title_rule=73,
    header_left=47,
    body_name_size=14,
    joined_limit=26,
    number_label="Số",
    number_size=14,
    date_size=14,
    type_size=16,
    summary_size=15,
    body_size=14,
    line_pitch=20,
    paragraph_gap=6,
    first_line=10,
    heading_label="{}-",
    signature_size=14,
    signature_title_bold=False,
    signature_space=28,
    recipients_label="Nơi nhận:",
    recipients_label_size=14,
    recipients_size=12,
    recipients_mark=",",
    citation_comma=",",
    page_number_size=14,
    page_number_top=10,
    table_size=12,
    margin_top=20,
    margin_bottom=20,
    margin_left=30,
    margin_right=15,
)
HD36_2018 = replace(
    HD05_2026,
    key="HD36_2018",
    name="Thể thức văn bản của Đảng theo mẫu Hướng dẫn 36-HD/VPTW (2018)",
    valid_from=dt.date(2018, 4, 3),
    valid_to=dt.date(2026, 5, 26),
)
ND30_2020 = replace(
    HD05_2026,
    key="ND30_2020",
    name="Thể thức văn bản hành chính theo mẫu Nghị định 30/2020/NĐ-CP",
    valid_from=dt.date(2020, 3, 5),
    valid_to=None,
    party_form=False,
    national_title="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    motto="Độc lập - Tự do - Hạnh phúc",
    title_size=13,
    title_rule=62,
    header_left=40,
    body_name_size=13,
    number_label="Số:",
    number_size=13,
    type_size=14,
    summary_size=14,
    line_pitch=19,
    first_line=12.7,
    heading_label="{}.",
    signature_title_bold=True,
    recipients_label_size=12,
    recipients_size=11,
    recipients_mark=";",
    citation_comma="",
)

PROFILES = {profile.key: profile for profile in (ND30_2020, HD36_2018, HD05_2026)}


def profile_on(day: dt.date, *, party_form: bool) -> Profile:
    """The form in use on that day; before the first known one, the oldest known one."""
    known = [profile for profile in PROFILES.values() if profile.party_form == party_form]
    return next((profile for profile in known if profile.holds_on(day)), known[0])
