"""Partnerships and the ledger of their official acts."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phoihop.ledger.exporting import export_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes import rules
from phoihop.programmes.actions import open_partnership
from phoihop.programmes.models import Partnership
from phoihop.programmes.partnership_forms import PartnershipForm
from phoihop.programmes.partnership_queries import ledger_page, partnership_instruments, partnership_rows


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
        partnership = open_partnership(
            data["name"], [data["own"], *data["others"]], list(data["observers"]), by=request.user
        )
        return redirect("programmes:partnership_detail", pk=partnership.pk)
    return page(request, "programmes/partnership_create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def partnership_detail(request: PageRequest, pk: int) -> HttpResponse:
    partnership = _partnership(request, pk)
    context: dict[str, Any] = {
        "partnership": partnership,
        "parties": partnership.parties.select_related("organisation"),
        "observers": [
            observer
            for observer in partnership.observers.select_related("organisation")
            if observer.holds_on(clock.today())
        ],
        "instruments": partnership_instruments(request.user, partnership),
        "can_start": rules.can_start(request.user, partnership) and not partnership.is_over,
        "can_end": rules.can_bind(rules.standing(request.user, partnership)),
    }
    return page(request, "programmes/partnership_detail.html", context)


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
    return get_object_or_404(Partnership.objects.visible_to(request.user).select_related("chain"), pk=pk)


def _bodies_to_act_for(request: PageRequest) -> Any:
    held = Membership.objects.filter(holds_on(clock.today()), user=request.user, role=Role.OFFICER)
    return Organisation.objects.filter(pk__in=held.values("organisation_id"))
