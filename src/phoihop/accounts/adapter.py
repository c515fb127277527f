"""How allauth behaves here: nobody signs up by themselves, and a refused login never says why."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.middleware import start_tracking
from phoihop.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi thử lại."),
        "too_many_login_attempts": _("Đã thử sai nhiều lần. Hãy đợi năm phút rồi thử lại."),
        "enter_current_password": _("Mật khẩu hiện nay chưa đúng."),
        "rate_limited": _("Đã gửi quá nhiều lần. Hãy đợi một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """None for an unknown person, a wrong password and a closed account alike."""
        user: User | None = super().authenticate(request, **credentials)
        if user is None or user.is_active:
            return user
        self.authentication_failed(request, **credentials)
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        start_tracking(request)
