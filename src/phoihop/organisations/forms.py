"""What an administrator of a body types."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from phoihop.lib import clock
from phoihop.organisations.models import Organisation, Role, Unit


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Tên đơn vị"), max_length=200)


class MemberForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Chỉ dùng chữ thường không dấu, số và . _ -"))],
    )
    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=120,
        required=False,
        help_text=_("Chỉ cần khi người này chưa có tài khoản."),
    )
    position = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Đơn vị"), required=False, empty_label=_("Không thuộc đơn vị nào")
    )
    valid_from = forms.DateField(label=_("Từ ngày"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = organisation.units.all()  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = clock.today


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("Ngày cuối"))
