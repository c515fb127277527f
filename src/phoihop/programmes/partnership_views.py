"""Partnerships and the ledger of their official acts."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.ledger.exporting import export_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes import rules
from phoihop.programmes.actions import join_group, leave_group, open_partnership
from phoihop.programmes.models import GroupMember, Partnership, Party
from phoihop.programmes.partnership_forms import MembersForm, PartnershipForm
from phoihop.programmes.partnership_queries import ledger_page, partnership_instruments, partnership_rows
from phoihop.programmes.queries import members_by_party


@require_GET
def partnership_list(request: PageRequest) -> HttpResponse:
    context = {"rows": partnership_rows(request.user), "can_open": _bodies_to_act_for(request).exists()}
    return page(request, "programmes/partnership_list.html", context)


@require_http_methods(["GET", "POST"])
def partnership_create(request: PageRequest) -> HttpResponse:
    """An officer opens a partnership of their own body with others."""
    mine = _bodies_to_act_for(request)
    if not mine.exists():
        raise NotAllowed(_("Chỉ chuyên viên của một cơ quan được mở quan hệ phối hợp cho cơ quan mình."))
    form = PartnershipForm(request.POST or None, mine=mine)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        partnership = open_partnership(data["name"], data["parties"], list(data["observers"]), by=request.user)
        return redirect("programmes:partnership_detail", pk=partnership.pk)
    return page(request, "programmes/partnership_create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def partnership_detail(request: PageRequest, pk: int) -> HttpResponse:
    partnership = _partnership(request, pk)
    parties = partnership.parties.all()
    members = members_by_party(partnership)
    who = rules.standing(request.user, partnership)
    context: dict[str, Any] = {
        "partnership": partnership,
        "parties": parties,
        "members": [(party, members.get(party.organisation_id, [])) for party in parties],
        "can_group": bool(rules.grouping_sides(who, partnership)),
        "observers": [
            observer
            for observer in partnership.observers.select_related("organisation")
            if observer.holds_on(clock.today())
        ],
        "instruments": partnership_instruments(request.user, partnership),
        "can_start": rules.can_start(request.user, partnership) and not partnership.is_over,
        "can_end": rules.can_bind(who),
    }
    return page(request, "programmes/partnership_detail.html", context)


@require_http_methods(["GET", "POST"])
def member_list(request: PageRequest, pk: int) -> HttpResponse:
    """A party that is a group says which bodies belong to it."""
    partnership = _partnership(request, pk)
    sides = _grouping_sides(request, partnership)
    members = members_by_party(partnership)
    form = MembersForm(request.POST or None, sides=sides, known=_known(partnership, members))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            join_group(partnership, data["bodies"], organisation=data["party"], by=request.user)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã ghi các cơ quan thuộc bên. Các cơ quan ấy đọc được những gì bên mình đọc."))
            return redirect("programmes:member_list", pk=partnership.pk)
    context = {
        "partnership": partnership,
        "groups": [(side, members.get(side.pk, [])) for side in sides],
        "form": form,
    }
    return page(request, "programmes/member_list.html", context, status=422 if form.is_bound else 200)


@require_POST
def member_end(request: PageRequest, pk: int, member_pk: int) -> HttpResponse:
    """A body no longer belongs to its party."""
    partnership = _partnership(request, pk)
    _grouping_sides(request, partnership)
    members = partnership.group_members.select_related("partnership__chain", "party__organisation", "organisation")
    member = get_object_or_404(members, pk=member_pk)
    leave_group(member, by=request.user)
    messages.success(request, _("%(body)s không còn thuộc bên mình.") % {"body": member.organisation})
    return redirect("programmes:member_list", pk=partnership.pk)


@require_GET
def partnership_ledger(request: PageRequest, pk: int) -> HttpResponse:
    partnership = _partnership(request, pk)
    entries = ledger_page(partnership, request.GET.get("after", ""))
    context = {"partnership": partnership, "entries": entries, "page": entries}
    return page(request, "programmes/partnership_ledger.html", context)


@require_GET
def ledger_export(request: PageRequest, pk: int) -> StreamingHttpResponse:
    """The whole chain as JSON lines: `phoihop verify-ledger FILE` checks it without any database."""
    partnership = _partnership(request, pk)
    response = StreamingHttpResponse(
        export_chain(partnership.chain), content_type="application/x-ndjson; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="ledger-{partnership.pk}.jsonl"'
    return response


def _partnership(request: PageRequest, pk: int) -> Partnership:
    seen = Partnership.objects.visible_to(request.user).select_related("chain")
    parties = Prefetch("parties", Party.objects.select_related("organisation"))
    return get_object_or_404(seen.prefetch_related(parties), pk=pk)


def _grouping_sides(request: PageRequest, partnership: Partnership) -> list[Organisation]:
    sides = rules.grouping_sides(rules.standing(request.user, partnership), partnership)
    if not sides:
        raise NotAllowed(_("Chỉ chuyên viên hoặc quản trị của chính bên đó được ghi các cơ quan thuộc bên."))
    return sides


def _known(partnership: Partnership, members: dict[int, list[GroupMember]]) -> list[int]:
    """Bodies that have their place: the parties, those that belong to one, and those that look on."""
    belonging = [member.organisation_id for group in members.values() for member in group]
    parties = [party.organisation_id for party in partnership.parties.all()]
    observing = partnership.observers.filter(holds_on(clock.today())).values_list("organisation_id", flat=True)
    return [*parties, *belonging, *observing]


def _bodies_to_act_for(request: PageRequest) -> Any:
    held = Membership.objects.filter(holds_on(clock.today()), user=request.user, role=Role.OFFICER)
    return Organisation.objects.filter(pk__in=held.values("organisation_id"))
