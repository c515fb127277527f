"""Lists and pages of instruments."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from phoihop.lib.http import PageRequest, page
from phoihop.programmes.models import Instrument


@require_GET
def instrument_detail(request: PageRequest, pk: int) -> HttpResponse:
    instrument = get_object_or_404(Instrument.objects.visible_to(request.user), pk=pk)
    return page(request, "programmes/instrument_detail.html", {"instrument": instrument})
