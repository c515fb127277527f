"""What people write about work: reports with files and links, answers, requests for more time."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.lib import clock
from phoihop.lib.numbers import format_number, parse_number
from phoihop.lib.text import clean
from phoihop.workitems import evidence, limits
from phoihop.workitems.evidence import Upload
from phoihop.workitems.models import Occurrence, WorkItem

DATE = {"type": "date"}


class ManyFilesInput(forms.ClearableFileInput):
    """One control that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each of which the limits of evidence allow."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        """The files; that one of them is empty is said in the words of the limits."""
        files: Sequence[Upload] = data if isinstance(data, list | tuple) else [data] if data else []
        _refuse(evidence.refusal_of_files(files))
        return list(files)


class ReportForm(forms.Form):
    """What was done, when, how much, and what shows it."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    completed_on = forms.DateField(
        label=gettext_lazy("Ngày hoàn thành"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    quantity = forms.CharField(
        label=gettext_lazy("Kết quả đạt được"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Nội dung báo cáo"),
        help_text=gettext_lazy("Đã làm gì, với ai, kết quả ra sao; vài câu là đủ."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    attachments = ManyFilesField(
        label=gettext_lazy("Tệp minh chứng"),
        required=False,
        help_text=gettext_lazy("Chọn được nhiều tệp, nhiều nhất 10 tệp, mỗi tệp không quá 20 MB."),
    )
    links = forms.CharField(
        label=gettext_lazy("Đường dẫn minh chứng"),
        required=False,
        help_text=gettext_lazy("Mỗi dòng một đường dẫn; có thể ghi tên ở phía trước."),
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": gettext_lazy("Tin về hội thảo https://…"), "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._item = item
        self.initial = {"token": uuid.uuid4(), "completed_on": clock.today(), **self.initial}
        days = self.fields["completed_on"].widget.attrs
        days |= {"max": clock.today().isoformat(), "min": limits.first_day(item).isoformat()}
        self.fields["quantity"].help_text = _target(item)

    def clean_completed_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["completed_on"]
        _refuse(limits.refusal_of_completed_on(self._item, day))
        return day

    def clean_quantity(self) -> Decimal | None:
        """A number as offices write it: 1.250 or 97,5."""
        text = clean(self.cleaned_data["quantity"])
        if not text:
            return None
        number = parse_number(text)
        if number is None:
            raise ValidationError(_("Hãy ghi một số dưới một nghìn tỷ, ví dụ 12 hoặc 97,5; đơn vị tính đã có sẵn."))
        _refuse(limits.refusal_of_quantity(number))
        return number

    def clean_text(self) -> str:
        text = clean(self.cleaned_data["text"])
        _refuse(limits.refusal_of_text(text))
        return text

    def clean_links(self) -> list[tuple[str, str]]:
        """Each line is a link, perhaps with a title before it."""
        links = [_link(line) for line in clean(self.cleaned_data["links"]).splitlines() if line.strip()]
        _refuse(evidence.refusal_of_links(links))
        return links


class DecisionForm(forms.Form):
    """The other side confirms, or returns with a reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Trả lời"),
        choices=[("confirm", gettext_lazy("Xác nhận hoàn thành")), ("return", gettext_lazy("Trả lại để bổ sung"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do trả lại"),
        required=False,
        help_text=gettext_lazy("Cần khi trả lại: bên kia phải bổ sung gì?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        missing = limits.no_reason_for_return() if data.get("decision") == "return" else ""
        _check_reason(self, "reason", missing)
        return data


class ExtensionForm(forms.Form):
    """The new due date that is asked for, and why."""

    to_due_on = forms.DateField(
        label=gettext_lazy("Xin lùi đến ngày"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Lý do"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, occurrence: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._due_on = occurrence.due_on or dt.date.max
        following = min(self._due_on, limits.LAST_DAY) + dt.timedelta(days=1)
        self.fields["to_due_on"].widget.attrs["min"] = following.isoformat()

    def clean_to_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["to_due_on"]
        _refuse(limits.refusal_of_new_date(self._due_on, day))
        return day

    def clean(self) -> dict[str, Any]:
        _check_reason(self, "reason", limits.no_reason_for_request())
        return super().clean() or {}


class ExtensionDecisionForm(forms.Form):
    """The other side grants more time, or does not and says why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Trả lời"),
        choices=[("grant", gettext_lazy("Đồng ý gia hạn")), ("refuse", gettext_lazy("Không đồng ý"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Lời trả lời"),
        required=False,
        help_text=gettext_lazy("Cần khi không đồng ý."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        missing = limits.no_reason_for_refusal() if data.get("decision") == "refuse" else ""
        _check_reason(self, "answer", missing)
        return data


def _target(item: WorkItem) -> str:
    if item.target_quantity is None:
        return _("Ghi số lượng nếu đếm được, ví dụ 2.")
    return _("Chỉ tiêu của cả việc: %(number)s %(unit)s. Ghi số đạt được của đợt này.") % {
        "number": format_number(item.target_quantity),
        "unit": item.target_unit,
    }


def _link(line: str) -> tuple[str, str]:
    title, _blank, url = line.strip().rpartition(" ")
    return title.strip(" -–:|"), url


def _check_reason(form: forms.Form, name: str, missing: str) -> None:
    if name in form.errors:
        return
    reason = clean(form.cleaned_data.get(name, ""))
    form.cleaned_data[name] = reason
    if sentence := limits.refusal_of_reason(reason, missing=missing):
        form.add_error(name, sentence)


def _refuse(sentence: str) -> None:
    if sentence:
        raise ValidationError(sentence)
