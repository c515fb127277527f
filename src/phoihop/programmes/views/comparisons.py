"""Any two disclosures of a text beside each other, or any two signed texts: on the page, for paper, for Word."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from phoihop.documents.redline import redline_docx, redline_pdf
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import identifier
from phoihop.programmes import queries
from phoihop.programmes.comparison import Comparison, compare, compare_texts, redline
from phoihop.programmes.download_views import DOCX, download, file_name
from phoihop.programmes.models import Instrument, Revision
from phoihop.programmes.states import SIGNED_TEXT_STATES
from phoihop.programmes.views._common import Seat, take_seat

LAYOUTS = ("inline", "beside")


@require_GET
def comparison(request: PageRequest, pk: int) -> HttpResponse:
    """The whole text with what changed; `from` and `to` are disclosures, the last two unless told."""
    seat = take_seat(request.user, pk)
    revisions = queries.revisions(seat.instrument)
    layout = request.GET.get("layout", "")
    others = _others(request, seat)
    compared = _compared(request, seat, revisions, others) if _is_comparable(request, revisions) else None
    context = {
        "instrument": seat.instrument,
        "view": "changes",
        "revisions": revisions,
        "others": others,
        "with": _chosen_text(request, others),
        "compared": compared,
        "asked": _asked(request, compared) if compared else "",
        "layout": layout if layout in LAYOUTS else "inline",
        "only_changes": "changes" in request.GET,
    }
    return page(request, "programmes/comparison.html", context)


@require_GET
def comparison_file(request: PageRequest, pk: int, kind: str) -> HttpResponse:
    """The same as PDF, or as DOCX with tracked changes."""
    seat = take_seat(request.user, pk)
    revisions = queries.revisions(seat.instrument)
    if kind not in ("pdf", "docx") or not _is_comparable(request, revisions):
        raise Http404
    found = redline(_compared(request, seat, revisions, _others(request, seat)))
    name = file_name(seat.instrument, kind, suffix="so-sanh")
    if kind == "pdf":
        return download(redline_pdf(found), name, "application/pdf")
    return download(redline_docx(found), name, DOCX)


def _is_comparable(request: PageRequest, revisions: list[Revision]) -> bool:
    return len(revisions) > 1 or bool(revisions and request.GET.get("with"))


def _others(request: PageRequest, seat: Seat) -> list[Instrument]:
    """The signed texts that a signed text can be compared with."""
    is_signed = seat.instrument.state in SIGNED_TEXT_STATES
    return queries.signed_texts(request.user, seat.instrument) if is_signed else []


def _chosen_text(request: PageRequest, others: list[Instrument]) -> Instrument | None:
    """The other text that the address names; 404 for one that is not to be compared with."""
    wanted = request.GET.get("with", "")
    other = next((text for text in others if text.pk == identifier(wanted)), None)
    if wanted and other is None:
        raise Http404
    return other


def _asked(request: PageRequest, compared: Comparison) -> str:
    """What the address of the files asks for."""
    if compared.earlier is not None:
        return urlencode({"with": request.GET["with"]})
    return urlencode({"from": compared.first.number, "to": compared.last.number})


def _compared(request: PageRequest, seat: Seat, revisions: list[Revision], others: list[Instrument]) -> Comparison:
    """Two texts, the older first, when the address names another one; else two disclosures of this one."""
    if other := _chosen_text(request, others):
        return compare_texts(*sorted((other, seat.instrument), key=lambda text: (text.period_end, text.pk)))
    numbers = {revision.number: revision for revision in revisions}
    last = _chosen(request.GET.get("to", ""), numbers, default=revisions[0])
    first = _chosen(request.GET.get("from", ""), numbers, default=_before(revisions, last))
    if first.number > last.number:
        first, last = last, first
    return compare(seat.instrument, first, last)


def _before(revisions: list[Revision], last: Revision) -> Revision:
    """The disclosure before this one (newest first); the first one stands beside itself."""
    return next((revision for revision in revisions if revision.number < last.number), last)


def _chosen(text: str, numbers: dict[int, Revision], *, default: Revision) -> Revision:
    if not text:
        return default
    revision = numbers.get(identifier(text) or 0)
    if revision is None:
        raise Http404
    return revision
