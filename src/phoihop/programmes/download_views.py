"""The files of an instrument at each stage, and what its signatures are worth."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phoihop.documents import files
from phoihop.documents.docx import render_docx
from phoihop.documents.pdf import render_pdf
from phoihop.documents.sheets import write_table
from phoihop.lib.http import PageRequest, page
from phoihop.lib.text import fold
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument
from phoihop.programmes.official import annexes, official_document
from phoihop.programmes.queries import current_versions, has_private_changes, last_revision_number
from phoihop.programmes.rules import side_of
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.views._common import take_seat
from phoihop.signatures.queries import trusted_roots
from phoihop.signatures.verification import verify_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def instrument_pdf(request: PageRequest, pk: int) -> HttpResponseBase:
    """The present copy of the frozen file with its signatures; before that, the draft as it would print."""
    instrument = _instrument(request, pk)
    if instrument.signed_document:
        return files.response(instrument.signed_document.current, inline="inline" in request.GET)
    side = _reader(request, instrument)
    document = official_document(instrument, draft_mark=_draft_mark(instrument, side), organisation=side)
    return download(render_pdf(document), file_name(instrument, "pdf"), "application/pdf")


@require_GET
def instrument_docx(request: PageRequest, pk: int) -> HttpResponseBase:
    """The Word twin of the frozen file; before that, of the draft."""
    instrument = _instrument(request, pk)
    if instrument.docx:
        return files.response(instrument.docx)
    side = _reader(request, instrument)
    document = official_document(instrument, draft_mark=_draft_mark(instrument, side), organisation=side)
    return download(render_docx(document), file_name(instrument, "docx"), DOCX)


@require_GET
def instrument_xlsx(request: PageRequest, pk: int) -> HttpResponseBase:
    """The annex as a workbook."""
    instrument = _instrument(request, pk)
    organisation = None if instrument.signed_document else side_of(request.user, instrument)
    tables = annexes(instrument, current_versions(instrument, organisation=organisation))
    if not tables:
        raise Http404(_("Văn bản này không có phụ lục."))
    return download(write_table(tables), file_name(instrument, "xlsx"), XLSX)


@require_GET
def verification(request: PageRequest, pk: int) -> HttpResponse:
    """What the signatures of the present copy are worth, and whether the signed text is the tracked text."""
    instrument = _instrument(request, pk)
    if not instrument.signed_document:
        raise Http404(_("Văn bản này chưa đóng băng nên chưa có chữ ký."))
    data = files.read(instrument.signed_document.current)
    report = verify_pdf(data, roots=trusted_roots(), frozen=files.read(instrument.signed_document.frozen))
    return page(request, "programmes/verification.html", {"instrument": instrument, "report": report})


def _instrument(request: PageRequest, pk: int) -> Instrument:
    take_seat(request.user, pk)
    related = ("partnership__chain", "signed_document__current", "signed_document__frozen", "docx", "lead")
    return get_object_or_404(Instrument.objects.visible_to(request.user).select_related(*related), pk=pk)


def _reader(request: PageRequest, instrument: Instrument) -> Organisation | None:
    """Whose working copy is printed: that of the person's side, or none with `?shared=1`, which asks for what all see."""
    is_shared = "shared" in request.GET and last_revision_number(instrument) > 0
    return None if is_shared else side_of(request.user, instrument)


def _draft_mark(instrument: Instrument, side: Organisation | None) -> str:
    """Which disclosure a print-out is of; one with private changes in it says so, lest it be taken for the shared text."""
    if instrument.state == InstrumentState.WITHDRAWN:
        return "Văn bản đã rút"
    if side is not None and has_private_changes(instrument, side):
        return "Bản soạn riêng, chưa gửi"
    if instrument.state == InstrumentState.AGREED:
        return "Bản đã thống nhất, chờ ký"
    return f"Dự thảo lần {max(1, last_revision_number(instrument))}"


def file_name(instrument: Instrument, ending: str, *, suffix: str = "") -> str:
    """A name in plain letters that says what the file is."""
    words = "-".join(fold(f"{instrument.get_kind_display()} {instrument.year} {suffix}").split())
    return f"{words}-{instrument.pk}.{ending}"


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
