"""What somebody who binds a party types about an end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phoihop.programmes.models import Instrument
from phoihop.transitions.states import Fate
from phoihop.workitems.models import WorkItem

AGREEMENT, NOTICE = "agreement", "notice"


class TerminationForm(forms.Form):
    """Why, how and when, and what becomes of each piece of open work (left alone: it is finished)."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Các bên đọc được lý do này. Rút theo quy chế thì ghi điều khoản cho phép."),
    )
    way = forms.ChoiceField(
        label=_("Cách chấm dứt"),
        choices=[(AGREEMENT, _("Các bên cùng đồng ý")), (NOTICE, _("Bên mình rút, báo trước"))],
        initial=AGREEMENT,
    )
    effective_on = forms.DateField(label=_("Chấm dứt từ ngày"), required=False, help_text=_("Khi các bên cùng đồng ý."))
    notice_days = forms.IntegerField(
        label=_("Báo trước (số ngày)"), required=False, help_text=_("Khi bên mình rút theo quy chế.")
    )
    carry_to = forms.ModelChoiceField(
        Instrument.objects.none(),
        label=_("Văn bản nhận việc chuyển sang"),
        required=False,
        empty_label=_("Không chuyển việc nào"),
    )

    def __init__(self, *args: Any, work: list[WorkItem], targets: list[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._work = work
        if targets:
            among = Instrument.objects.filter(pk__in=[target.pk for target in targets])
            self.fields["carry_to"].queryset = among  # type: ignore[attr-defined]
        else:
            del self.fields["carry_to"]
        choices = [choice for choice in Fate.choices if targets or choice[0] != Fate.CARRY]
        for item in work:
            label = f"{item.label} {item.content}"
            self.fields[f"fate-{item.pk}"] = forms.ChoiceField(
                label=label, choices=choices, initial=Fate.FINISH, required=False
            )

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields that do not belong to a piece of work."""
        return [bound for bound in self if not bound.name.startswith("fate-")]

    @property
    def work_rows(self) -> list[tuple[WorkItem, forms.BoundField]]:
        return [(item, self[f"fate-{item.pk}"]) for item in self._work]

    @property
    def proposal(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        is_notice = data["way"] == NOTICE
        return {
            "reason": data["reason"],
            "effective_on": None if is_notice else data["effective_on"],
            "notice_days": data["notice_days"] if is_notice else None,
            "carry_to": data.get("carry_to"),
            "fates": {item.pk: data[f"fate-{item.pk}"] or Fate.FINISH for item in self._work},
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("way") == NOTICE and data.get("notice_days") is None and "notice_days" not in self.errors:
            self.add_error("notice_days", _("Hãy ghi số ngày báo trước."))
        return data


class RefusalForm(forms.Form):
    """Why not."""

    reason = forms.CharField(label=_("Lý do không đồng ý"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
