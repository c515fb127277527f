"""The door and a person's own pages. Login, logout and password change are allauth's, in our dress."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.accounts import actions
from phoihop.accounts.door import demo_people
from phoihop.accounts.forms import LanguageForm, ProfileForm, ThemeForm
from phoihop.accounts.preferences import keep
from phoihop.accounts.queries import session_list as open_sessions
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page


class _Unprocessable:
    """A form that was not accepted answers 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class Login(_Unprocessable, LoginView):  # type: ignore[misc]  # untyped library
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "people": demo_people()}


class PasswordChange(_Unprocessable, PasswordChangeView):  # type: ignore[misc]
    def dispatch(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            raise NotPossible(_("Tài khoản này không đăng nhập bằng mật khẩu nên không có gì để đổi."))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever knew the old password is signed out everywhere else."""
        response: HttpResponse = super().form_valid(form)
        actions.end_other_sessions(self.request.user, keep=self.request.session.session_key)
        return response

    def get_default_success_url(self) -> str:
        return reverse("accounts:profile")


login = Login.as_view()
logout = LogoutView.as_view()
password_change = PasswordChange.as_view()


@require_POST
@login_not_required
def demo_login(request: HttpRequest) -> HttpResponse:
    """Enter as one of the demo's people; outside demo mode there is no such page."""
    username = request.POST.get("username", "")
    user = next((person.user for person in demo_people() if person.user.username == username), None)
    if user is None:
        raise Http404
    response: HttpResponse = perform_login(request, user, redirect_url=_next(request, reverse("home")))
    return response


@require_http_methods(["GET", "POST"])
def profile(request: PageRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial={"language": request.user.language, "theme": request.user.theme})
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(request.user, **form.cleaned_data)
        messages.success(request, _("Đã lưu lựa chọn của đồng chí."))
        return keep(redirect("accounts:profile"), **form.cleaned_data)
    return page(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_not_required
def language_update(request: HttpRequest) -> HttpResponse:
    return _prefer(request, LanguageForm(request.POST))


@require_POST
@login_not_required
def theme_update(request: HttpRequest) -> HttpResponse:
    return _prefer(request, ThemeForm(request.POST))


@require_GET
def session_list(request: PageRequest) -> HttpResponse:
    sessions = open_sessions(request.user, current=request.session.session_key)
    return page(request, "accounts/session_list.html", {"sessions": sessions})


@require_POST
def session_delete(request: PageRequest, session_id: int) -> HttpResponse:
    actions.end_session(session_id, by=request.user)
    messages.success(request, _("Đã kết thúc phiên đăng nhập ấy."))
    return redirect("accounts:session_list")


@require_POST
def session_delete_others(request: PageRequest) -> HttpResponse:
    actions.end_other_sessions(request.user, keep=request.session.session_key)
    messages.success(request, _("Đã đăng xuất ở mọi nơi khác. Đồng chí chỉ còn đăng nhập trên máy này."))
    return redirect("accounts:session_list")


@require_POST
def session_delete_all(request: PageRequest) -> HttpResponse:
    actions.end_other_sessions(request.user, keep=None)
    request.session.flush()
    messages.success(request, _("Đồng chí đã đăng xuất ở mọi nơi."))
    return redirect(settings.LOGIN_URL)


def _prefer(request: HttpRequest, form: LanguageForm | ThemeForm) -> HttpResponse:
    response = redirect(_next(request, "/"))
    if not form.is_valid():
        return response
    if request.user.is_authenticated:
        actions.change_preferences(request.user, **form.cleaned_data)
    return keep(response, **form.cleaned_data)


def _next(request: HttpRequest, otherwise: str) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else otherwise
