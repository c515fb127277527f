"""The list of work, what it exports, and one piece of work."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phoihop.documents.files import XLSX
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.http import PageRequest, page, wants_fragment
from phoihop.workitems import exporting, queries
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries.filters import OFFICIAL, SORTS, WHOSE, Filters
from phoihop.workitems.queries.lists import count_rows
from phoihop.workitems.views.drawing import options, table_rows

MOST_IN_WORKBOOK = 20_000  # more take too long while somebody waits; CSV has no limit


@require_GET
def work_item_list(request: PageRequest) -> HttpResponse:
    """What was agreed, filtered by its address; htmx takes only the views and the rows."""
    filters = Filters.read(request.GET)
    items = queries.work_item_list(
        request.user, filters, request.GET.get("after", ""), choices=not wants_fragment(request)
    )
    context = {
        "page": items,
        "rows": table_rows(items.rows),
        "programmes": options(items.programmes),
        "bodies": options(items.bodies),
        "fields": options(items.fields),
        "filters": filters,
        "whose": WHOSE.items(),
        "sorts": SORTS.items(),
        "official": filters.view.label if filters.standing in OFFICIAL else "",
        "export": filters.address(),
    }
    return page(request, "workitems/work_item_list.html", context, partial="rows")


@require_GET
def work_item_export(request: PageRequest, kind: str) -> HttpResponseBase:
    """Everything that the filter shows, in its order, as CSV or XLSX."""
    filters = Filters.read(request.GET)
    name = _("cong-viec-%(day)s") % {"day": f"{clock.today():%Y-%m-%d}"}
    if kind == "csv":
        lines = exporting.csv_lines(queries.all_rows(request.user, filters))
        answer: HttpResponseBase = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
        return answer
    if kind != "xlsx":
        raise Http404
    if count_rows(request.user, filters, MOST_IN_WORKBOOK + 1) > MOST_IN_WORKBOOK:
        raise NotPossible(_("Danh sách dài quá 20.000 việc nên không xuất ra Excel được. Hãy lọc bớt, hoặc tải CSV."))
    file = exporting.xlsx_file(queries.all_rows(request.user, filters), _("Công việc phối hợp"))
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@require_GET
def work_item_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One piece of work: what was agreed, what was done, what waits for whom, and how it came so far."""
    item = get_object_or_404(queries.with_everything(WorkItem.objects.visible_to(request.user)), pk=pk)
    return page(request, "workitems/work_item_detail.html", {"page": queries.work_item_page(request.user, item)})
