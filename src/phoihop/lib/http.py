"""Requests as our views see them, and the one way to answer with a page."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class PageRequest(HttpRequest):
    """A request of a signed-in person."""

    htmx: HtmxDetails
    user: "User"


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, partial: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or for an htmx request the named partial of its template when one is given."""
    name = f"{template}#{partial}" if partial and wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of the page: not when it follows a link, nor when it goes back to a page."""
    htmx = cast("PageRequest", request).htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
