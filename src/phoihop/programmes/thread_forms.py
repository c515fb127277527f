"""Input for what people say about a provision."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.accounts.models import User
from phoihop.programmes.actions import LONGEST_REMARK
from phoihop.programmes.forms import WordsField


class RemarkForm(forms.Form):
    """What somebody has to say, and whom to tell by name."""

    text = WordsField(
        label=gettext_lazy("Ý kiến"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mentioned = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Người được báo"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(person.pk, person.full_name) for person in people]
        cast("forms.TypedMultipleChoiceField", self.fields["mentioned"]).choices = choices


class ThreadForm(RemarkForm):
    """The first word of a thread, and who may hear it."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Ai đọc được"),
        choices=[
            ("internal", gettext_lazy("Nội bộ: chỉ bên mình")),
            ("joint", gettext_lazy("Mọi bên ký")),
        ],
        initial="internal",
        widget=forms.RadioSelect,
    )
    field_order = ["text", "audience", "mentioned"]

    def __init__(self, *args: Any, people: list[User], own: list[User], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        own_ids = {person.pk for person in own}
        self.of_others = {person.pk: person.full_name for person in people if person.pk not in own_ids}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        deaf = [self.of_others[pk] for pk in data.get("mentioned", []) if pk in self.of_others]
        if deaf and data.get("audience") == "internal":
            words = {"names": ", ".join(deaf)}
            told = _(
                "%(names)s không thuộc bên mình nên không đọc được ý kiến nội bộ. Hãy bỏ chọn, hoặc gửi cho mọi bên ký."
            )
            self.add_error("mentioned", told % words)
        return data
