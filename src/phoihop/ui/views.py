"""The gallery: each component in all its states, for those who write pages."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from phoihop.lib.http import PageRequest, page
from phoihop.ui import gallery as samples
from phoihop.ui.icons import ICONS


@require_GET
def gallery(request: PageRequest) -> HttpResponse:
    context = {
        "steps": samples.STEPS,
        "rows": samples.sample_rows(),
        "more": samples.SamplePage(next_key="2026-03-31_17"),
        "icons": sorted(ICONS),
        "tones": ["neutral", "info", "success", "warning", "danger"],
        **samples.forms_in_their_states(),
    }
    return page(request, "ui/gallery.html", context)
