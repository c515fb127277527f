"""Offers, consents, approvals, withdrawal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import identifier
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, outline, queries
from phoihop.programmes.forms import OfferForm, ReasonForm
from phoihop.programmes.line_words import line_words
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.parts import parts_of
from phoihop.programmes.queries.reading import read_instrument
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.starting_outlines import joined
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.views._common import Seat, acting_side, doubtful, place, take_seat
from phoihop.programmes.views.chains import text_return
from phoihop.programmes.views.instruments import body, reading_context, shown
from phoihop.ui.templatetags.ui import icon, vdate, vdatetime

MOST_LISTED = 200


@require_http_methods(["GET", "POST"])
def revision_create(request: PageRequest, pk: int) -> HttpResponse:
    """Read once more what is offered, add a word, send it."""
    seat = take_seat(request.user, pk)
    if sent := _sent_already(seat):
        messages.info(request, sent)
        return redirect("programmes:instrument_detail", pk=pk)
    side = acting_side(seat, Act.DISCLOSE)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disclose(seat.instrument, organisation=side, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã gửi bản đề nghị. Bên kia đã được báo."))
            if empty := queries.bodies_without_officers(seat.instrument):
                messages.warning(request, _nobody_told(empty))
            return redirect("programmes:instrument_detail", pk=pk)
    private = queries.private_versions(seat.instrument, side)
    changes = [queries.change_of(version) for version in private]
    text = queries.overlaid(queries.latest_versions(seat.instrument), private)
    is_first = seat.instrument.disclosed_at is None
    parties = seat.instrument.partnership.parties.all()
    context = {
        "instrument": seat.instrument,
        "form": form,
        "count": len(changes),
        "others": joined([str(party.organisation) for party in parties if party.organisation != side]),
        "next_party": queries.next_party(seat.instrument, side),
        "is_first": is_first,
        "changes": [] if is_first else shown(changes, text),
        "doubtful": doubtful(private, text),
        "was_agreed": seat.instrument.state == InstrumentState.AGREED,
        "void": queries.consents_ended_by(changes),
        "nobody_told": _nobody_told(empty) if (empty := queries.bodies_without_officers(seat.instrument)) else "",
    }
    return page(request, "programmes/revision_create.html", context, status=422 if form.errors else 200)


@require_POST
def turn_hand_back(request: PageRequest, pk: int) -> HttpResponse:
    """Pass the turn without a change."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.HAND_BACK)
    before = queries.answer_due_ahead(seat.instrument, side)
    instrument = actions.hand_back(seat.instrument, organisation=side, by=request.user)
    names = {"body": instrument.turn, "day": vdate(before)}
    text = (
        _("Đã chuyển lượt cho %(body)s, sớm hơn ngày đề nghị trả lời (%(day)s).")
        if before
        else _("Đã chuyển lượt cho %(body)s.")
    )
    messages.success(request, text % names)
    return redirect("programmes:instrument_detail", pk=pk)


@require_POST
def consent_create(request: PageRequest, pk: int, version_pk: int) -> HttpResponse:
    """Consent to the very version that was read."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.CONSENT)
    disclosed = ProvisionVersion.objects.filter(provision__instrument=seat.instrument, revision__isnull=False)
    version = get_object_or_404(disclosed.select_related("provision__instrument"), pk=version_pk)
    actions.consent(version, organisation=side, by=request.user)
    if not request.htmx:
        return redirect(f"{_url(pk)}#provision-{version.provision_id}")
    return _consented(request, seat, version)


@require_http_methods(["GET", "POST"])
def consent_to_all_create(request: PageRequest, pk: int) -> HttpResponse:
    """Look once more at what is left, then consent to it as of the disclosure that was read."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.CONSENT)
    asked = request.POST if request.method == "POST" else request.GET
    since = identifier(asked["since"]) or 0 if "since" in asked else None  # no such round: nothing
    if request.method == "POST":
        read = identifier(request.POST.get("as_of", "")) or 0  # no disclosure has the number 0: that counts as unread
        count = actions.consent_to_all(
            seat.instrument, organisation=side, by=request.user, as_of=read, unchanged_since=since
        )
        text = ngettext("Đã đồng thuận %(count)s nội dung.", "Đã đồng thuận %(count)s nội dung.", count)
        messages.success(request, text % {"count": count})
        return redirect("programmes:instrument_detail", pk=pk)
    latest = queries.latest_versions(seat.instrument)
    labels = outline.labels(queries.without_removed(latest))
    missing = queries.unanswered(seat.instrument, side, latest, unchanged_since=since)
    context = {
        "instrument": seat.instrument,
        "count": len(missing),
        "rows": [(place(version, labels.get(version.provision_id, "")), version) for version in missing[:MOST_LISTED]],
        "as_of": queries.last_revision_number(seat.instrument),
        "since": since,
    }
    return page(request, "programmes/consent_to_all_create.html", context)


@require_http_methods(["GET", "POST"])
def approval_create(request: PageRequest, pk: int) -> HttpResponse:
    """See what changed since this side last approved, and approve the text that was read."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.APPROVE)
    instrument = seat.instrument
    if request.method == "POST" and "return" in request.POST:
        return text_return(request, seat, side)
    if request.method == "POST":
        read = request.POST.get("text_hash", "")
        step = identifier(request.POST.get("step", ""))
        approval = actions.approve(instrument, organisation=side, by=request.user, text_hash=read, step=step)
        done = _("Đã duyệt toàn văn cho %(body)s.") % {"body": side}
        messages.success(request, done if approval else _("Đã duyệt bước của mình. Bước sau đã được báo."))
        return redirect("programmes:instrument_detail", pk=pk)
    since = queries.last_approved_revision(instrument, side)
    last = queries.last_revision_number(instrument)
    reading = read_instrument(instrument, side, seat.acts & {Act.APPROVE}, is_shared=True)
    road = reading.roads.text
    context = {
        "instrument": instrument,
        "reading": reading,
        "parts": parts_of(reading, is_whole=True),
        "unsent": len(queries.private_versions(instrument, side)),
        "road": road,
        "may_decide": road is None or request.user in queries.able_for_step(road, side),
        "is_open": True,
        "acts": {str(act) for act in seat.acts & {Act.REMARK}},
        "words": line_words(),
        "tick": icon("check", size=14),
        "doubtful": doubtful(reading.text, reading.text),
        "since": since,
        "changes": shown(queries.changes_between(instrument, since, last), reading.text) if since else [],
    }
    return page(request, "programmes/approval_create.html", context)


@require_http_methods(["GET", "POST"])
def withdrawal_create(request: PageRequest, pk: int) -> HttpResponse:
    """Take the text off the table, with a reason."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.WITHDRAW)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(seat.instrument, organisation=side, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã rút văn bản."))
        return redirect("programmes:instrument_detail", pk=pk)
    if seat.instrument.disclosed_at is None:
        form.fields["reason"].help_text = ""
    context = {"instrument": seat.instrument, "form": form}
    return page(request, "programmes/withdrawal_create.html", context, status=422 if form.errors else 200)


def _nobody_told(bodies: list[Organisation]) -> str:
    return _(
        "%(bodies)s chưa có chuyên viên trong hệ thống nên chưa ai đọc và trả lời được. "
        "Hãy nhờ quản trị của cơ quan đó thêm người."
    ) % {"bodies": ", ".join(map(str, bodies))}


def _sent_already(seat: Seat) -> str:
    """What an officer is told who comes with an offer that has gone out: pressed twice, or from an older page."""
    last = queries.revisions(seat.instrument)[:1]
    is_sent = bool(last) and seat.side == last[0].organisation and seat.instrument.turn != seat.side
    is_officer = seat.side is not None and seat.who.holds(seat.side.pk, RULES[Act.DISCLOSE].roles)
    if not (is_sent and is_officer and seat.instrument.state == InstrumentState.NEGOTIATION):
        return ""
    return _("Bản đề nghị của bên mình đã được gửi lúc %(at)s. Nay đến lượt %(body)s.") % {
        "at": vdatetime(last[0].disclosed_at),
        "body": seat.instrument.turn,
    }


def _consented(request: PageRequest, before: Seat, version: ProvisionVersion) -> HttpResponse:
    """Where the text stands now, with the one line that changed; the whole page when more than that did."""
    seat = take_seat(request.user, before.instrument.pk)
    if version.removed or seat.instrument.state != before.instrument.state:
        return body(request, seat, at=version.provision_id)
    context = reading_context(seat)
    line = next(line for line in context["reading"].lines if line.version.provision_id == version.provision_id)
    return page(request, "programmes/instrument_detail.html", context | {"line": line}, partial="consented")


def _url(pk: int) -> str:
    return reverse("programmes:instrument_detail", args=[pk])
