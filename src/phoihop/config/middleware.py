"""Refusals become pages: `NotAllowed` is 403, `NotPossible` is 409, each with its sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from phoihop.lib.errors import NotAllowed, NotPossible


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"sentence": str(exception)}, status=403)
        if isinstance(exception, NotPossible):
            return render(request, "409.html", {"sentence": str(exception)}, status=409)
        return None
