"""Freezing a text and signing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes import actions, numbering, queries, rules
from phoihop.programmes.forms import FreezeForm, ReopenForm, SignatoryForm, SignForm
from phoihop.programmes.queries.reading import read_instrument
from phoihop.programmes.rules import Act
from phoihop.programmes.signatories import candidates, expected
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.views._common import acting_side, doubtful, take_seat
from phoihop.signatures.queries import without_key


@require_http_methods(["GET", "POST"])
def freezing_create(request: PageRequest, pk: int) -> HttpResponse:
    """Number, day and form; then the official file is made once and for all."""
    seat = take_seat(request.user, pk)
    acting_side(seat, Act.FREEZE)
    instrument = seat.instrument
    form = FreezeForm(request.POST or None, instrument=instrument)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            frozen = actions.freeze_instrument(
                instrument, by=request.user, dated_on=data["dated_on"], profile=data["profile"], chosen=form.chosen
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
            instrument.refresh_from_db(fields=["number_text", "dated_on"])
        else:
            messages.success(request, _("Đã đóng băng văn bản số %(number)s.") % {"number": frozen.number_text})
            return redirect("programmes:instrument_detail", pk=pk)
    day, text = instrument.dated_on or clock.today(), queries.current_versions(instrument)
    context = {
        "instrument": instrument,
        "form": form,
        "number": instrument.number_text or numbering.proposed(instrument, day),
        "is_reserved": bool(instrument.number_text),
        "place": numbering.place(instrument, day),
        "doubtful": doubtful(text, text),
        "keyless": without_key(each.user for each in expected(instrument) if each.user),
    }
    return page(request, "programmes/freezing_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def reopening_create(request: PageRequest, pk: int) -> HttpResponse:
    """Take a text that waits for its first signature back to where it can be mended, with a reason."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.REOPEN)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.reopen_instrument(seat.instrument, organisation=side, by=request.user, reason=reason)
        messages.success(request, _("Đã mở lại văn bản. Các bên được báo cùng lý do."))
        return redirect("programmes:instrument_detail", pk=pk)
    context = {"instrument": seat.instrument, "form": form}
    return page(request, "programmes/reopening_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def signatory_update(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """Choose who signs for a body instead of a person who can no longer sign."""
    instrument = take_seat(request.user, pk).instrument
    able = {body.key: people for body, people in candidates(instrument).items()}
    if key not in able:
        raise Http404
    body = next(party.organisation for party in instrument.partnership.parties.all() if party.organisation.key == key)
    refused = rules.refusal(Act.REPLACE_SIGNATORY, request.user, instrument, body)
    if refused is not None:
        raise refused
    slot = actions.deserted_slot(instrument, body)
    form = SignatoryForm(request.POST or None, able=able[key])
    if request.method == "POST" and form.is_valid():
        person = next(each.user for each in able[key] if each.user_id == form.cleaned_data["signatory"])
        actions.replace_signatory(instrument, organisation=body, signatory=person, by=request.user)
        names = {"name": person.full_name, "body": body}
        messages.success(request, _("%(name)s sẽ ký cho %(body)s và đã được báo.") % names)
        return redirect("programmes:instrument_detail", pk=pk)
    context = {"instrument": instrument, "body": body, "slot": slot, "form": form, "has_able": bool(able[key])}
    return page(request, "programmes/signatory_update.html", context, status=422 if form.errors else 200)


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
        "has_key": not without_key([request.user]),
        "reading": read_instrument(instrument, seat.side),
    }
    return page(request, "programmes/signature_create.html", context, status=422 if form.errors else 200)
