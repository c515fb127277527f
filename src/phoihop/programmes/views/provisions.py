"""Private work on provisions: writing, taking out, moving, taking back."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.lib.due_rules import describe, parse_due
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, contents, diffs, outline, queries
from phoihop.programmes.forms import ClauseForm, ItemForm, ProvisionForm, ReasonForm
from phoihop.programmes.models import Provision, ProvisionVersion
from phoihop.programmes.modifications import is_modification
from phoihop.programmes.rules import Act
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.views._common import Seat, acting_side, take_seat
from phoihop.programmes.views.instruments import body


@require_http_methods(["GET", "POST"])
def provision_create(request: PageRequest, pk: int) -> HttpResponse:
    """Add a clause or an item, behind another one when the address says so."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    kind = ProvisionKind.CLAUSE if request.GET.get("kind") == ProvisionKind.CLAUSE else ProvisionKind.ITEM
    text = queries.current_versions(seat.instrument, organisation=side)
    after = _after(request, text)
    form = provision_form(_posted(request), seat, kind, None, field_of_work=after.field_of_work if after else "")
    if kind == ProvisionKind.CLAUSE and (beside := after or _last_clause(text)):
        form.initial["level"] = beside.level
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.write_version(
                seat.instrument,
                kind=kind,
                organisation=side,
                by=request.user,
                after=after.provision if after else None,
                **form.fields_to_write(),
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            return answer(request, seat, version.provision)
    return _form_page(request, seat, form, text, {"kind": kind, "version": None, "after": after})


@require_http_methods(["GET", "POST"])
def provision_edit(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """Change what a provision says, for this side only until it is disclosed."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    text = queries.current_versions(seat.instrument, organisation=side)
    version = provision_version(seat, text, provision_pk)
    kind = ProvisionKind(version.provision.kind)
    form = provision_form(_posted(request), seat, kind, version)
    conflict: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            if _is_written(request, seat, side, version, form):
                return answer(request, seat, version.provision)
        except actions.MovedOn as moved_on:
            version = standing_version(seat, side, version.provision_id)
            conflict = conflict_context(seat, version, form.fields_to_write())
            form.add_error(None, str(moved_on))
            form.data = _with_seen(request.POST, version)
    context = {"kind": kind, "version": version, "change": _own_change(version)} | conflict
    context |= {"is_shapable": not is_modification(version), "spots": _spots(version, text)}
    context["source"] = queries.source_of(version.provision, request.user, seat.who.roles)
    return _form_page(request, seat, form, text, context)


@require_http_methods(["GET", "POST"])
def provision_remove(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """Propose to take a provision out, with a reason."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    version = provision_version(seat, queries.current_versions(seat.instrument, organisation=side), provision_pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acting: Any = {"organisation": side, "by": request.user}
        with actions.as_step(seat.instrument, about=provision_pk, **acting):
            reason = form.cleaned_data["reason"]
            actions.remove_provision(seat.instrument, version.provision, reason=reason, **acting)
        return redirect(page_of(seat))
    context = {
        "instrument": seat.instrument,
        "version": version,
        "form": form,
        "back": page_of(seat, version.provision),
    }
    return page(request, "programmes/provision_remove.html", context, status=422 if form.errors else 200)


@require_POST
def provision_restore(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """Propose to put back what was taken out."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    provision = get_object_or_404(seen_provisions(seat), pk=provision_pk)
    with actions.as_step(seat.instrument, organisation=side, by=request.user, about=provision.pk):
        actions.restore_provision(seat.instrument, provision, organisation=side, by=request.user)
    return answer(request, seat, provision)


@require_POST
def provision_discard(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """Take back this side's private change."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    provision = get_object_or_404(seen_provisions(seat), pk=provision_pk)
    with actions.as_step(seat.instrument, organisation=side, by=request.user, about=provision.pk):
        actions.discard_change(seat.instrument, provision, organisation=side, by=request.user)
    return answer(request, seat, provision)


@require_POST
def provision_move(request: PageRequest, pk: int, provision_pk: int) -> HttpResponse:
    """One place up or down."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    provision = get_object_or_404(seen_provisions(seat), pk=provision_pk)
    up = request.POST.get("direction") == "up"
    with actions.as_step(seat.instrument, organisation=side, by=request.user):
        actions.move_provision(seat.instrument, provision, up=up, organisation=side, by=request.user)
    return answer(request, seat, provision)


@require_GET
def due_preview(request: PageRequest, pk: int) -> HttpResponse:
    """How a time, while it is being typed, would be understood."""
    seat = take_seat(request.user, pk)
    text = request.GET.get("due_text", "")[:200]
    instrument = seat.instrument
    rule = parse_due(text, start=instrument.period_start, end=instrument.period_end) if text.strip() else None
    context = {"sentence": describe(rule) if rule else "", "doubts": rule.doubts if rule else ()}
    return page(request, "programmes/_due.html", context)


def _last_clause(text: list[ProvisionVersion]) -> ProvisionVersion | None:
    """What a clause at the end will stand behind."""
    return next((version for version in reversed(text) if version.provision.kind == ProvisionKind.CLAUSE), None)


def provision_form(
    data: QueryDict | None,
    seat: Seat,
    kind: ProvisionKind,
    version: ProvisionVersion | None,
    *,
    field_of_work: str = "",
) -> ProvisionForm:
    """The form for this kind of provision; refuses what is not written by hand."""
    if kind == ProvisionKind.CLAUSE:
        return ClauseForm(data, version=version, kind=seat.instrument.kind)
    if kind == ProvisionKind.TABLE:
        raise NotPossible(_("Bảng số liệu được lập từ kết quả thực hiện, không sửa tay."))
    parties = queries.bodies_named(seat.instrument.partnership)
    form = ItemForm(data, parties=parties, version=version)
    if version is None and field_of_work:
        form.initial["field_of_work"] = field_of_work
    return form


def conflict_context(seat: Seat, theirs: ProvisionVersion, fields: dict[str, Any]) -> dict[str, Any]:
    """The cells in which what stands and what was typed differ."""
    mine = ProvisionVersion(
        provision=theirs.provision, **{name: getattr(theirs, name) for name in actions.COPIED}, reason=theirs.reason
    )
    contents.fill(mine, seat.instrument, fields)
    return {"theirs": theirs, "cells": diffs.differing_cells(theirs, mine)}


def standing_version(seat: Seat, side: Organisation, provision_pk: int) -> ProvisionVersion:
    """One provision as this side has it now, without reading the text around it."""
    version = queries.current_version(seat.instrument, provision_pk, organisation=side)
    if version is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    return version


def _with_seen(posted: QueryDict, version: ProvisionVersion) -> QueryDict:
    data = posted.copy()
    data["seen"] = version.content_hash
    return data


def _posted(request: PageRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _is_written(
    request: PageRequest, seat: Seat, side: Organisation, version: ProvisionVersion, form: ProvisionForm
) -> bool:
    try:
        with actions.as_step(seat.instrument, organisation=side, by=request.user, about=version.provision_id):
            actions.write_version(
                seat.instrument,
                provision=version.provision,
                seen=form.cleaned_data["seen"],
                organisation=side,
                by=request.user,
                **form.fields_to_write(),
            )
    except actions.MovedOn:
        raise
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _form_page(
    request: PageRequest, seat: Seat, form: ProvisionForm, text: list[ProvisionVersion], context: dict[str, Any]
) -> HttpResponse:
    version = context["version"]
    base = {
        "instrument": seat.instrument,
        "form": form,
        "fields_of_work": dict.fromkeys(other.field_of_work for other in text if other.field_of_work),
        "back": page_of(seat, version.provision if version else None),
        "action": request.get_full_path(),
    }
    status = 422 if form.errors else 200
    return page(request, "programmes/provision_form.html", base | context, status=status)


def answer(request: PageRequest, seat: Seat, provision: Provision) -> HttpResponse:
    """After a write: the page again, at the provision; htmx gets the body of the page in place of the old one."""
    if not request.htmx:
        return redirect(page_of(seat, provision))
    return body(request, take_seat(request.user, seat.instrument.pk), at=provision.pk)


def provision_version(seat: Seat, text: list[ProvisionVersion], provision_pk: int) -> ProvisionVersion:
    """The provision as this side sees it; 404 for what is not in its text."""
    provision = get_object_or_404(seen_provisions(seat), pk=provision_pk)
    version = next((version for version in text if version.provision_id == provision.pk), None)
    if version is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    return version


def seen_provisions(seat: Seat) -> Any:
    """Provisions that are disclosed, or written by this side: the other side's private ones do not exist here."""
    return queries.provisions_seen_by(seat.instrument, seat.side)


def _after(request: PageRequest, text: list[ProvisionVersion]) -> ProvisionVersion | None:
    wanted = request.GET.get("after", "")
    return next((version for version in text if str(version.provision_id) == wanted), None)


def _spots(version: ProvisionVersion, text: list[ProvisionVersion]) -> list[tuple[int, str]]:
    """Behind what a provision can be put: its label and first words."""
    labels = outline.labels(text)
    same = [other for other in text if other.provision.kind == version.provision.kind and other != version]
    return [(v.provision_id, f"{labels[v.provision_id]} {Truncator(v.text).chars(60)}".strip()) for v in same]


def _own_change(version: ProvisionVersion) -> Any:
    return queries.change_of(version) if version.revision_id is None else None


def page_of(seat: Seat, provision: Provision | None = None) -> str:
    address = reverse("programmes:instrument_detail", args=[seat.instrument.pk])
    return f"{address}#provision-{provision.pk}" if provision else address
