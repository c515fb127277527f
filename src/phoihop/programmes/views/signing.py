"""Freezing a text and signing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes import actions, numbering, signatories
from phoihop.programmes.forms import FreezeForm, SignForm
from phoihop.programmes.queries.reading import read_instrument
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.views._common import acting_side, take_seat


@require_http_methods(["GET", "POST"])
def freezing_create(request: PageRequest, pk: int) -> HttpResponse:
    """Number, day and form; then the official file is made once and for all."""
    seat = take_seat(request.user, pk)
    acting_side(seat, Act.FREEZE)
    instrument = seat.instrument
    form = FreezeForm(request.POST or None, instrument=instrument)
    if request.method == "POST" and form.is_valid():
        try:
            frozen = actions.freeze_instrument(instrument, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
            instrument.refresh_from_db(fields=["number_text"])
        else:
            messages.success(request, _("Đã đóng băng văn bản số %(number)s.") % {"number": frozen.number_text})
            return redirect("programmes:instrument_detail", pk=pk)
    day = instrument.dated_on or clock.today()
    context = {
        "instrument": instrument,
        "form": form,
        "number": instrument.number_text or numbering.proposed(instrument, day),
        "is_reserved": bool(instrument.number_text),
        "place": numbering.place(instrument, day),
        "signatories": signatories.expected(instrument),
    }
    return page(request, "programmes/freezing_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def signature_create(request: PageRequest, pk: int) -> HttpResponse:
    """Read the frozen file and sign it with one's own key."""
    seat = take_seat(request.user, pk)
    instrument = seat.instrument
    slot = actions.waiting_slot(instrument, request.user)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signed = actions.sign_instrument(instrument, by=request.user, pin=form.cleaned_data["pin"])
        except NotPossible as refused:
            form.add_error("pin", str(refused))
        else:
            in_force = signed.state == InstrumentState.IN_FORCE
            done = _("Đã ký. Các bên đã ký đủ, văn bản có hiệu lực.") if in_force else _("Đã ký.")
            messages.success(request, done)
            return redirect("programmes:instrument_detail", pk=pk)
    context = {
        "instrument": instrument,
        "form": form,
        "slot": slot,
        "reading": read_instrument(instrument, seat.side),
    }
    return page(request, "programmes/signature_create.html", context, status=422 if form.errors else 200)
