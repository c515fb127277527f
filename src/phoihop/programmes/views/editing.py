"""Writing in place: every save is small, answers in JSON, and overwrites nothing that a colleague saved meanwhile."""

import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible, Refusal
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import format_number, identifier
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, queries
from phoihop.programmes.forms import ProvisionForm
from phoihop.programmes.line_words import line_words
from phoihop.programmes.models import Provision, ProvisionVersion
from phoihop.programmes.modifications import is_modification
from phoihop.programmes.queries.reading import read_line
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentState, ProvisionKind
from phoihop.programmes.views._common import Seat, acting_side, take_seat
from phoihop.programmes.views.provisions import (
    answer,
    conflict_context,
    provision_form,
    seen_provisions,
    standing_version,
)
from phoihop.ui.templatetags.ui import icon

OTHERWISE_PLACED = {"level", "field_of_work"}  # whoever changes these changes the numbers of others


@require_http_methods(["GET", "POST"])
def words_edit(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """The fields of a provision in the place of its line; POST saves them as they stand."""
    seat = take_seat(request.user, pk)
    get_object_or_404(seen_provisions(seat), pk=provision_pk)
    if request.method == "POST":
        return _answered(request, seat, provision_pk)
    side = acting_side(seat, Act.EDIT)
    version = standing_version(seat, side, provision_pk)
    if version.removed:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    kind = ProvisionKind(version.provision.kind)
    context = {"version": version, "kind": kind, "key": version.provision_id, "action": request.path}
    return _fields(request, seat, provision_form(None, seat, kind, version), context)


@require_http_methods(["GET", "POST"])
def words_create(request: PageRequest, pk: int) -> HttpResponse:
    """The fields of a provision to come, behind another one or at the end; the first POST makes it."""
    seat = take_seat(request.user, pk)
    if request.method == "POST":
        return _answered(request, seat, None)
    side = acting_side(seat, Act.EDIT)
    after = _after(request, seat, side)
    kind = ProvisionKind(after.provision.kind) if after else _kind(request)
    form = provision_form(None, seat, kind, None)
    beside = after or _last(seat, side, kind)
    if beside is not None:
        form.initial = {"field_of_work": beside.field_of_work, "level": beside.level}
    return _fields(
        request, seat, form, {"kind": kind, "key": "new", "uid": uuid.uuid4(), "action": request.get_full_path()}
    )


@require_GET
def line_detail(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """The line as it is read, when its fields are left."""
    seat = take_seat(request.user, pk)
    get_object_or_404(seen_provisions(seat), pk=provision_pk)
    side = acting_side(seat, Act.EDIT)
    line = read_line(seat.instrument, side, seat.acts, provision_pk)
    if line is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    is_item = line.version.provision.kind == ProvisionKind.ITEM
    context = {
        "instrument": seat.instrument,
        "line": line,
        "words": line_words(),
        "tick": icon("check", size=14),
        "acts": {str(act) for act in seat.acts},
        "is_open": True,
        "is_negotiated": seat.instrument.state == InstrumentState.NEGOTIATION,
    }
    return page(request, "programmes/_item.html" if is_item else "programmes/_clause.html", context)


@require_POST
def step_undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take the person's last step back; the page says where the text changed."""
    seat = take_seat(request.user, pk)
    key = actions.undo_step(seat.instrument, organisation=acting_side(seat, Act.EDIT), by=request.user)
    response = answer(request, seat, Provision(pk=key))
    return trigger_client_event(response, "editor:undone", {"key": key}, after="swap")


def _answered(request: PageRequest, seat: Seat, provision_pk: int | None) -> HttpResponse:
    """What became of a save, or the sentence that refuses it."""
    try:
        side = acting_side(seat, Act.EDIT)
        version = standing_version(seat, side, provision_pk) if provision_pk else None
        return _saved(request, seat, side, version)
    except Refusal as refused:
        return JsonResponse({"sentence": str(refused)}, status=403 if isinstance(refused, NotAllowed) else 409)


def _saved(request: PageRequest, seat: Seat, side: Organisation, version: ProvisionVersion | None) -> HttpResponse:
    after = None if version else _after(request, seat, side)
    kind = ProvisionKind((version or after).provision.kind) if version or after else _kind(request)  # type: ignore[union-attr]
    form = provision_form(request.POST, seat, kind, version)
    if not form.is_valid():
        errors = {str(name): " ".join(map(str, each)) for name, each in form.errors.items()}
        return JsonResponse({"errors": errors}, status=422)
    fields = form.fields_to_write()
    try:
        with actions.as_step(
            seat.instrument,
            organisation=side,
            by=request.user,
            about=version.provision_id if version else None,
            sitting=clean(request.POST.get("sitting", ""))[:40],
        ):
            saved = actions.write_version(
                seat.instrument,
                provision=version.provision if version else None,
                kind=kind,
                after=after.provision if after else None,
                uid=None if version else _uid(request),
                seen=form.cleaned_data["seen"] if version else None,
                organisation=side,
                by=request.user,
                **fields,
            )
    except actions.MovedOn as moved_on:
        if version is None:
            raise
        return _both(seat, side, version, fields, str(moved_on))
    return JsonResponse(
        {
            "seen": saved.content_hash,
            "at": f"{clock.now().astimezone(clock.VIETNAM):%H:%M}",
            "key": saved.provision_id,
            "action": reverse("programmes:words_edit", args=[seat.instrument.pk, saved.provision_id]),
            "reshaped": version is None or bool(OTHERWISE_PLACED & {*form.changed_data}),
            "fields": _completed(saved) if kind == ProvisionKind.ITEM else {},
        }
    )


def _both(
    seat: Seat, side: Organisation, version: ProvisionVersion, fields: dict[str, Any], sentence: str
) -> HttpResponse:
    """The words that stand and those that were typed, side by side; the person chooses."""
    theirs = standing_version(seat, side, version.provision_id)
    context = conflict_context(seat, theirs, fields)
    html = render_to_string("programmes/_conflict.html", context)
    return JsonResponse({"sentence": sentence, "html": html, "seen": theirs.content_hash}, status=409)


def _completed(version: ProvisionVersion) -> dict[str, str]:
    """What the system filled in by itself: the next save would otherwise take the empty field for the person's word."""
    target = version.target_quantity
    return {"target_quantity": "" if target is None else format_number(target), "target_unit": version.target_unit}


def _after(request: PageRequest, seat: Seat, side: Organisation) -> ProvisionVersion | None:
    wanted = identifier(request.GET.get("after", ""))
    if wanted is None:
        return None
    return queries.current_version(
        seat.instrument, get_object_or_404(seen_provisions(seat), pk=wanted).pk, organisation=side
    )


def _last(seat: Seat, side: Organisation, kind: ProvisionKind) -> ProvisionVersion | None:
    """What a new one at the end stands behind, and so most likely resembles."""
    bare = queries.bare_versions(seat.instrument, side)
    return next((version for version in reversed(bare) if version.provision.kind == kind), None)


def _kind(request: PageRequest) -> ProvisionKind:
    return ProvisionKind.CLAUSE if request.GET.get("kind") == ProvisionKind.CLAUSE else ProvisionKind.ITEM


def _uid(request: PageRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("uid", ""))
    except ValueError:
        return None


def _fields(request: PageRequest, seat: Seat, form: ProvisionForm, context: dict[str, Any]) -> HttpResponse:
    version = context.get("version")
    form.auto_id = f"p{context['key']}_%s"  # several may stand open on one page
    base = {
        "instrument": seat.instrument,
        "form": form,
        "fields_of_work": queries.fields_of_work(seat.instrument, seat.side) if context["kind"] == "item" else [],
        "sitting": uuid.uuid4(),
        "is_shapable": version is not None and not is_modification(version),
    }
    return page(request, "programmes/_words.html", base | context)
