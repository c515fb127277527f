"""What the gallery shows: a form in its states, and rows and steps made up for the purpose."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

STEPS = [
    {"label": _("Soạn thảo"), "state": "done", "note": "03/02/2026"},
    {"label": _("Trao đổi"), "state": "done", "note": "17/02/2026"},
    {"label": _("Thống nhất"), "state": "current", "note": _("còn 1 bên chưa duyệt")},
    {"label": _("Ký"), "state": "todo", "note": ""},
    {"label": _("Có hiệu lực"), "state": "todo", "note": ""},
]


class SampleForm(forms.Form):
    title = forms.CharField(label=_("Nội dung công việc"), help_text=_("Viết như trong bảng phân công."))
    due_on = forms.DateField(label=_("Hạn hoàn thành"))
    lead = forms.ChoiceField(
        label=_("Cơ quan chủ trì"), choices=[("", _("Chọn một cơ quan")), ("a", "Trường Chính trị tỉnh")]
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[("yes", _("Xác nhận")), ("no", _("Trả lại"))],
        widget=forms.RadioSelect,
    )
    notify = forms.BooleanField(label=_("Báo cho bên kia ngay"), required=False, help_text=_("Gửi trong ngày."))
    file = forms.FileField(label=_("Tệp minh chứng"), required=False)


@dataclass(frozen=True)
class SampleRow:
    """A row of the gallery's table."""

    number: str
    content: str
    lead: str
    due_on: dt.date
    amount: Decimal
    state: str
    tone: str


@dataclass(frozen=True)
class SamplePage:
    """A part of a list that has more."""

    next_key: str


def sample_rows() -> list[SampleRow]:
    """Three rows with the states that lists show most."""
    school, department = "Trường Chính trị tỉnh", "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    long = _("Mở lớp bồi dưỡng lý luận chính trị cho cán bộ mới nhận nhiệm vụ ở cơ sở")
    rows = [
        ("I.1", long, school, dt.date(2026, 3, 31), "1250", _("Đã xác nhận"), "success"),
        ("I.2", _("Khảo sát nhu cầu đào tạo"), department, dt.date(2026, 6, 30), "97.5", _("Chờ xác nhận"), "info"),
        ("II.1", _("Hội thảo khoa học cấp tỉnh"), school, dt.date(2026, 1, 5), "1", _("Quá hạn"), "danger"),
    ]
    return [
        SampleRow(number, str(content), lead, due_on, Decimal(amount), str(state), tone)
        for number, content, lead, due_on, amount, state, tone in rows
    ]


def forms_in_their_states() -> dict[str, forms.Form]:
    """An empty form, and one that was not accepted."""
    return {"empty_form": SampleForm(), "refused_form": SampleForm({"due_on": "31/02/2027", "kind": "x"}, prefix="r")}
