"""Input for texts: a clause, an item of the annex, notes, freezing and signing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.documents.levels import Level
from phoihop.documents.profiles import PROFILES
from phoihop.lib import clock
from phoihop.lib.dates import format_date, parse_date
from phoihop.lib.numbers import format_number, parse_number
from phoihop.lib.text import clean
from phoihop.lib.working_days import working_day_after
from phoihop.organisations.models import Membership, Organisation
from phoihop.organisations.queries import BodyNames
from phoihop.programmes import bodies, contents, numbering, outline
from phoihop.programmes.actions import LONGEST_REASON
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.signatories import candidates, described

USUAL_WORKING_DAYS = 7
LEVELS = {
    Level.BASIS: gettext_lazy("Căn cứ"),
    Level.CHAPTER: gettext_lazy("Chương (Chương I)"),
    Level.HEADING: gettext_lazy("Đề mục lớn (I, II)"),
    Level.ARTICLE: gettext_lazy("Điều (Điều 1)"),
    Level.NUMBERED: gettext_lazy("Khoản (1, 2)"),
    Level.POINT: gettext_lazy("Điểm (a, b)"),
    Level.DASH: gettext_lazy("Gạch đầu dòng"),
    Level.PARAGRAPH: gettext_lazy("Đoạn không đánh số"),
}


class WordsField(forms.CharField):
    """Text. A NUL that came along with a paste is dropped, not held against the person; a paste that is too long is kept
    whole and answered with a sentence: the browser, told of the limit, would cut it without a word."""

    def __init__(self, *args: Any, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if max_length is not None:
            self.validators.append(_no_longer_than(max_length))

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


def _no_longer_than(limit: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        if len(text) > limit:
            raise forms.ValidationError(
                _("Ô này dài nhất %(limit)s ký tự; đoạn này có %(length)s ký tự. Hãy rút gọn hoặc tách ra.")
                % {"limit": limit, "length": len(text)}
            )

    return check


class DayField(forms.DateField):
    """A day as offices write it: 05/01/2026."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy"})

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> dt.date | None:
        text = clean(str(value or ""))
        if not text:
            return None
        day = parse_date(text)
        if day is None:
            raise forms.ValidationError(_("Hãy nhập ngày theo dạng 05/01/2026."))
        return day


class ReasonForm(forms.Form):
    """Why, in a few words."""

    reason = WordsField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("Bên kia sẽ đọc lý do này khi bên mình gửi đề nghị."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProvisionForm(ReasonForm):
    """What all provisions share; `seen` is the hash of what the person read, so that nobody's words are overwritten."""

    seen = WordsField(required=False, widget=forms.HiddenInput)

    def fields_to_write(self) -> dict[str, Any]:
        """What `write_version` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class ClauseForm(ProvisionForm):
    """A clause of text."""

    level = forms.TypedChoiceField(label=gettext_lazy("Cấp"), coerce=int)
    text = WordsField(
        label=gettext_lazy("Nội dung"),
        max_length=contents.LONGEST_TEXT,
        help_text=gettext_lazy(
            "Số thứ tự do hệ thống đánh. Dán từ Word được: chỉ giữ lại chữ. Chữ đậm viết **như thế này**, chữ nghiêng viết "
            "__như thế này__; hoặc bôi chọn rồi bấm Ctrl+B, Ctrl+I."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "data-emphasis": ""}),
    )
    field_order = ["level", "text", "reason"]

    def __init__(self, *args: Any, kind: str, version: ProvisionVersion | None = None, **kwargs: Any) -> None:
        if version is not None:
            kwargs["initial"] = {
                "level": version.level,
                "text": version.text,
                "reason": _own_reason(version),
                "seen": version.content_hash,
            }
        super().__init__(*args, **kwargs)
        usual = outline.levels_of(kind)
        own = version.level if version is not None else None
        self.fields["level"].choices = [pair for pair in LEVELS.items() if pair[0] in usual or pair[0] == own]  # type: ignore[attr-defined]


class ItemForm(ProvisionForm):
    """An item of the annex."""

    text = WordsField(
        label=gettext_lazy("Nội dung phối hợp"),
        max_length=contents.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_of_work = WordsField(
        label=gettext_lazy("Lĩnh vực"), max_length=200, widget=forms.TextInput(attrs={"list": "fields-of-work"})
    )
    leads = forms.MultipleChoiceField(
        label=gettext_lazy("Chủ trì"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_leads = WordsField(
        label=gettext_lazy("Đơn vị khác cùng chủ trì"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("Cách nhau bằng dấu chấm phẩy."),
    )
    supports = forms.MultipleChoiceField(
        label=gettext_lazy("Phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_supports = WordsField(
        label=gettext_lazy("Đơn vị khác cùng phối hợp"),
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("Cách nhau bằng dấu chấm phẩy."),
    )
    due_text = WordsField(
        label=gettext_lazy("Thời gian thực hiện"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Trước 31/3/2027; Quý II; Mỗi quý 01 lần; Thường xuyên; Theo yêu cầu."),
    )
    deliverable = WordsField(
        label=gettext_lazy("Sản phẩm"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    target_quantity = WordsField(
        label=gettext_lazy("Chỉ tiêu"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Để trống thì lấy số đầu tiên trong ô sản phẩm."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    target_unit = WordsField(label=gettext_lazy("Đơn vị tính"), required=False, max_length=60)
    note = WordsField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)
    field_order = [
        "text",
        "field_of_work",
        "leads",
        "other_leads",
        "supports",
        "other_supports",
        "due_text",
        "deliverable",
        "target_quantity",
        "target_unit",
        "note",
        "reason",
    ]

    def __init__(
        self, *args: Any, parties: list[Organisation], version: ProvisionVersion | None = None, **kwargs: Any
    ) -> None:
        if version is not None:
            kwargs["initial"] = self._initial_of(version, parties)
        super().__init__(*args, **kwargs)
        self.parties = {body.key: body for body in parties}
        # A body that is named already keeps the name under which the text names it.
        written = [*version.leads, *version.supports] if version is not None else []
        self.written: dict[str, str] = {body["key"]: body["name"] for body in written if body["key"]}
        for name in ("leads", "supports"):
            self.fields[name].choices = [(body.key, body.short_name or body.name) for body in parties]  # type: ignore[attr-defined]

    @staticmethod
    def _initial_of(version: ProvisionVersion, parties: list[Organisation]) -> dict[str, Any]:
        own = {body.key for body in parties}
        target = version.target_quantity
        initial: dict[str, Any] = {
            name: getattr(version, name)
            for name in ("text", "field_of_work", "due_text", "deliverable", "target_unit", "note")
        }
        for name in ("leads", "supports"):
            named = getattr(version, name)
            initial[name] = [body["key"] for body in named if body["key"] in own]
            initial[f"other_{name}"] = bodies.names(body for body in named if body["key"] not in own)
        return initial | {
            "target_quantity": "" if target is None else format_number(target),
            "reason": _own_reason(version),
            "seen": version.content_hash,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        both = {*data.get("leads", ())} & {*data.get("supports", ())}
        if both:
            names = ", ".join(str(self.parties[key]) for key in sorted(both))
            self.add_error(
                "supports", _("%(bodies)s đã là đơn vị chủ trì nên không ghi thêm ở phối hợp.") % {"bodies": names}
            )
        return data

    def clean_target_quantity(self) -> Any:
        text = self.cleaned_data["target_quantity"].strip()
        if not text:
            return None
        number = parse_number(text)
        if number is None:
            raise forms.ValidationError(_("Hãy nhập một số, ví dụ 12 hoặc 97,5."))
        return number

    def fields_to_write(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = BodyNames(clock.today())
        fields = {name: data[name] for name in ("text", "field_of_work", "due_text", "deliverable", "note", "reason")}
        for name in ("leads", "supports"):
            chosen = [self._named(key) for key in data[name]]
            fields[name] = [*chosen, *_other_bodies(data[f"other_{name}"], names)]
        if self._target_is_given():
            fields |= {"target_quantity": data["target_quantity"], "target_unit": data["target_unit"]}
        return fields

    def _named(self, key: str) -> bodies.NamedBody:
        if key in self.written:
            return {"key": key, "name": self.written[key]}
        return bodies.named(self.parties[key], clock.today())

    def _target_is_given(self) -> bool:
        """An empty target, or one left as it was beside a new deliverable, follows the deliverable."""
        if self.cleaned_data["target_quantity"] is None:
            return False
        return "deliverable" not in self.changed_data or bool({"target_quantity", "target_unit"} & {*self.changed_data})


class OfferForm(forms.Form):
    """What goes with an offer: a word, and by when an answer is asked for."""

    note = WordsField(
        label=gettext_lazy("Lời gửi kèm"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer_due_on = DayField(
        label=gettext_lazy("Đề nghị trả lời trước ngày"),
        required=False,
        help_text=gettext_lazy("Gợi ý: %(count)s ngày làm việc. Để trống nếu không hẹn ngày.")
        % {"count": USUAL_WORKING_DAYS},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = working_day_after(clock.today(), USUAL_WORKING_DAYS)
        super().__init__(*args, **{"initial": {"answer_due_on": usual}} | kwargs)


class FreezeForm(forms.Form):
    """The day and the form of the document to be, and who signs for a body that has several who may."""

    dated_on = DayField(label=gettext_lazy("Ngày văn bản"), help_text=gettext_lazy("Các bên ký từ ngày này trở đi."))
    profile = forms.ChoiceField(label=gettext_lazy("Thể thức"), choices=[])

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        day = instrument.dated_on or clock.today()
        initial = {"dated_on": day, "profile": numbering.default_profile(instrument, day)}
        super().__init__(*args, **{"initial": initial} | kwargs)
        choices = [(profile.key, profile.name) for profile in PROFILES.values()]
        self.fields["profile"].choices = choices  # type: ignore[attr-defined]
        self.able = candidates(instrument)
        for body, able in self.able.items():
            if len(able) > 1:
                label = _("Người ký của %(body)s") % {"body": body}
                field = SignatoryField(able, label=label, initial=able[0].user_id)
                field.widget.attrs["form"] = "freezing"  # it stands beside the form
                self.fields[f"signatory_{body.pk}"] = field

    @property
    def places(self) -> list[tuple[Organisation, forms.BoundField | None, str]]:
        """For each party the field that chooses who signs, or who it will be ("" for nobody)."""
        names = [f"signatory_{body.pk}" for body in self.able]
        return [
            (body, self[name] if name in self.fields else None, described(able[0]) if able else "")
            for name, (body, able) in zip(names, self.able.items(), strict=True)
        ]

    @property
    def chosen(self) -> dict[int, int]:
        """Who was chosen, as `freeze_instrument` takes it."""
        named = {body.pk: self.cleaned_data.get(f"signatory_{body.pk}") for body in self.able}
        return {body: person for body, person in named.items() if person}


class ReopenForm(forms.Form):
    """Why a text that waits for signatures is opened again."""

    reason = WordsField(
        label=gettext_lazy("Lý do"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Các bên đọc lý do này; sổ ghi việc chính thức giữ lại."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignatoryField(forms.TypedChoiceField):
    """One of those who may sign for a body; the value is the person's id."""

    def __init__(self, able: list[Membership], **kwargs: Any) -> None:
        choices = [(membership.user_id, described(membership)) for membership in able]
        super().__init__(choices=choices, coerce=int, **kwargs)


class SignatoryForm(forms.Form):
    """Who signs instead of a person who can no longer sign."""

    def __init__(self, *args: Any, able: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signatory"] = SignatoryField(able, label=_("Người ký"))


class SignForm(forms.Form):
    """The PIN of the signatory's key."""

    pin = WordsField(
        label=gettext_lazy("Mã PIN"),
        max_length=60,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


def _own_reason(version: ProvisionVersion) -> str:
    """A reason belongs to one change: that of a disclosed version is not carried over to the next."""
    return version.reason if version.revision_id is None else ""


def _other_bodies(text: str, names: BodyNames) -> list[bodies.NamedBody]:
    result: list[bodies.NamedBody] = []
    for part in clean(text).replace("\n", ";").split(";"):
        name = " ".join(part.split())
        if name:
            body = names.match(name)
            result.append({"key": body.key if body else "", "name": name})
    return result
