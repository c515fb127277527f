"""How a text came about: its rounds, and what each provision said in them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from phoihop.lib.http import PageRequest, page
from phoihop.programmes import diffs, outline, queries
from phoihop.programmes.views._common import place, take_seat


@require_GET
def revision_list(request: PageRequest, pk: int) -> HttpResponse:
    """The rounds of a text, newest first, each with what followed it."""
    seat = take_seat(request.user, pk)
    context = {"instrument": seat.instrument, "rounds": queries.timeline(seat.instrument)}
    return page(request, "programmes/revision_list.html", context)


@require_GET
def provision_history(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """Who proposed which words of one provision, and who consented to them; only what is disclosed, for all its readers."""
    seat = take_seat(request.user, pk)
    provisions = queries.provisions_seen_by(seat.instrument, None)
    provision = get_object_or_404(provisions, pk=provision_pk)
    text = queries.latest_versions(seat.instrument)
    labels = outline.labels(queries.without_removed(text))
    said = queries.sayings(provision)
    context = {
        "instrument": seat.instrument,
        "place": place(said[0].change.after, labels.get(provision.pk, "")),
        "sayings": [(one, diffs.cell_changes(one.change)) for one in said],
        "origin": queries.source_of(provision, request.user),
    }
    return page(request, "programmes/provision_history.html", context)
