"""Opening a partnership, and saying which bodies belong to a party."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import Organisation


class PartnershipForm(forms.Form):
    """One's own body, the bodies it works with as equals, and those that look on."""

    own = forms.ModelChoiceField(Organisation.objects.none(), label=_("Cơ quan mình"), empty_label=None)
    others = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label=_("Cùng phối hợp với"),
        help_text=_("Giữ phím Ctrl để chọn nhiều cơ quan."),
        error_messages={"required": _("Hãy chọn ít nhất một cơ quan cùng phối hợp.")},
    )
    lead = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Cơ quan chủ trì"),
        required=False,
        empty_label=_("Cơ quan mình"),
        help_text=_("Đứng tên trước; văn bản lấy số trong sổ của cơ quan này."),
    )
    observers = forms.ModelMultipleChoiceField(
        Organisation.objects.all(),
        label=_("Cơ quan theo dõi"),
        required=False,
        help_text=_("Chỉ đọc những gì các bên đã gửi cho nhau."),
    )
    name = forms.CharField(
        label=_("Tên quan hệ phối hợp"),
        max_length=300,
        required=False,
        help_text=_("Để trống thì ghép tên các cơ quan."),
    )

    def __init__(self, *args: Any, mine: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own"].queryset = mine  # type: ignore[attr-defined]
        for name in ("others", "lead", "observers"):
            self.fields[name].queryset = Organisation.objects.standing()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        own, others, observers = data.get("own"), set(data.get("others") or ()), set(data.get("observers") or ())
        if own in others:
            self.add_error("others", _("Cơ quan mình đã là một bên; hãy chọn cơ quan khác."))
        if observers & {own, *others}:
            self.add_error("observers", _("Một bên ký không thể đồng thời là cơ quan theo dõi."))
        lead = data.get("lead") or own
        if lead not in {own, *others}:
            self.add_error("lead", _("Cơ quan chủ trì phải là cơ quan mình hoặc một cơ quan cùng phối hợp."))
        data["parties"] = sorted([own, *data.get("others", ())], key=lambda body: body != lead)
        if own and others and not data.get("name"):
            data["name"] = " - ".join(body.name for body in data["parties"])[:300]
        return data


class MembersForm(forms.Form):
    """Bodies that belong to a party from now on."""

    party = forms.ModelChoiceField(Organisation.objects.none(), label=_("Thuộc bên"), empty_label=None)
    bodies = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Cơ quan"),
        help_text=_("Giữ phím Ctrl để chọn nhiều cơ quan."),
        error_messages={"required": _("Hãy chọn ít nhất một cơ quan.")},
    )

    def __init__(self, *args: Any, sides: list[Organisation], known: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party, bodies = self.fields["party"], self.fields["bodies"]
        party.queryset = Organisation.objects.filter(pk__in=[side.pk for side in sides])  # type: ignore[attr-defined]
        party.initial = sides[0]
        bodies.queryset = Organisation.objects.standing().exclude(pk__in=known)  # type: ignore[attr-defined]
