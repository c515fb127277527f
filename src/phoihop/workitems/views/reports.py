"""Reporting work, answering a report, and the files that came with it."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phoihop.documents import files
from phoihop.lib.http import PageRequest, page
from phoihop.workitems import actions
from phoihop.workitems.evidence import Upload
from phoihop.workitems.forms import DecisionForm, ReportForm
from phoihop.workitems.models import Evidence, Occurrence, Report
from phoihop.workitems.notices import url_of
from phoihop.workitems.rules import answering_body, check_reportable, check_unanswered, reporting_body
from phoihop.workitems.states import EvidenceKind

_ITEM = ("work_item__instrument", "work_item__partnership")


@require_http_methods(["GET", "POST"])
def report_create(request: PageRequest, pk: int) -> HttpResponse:
    """Report one occurrence as done, with evidence."""
    occurrence = get_object_or_404(Occurrence.objects.visible_to(request.user).select_related(*_ITEM), pk=pk)
    item = occurrence.work_item
    body = reporting_body(request.user, item)
    form = ReportForm(*_sent(request), item=item)
    # A form sent twice comes with its token: the action answers it with the report that is there.
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.report(
            occurrence,
            organisation=body,
            by=request.user,
            completed_on=said["completed_on"],
            quantity=said["quantity"],
            text=said["text"],
            files=said["attachments"],
            links=said["links"],
            token=said["token"],
        )
        messages.success(request, _("Đã gửi báo cáo; bên kia được báo để xác nhận."))
        return HttpResponseRedirect(url_of(occurrence))
    check_reportable(occurrence)
    returned = occurrence.reports.filter(confirmed=False).order_by("-decided_at").first()
    context = {"form": form, "occurrence": occurrence, "item": item, "body": body, "returned": returned}
    return page(request, "workitems/report_create.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def report_decide(request: PageRequest, pk: int) -> HttpResponse:
    """Confirm a report or return it."""
    reports = Report.objects.visible_to(request.user).select_related(
        "occurrence__work_item__instrument", "organisation", "by"
    )
    report = get_object_or_404(reports.prefetch_related("evidence__file"), pk=pk)
    body = answering_body(request.user, report)
    check_unanswered(report)
    form = DecisionForm(*_sent(request))
    if form.is_valid():
        confirmed = form.cleaned_data["decision"] == "confirm"
        reason = form.cleaned_data["reason"]
        actions.decide_report(report, organisation=body, by=request.user, confirmed=confirmed, reason=reason)
        said = _("Đã xác nhận hoàn thành.") if confirmed else _("Đã trả lại báo cáo; bên kia được báo để bổ sung.")
        messages.success(request, said)
        return HttpResponseRedirect(url_of(report.occurrence))
    context = {"form": form, "report": report, "occurrence": report.occurrence, "item": report.occurrence.work_item}
    return page(request, "workitems/report_decide.html", context, status=422 if form.is_bound else 200)


@require_GET
def evidence_download(request: PageRequest, pk: int) -> FileResponse:
    """A file of a report. PDF and pictures open in the browser when asked for so, everything else is only saved."""
    visible = Evidence.objects.visible_to(request.user).filter(kind=EvidenceKind.FILE)
    one = get_object_or_404(visible.select_related("file"), pk=pk)
    assert one.file is not None
    return files.response(one.file, inline="inline" in request.GET)


def _sent(request: PageRequest) -> tuple[QueryDict, MultiValueDict[str, Upload]] | tuple[()]:
    """What came with the request, empty for a page that is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else ()
