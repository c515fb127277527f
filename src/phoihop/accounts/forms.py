"""What people type at the door and on their own pages."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import Theme

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["login"], _("Tên đăng nhập"))
        _name(self.fields["password"], _("Mật khẩu"))
        _name(self.fields["remember"], _("Giữ đăng nhập trên máy này"))
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["oldpassword"], _("Mật khẩu hiện nay"))
        _name(self.fields["password1"], _("Mật khẩu mới"))
        _name(self.fields["password2"], _("Nhập lại mật khẩu mới"))
        self.fields["password1"].help_text = _("Ít nhất 10 ký tự, không quá phổ biến, không giống tên của đồng chí.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập mật khẩu mới chưa giống nhau."))
        return cleaned


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(label=_("Giao diện"), choices=Theme)


class ProfileForm(forms.Form):
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Giao diện"), choices=Theme, widget=forms.RadioSelect)


def _name(field: forms.Field, label: Any) -> None:
    field.label = label
    field.help_text = ""
    field.widget.attrs.pop("placeholder", None)
