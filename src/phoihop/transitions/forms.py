"""What an administrator types about a takeover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import EventKind, Organisation
from phoihop.transitions.states import KINDS


class TakeoverForm(forms.Form):
    """Who takes whose place, why, and from when on; one of the two bodies is one's own."""

    predecessor = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Cơ quan thôi làm bên phối hợp"), empty_label=_("Chọn cơ quan")
    )
    successor = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Cơ quan tiếp nhận"), empty_label=_("Chọn cơ quan")
    )
    kind = forms.ChoiceField(label=_("Việc sắp xếp"), choices=[(kind.value, kind.label) for kind in KINDS])
    decision = forms.CharField(
        label=_("Văn bản quyết định"), max_length=120, help_text=_("Số, ký hiệu và cơ quan ban hành.")
    )
    decided_on = forms.DateField(label=_("Ngày văn bản"))
    effective_on = forms.DateField(label=_("Có hiệu lực từ ngày"))

    def __init__(self, *args: Any, mine: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mine = mine
        self.fields["kind"].initial = EventKind.MERGE

    @property
    def own(self) -> Organisation:
        """The body for which the person speaks: of two of their own the one that gives its place up."""
        chosen = (self.cleaned_data["predecessor"], self.cleaned_data["successor"])
        return sorted((body for body in self._mine if body in chosen), key=chosen.index)[0]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data.get("predecessor"), data.get("successor")]
        if None not in chosen and not set(chosen) & set(self._mine):
            self.add_error("predecessor", _("Một trong hai cơ quan phải là cơ quan của đồng chí."))
        return data
