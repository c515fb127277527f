"""Who is asking: the language they read, the session they use, and where a stranger is sent."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django_htmx.http import HttpResponseClientRefresh

from phoihop.lib import clock

if TYPE_CHECKING:
    from phoihop.accounts.models import User

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
SEEN_AT = "seen_at"
SEEN_EVERY = 600  # seconds: a session list need not be sharper, and most pages then write nothing


class LanguageMiddleware:
    """Vietnamese unless the person, or the visitor's cookie, chose otherwise; the browser's wish is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_chosen_language(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class TrackingMiddleware:
    """Keeps "last seen" of the sessions that began at our own door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen_at = request.session.get(SEEN_AT)
        if seen_at is not None and request.user.is_authenticated and time.time() - seen_at > SEEN_EVERY:
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=clock.now(), ip=get_adapter().get_client_ip(request)
            )
            start_tracking(request)
        return self.get_response(request)


class LoginMiddleware(LoginRequiredMiddleware):
    """As Django's; a piece of a page asked for by htmx reloads the page, so the login shows whole."""

    def handle_no_permission(  # type: ignore[override]  # the stub knows redirects only
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRefresh()
        return super().handle_no_permission(request, view_func)


def start_tracking(request: HttpRequest) -> None:
    """Remember in the session that its person was seen now."""
    request.session[SEEN_AT] = int(time.time())


def _chosen_language(request: HttpRequest) -> str:
    user = cast("User", request.user)
    wanted = user.language if user.is_authenticated else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in LANGUAGES else settings.LANGUAGE_CODE
