"""Refusals become pages: `NotAllowed` is 403, `NotPossible` is 409, each with its sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from phoihop.lib.errors import NotAllowed, NotPossible, Refusal


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return _refused(request, exception, template="403.html", status=403)
        if isinstance(exception, NotPossible):
            return _refused(request, exception, template="409.html", status=409)
        return None


def _refused(request: HttpRequest, refusal: Refusal, *, template: str, status: int) -> HttpResponse:
    """A page with the sentence; for a piece of a page asked for by htmx, the sentence among its messages."""
    context = {"sentence": str(refusal)}
    if request.headers.get("HX-Request") != "true":
        return render(request, template, context, status=status)
    response = render(request, "ui/_refusal.html", context, status=status)
    return retarget(reswap(response, "innerHTML"), "#messages")
