"""What an administrator of a body types."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.organisations.models import Membership, Organisation, Role, Unit
from phoihop.organisations.queries import colleagues
from phoihop.organisations.renaming import Named


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


class RenameForm(forms.Form):
    """Another name from a day on; begins with what the body is called now."""

    name = forms.CharField(label=_("Tên đầy đủ"), max_length=200)
    short_name = forms.CharField(label=_("Tên gọn"), max_length=120, help_text=_("Tên dùng trong bảng việc."))
    abbreviation = forms.CharField(label=_("Viết tắt trong ký hiệu"), max_length=40)
    heading = forms.CharField(label=_("Tên ở đầu văn bản"), max_length=200, required=False)
    superior = forms.CharField(label=_("Cơ quan cấp trên ở đầu văn bản"), max_length=200, required=False)
    place = forms.CharField(label=_("Địa danh"), max_length=80, required=False)
    valid_from = forms.DateField(label=_("Mang tên này từ ngày"))
    source = forms.CharField(
        label=_("Văn bản quyết định"), max_length=200, help_text=_("Số, ngày và cơ quan ban hành quyết định đổi tên.")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _named(organisation))
        super().__init__(*args, **kwargs)

    @property
    def called(self) -> Named:
        """What was typed, as the action takes it."""
        return Named(**{field.name: self.cleaned_data[field.name] for field in fields(Named)})


def _named(organisation: Organisation) -> dict[str, str]:
    last = organisation.names.order_by(F("valid_from").desc(nulls_last=True)).first()
    return {field.name: getattr(last, field.name) for field in fields(Named)} if last else {}


class StandInForm(forms.Form):
    """Who acts in a person's place, and on which days."""

    person = forms.ChoiceField(label=_("Người làm thay"))
    first_day = forms.DateField(label=_("Từ ngày"))
    last_day = forms.DateField(label=_("Đến hết ngày"))

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"first_day": format_date(clock.today())}} | kwargs)
        self.colleagues = colleagues(membership)
        choices = [(str(user.pk), str(user)) for user in self.colleagues]
        self.fields["person"].choices = [("", _("Chọn một người")), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        return next(user for user in self.colleagues if str(user.pk) == self.cleaned_data["person"])


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("Ngày cuối"))
