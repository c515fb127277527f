"""Asking for more time, and answering that."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phoihop.lib.http import PageRequest, page
from phoihop.workitems import actions
from phoihop.workitems.forms import ExtensionDecisionForm, ExtensionForm
from phoihop.workitems.models import Extension, Occurrence
from phoihop.workitems.notices import url_of
from phoihop.workitems.rules import answering_body, check_movable, check_unanswered, reporting_body


@require_http_methods(["GET", "POST"])
def extension_create(request: PageRequest, pk: int) -> HttpResponse:
    """Ask the other side for a later due date."""
    visible = Occurrence.objects.visible_to(request.user)
    occurrence = get_object_or_404(visible.select_related("work_item__instrument", "work_item__partnership"), pk=pk)
    body = reporting_body(request.user, occurrence.work_item)
    check_movable(occurrence)
    form = ExtensionForm(request.POST if request.method == "POST" else None, occurrence=occurrence)
    if form.is_valid():
        actions.ask_extension(occurrence, organisation=body, by=request.user, **form.cleaned_data)
        messages.success(request, _("Đã gửi đề nghị gia hạn; bên kia được báo để trả lời."))
        return HttpResponseRedirect(url_of(occurrence))
    context = {"form": form, "occurrence": occurrence, "item": occurrence.work_item}
    return page(request, "workitems/extension_create.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def extension_decide(request: PageRequest, pk: int) -> HttpResponse:
    """Grant more time, or not."""
    visible = Extension.objects.visible_to(request.user)
    extension = get_object_or_404(
        visible.select_related("occurrence__work_item__instrument", "organisation", "by"), pk=pk
    )
    body = answering_body(request.user, extension)
    check_unanswered(extension)
    form = ExtensionDecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        granted = form.cleaned_data["decision"] == "grant"
        answer = form.cleaned_data["answer"]
        actions.decide_extension(extension, organisation=body, by=request.user, granted=granted, answer=answer)
        messages.success(request, _("Đã đồng ý gia hạn.") if granted else _("Đã trả lời không đồng ý gia hạn."))
        return HttpResponseRedirect(url_of(extension.occurrence))
    occurrence = extension.occurrence
    context = {"form": form, "extension": extension, "occurrence": occurrence, "item": occurrence.work_item}
    return page(request, "workitems/extension_decide.html", context, status=422 if form.is_bound else 200)
