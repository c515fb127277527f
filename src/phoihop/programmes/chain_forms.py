"""Forms of a body's own steps: setting them, laying a text before them, deciding."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.accounts.models import User
from phoihop.programmes.actions.submitting import LONGEST_NOTE, LONGEST_STEP, MOST_STEPS
from phoihop.programmes.forms import WordsField
from phoihop.programmes.models import ApprovalChain


class ChainForm(forms.Form):
    """Up to five steps, each a name and who decides it (nobody ticked: any approver).

    Whoever was named and no longer approves (`departed`) stays ticked until somebody takes them out: a step that
    silently lost its only person would be anybody's.
    """

    for_offers = forms.BooleanField(label=gettext_lazy("Trước khi gửi bản đề nghị cho bên kia"), required=False)
    for_texts = forms.BooleanField(label=gettext_lazy("Khi duyệt toàn văn"), required=False)

    def __init__(
        self, *args: Any, chain: ApprovalChain | None, approvers: list[User], departed: list[User], **kwargs: Any
    ) -> None:
        steps = chain.steps if chain else []
        initial: dict[str, Any] = {
            "for_offers": bool(chain and chain.for_offers),
            "for_texts": chain.for_texts if chain else True,
        }
        for place, step in enumerate(steps):
            initial |= {f"name_{place}": step["name"], f"people_{place}": [str(person) for person in step["people"]]}
        super().__init__(*args, **{"initial": initial} | kwargs)
        choices = [(str(person.pk), str(person)) for person in approvers]
        choices += [(str(one.pk), _("%(person)s (nay không là người duyệt)") % {"person": one}) for one in departed]
        for place in range(MOST_STEPS):
            self.fields[f"name_{place}"] = WordsField(
                label=_("Bước %(number)s") % {"number": place + 1}, required=False, max_length=LONGEST_STEP
            )
            self.fields[f"people_{place}"] = forms.MultipleChoiceField(
                label=_("Người duyệt bước %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"name_{place}"], self[f"people_{place}"]) for place in range(MOST_STEPS)]

    @property
    def steps(self) -> list[tuple[str, list[int]]]:
        data = self.cleaned_data
        return [
            (data[f"name_{place}"], [int(person) for person in data[f"people_{place}"]]) for place in range(MOST_STEPS)
        ]


class SubmitForm(forms.Form):
    """What goes up with a text."""

    note = WordsField(
        label=gettext_lazy("Lời trình"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Chỉ người của cơ quan mình đọc được."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepReturnForm(forms.Form):
    """Why a step returns what was submitted."""

    reason = WordsField(
        label=gettext_lazy("Lý do trả lại"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Chỉ người của cơ quan mình đọc được."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
