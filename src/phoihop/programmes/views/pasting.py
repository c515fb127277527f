"""What is copied from Word or Excel becomes provisions: shown as it is understood, then added for one's own side."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import format_number
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions, starting_outlines
from phoihop.programmes.importing.actions import provision_fields
from phoihop.programmes.importing.columns import Column
from phoihop.programmes.importing.examining import Row, examine
from phoihop.programmes.importing.naming import Namer
from phoihop.programmes.importing.pasting import read_pasted
from phoihop.programmes.importing.table import Draft
from phoihop.programmes.rules import Act
from phoihop.programmes.starting_outlines import OutlineClause
from phoihop.programmes.states import WORK_KINDS, ProvisionKind
from phoihop.programmes.views._common import Seat, acting_side, take_seat
from phoihop.programmes.views.provisions import page_of

MOST_CLAUSES = 2_000


@require_http_methods(["GET", "POST"])
def items_paste(request: PageRequest, pk: int) -> HttpResponse:
    """The field to paste into; then the rows as they are understood; with `act` "add" they are written."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    if seat.instrument.kind not in WORK_KINDS:
        raise NotPossible(_("Văn bản này không có phụ lục bảng việc."))
    context: dict[str, Any] = {"instrument": seat.instrument, "back": page_of(seat)}
    if request.method == "GET":
        return page(request, "programmes/items_paste.html", context)
    context["table"] = request.POST.get("table", "")
    try:
        draft, rows = _read(request, seat)
    except NotPossible as refused:
        return page(request, "programmes/items_paste.html", context | {"error": str(refused)}, status=422)
    wanted = [row for row in rows if row.item.included and not row.is_wrong]
    if request.POST.get("act") == "add" and wanted:
        items = [provision_fields(row.item, draft) for row in wanted]
        with actions.as_step(seat.instrument, organisation=side, by=request.user):
            actions.write_items(seat.instrument, items, organisation=side, by=request.user)
        said = ngettext(
            "Đã thêm %(count)s việc, chỉ bên mình thấy.", "Đã thêm %(count)s việc, chỉ bên mình thấy.", len(items)
        )
        messages.success(request, said % {"count": len(items)})
        return redirect(reverse("programmes:instrument_detail", args=[pk]) + "#annex")
    choices = Column.choices
    context |= {"rows": rows, "wanted": len(wanted), "left_out": len(rows) - len(wanted)}
    context |= {"columns": draft.table.columns, "choices": choices, "skipped": draft.table.skipped}
    return page(request, "programmes/items_paste.html", context)


@require_http_methods(["GET", "POST"])
def clauses_paste(request: PageRequest, pk: int) -> HttpResponse:
    """The field to paste a text into; then its lines as clauses; with `act` "add" they are written behind the others."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.EDIT)
    text = request.POST.get("text", "").replace("\x00", "")
    context: dict[str, Any] = {"instrument": seat.instrument, "back": page_of(seat), "text": text}
    if request.method == "GET":
        return page(request, "programmes/clauses_paste.html", context)
    try:
        lines = _clauses(text)
        if request.POST.get("act") == "add":
            return _add_clauses(request, seat, side, lines)
    except NotPossible as refused:
        return page(request, "programmes/clauses_paste.html", context | {"error": str(refused)}, status=422)
    context["rows"] = list(zip(starting_outlines.labels(lines), lines, strict=True))
    return page(request, "programmes/clauses_paste.html", context)


def _clauses(text: str) -> list[OutlineClause]:
    lines = starting_outlines.read(text)
    if not 0 < len(lines) <= MOST_CLAUSES:
        raise NotPossible(
            _("Hãy dán từ một đến %(most)s dòng; mỗi dòng là một điều khoản.") % {"most": format_number(MOST_CLAUSES)}
        )
    return lines


def _add_clauses(request: PageRequest, seat: Seat, side: Organisation, lines: list[OutlineClause]) -> HttpResponse:
    clauses = [{"level": line.level, "text": line.text} for line in lines]
    with actions.as_step(seat.instrument, organisation=side, by=request.user):
        actions.write_items(seat.instrument, clauses, kind=ProvisionKind.CLAUSE, organisation=side, by=request.user)
    said = ngettext(
        "Đã thêm %(count)s điều khoản, chỉ bên mình thấy.",
        "Đã thêm %(count)s điều khoản, chỉ bên mình thấy.",
        len(clauses),
    )
    messages.success(request, said % {"count": len(clauses)})
    return redirect(reverse("programmes:instrument_detail", args=[seat.instrument.pk]) + "#clauses")


def _read(request: PageRequest, seat: Seat) -> tuple[Draft, list[Row]]:
    instrument = seat.instrument
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    named = [Column(name) for name in request.POST.getlist("column") if name in Column.values]
    table = read_pasted(request.POST.get("table", ""), Namer(parties, clock.today()), columns=named or None)
    draft = Draft(instrument.title, instrument.period_start, instrument.period_end, table)
    return draft, examine(draft, {body.key for body in parties})
