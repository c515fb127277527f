"""Input for imports: the file, the programme it shall become, how its columns are read, and the cells of a row."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.archives import LARGEST_UPLOAD
from phoihop.lib import clock
from phoihop.lib.numbers import parse_number
from phoihop.organisations.models import Organisation
from phoihop.programmes import bodies, contents
from phoihop.programmes.canonical import plain
from phoihop.programmes.forms import DayField
from phoihop.programmes.importing.columns import Column
from phoihop.programmes.importing.table import Draft, Item
from phoihop.programmes.models import Party

XLSX = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """A workbook as it is, for one of the partnerships in which this person writes."""

    side = forms.ChoiceField(label=gettext_lazy("Quan hệ phối hợp"))
    file = forms.FileField(
        label=gettext_lazy("Tệp Excel"),
        max_length=500,
        help_text=gettext_lazy(
            "Tệp .xlsx như đang dùng: giữ nguyên các dòng tiêu đề, dòng nhóm và ô gộp. Hệ thống tự tìm bảng."
        ),
        widget=forms.FileInput(attrs={"accept": XLSX}),
        error_messages={
            "required": gettext_lazy("Hãy chọn tệp Excel."),
            "empty": gettext_lazy("Tệp này trống. Hãy chọn tệp khác."),
            "max_length": gettext_lazy("Tên tệp quá dài. Hãy đặt tên ngắn hơn rồi chọn lại."),
        },
    )
    year = forms.IntegerField(
        label=gettext_lazy("Năm"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=gettext_lazy("Để trống thì lấy năm ghi ở đầu bảng; sửa được ở bước sau."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        error_messages={"invalid": gettext_lazy("Hãy nhập năm bằng bốn chữ số, ví dụ 2027.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Viết tiếp sau “Chương trình phối hợp”. Để trống thì lấy từ đầu bảng."),
    )

    def __init__(self, *args: Any, sides: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = {str(side.pk): side for side in sides}
        choices = [(key, f"{side.partnership.name} ({side.organisation})") for key, side in self.sides.items()]
        self.fields["side"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["side"].initial = choices[0][0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("Tệp “%(name)s” lớn hơn %(size)s MB. Hãy bỏ bớt hình ảnh hoặc tách tệp.")
                % {"name": file.name, "size": LARGEST_UPLOAD // 1024 // 1024}
            )
        return file

    @property
    def chosen_side(self) -> Party:
        return self.sides[self.cleaned_data["side"]]


class ProgrammeForm(forms.Form):
    """Title and period of the programme to be."""

    title = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        max_length=300,
        help_text=gettext_lazy("Viết tiếp sau “Chương trình phối hợp”."),
    )
    start = DayField(label=gettext_lazy("Từ ngày"))
    end = DayField(label=gettext_lazy("Đến ngày"))

    @classmethod
    def of(cls, draft: Draft) -> "ProgrammeForm":
        return cls(initial={"title": draft.title, "start": draft.start, "end": draft.end})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if isinstance(start, dt.date) and isinstance(end, dt.date) and end < start:
            self.add_error("end", _("Ngày cuối kỳ phải sau ngày đầu kỳ."))
        return data


class ColumnsForm(forms.Form):
    """Which sheet is read, and what each of its columns holds."""

    sheet = forms.TypedChoiceField(label=gettext_lazy("Trang tính"), coerce=int)

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        table = draft.table
        sheet: Any = self.fields["sheet"]
        sheet.choices = list(enumerate(table.sheets))
        sheet.initial = table.sheet
        for place, each in enumerate(table.columns):
            label = each.label or _("(cột không có tên)")
            self.fields[f"column_{place}"] = forms.TypedChoiceField(
                label=_("Cột %(letter)s: %(label)s") % {"letter": _letter(place), "label": label},
                choices=Column.choices,
                coerce=Column,
                empty_value=Column.IGNORED,
                initial=each.column.value,
                required=False,
            )

    @property
    def sheet_name(self) -> str:
        return self.draft.table.sheets[self.draft.table.sheet]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{place}"] for place in range(len(self.draft.table.columns))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [column for column in self._columns(data) if column != Column.IGNORED]
        twice = next((column for column in chosen if chosen.count(column) > 1), None)
        if twice is not None and data.get("sheet") == self.draft.table.sheet:
            raise forms.ValidationError(_("Chỉ một cột được là “%(column)s”.") % {"column": twice.label})
        return data

    @property
    def columns(self) -> list[Column] | None:
        """The columns as chosen; None when another sheet is chosen, whose columns are understood anew."""
        is_same_sheet = self.cleaned_data["sheet"] == self.draft.table.sheet
        return self._columns(self.cleaned_data) if is_same_sheet else None

    def _columns(self, data: dict[str, Any]) -> list[Column]:
        return [data.get(f"column_{place}", Column.IGNORED) for place in range(len(self.draft.table.columns))]


class RowForm(forms.Form):
    """The cells of one row."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung phối hợp"),
        max_length=contents.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_of_work = forms.CharField(
        label=gettext_lazy("Lĩnh vực"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "fields-of-work"}),
    )
    leads = forms.MultipleChoiceField(
        label=gettext_lazy("Chủ trì"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_leads = forms.CharField(
        label=gettext_lazy("Đơn vị khác cùng chủ trì"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("Cách nhau bằng dấu chấm phẩy."),
    )
    supports = forms.MultipleChoiceField(
        label=gettext_lazy("Phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_supports = forms.CharField(
        label=gettext_lazy("Đơn vị khác cùng phối hợp"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("Cách nhau bằng dấu chấm phẩy."),
    )
    due_text = forms.CharField(
        label=gettext_lazy("Thời gian thực hiện"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Trước 31/3/2027; Quý II; Mỗi quý 01 lần; Thường xuyên; Theo yêu cầu."),
    )
    deliverable = forms.CharField(
        label=gettext_lazy("Sản phẩm"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    target_quantity = forms.CharField(
        label=gettext_lazy("Chỉ tiêu"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    target_unit = forms.CharField(label=gettext_lazy("Đơn vị tính"), required=False, max_length=60)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, parties: list[Organisation], item: Item, **kwargs: Any) -> None:
        own = {body.key for body in parties}
        kwargs.setdefault("initial", _initial(item, own))
        kwargs.setdefault("prefix", f"row-{item.row}")
        super().__init__(*args, **kwargs)
        # The name of this day, so that a chosen body is printed as its other rows print it.
        names = {body.key: bodies.named(body, clock.today())["name"] for body in parties}
        self.names = names
        for name in ("leads", "supports"):
            field: Any = self.fields[name]
            field.choices = list(names.items())

    def clean_target_quantity(self) -> str:
        text: str = self.cleaned_data["target_quantity"].strip()
        number = parse_number(text)
        if text and number is None:
            raise forms.ValidationError(_("Hãy nhập một số, ví dụ 12 hoặc 97,5."))
        return plain(number) or ""

    def cells(self) -> dict[str, Any]:
        """What `correct_row` takes."""
        data = dict(self.cleaned_data)
        for name in ("leads", "supports"):
            chosen = [self.names[key] for key in data[name]]
            data[name] = "; ".join([*chosen, *filter(None, [data.pop(f"other_{name}").strip()])])
        return data


def _initial(item: Item, own: set[str]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: getattr(item, name)
        for name in ("text", "field_of_work", "due_text", "deliverable", "target_unit", "note")
    }
    for name in ("leads", "supports"):
        named = getattr(item, name)
        initial[name] = [body["key"] for body in named if body["key"] in own]
        initial[f"other_{name}"] = bodies.names(body for body in named if body["key"] not in own)
    return initial | {"target_quantity": item.target_quantity.replace(".", ",")}


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
