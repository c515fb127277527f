"""Refusals become pages: `NotAllowed` is 403, `NotPossible` is 409, each with its sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
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
    context = {"sentence": str(refusal), "typed": _typed(request), "text_url": _text_url(request)}
    if request.headers.get("HX-Request") != "true":
        return render(request, template, context, status=status)
    response = render(request, "ui/_refusal.html", context, status=status)
    return retarget(reswap(response, "innerHTML"), "#messages")


def _typed(request: HttpRequest) -> list[str]:
    """The words of a form that was refused: shown once more, so that nobody writes them a second time."""
    if request.method != "POST":
        return []
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if " " in value.strip() and not {"password", "pin"} & {*name.lower().split("_")}
    ]


def _text_url(request: HttpRequest) -> str:
    """The page of the text that this was about; "" when it was about none."""
    match = request.resolver_match
    is_of_text = match is not None and match.namespace == "programmes" and request.path.startswith("/instruments/")
    if not is_of_text or match is None or "pk" not in match.kwargs:
        return ""
    return reverse("programmes:instrument_detail", args=[match.kwargs["pk"]])
