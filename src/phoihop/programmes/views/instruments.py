"""The list of texts, a new one, the page of one, its history."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import identifier
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, diffs, outline, queries, rules
from phoihop.programmes.line_words import line_words
from phoihop.programmes.models import Partnership, ProvisionVersion
from phoihop.programmes.next_steps import next_step, steps
from phoihop.programmes.parts import Parts, parts_of
from phoihop.programmes.queries import InnerRoad, InstrumentFilters
from phoihop.programmes.queries.reading import Reading, read_instrument
from phoihop.programmes.rules import Act
from phoihop.programmes.starting_forms import InstrumentForm, TitleForm
from phoihop.programmes.states import DRAFTED_KINDS, RENEWED_KINDS, WORK_KINDS, InstrumentKind, InstrumentState
from phoihop.programmes.views._common import Seat, acting_side, place, take_seat
from phoihop.programmes.word_import import actions as word_import_actions
from phoihop.ui.templatetags.ui import icon

AT_ONCE = 50  # changes listed above the text; each stands at its own line as well


@require_GET
def instrument_list(request: PageRequest) -> HttpResponse:
    filters = _filters(request)
    context = {
        "page": queries.instrument_list(request.user, filters, after=request.GET.get("after", "")),
        "filters": filters,
        "is_filtered": filters != InstrumentFilters(),
        "kinds": InstrumentKind.choices,
        "states": InstrumentState.choices,
        "years": queries.instrument_years(request.user),
        "partnerships": queries.partnerships_to_write_in(request.user),
    }
    return page(request, "programmes/instrument_list.html", context, partial="rows")


@require_http_methods(["GET", "POST"])
def instrument_create(request: PageRequest) -> HttpResponse:
    """Begin a text; of several partnerships the person chooses one first."""
    partnerships = queries.partnerships_to_write_in(request.user)
    partnership = _chosen(request, partnerships)
    if partnership is None:
        if not partnerships:
            raise NotAllowed(_("Chỉ chuyên viên của một bên được bắt đầu soạn văn bản."))
        return page(request, "programmes/instrument_choose.html", {"partnerships": partnerships})
    form = InstrumentForm(
        request.POST or None,
        request.FILES or None,
        partnership=partnership,
        parents=queries.parents_in(partnership),
        kind=request.GET.get("kind", ""),
        typed=clean(request.GET.get("title", "")),
    )
    if request.method == "POST" and form.is_valid():
        organisation = rules.officer_sides(rules.standing(request.user, partnership), partnership)[0]
        try:
            return _begun(request, form.cleaned_data, partnership, organisation)
        except NotPossible as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "partnership": partnership}
    return page(
        request, "programmes/instrument_create.html", context, partial="form", status=422 if form.is_bound else 200
    )


def _begun(
    request: PageRequest, asked: dict[str, Any], partnership: Partnership, organisation: Organisation
) -> HttpResponse:
    """On to the new text, or first to what its Word file says."""
    file = asked.pop("file")
    if file:
        del asked["starters_wanted"]
        word_import = word_import_actions.begin(
            partnership, file=file, organisation=organisation, by=request.user, **asked
        )
        messages.success(request, _("Đã tạo bản soạn riêng. Hãy xem những gì đọc được từ tệp rồi ghi vào."))
        return redirect("programmes:word_import_detail", pk=word_import.pk)
    instrument = actions.start_instrument(partnership, organisation=organisation, by=request.user, **asked)
    messages.success(request, _("Đã tạo bản soạn riêng. Chỉ bên mình thấy bản này."))
    return redirect("programmes:instrument_detail", pk=instrument.pk)


@require_GET
def instrument_detail(request: PageRequest, pk: int) -> HttpResponse:
    seat = take_seat(request.user, pk)
    partial = "summary" if request.htmx and request.htmx.target == "instrument-summary" else "body"
    context = reading_context(seat, at=identifier(request.GET.get("at", "")))
    return page(request, "programmes/instrument_detail.html", context, partial=partial)


@require_http_methods(["GET", "POST"])
def title_edit(request: PageRequest, pk: int) -> HttpResponse:
    """What a text that is still negotiated is called, and for which days it is made."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    form = TitleForm(request.POST or None, instrument=seat.instrument)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retitle(seat.instrument, organisation=side, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã lưu trích yếu và thời gian của văn bản."))
            return redirect("programmes:instrument_detail", pk=pk)
    context = {"instrument": seat.instrument, "form": form}
    return page(request, "programmes/title_edit.html", context, status=422 if form.errors else 200)


@require_POST
def renewal_create(request: PageRequest, pk: int) -> HttpResponse:
    """Begin the text of the period that follows."""
    seat = take_seat(request.user, pk)
    sides = rules.officer_sides(seat.who, seat.instrument.partnership)
    if not sides:
        raise NotAllowed(_("Chỉ chuyên viên của một bên được soạn văn bản cho kỳ sau."))
    draft = actions.renew(seat.instrument, organisation=sides[0], by=request.user)
    messages.success(request, _("Đã tạo bản soạn riêng cho kỳ sau. Hãy xem lại lời văn, rồi gửi bản đề nghị."))
    return redirect("programmes:instrument_detail", pk=draft.pk)


@require_GET
def part_detail(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """A later part of a long text, which its page asks for once it stands."""
    context = reading_context(take_seat(request.user, pk))
    parts: Parts = context["parts"]
    part = parts.find(number)
    if part is None:
        raise Http404
    name = "_clauses_part" if number <= len(parts.clauses) else "_annex_part"
    return page(request, f"programmes/{name}.html", context | {"part": part})


@require_GET
def revision_detail(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """What one disclosure changed, before and after."""
    seat = take_seat(request.user, pk)
    revision = get_object_or_404(seat.instrument.revisions.select_related("organisation", "by"), number=number)
    numbers = sorted(seat.instrument.revisions.values_list("number", flat=True))
    context = {
        "instrument": seat.instrument,
        "revision": revision,
        "changes": shown(queries.changes_of(revision), queries.latest_versions(seat.instrument, up_to=number)),
        "previous": max((other for other in numbers if other < number), default=None),
        "next": min((other for other in numbers if other > number), default=None),
    }
    return page(request, "programmes/revision_detail.html", context)


def body(request: PageRequest, seat: Seat, *, at: int | None) -> HttpResponse:
    """The page's body in place of the one that stands, after an act at a provision; a fragment of it would not do."""
    response = page(request, "programmes/instrument_detail.html", reading_context(seat, at=at), partial="body")
    response["HX-Retarget"] = "#instrument-body"
    response["HX-Reswap"] = "outerHTML"
    return trigger_client_event(response, "editor:focus", {"key": at}, after="swap")


def reading_context(seat: Seat, *, at: int | None = None) -> dict[str, Any]:
    """What the page of an instrument needs, also after each small act on it; of a long text the part around `at` too."""
    instrument = seat.instrument
    reading = read_instrument(instrument, seat.side, seat.acts)
    return {
        "instrument": instrument,
        "side": seat.side,
        "acts": {str(act) for act in seat.acts},
        "reading": reading,
        "parts": parts_of(reading, at=at),
        "words": line_words(),
        "tick": icon("check", size=14),
        "steps": steps(instrument),
        "next": next_step(instrument, seat.who, seat.acts, reading),
        "inner_road": _inner_road(reading),
        "next_party": queries.next_party(instrument, instrument.turn) if Act.HAND_BACK in seat.acts else None,
        "is_recallable": Act.RECALL in seat.acts and reading.is_own_offer and reading.is_unopened,
        "may_ask_time": Act.ASK_TIME in seat.acts and not reading.is_own_offer and reading.answer_due_on is not None,
        "private_changes": shown(reading.private[:AT_ONCE], reading.text) if instrument.disclosed_at else [],
        "changes": _answerable(reading) if reading.revision and reading.revision.number > 1 else [],
        "is_open": instrument.state in ("draft", "negotiation", "agreed"),
        **_family(seat),
        "is_spoken_for": seat.side is not None and seat.side.pk in seat.who.spoken_for,
        "can_end": rules.can_bind(seat.who),
        "has_annex": instrument.kind in WORK_KINDS,
        "is_negotiated": instrument.state == InstrumentState.NEGOTIATION,
    }


def _family(seat: Seat) -> dict[str, Any]:
    """The texts that carry a text in force out, amend or follow it, and which of those this person may begin."""
    instrument = seat.instrument
    if instrument.state != InstrumentState.IN_FORCE:
        return {}
    relatives = queries.relatives(seat.who.user, instrument)
    is_officer = bool(rules.officer_sides(seat.who, instrument.partnership))
    return {
        "relatives": relatives,
        "is_amended": any(one.kind == "amendment" and one.state == InstrumentState.IN_FORCE for one in relatives),
        "may_amend": instrument.kind in (*DRAFTED_KINDS, InstrumentKind.AMENDMENT) and is_officer,
        "may_renew": is_officer
        and instrument.kind in RENEWED_KINDS
        and not any(one.based_on_id == instrument.pk and one.state != InstrumentState.WITHDRAWN for one in relatives),
    }


def shown(changes: list[queries.Change], text: list[ProvisionVersion]) -> list[dict[str, Any]]:
    """Changes for the template: their cells compared, their place in the text as it is after them."""
    labels = outline.labels(queries.without_removed(text))
    return [
        {
            "change": change,
            "cells": diffs.cell_changes(change),
            "place": place(change.after, labels.get(change.after.provision_id, "")),
            "shows_text": change.kind != "added" and (change.before is None or change.before.text == change.after.text),
        }
        for change in changes
    ]


def _inner_road(reading: Reading) -> InnerRoad | None:
    """What lies before the own body's steps: its private changes, else the shared text."""
    road = reading.roads.offer if reading.private else reading.roads.text
    return road if road and road.submission and not road.is_stale else None


def _answerable(reading: Reading) -> list[dict[str, Any]]:
    """What is new for this side, each with the line at which this person may answer it; of several offers, with which."""
    lines = {line.version.pk: line for line in reading.lines}
    rows = shown(reading.changes[:AT_ONCE], reading.text)
    return [
        row
        | {
            "line": lines.get(row["change"].after.pk),
            "number": row["change"].after.revision.number if reading.is_of_several_offers else None,
        }
        for row in rows
    ]


def _filters(request: PageRequest) -> InstrumentFilters:
    year = identifier(request.GET.get("year", ""))
    return InstrumentFilters(
        kind=request.GET.get("kind", ""),
        state=request.GET.get("state", ""),
        year=year if year and year <= dt.MAXYEAR else None,
        q=request.GET.get("q", "")[:200],
    )


def _chosen(request: PageRequest, partnerships: list[Partnership]) -> Partnership | None:
    """The partnership of the address, or the only one."""
    wanted = request.GET.get("partnership", "")
    if not wanted:
        return partnerships[0] if len(partnerships) == 1 else None
    partnership = get_object_or_404(Partnership.objects.visible_to(request.user), pk=identifier(wanted) or 0)
    if partnership not in partnerships:
        raise NotAllowed(_("Chỉ chuyên viên của một bên được bắt đầu soạn văn bản."))
    return next(known for known in partnerships if known == partnership)
