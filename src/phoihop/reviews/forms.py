"""Input of reviews: the period, a past year's table, what the next programme takes over."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from phoihop.lib import clock
from phoihop.lib.numbers import identifier
from phoihop.programmes.contents import LONGEST_TEXT
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import ProvisionKind
from phoihop.reviews.actions.history import FIRST_YEAR
from phoihop.reviews.findings import Finding, Proposal
from phoihop.reviews.succession import Candidate

_DAY = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


class PeriodForm(forms.Form):
    """The period that a review looks back on: the whole programme, or a part of it."""

    period_start = forms.DateField(label=_("Từ ngày"), input_formats=_DAY, widget=forms.DateInput(format="%d/%m/%Y"))
    period_end = forms.DateField(
        label=_("Đến ngày"),
        input_formats=_DAY,
        widget=forms.DateInput(format="%d/%m/%Y"),
        help_text=_("Sơ kết sáu tháng: chọn đến ngày 30/6. Tổng kết năm: giữ nguyên cả thời gian của chương trình."),
    )

    def __init__(self, data: QueryDict | None = None, *, programme: Instrument) -> None:
        super().__init__(data, initial={"period_start": programme.period_start, "period_end": programme.period_end})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("Ngày cuối phải sau ngày đầu."))
        return data


class ResultsForm(forms.Form):
    """A past year's table of results."""

    file: "forms.FileField" = forms.FileField(
        label=_("Tệp Excel (.xlsx)"),
        help_text=_(
            "Bảng có các cột Nội dung, Đơn vị chủ trì, Hạn, Ngày hoàn thành, Chỉ tiêu, Kết quả, Đánh giá, Minh chứng."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": _("Tệp rỗng. Hãy chọn tệp khác."), "required": _("Hãy chọn tệp.")},
    )
    year = forms.IntegerField(
        label=_("Năm"),
        required=False,
        min_value=FIRST_YEAR,
        help_text=_("Để trống thì lấy năm của phần lớn thời hạn trong bảng."),
    )

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > clock.today().year:
            raise forms.ValidationError(_("Năm này chưa đến nên chưa có kết quả."))
        return year

    @property
    def upload(self) -> "UploadedFile[bytes]":
        result: UploadedFile[bytes] = self.cleaned_data["file"]
        return result


class FindingsForm(forms.Form):
    """Which findings of the review become proposals, as what, and in which words."""

    def __init__(self, data: QueryDict | None = None, *, findings: list[Finding]) -> None:
        super().__init__(data)
        self.findings = findings
        for finding in findings:
            self.fields[f"kind_{finding.id}"] = forms.ChoiceField(
                label=_("Đưa vào"),
                required=False,
                choices=[
                    ("", _("Không đưa vào")),
                    (ProvisionKind.ITEM, _("Thành việc mới")),
                    (ProvisionKind.CLAUSE, _("Thành điều khoản mới")),
                ],
            )
            self.fields[f"text_{finding.id}"] = forms.CharField(
                label=_("Lời đề nghị"),
                required=False,
                initial=finding.words,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for finding in self.findings:
            if data.get(f"kind_{finding.id}") and not data.get(f"text_{finding.id}", "x").strip():
                self.add_error(f"text_{finding.id}", _("Hãy ghi lời đề nghị."))
        return data

    @property
    def rows(self) -> list[tuple[Finding, forms.BoundField, forms.BoundField]]:
        """Each finding with its two fields."""
        return [(one, self[f"kind_{one.id}"], self[f"text_{one.id}"]) for one in self.findings]

    @property
    def proposals(self) -> list[Proposal]:
        """What was chosen, in the order of the review."""
        data = self.cleaned_data
        return [
            Proposal(one.id, ProvisionKind(data[f"kind_{one.id}"]), data[f"text_{one.id}"])
            for one in self.findings
            if data[f"kind_{one.id}"]
        ]


class NextYearForm(forms.Form):
    """Which items of this year go on."""

    items = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: QueryDict | None = None, *, candidates: list[Candidate], required: bool = True) -> None:
        super().__init__(data)
        self.candidates = candidates
        self.fields["items"] = forms.MultipleChoiceField(
            choices=[(str(one.item.id), one.item.content) for one in candidates],
            required=required,
            error_messages={"required": _("Hãy chọn ít nhất một việc.")},
        )

    @property
    def chosen(self) -> frozenset[int]:
        """The ids that are ticked: those sent, else the usual ones."""
        if self.is_bound:
            sent = map(identifier, self.data.getlist("items"))  # type: ignore[attr-defined]
            return frozenset(pk for pk in sent if pk is not None)
        return frozenset(one.item.id for one in self.candidates if one.usual)
