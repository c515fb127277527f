"""Input of reviews: the period, a past year's table, what the next programme takes over."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from phoihop.lib import clock
from phoihop.lib.numbers import identifier
from phoihop.programmes.models import Instrument
from phoihop.reviews.actions.history import FIRST_YEAR
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


class NextYearForm(forms.Form):
    """Which items of this year go on."""

    items = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: QueryDict | None = None, *, candidates: list[Candidate]) -> None:
        super().__init__(data)
        self.candidates = candidates
        self.fields["items"] = forms.MultipleChoiceField(
            choices=[(str(one.item.id), one.item.content) for one in candidates],
            required=True,
            error_messages={"required": _("Hãy chọn ít nhất một việc.")},
        )

    @property
    def chosen(self) -> frozenset[int]:
        """The ids that are ticked: those sent, else the usual ones."""
        if self.is_bound:
            sent = map(identifier, self.data.getlist("items"))  # type: ignore[attr-defined]
            return frozenset(pk for pk in sent if pk is not None)
        return frozenset(one.item.id for one in self.candidates if one.usual)
