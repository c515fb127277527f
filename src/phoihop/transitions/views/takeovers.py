"""One body takes another's place as a party: the list, a new one, its page, and the acts on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes.models import Partnership
from phoihop.transitions import actions, queries, rules
from phoihop.transitions.forms import TakeoverForm
from phoihop.transitions.models import Handover
from phoihop.transitions.queries import takeovers
from phoihop.transitions.states import TakeoverState


@require_GET
def takeover_list(request: PageRequest) -> HttpResponse:
    context = {
        "takeovers": queries.takeover_list(request.user),
        "can_declare": bool(rules.declaring_bodies(request.user)),
    }
    return page(request, "transitions/takeover_list.html", context)


@require_http_methods(["GET", "POST"])
def takeover_create(request: PageRequest) -> HttpResponse:
    """An administrator of one of the two bodies declares it."""
    mine = rules.declaring_bodies(request.user)
    if not mine:
        raise NotAllowed(_("Chỉ quản trị của một trong hai cơ quan được ghi việc tiếp nhận tư cách bên phối hợp."))
    form = TakeoverForm(request.POST or None, mine=mine)
    if request.method == "POST" and form.is_valid():
        try:
            takeover = actions.declare(organisation=form.own, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã ghi. Việc này chờ xác nhận rồi mới có hiệu lực."))
            return redirect("transitions:takeover_detail", pk=takeover.pk)
    return page(request, "transitions/takeover_create.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def takeover_detail(request: PageRequest, pk: int) -> HttpResponse:
    takeover = get_object_or_404(takeovers(request.user), pk=pk)
    is_declared = takeover.state == TakeoverState.DECLARED
    context = {
        "takeover": takeover,
        "handovers": queries.handovers_of(takeover, request.user),
        "awaited": rules.confirming_body(takeover) if is_declared else None,
        "can_confirm": rules.can_confirm(request.user, takeover),
        "can_withdraw": rules.can_withdraw(request.user, takeover),
    }
    return page(request, "transitions/takeover_detail.html", context)


@require_POST
def takeover_confirm(request: PageRequest, pk: int) -> HttpResponse:
    takeover = actions.confirm(get_object_or_404(takeovers(request.user), pk=pk), by=request.user)
    done = takeover.state == TakeoverState.IN_EFFECT
    text = _("Đã xác nhận; việc tiếp nhận có hiệu lực.") if done else _("Đã xác nhận; các bên được báo trước.")
    messages.success(request, text)
    return redirect("transitions:takeover_detail", pk=pk)


@require_POST
def takeover_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    actions.withdraw(get_object_or_404(takeovers(request.user), pk=pk), by=request.user)
    messages.success(request, _("Đã rút việc này."))
    return redirect("transitions:takeover_list")


@require_POST
def takeover_acknowledge(request: PageRequest, pk: int, handover_pk: int) -> HttpResponse:
    handover = get_object_or_404(
        Handover.objects.select_related("takeover"),
        pk=handover_pk,
        takeover=get_object_or_404(takeovers(request.user), pk=pk),
        partnership__in=Partnership.objects.visible_to(request.user).values("pk"),
    )
    actions.acknowledge(handover, by=request.user)
    messages.success(request, _("Đã ghi nhận."))
    return redirect("transitions:takeover_detail", pk=pk)
