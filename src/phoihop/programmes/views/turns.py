"""Around an offer: returning a change with its reason, taking an unopened offer back, more time to answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.programmes import actions, outline, queries
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.rules import Act
from phoihop.programmes.turn_forms import RecallForm, ReturnForm, TimeAnswerForm, TimeRequestForm
from phoihop.programmes.views._common import acting_side, place, take_seat
from phoihop.ui.templatetags.ui import vdate


@require_http_methods(["GET", "POST"])
def change_return(request: PageRequest, pk: int, version_pk: int) -> HttpResponse:
    """Return one disclosed version with the reason."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.CONSENT)
    disclosed = ProvisionVersion.objects.filter(provision__instrument=seat.instrument, revision__isnull=False)
    version = get_object_or_404(disclosed.select_related("provision__instrument", "base"), pk=version_pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_change(version, organisation=side, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã trả lại nội dung kèm lý do. Bên kia đã được báo."))
            return redirect(f"{_detail(pk)}#provision-{version.provision_id}")
    labels = outline.labels(queries.current_versions(seat.instrument))
    context = {
        "instrument": seat.instrument,
        "form": form,
        "version": version,
        "place": place(version, labels.get(version.provision_id, "")),
    }
    return page(request, "programmes/change_return.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def offer_recall(request: PageRequest, pk: int) -> HttpResponse:
    """Take back an offer that nobody has opened."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.RECALL)
    revision = queries.recallable_offer(seat.instrument, side)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recall_offer(seat.instrument, organisation=side, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã thu hồi bản đề nghị. Các thay đổi lại là của riêng bên mình."))
            return redirect("programmes:instrument_detail", pk=pk)
    context = {"instrument": seat.instrument, "form": form, "revision": revision}
    return page(request, "programmes/offer_recall.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def time_request(request: PageRequest, pk: int) -> HttpResponse:
    """Ask for a later day to answer."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.ASK_TIME)
    offer = queries.offer_to_answer(seat.instrument, side)
    form = TimeRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_more_time(seat.instrument, organisation=side, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã gửi đề nghị thêm thời gian. Bên kia đã được báo."))
            return redirect("programmes:instrument_detail", pk=pk)
    context = {
        "instrument": seat.instrument,
        "form": form,
        "offer": offer,
        "due_on": queries.answer_due(offer) if offer else None,
    }
    return page(request, "programmes/time_request.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def time_answer(request: PageRequest, pk: int) -> HttpResponse:
    """Grant more time until the day asked for, until another day, or not."""
    seat = take_seat(request.user, pk)
    side = acting_side(seat, Act.ANSWER_TIME)
    asked = queries.open_time_request(seat.instrument, side)
    if asked is None:
        raise Http404(_("Không còn đề nghị thêm thời gian nào chờ bên mình trả lời."))
    form = TimeAnswerForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            answered = actions.answer_time_request(
                seat.instrument,
                organisation=side,
                by=request.user,
                granted_on=form.granted_on,
                answer=form.cleaned_data["answer"],
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            granted, declined = _("Đã đồng ý trả lời trước ngày %(day)s."), _("Đã trả lời: không thêm thời gian.")
            day = answered.granted_on
            messages.success(request, granted % {"day": vdate(day)} if day else declined)
            return redirect("programmes:instrument_detail", pk=pk)
    context = {
        "instrument": seat.instrument,
        "form": form,
        "asked": asked,
        "due_on": queries.answer_due(asked.revision),
    }
    return page(request, "programmes/time_answer.html", context, status=422 if form.errors else 200)


def _detail(pk: int) -> str:
    return reverse("programmes:instrument_detail", args=[pk])
