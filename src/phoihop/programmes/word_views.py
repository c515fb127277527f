"""A text back from Word: choose the file, look at what it would change, accept or not, write."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.documents import files
from phoihop.documents.redline import Piece
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes import diffs, outline
from phoihop.programmes.forms import ReasonForm
from phoihop.programmes.models import Party, WordImport
from phoihop.programmes.queries import Change
from phoihop.programmes.rules import Act
from phoihop.programmes.states import ImportState
from phoihop.programmes.views._common import acting_side, place, take_seat
from phoihop.programmes.word_forms import WordUploadForm
from phoihop.programmes.word_import import actions, queries
from phoihop.programmes.word_import.proposing import Proposal, Proposals
from phoihop.programmes.word_import.words import NOT_READ, RECOGNISED


@require_http_methods(["GET", "POST"])
def word_import_create(request: PageRequest, pk: int) -> HttpResponse:
    """An officer who may edit the text brings a Word file for it."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    actions.refuse_amendment(seat.instrument)
    form = WordUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.upload(seat.instrument, file=form.cleaned_data["file"], organisation=side, by=request.user)
        except NotPossible as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("programmes:word_import_detail", pk=made.pk)
    context = {
        "form": form,
        "instrument": seat.instrument,
        "waiting": queries.waiting(seat.instrument, request.user),
    }
    return page(request, "programmes/word_import_create.html", context, status=422 if form.is_bound else 200)


@require_GET
def word_import_detail(request: PageRequest, pk: int) -> HttpResponse:
    """What the file would change; `?missing=all` also ticks what the file does not have."""
    return _preview(request, _import(request, pk), also_missing=request.GET.get("missing") == "all")


@require_POST
def word_import_accept(request: PageRequest, pk: int) -> HttpResponse:
    word_import = _import(request, pk)
    keys, reason = request.POST.getlist("accepted"), request.POST.get("reason", "")
    try:
        count = actions.accept(
            word_import,
            keys,
            seen=request.POST.get("seen", ""),
            by=request.user,
            reason=reason,
        )
    except actions.TextMovedOn as refused:
        return _preview(request, word_import, ticked=keys, refused=str(refused), reason=reason, status=409)
    messages.success(
        request,
        _("Đã ghi %(count)s thay đổi vào bản của bên mình. Bên kia chưa thấy gì cho đến khi bên mình gửi đề nghị.")
        % {"count": count},
    )
    return redirect("programmes:instrument_detail", pk=word_import.instrument_id)


@require_POST
def word_import_discard(request: PageRequest, pk: int) -> HttpResponse:
    word_import = actions.discard(_import(request, pk), by=request.user)
    messages.success(request, _("Đã bỏ tệp “%(name)s”; văn bản giữ nguyên.") % {"name": word_import.file.name})
    return redirect("programmes:instrument_detail", pk=word_import.instrument_id)


@require_GET
def word_import_file(request: PageRequest, pk: int) -> FileResponse:
    """The file as it was brought."""
    return files.response(_import(request, pk).file)


def _import(request: PageRequest, pk: int) -> WordImport:
    """It shows the text beside the file: who looks at it sits down to the text first."""
    take_seat(request.user, get_object_or_404(WordImport.objects.visible_to(request.user), pk=pk).instrument_id)
    related = ("organisation", "file", "by", "instrument__partnership", "instrument__turn")
    parties = Prefetch("instrument__partnership__parties", Party.objects.select_related("organisation"))
    visible = WordImport.objects.visible_to(request.user).select_related(*related).prefetch_related(parties)
    return get_object_or_404(visible, pk=pk)


def _preview(
    request: PageRequest,
    word_import: WordImport,
    *,
    ticked: Collection[str] | None = None,
    also_missing: bool = False,
    refused: str = "",
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "import": word_import,
        "instrument": word_import.instrument,
        "refused": refused,
        "reason": reason,
    }
    if word_import.state == ImportState.PENDING:
        found, seal = actions.proposals(word_import)
        chosen = found.wanted if ticked is None else set(ticked)
        if also_missing:
            chosen |= {proposal.key for proposal in found.removed}
        context |= {
            "proposals": found,
            "seal": seal,
            "reason_form": ReasonForm(initial={"reason": reason}),
            "can_accept": queries.can_accept(request.user, word_import),
            "groups": _groups(found, chosen),
            "trackers": queries.trackers(found.tracked),
            "same_file": queries.same_file(word_import),
            "aside": [(RECOGNISED[each.kind], each.text) for each in found.aside],
            "not_read": [(NOT_READ[each.kind], each.text) for each in found.not_read],
        }
    return page(request, "programmes/word_import_detail.html", context, status=status)


def _groups(found: Proposals, chosen: Collection[str]) -> list[dict[str, Any]]:
    """The changes in three lists, each as the template shows it."""
    labels = outline.labels(found.text)
    places = _places(found, labels)
    lists: Sequence[tuple[str, str, list[Proposal]]] = (
        ("edited", _("Sửa, chuyển chỗ"), found.edited),
        ("added", _("Mới"), found.added),
        ("removed", _("Có trong văn bản, không có trong tệp"), found.removed),
    )
    return [
        {"id": name, "title": title, "rows": [_row(each, places, labels, chosen) for each in proposals]}
        for name, title, proposals in lists
        if proposals
    ]


def _row(proposal: Proposal, places: dict[str, str], labels: dict[int, str], chosen: Collection[str]) -> dict[str, Any]:
    change = proposal.change
    version = proposal.version
    own = place(version, labels.get(version.provision_id, "")) if version else ""
    return {
        "proposal": proposal,
        "change": change,
        "cells": _cells(change),
        "place": own,
        "behind": places.get(proposal.after, "") if proposal.is_moved or version is None else "",
        "is_first": (proposal.is_moved or version is None) and not proposal.after,
        "shows_text": change.kind != "added" and (change.before is None or change.before.text == change.after.text),
        "is_chosen": proposal.key in chosen and not proposal.problem,
        "trackers": queries.trackers(proposal.tracked),
    }


def _cells(change: Change) -> list[diffs.CellChange]:
    """The cells that change; of something new also how deep it stands."""
    label, level = diffs.CELLS[0]
    found = diffs.cell_changes(change)
    if change.kind == "added" and (name := level(change.after)):
        return [diffs.CellChange(str(label), (Piece("same", name),)), *found]
    return found


def _places(found: Proposals, labels: dict[int, str]) -> dict[str, str]:
    """Each line of the file by its key: where it stands in the text, or the beginning of its words."""
    return {
        entry.key: (place(entry.version, labels.get(entry.version.provision_id, "")) if entry.version else "")
        or f"“{_begin(entry.words)}”"
        for entries in found.entries.values()
        for entry in entries
    }


def _begin(words: str) -> str:
    return words if len(words) <= 50 else f"{words[:50].rsplit(' ', 1)[0]} …"
