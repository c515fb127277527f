"""Any two disclosures of a text beside each other: on the page, for paper, for Word."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from phoihop.documents.redline import redline_docx, redline_pdf
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import identifier
from phoihop.programmes import queries
from phoihop.programmes.comparison import Comparison, compare, redline
from phoihop.programmes.download_views import DOCX, download, file_name
from phoihop.programmes.models import Revision
from phoihop.programmes.views._common import Seat, take_seat

LAYOUTS = ("inline", "beside")


@require_GET
def comparison(request: PageRequest, pk: int) -> HttpResponse:
    """The whole text with what changed; `from` and `to` are disclosures, the last two unless told."""
    seat = take_seat(request.user, pk)
    revisions = queries.revisions(seat.instrument)
    layout = request.GET.get("layout", "")
    context = {
        "instrument": seat.instrument,
        "revisions": revisions,
        "compared": _compared(request, seat, revisions) if len(revisions) > 1 else None,
        "layout": layout if layout in LAYOUTS else "inline",
        "only_changes": "changes" in request.GET,
    }
    return page(request, "programmes/comparison.html", context)


@require_GET
def comparison_file(request: PageRequest, pk: int, kind: str) -> HttpResponse:
    """The same as PDF, or as DOCX with tracked changes."""
    seat = take_seat(request.user, pk)
    revisions = queries.revisions(seat.instrument)
    if kind not in ("pdf", "docx") or len(revisions) < 2:
        raise Http404
    found = redline(_compared(request, seat, revisions))
    name = file_name(seat.instrument, kind, suffix="so-sanh")
    if kind == "pdf":
        return download(redline_pdf(found), name, "application/pdf")
    return download(redline_docx(found), name, DOCX)


def _compared(request: PageRequest, seat: Seat, revisions: list[Revision]) -> Comparison:
    numbers = {revision.number: revision for revision in revisions}
    last = _chosen(request.GET.get("to", ""), numbers, default=revisions[0])
    first = _chosen(request.GET.get("from", ""), numbers, default=numbers.get(last.number - 1, revisions[-1]))
    if first.number > last.number:
        first, last = last, first
    return compare(seat.instrument, first, last)


def _chosen(text: str, numbers: dict[int, Revision], *, default: Revision) -> Revision:
    if not text:
        return default
    revision = numbers.get(identifier(text) or 0)
    if revision is None:
        raise Http404
    return revision
