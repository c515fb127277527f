"""Layout profiles: the measures of each official form, as data. "Theo mẫu": a person has not compared them with the law.

Source: domain.md, section 2. A stored document keeps the profile that it was made with.
"""

import datetime as dt
from dataclasses import dataclass

from phoihop.documents.content import Clause, roman


@dataclass(frozen=True)
class Profile:
    """Measures in millimetres for the page and in points for type."""

    key: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None
    party_form: bool
    national_title: str
    motto: str
    title_size: float
    motto_size: float
    body_name_size: float
    number_label: str
    number_size: float
    date_size: float
    type_size: float
    summary_size: float
    body_size: float
    line_pitch: float
    paragraph_gap: float
    first_line: float
    signature_size: float
    signature_title_bold: bool
    recipients_label_size: float
    recipients_size: float
    recipients_mark: str
    page_number_size: float
    page_number_top: float
    table_size: float
    heading_label: str
    margin_top: float = 20
    margin_bottom: float = 20
    margin_left: float = 30
    margin_right: float = 15


_PARTY = {
    "valid_to": None,
    "party_form": True,
    "national_title": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "motto": "",
    "title_size": 15,
    "motto_size": 14,
    "body_name_size": 14,
    "number_label": "Số",
    "number_size": 14,
    "date_size": 14,
    "type_size": 16,
    "summary_size": 14,
    "body_size": 14,
    "line_pitch": 20,
    "paragraph_gap": 6,
    "first_line": 10,
    "signature_size": 14,
    "signature_title_bold": False,
    "recipients_label_size": 14,
    "recipients_size": 12,
    "recipients_mark": ",",
    "page_number_size": 14,
    "page_number_top": 10,
    "table_size": 12,
    "heading_label": "{}-",
}
