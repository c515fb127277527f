"""How pages look and speak for a visitor who has not signed in: two cookies."""

from django.conf import settings
from django.http import HttpResponse

THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 60 * 60


def keep(response: HttpResponse, *, language: str = "", theme: str = "") -> HttpResponse:
    """Let the browser remember the choice, so that the login page already follows it."""
    chosen = {settings.LANGUAGE_COOKIE_NAME: language, THEME_COOKIE: theme}
    for name, value in chosen.items():
        if value:
            response.set_cookie(name, value, max_age=A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response
