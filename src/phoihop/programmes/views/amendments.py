"""Amending a text in force, and reading what it says with its amendments."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.documents.docx import render_docx
from phoihop.documents.pdf import render_pdf
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes import actions, bodies, rules
from phoihop.programmes.consolidated_document import amendments_of, consolidated_document
from phoihop.programmes.consolidation import Standing, with_those_below
from phoihop.programmes.download_views import DOCX, download, file_name
from phoihop.programmes.forms import ClauseForm, ItemForm, ProvisionForm, ReasonForm
from phoihop.programmes.models import Instrument
from phoihop.programmes.modification_words import note_of, place_of
from phoihop.programmes.modifications import additions, identity, is_modification
from phoihop.programmes.queries import bodies_named, current_versions
from phoihop.programmes.queries.amendments import pending_modifications, text_in_force, text_with_additions
from phoihop.programmes.rules import Act
from phoihop.programmes.states import WORK_KINDS, InstrumentKind, InstrumentState, ModificationAct, ProvisionKind
from phoihop.programmes.views._common import Seat, acting_side, place, take_seat

FILES = {"pdf": (render_pdf, "application/pdf"), "docx": (render_docx, DOCX)}


@require_POST
def amendment_create(request: PageRequest, pk: int) -> HttpResponse:
    """Begin an amendment of a text in force; the officer goes on in the text to mark what changes."""
    seat = take_seat(request.user, pk)
    sides = rules.officer_sides(seat.who, seat.instrument.partnership)
    if not sides:
        raise NotAllowed(_("Chỉ chuyên viên của một bên được soạn sửa đổi, bổ sung."))
    amendment = actions.start_amendment(seat.instrument, organisation=sides[0], by=request.user)
    return redirect("programmes:amended_text", pk=amendment.pk)


@require_GET
def amended_text(request: PageRequest, pk: int) -> HttpResponse:
    """The text in force with, at each provision, what this amendment does to it and what it still may."""
    seat = take_seat(request.user, pk)
    text = _amended(seat)
    said = [v for v in current_versions(seat.instrument, organisation=seat.side) if is_modification(v)]
    own, added = {identity(version): version for version in said}, additions(said)
    standing = text_with_additions(seat.instrument, said)
    others = pending_modifications(standing, text, seat.side, but=seat.instrument)
    may_edit = Act.EDIT in seat.acts
    rows = [
        {
            **row,
            "own": own.get(row["one"].uid),
            "others": others.get(row["one"].uid, []),
            "is_added": row["one"].uid in added,
            "note": "" if row["one"].uid in added else row["note"],
            "may_edit": may_edit and not row["one"].is_repealed and row["one"].kind != ProvisionKind.TABLE,
        }
        for row in _rows(standing)
    ]
    context = {
        "instrument": seat.instrument,
        "text": text,
        "rows": rows,
        "may_edit": may_edit,
        "has_annex": text.kind in WORK_KINDS,
    }
    return page(request, "programmes/amended_text.html", context)


@require_http_methods(["GET", "POST"])
def modification_create(request: PageRequest, pk: int, act: str) -> HttpResponse:
    """Change or repeal the provision `at` of the text in force, or add one behind it."""
    if act not in ModificationAct.values:
        raise Http404
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    doing = ModificationAct(act)
    text = _amended(seat)
    one = _aimed_at(seat, request.GET.get("at", ""), doing)
    kind = _kind(request, one, doing)
    form = _form(request, seat, one, doing, kind)
    if request.method == "POST" and form.is_valid():
        aim = {"after" if doing == ModificationAct.ADD else "target": one.uid} if one else {}
        fields = form.fields_to_write() if isinstance(form, ProvisionForm) else form.cleaned_data
        try:
            version = actions.write_modification(
                seat.instrument, doing, kind=kind, organisation=side, by=request.user, **aim, **_read(request), **fields
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
            form.data = _read_anew(request, seat, one)
        else:
            anchor = f"at-{one.uid}" if one else f"at-{identity(version)}"
            return redirect(f"{reverse('programmes:amended_text', args=[pk])}#{anchor}")
    context = {
        "instrument": seat.instrument,
        "text": text,
        "act": doing,
        "one": one,
        "place": place(one.version, one.place) if one else "",
        "kind": kind,
        "form": form,
        "action": request.get_full_path(),
        "with_it": _below(seat, one) if one and doing == ModificationAct.REPEAL else [],
        "written": _written(seat, one) if one and doing == ModificationAct.CHANGE and form.errors else None,
    }
    return page(request, "programmes/modification_form.html", context, status=422 if form.errors else 200)


@require_GET
def consolidated_text(request: PageRequest, pk: int) -> HttpResponse:
    """What a signed text says with its amendments in force, each provision with a note of what set it."""
    instrument = _in_force(request, pk)
    standing = text_in_force(instrument)
    context = {"instrument": instrument, "rows": _rows(standing), "amendments": amendments_of(standing)}
    return page(request, "programmes/consolidated_text.html", context)


@require_GET
def consolidated_file(request: PageRequest, pk: int, kind: str) -> HttpResponse:
    """The same for paper and for Word."""
    if kind not in FILES:
        raise Http404
    instrument = _in_force(request, pk)
    render, media_type = FILES[kind]
    document = consolidated_document(instrument, text_in_force(instrument))
    return download(render(document), file_name(instrument, kind, suffix="hop nhat"), media_type)


def _below(seat: Seat, one: Standing) -> list[str]:
    """Where the clauses stand that go with this one."""
    text = text_in_force(_amended(seat), before=seat.instrument)
    below = [other for other in with_those_below(text, one.uid)[1:] if not other.is_repealed]
    return [place(other.version, other.place) if other.place else place_of(other) for other in below]


def _read(request: PageRequest) -> dict[str, str]:
    """The hashes of what stood on the page that was sent."""
    return {name: request.POST[name] for name in ("in_force", "seen") if name in request.POST}


def _read_anew(request: PageRequest, seat: Seat, one: Standing | None) -> QueryDict:
    """What was typed stays; the page that shows it again is of the words that stand now."""
    data = request.POST.copy()
    data["seen"] = _written(seat, one).content_hash if one else ""
    return data


def _amended(seat: Seat) -> Instrument:
    if seat.instrument.kind != InstrumentKind.AMENDMENT or seat.instrument.parent is None:
        raise Http404
    return seat.instrument.parent


def _in_force(request: PageRequest, pk: int) -> Instrument:
    instrument = take_seat(request.user, pk).instrument
    if instrument.state != InstrumentState.IN_FORCE or instrument.kind == InstrumentKind.AMENDMENT:
        raise Http404(_("Chỉ văn bản đang có hiệu lực mới có văn bản hợp nhất."))
    return instrument


def _rows(standing: list[Standing]) -> list[dict[str, Any]]:
    """Each provision with its note, and with the name of its field of work where a new one begins."""
    rows: list[dict[str, Any]] = []
    field = None
    for one in standing:
        is_item = one.kind == ProvisionKind.ITEM
        begins = is_item and one.version.field_of_work != field
        field = one.version.field_of_work if is_item else None
        title = f"{one.place.split('.')[0]}. {field}" if begins else ""
        rows.append({"one": one, "note": note_of(one), "field": title, "leads": bodies.names(one.version.leads)})
    return rows


def _aimed_at(seat: Seat, uid: str, act: ModificationAct) -> Standing | None:
    if not uid and act == ModificationAct.ADD:
        return None
    text = text_in_force(_amended(seat), before=seat.instrument)
    if act == ModificationAct.ADD:
        text = text_with_additions(seat.instrument, current_versions(seat.instrument, organisation=seat.side))
    one = next((one for one in text if one.uid == uid), None)
    if one is None:
        raise Http404
    if one.is_repealed:
        raise NotPossible(_("Nội dung này không còn trong văn bản đang có hiệu lực."))
    return one


def _kind(request: PageRequest, one: Standing | None, act: ModificationAct) -> ProvisionKind:
    if one is not None:
        return ProvisionKind(one.kind)
    return ProvisionKind.ITEM if request.GET.get("kind") == ProvisionKind.ITEM else ProvisionKind.CLAUSE


def _form(
    request: PageRequest, seat: Seat, one: Standing | None, act: ModificationAct, kind: ProvisionKind
) -> ReasonForm:
    data = request.POST if request.method == "POST" else None
    if act == ModificationAct.REPEAL:
        return ReasonForm(data)
    version = _written(seat, one) if one and act == ModificationAct.CHANGE else None
    form: ProvisionForm
    if kind == ProvisionKind.CLAUSE:
        form = ClauseForm(data, version=version, kind=_amended(seat).kind)
        if version is not None:
            del form.fields["level"]
        elif one is not None:
            form.initial["level"] = one.version.level
        return form
    parties = bodies_named(seat.instrument.partnership)
    form = ItemForm(data, parties=parties, version=version)
    if version is not None:
        form.fields["field_of_work"].disabled = True
    elif one is not None:
        form.initial["field_of_work"] = one.version.field_of_work
    return form


def _written(seat: Seat, one: Standing) -> Any:
    """What this amendment already says of it, or what it says now."""
    own = current_versions(seat.instrument, organisation=seat.side)
    return next((v for v in own if is_modification(v) and identity(v) == one.uid), one.version)
