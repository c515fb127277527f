"""What is said about the provisions of a text: within a side, or among the parties."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.accounts.models import User
from phoihop.lib.errors import NotAllowed
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, outline, queries
from phoihop.programmes.models import Provision, Thread
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.thread_forms import RemarkForm, ThreadForm
from phoihop.programmes.views._common import Seat, acting_side, place, take_seat


@require_GET
def talk_list(request: PageRequest, pk: int) -> HttpResponse:
    """Every provision that somebody said something about."""
    seat = take_seat(request.user, pk)
    side = _listener(seat)
    text = queries.overlaid(queries.latest_versions(seat.instrument), queries.private_versions(seat.instrument, side))
    labels = outline.labels(queries.without_removed(text))
    talk = queries.talk_by_provision(seat.instrument, side)
    spoken = sorted((v for v in text if v.provision_id in talk), key=lambda v: talk[v.provision_id].unsettled == 0)
    rows = [
        {"place": place(v, labels.get(v.provision_id, "")), "version": v, "talk": talk[v.provision_id]} for v in spoken
    ]
    return page(request, "programmes/talk_list.html", {"instrument": seat.instrument, "rows": rows})


@require_http_methods(["GET", "POST"])
def thread_list(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """What is said about one provision; begin a thread."""
    seat = take_seat(request.user, pk)
    side = _listener(seat)
    provision = _provision(seat, side, provision_pk)
    own = queries.hearers(seat.instrument, side)
    form = ThreadForm(request.POST or None, people=_others(request, seat), own=own)
    if request.method == "POST":
        side = acting_side(seat, Act.REMARK)
        if form.is_valid():
            thread = actions.open_thread(
                provision,
                internal=form.cleaned_data["audience"] == "internal",
                text=form.cleaned_data["text"],
                mentioned=form.cleaned_data["mentioned"],
                organisation=side,
                by=request.user,
            )
            messages.success(
                request, _("Đã gửi ý kiến cho mọi bên.") if thread.is_joint else _("Đã ghi ý kiến nội bộ.")
            )
            return redirect(_url(thread))
    return _page(request, seat, side, provision, {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def thread_reply(request: PageRequest, pk: int, provision_pk: int, thread_pk: int) -> HttpResponse:
    """Say more in a thread."""
    seat, thread = _thread(request, pk, provision_pk, thread_pk)
    side = acting_side(seat, Act.REMARK)
    form = RemarkForm(request.POST or None, people=_others(request, seat, thread.organisation))
    if request.method == "POST" and form.is_valid():
        actions.reply(thread, **form.cleaned_data, organisation=side, by=request.user)
        return redirect(_url(thread))
    context = {"answered": thread, "answer": form}
    return _page(request, seat, side, thread.provision, context, status=422 if form.errors else 200)


@require_POST
def thread_resolve(request: PageRequest, pk: int, provision_pk: int, thread_pk: int) -> HttpResponse:
    """The matter is settled."""
    seat, thread = _thread(request, pk, provision_pk, thread_pk)
    actions.resolve(thread, organisation=acting_side(seat, Act.REMARK), by=request.user)
    return redirect(_url(thread))


def _listener(seat: Seat) -> Organisation:
    """The party that listens; observers read what is disclosed, not what is said about it."""
    if seat.side is None:
        raise NotAllowed(_("Chỉ người của một bên ký đọc được ý kiến."))
    return seat.side


def _others(request: PageRequest, seat: Seat, organisation: Organisation | None = None) -> list[User]:
    """Whom the person can tell by name."""
    return [person for person in queries.hearers(seat.instrument, organisation) if person != request.user]


def _provision(seat: Seat, side: Organisation, pk: int) -> Provision:
    provisions = queries.provisions_seen_by(seat.instrument, side)
    provision: Provision = get_object_or_404(provisions, pk=pk)
    provision.instrument = seat.instrument
    return provision


def _thread(request: PageRequest, pk: int, provision_pk: int, thread_pk: int) -> tuple[Seat, Thread]:
    """404 for what this person may not know of."""
    seat = take_seat(request.user, pk)
    side = _listener(seat)
    provision = _provision(seat, side, provision_pk)
    heard = Thread.objects.heard_by(side).select_related("organisation").filter(provision=provision)
    thread: Thread = get_object_or_404(heard, pk=thread_pk)
    thread.provision = provision
    return seat, thread


def _page(
    request: PageRequest, seat: Seat, side: Organisation, provision: Provision, context: dict[str, Any], *, status: int
) -> HttpResponse:
    text = queries.overlaid(queries.latest_versions(seat.instrument), queries.private_versions(seat.instrument, side))
    version = next(version for version in text if version.provision_id == provision.pk)
    labels = outline.labels(queries.without_removed(text))
    shared = {
        "instrument": seat.instrument,
        "version": version,
        "place": place(version, labels.get(provision.pk, "")),
        "threads": queries.threads_of(provision, side),
        "may_remark": Act.REMARK in seat.acts,
        "closed": str(RULES[Act.REMARK].when),
        "is_disclosed": version.revision_id is not None or version.base_id is not None,
    }
    return page(request, "programmes/thread_list.html", shared | context, status=status)


def _url(thread: Thread) -> str:
    address = reverse("programmes:thread_list", args=[thread.provision.instrument_id, thread.provision_id])
    return f"{address}#thread-{thread.pk}"
