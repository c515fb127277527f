"""A text or a partnership ends before its time: the proposal, its page, and the acts on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes.models import Instrument, Partnership
from phoihop.transitions import actions, queries
from phoihop.transitions import ending_rules as rules
from phoihop.transitions.ending_forms import RefusalForm, TerminationForm
from phoihop.transitions.models import Termination


@require_http_methods(["GET", "POST"])
def text_termination(request: PageRequest, pk: int) -> HttpResponse:
    """The end of a text: what is pending about it, or a new proposal."""
    visible = Instrument.objects.visible_to(request.user).select_related("partnership")
    instrument = get_object_or_404(visible, pk=pk)
    return _proposal(request, instrument.partnership, instrument)


@require_http_methods(["GET", "POST"])
def partnership_termination(request: PageRequest, pk: int) -> HttpResponse:
    """The end of a whole partnership."""
    return _proposal(request, get_object_or_404(Partnership.objects.visible_to(request.user), pk=pk), None)


@require_GET
def termination_detail(request: PageRequest, pk: int) -> HttpResponse:
    return _detail(request, pk, RefusalForm())


@require_POST
def termination_agree(request: PageRequest, pk: int) -> HttpResponse:
    actions.answer_end(_termination(request, pk), agreed=True, by=request.user)
    messages.success(request, _("Đã ghi nhận bên mình đồng ý."))
    return redirect("transitions:termination_detail", pk=pk)


@require_POST
def termination_refuse(request: PageRequest, pk: int) -> HttpResponse:
    termination = _termination(request, pk)
    if rules.answering_body(request.user, termination) is None:
        actions.answer_end(termination, agreed=False, reason="-", by=request.user)  # refuses with its sentence
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _detail(request, pk, form, status=422)
    actions.answer_end(termination, agreed=False, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Đã ghi nhận bên mình không đồng ý."))
    return redirect("transitions:termination_detail", pk=pk)


@require_POST
def termination_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    actions.withdraw_end(_termination(request, pk), by=request.user)
    messages.success(request, _("Đã rút việc này."))
    return redirect("transitions:termination_detail", pk=pk)


def _proposal(request: PageRequest, partnership: Partnership, instrument: Instrument | None) -> HttpResponse:
    known = queries.termination_of(partnership, instrument)
    if known is not None and request.method == "GET":
        return redirect("transitions:termination_detail", pk=known.pk)
    if rules.proposing_body(request.user, partnership) is None:
        raise NotAllowed(_("Chỉ người duyệt hoặc người ký của một bên được đề nghị chấm dứt."))
    form = TerminationForm(
        request.POST or None,
        work=queries.open_work(partnership, instrument),
        targets=queries.carry_targets(partnership, instrument),
    )
    if request.method == "POST" and form.is_valid():
        try:
            termination = actions.propose_end(partnership, instrument, by=request.user, **form.proposal)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã gửi. Các bên được báo cùng lý do."))
            return redirect("transitions:termination_detail", pk=termination.pk)
    context = {
        "partnership": partnership,
        "instrument": instrument,
        "form": form,
        "texts": [] if instrument else queries.ending_texts(partnership),
    }
    return page(request, "transitions/termination_create.html", context, status=422 if form.errors else 200)


def _detail(request: PageRequest, pk: int, form: RefusalForm, *, status: int = 200) -> HttpResponse:
    shown = queries.termination_page(request.user, _termination(request, pk))
    return page(request, "transitions/termination_detail.html", {"page": shown, "form": form}, status=status)


def _termination(request: PageRequest, pk: int) -> Termination:
    return get_object_or_404(queries.terminations(request.user), pk=pk)
