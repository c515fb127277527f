"""Input for beginning a text, and for the outlines that texts begin with."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.lib import clock
from phoihop.programmes.actions import LONGEST_OUTLINE
from phoihop.programmes.forms import DayField, WordsField
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.starting_outlines import joined
from phoihop.programmes.states import DRAFTED_KINDS, InstrumentKind
from phoihop.programmes.word_forms import WordFileField

YEARS_OF_A_REGULATION = 5
OUTLINE, WORD = "1", "word"  # what a text may begin with; else an empty page


class ParentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A text in force, by kind, number and title."""

    def label_from_instance(self, instrument: Instrument) -> str:
        return f"{instrument.get_kind_display()} {instrument.number_text} {instrument.title}"


class InstrumentForm(forms.Form):
    """A new text without a workbook; `kind` proposes title and period."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"), choices=[(kind.value, kind.label) for kind in DRAFTED_KINDS]
    )
    parent = ParentField(
        label=gettext_lazy("Để thực hiện văn bản"),
        required=False,
        queryset=Instrument.objects.none(),
        empty_label=gettext_lazy("Không, văn bản này đứng riêng"),
        help_text=gettext_lazy("Ví dụ kế hoạch thực hiện một chương trình, chương trình năm theo một quy chế."),
    )
    title = WordsField(
        label=gettext_lazy("Trích yếu"),
        max_length=300,
        help_text=gettext_lazy("Viết tiếp sau tên loại, ví dụ “công tác năm 2027 giữa hai cơ quan”."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    period_start = DayField(label=gettext_lazy("Từ ngày"))
    period_end = DayField(label=gettext_lazy("Đến ngày"))
    starters_wanted = forms.ChoiceField(
        label=gettext_lazy("Bắt đầu từ"),
        choices=[
            (OUTLINE, gettext_lazy("Dàn ý của cơ quan cho loại văn bản này")),
            ("", gettext_lazy("Trang trắng")),
            (WORD, gettext_lazy("Văn bản đã có bằng Word")),
        ],
        required=False,
        initial=OUTLINE,
        widget=forms.RadioSelect,
    )
    file = WordFileField(
        label=gettext_lazy("Tệp Word"),
        help_text=gettext_lazy("Tệp .docx. Đồng chí xem từng nội dung đọc được trước khi ghi vào bản soạn."),
    )

    def __init__(
        self, *args: Any, partnership: Partnership, parents: Any, kind: str = "", typed: str = "", **kwargs: Any
    ) -> None:
        """`typed`: the title as it stands when another kind is chosen; it stays unless it was proposed for a kind."""
        kind = kind if kind in DRAFTED_KINDS else InstrumentKind.PROGRAMME
        initial = {"kind": kind} | _proposed(InstrumentKind(kind), partnership)
        if typed and typed not in {_proposed(each, partnership)["title"] for each in DRAFTED_KINDS}:
            initial["title"] = typed
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        if not parents.exists():
            del self.fields["parent"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        _refuse_reversed(self, data)
        asked = data.get("starters_wanted")
        if asked != WORD:
            data["file"] = None
            self.errors.pop("file", None)
        return data | {"starters_wanted": asked == OUTLINE}


class TitleForm(forms.Form):
    """What a text is called, and for which days it is made; an amendment keeps the days of what it amends."""

    title = WordsField(label=gettext_lazy("Trích yếu"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    period_start = DayField(label=gettext_lazy("Từ ngày"))
    period_end = DayField(label=gettext_lazy("Đến ngày"))

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        initial = {name: getattr(instrument, name) for name in ("title", "period_start", "period_end")}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if instrument.kind == InstrumentKind.AMENDMENT:
            del self.fields["period_start"], self.fields["period_end"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        _refuse_reversed(self, data)
        return data


class OutlineForm(forms.Form):
    """An outline, a clause a line."""

    text = WordsField(
        label=gettext_lazy("Dàn ý"),
        required=False,
        max_length=2 * LONGEST_OUTLINE,
        widget=forms.Textarea(attrs={"rows": 28}),
    )


def _refuse_reversed(form: forms.Form, data: dict[str, Any]) -> None:
    start, end = data.get("period_start"), data.get("period_end")
    if start and end and end < start:
        form.add_error("period_end", _("Ngày cuối kỳ phải sau ngày đầu kỳ."))


def _proposed(kind: InstrumentKind, partnership: Partnership) -> dict[str, Any]:
    """Title and period to begin with. The words are the document's: Vietnamese, whoever begins it."""
    year = clock.today().year + (clock.today().month > 6)
    names = [party.organisation.short_name for party in partnership.parties.all()]
    between = f"giữa {joined(names)}"
    if kind in (InstrumentKind.REGULATION, InstrumentKind.MEMORANDUM):
        last = year + YEARS_OF_A_REGULATION - 1
        return {"title": between, "period_start": dt.date(year, 1, 1), "period_end": dt.date(last, 12, 31)}
    return {
        "title": f"công tác năm {year} {between}",
        "period_start": dt.date(year, 1, 1),
        "period_end": dt.date(year, 12, 31),
    }
