"""Forms around an offer."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.lib.dates import format_date
from phoihop.programmes.actions.remarking import LONGEST_REMARK
from phoihop.programmes.actions.turning import LONGEST_REASON
from phoihop.programmes.forms import DayField, WordsField
from phoihop.programmes.models import TimeRequest


class ReturnForm(forms.Form):
    """Why a change comes back."""

    reason = WordsField(
        label=gettext_lazy("Lý do trả lại"),
        max_length=LONGEST_REMARK,
        help_text=gettext_lazy("Ghi rõ cần sửa gì. Các bên cùng đọc lý do này."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecallForm(forms.Form):
    """Why an unopened offer is taken back."""

    reason = WordsField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Các bên đọc lý do này; sổ ghi việc chính thức giữ lại."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TimeRequestForm(forms.Form):
    """Until when more time is asked for, and why."""

    wanted_on = DayField(label=gettext_lazy("Xin trả lời trước ngày"))
    reason = WordsField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Các bên đọc lý do này; sổ ghi việc chính thức giữ lại."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TimeAnswerForm(forms.Form):
    """The day asked for, another one, or none."""

    decision = forms.ChoiceField(label=gettext_lazy("Trả lời"), widget=forms.RadioSelect)
    other_day = DayField(label=gettext_lazy("Ngày khác"), required=False)
    answer = WordsField(
        label=gettext_lazy("Lời đáp"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Nếu không đồng ý, hãy ghi lý do."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, asked: TimeRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            ("grant", _("Đồng ý đến ngày %(day)s") % {"day": format_date(asked.wanted_on)}),
            ("other", _("Đồng ý đến một ngày khác")),
            ("decline", _("Không đồng ý")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "other" and "other_day" not in self.errors and not data.get("other_day"):
            self.add_error("other_day", _("Hãy ghi ngày khác mà bên mình đồng ý."))
        if data.get("decision") == "decline" and not data.get("answer"):
            self.add_error("answer", _("Hãy ghi lý do để bên kia hiểu."))
        return data

    @property
    def granted_on(self) -> dt.date | None:
        """The day that is granted; None when it is declined."""
        days = {"grant": self.asked.wanted_on, "other": self.cleaned_data["other_day"]}
        return days.get(self.cleaned_data["decision"])
