"""One field that finds programmes, work and bodies, with marks or without, and only what the person may see."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from phoihop.lib.http import PageRequest, page
from phoihop.lib.text import clean, fold
from phoihop.organisations.models import Organisation
from phoihop.programmes import queries as programmes
from phoihop.workitems import queries as workitems

SHOWN = 20
LONGEST = 100


@require_GET
def search(request: PageRequest) -> HttpResponse:
    query = clean(request.GET.get("q", ""))[:LONGEST]
    context: dict[str, Any] = {"query": query}
    if fold(query):
        context |= {
            "texts": programmes.search(request.user, query, SHOWN),
            "items": workitems.search(request.user, query, SHOWN),
            "bodies": _bodies(query),
        }
    return page(request, "web/search.html", context)


def _bodies(query: str) -> list[Organisation]:
    found = Organisation.objects.all()
    for word in fold(query).split():
        found = found.filter(search_key__contains=word)
    return list(found[:SHOWN])
