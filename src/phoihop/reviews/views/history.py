"""Past years' results: upload, preview with doubts, confirmation, the table itself."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.lib.dates import parse_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Partnership
from phoihop.programmes.states import ImportState
from phoihop.reviews import actions, rules
from phoihop.reviews.figures import DATED
from phoihop.reviews.forms import ResultsForm
from phoihop.reviews.models import HistoricalResult, HistoryImport
from phoihop.reviews.past_results import PastRow
from phoihop.reviews.queries.before import rows_of_period
from phoihop.reviews.queries.reviews import history_rows, partnerships_of
from phoihop.workitems.states import Standing


@require_GET
def history_choose(request: PageRequest) -> HttpResponse:
    """Which partnership a past year's table belongs to; with one partnership there is nothing to choose."""
    acts_in = rules.officer_partnerships(request.user)
    if not acts_in:
        raise NotAllowed(_("Chỉ chuyên viên của một bên được nhập kết quả các năm trước."))
    if len(acts_in) == 1:
        return redirect("reviews:history_create", partnership_id=min(acts_in))
    found = partnerships_of(request.user, acts_in, request.GET.get("after", ""))
    return page(request, "reviews/history_choose.html", {"page": found})


@require_http_methods(["GET", "POST"])
def history_create(request: PageRequest, partnership_id: int) -> HttpResponse:
    """Upload a past year's table; what was understood is shown before anything counts."""
    partnership = get_object_or_404(Partnership.objects.visible_to(request.user), pk=partnership_id)
    sides = rules.officer_sides(request.user, partnership)
    if not sides:
        raise NotAllowed(_("Chỉ chuyên viên của một bên được nhập kết quả các năm trước."))
    form = ResultsForm(request.POST, request.FILES) if request.method == "POST" else ResultsForm()
    if form.is_valid():
        try:
            upload = actions.upload_results(
                partnership, file=form.upload, year=form.cleaned_data["year"], organisation=sides[0], by=request.user
            )
        except NotPossible as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("reviews:history_import_detail", pk=upload.pk)
    context = {"partnership": partnership, "form": form}
    return page(request, "reviews/history_create.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def history_import_detail(request: PageRequest, pk: int) -> HttpResponse:
    """The preview: each row as it was understood, with its doubts; confirming lets them count."""
    upload = get_object_or_404(_uploads(request), pk=pk)
    if request.method == "POST":
        count = actions.confirm_results(
            upload, by=request.user, standings=_standings(request), without=_without(request)
        )
        messages.success(
            request,
            ngettext(
                "Đã nhập %(count)s dòng kết quả năm %(year)s.", "Đã nhập %(count)s dòng kết quả năm %(year)s.", count
            )
            % {"count": count, "year": upload.year},
        )
        return redirect("reviews:history_detail", partnership_id=upload.partnership_id, year=upload.year)
    rows = [PastRow.from_json(row) for row in upload.rows]
    context = {
        "upload": upload,
        "rows": rows,
        "doubtful": sum(bool(row.doubts) for row in rows),
        "replaced": history_rows(upload.partnership, upload.year).count(),
        "standings": Standing.choices,
        "is_pending": upload.state == ImportState.PENDING,
        "can_confirm": upload.organisation in rules.officer_sides(request.user, upload.partnership),
    }
    return page(request, "reviews/history_import_detail.html", context)


@require_POST
def history_import_discard(request: PageRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(_uploads(request), pk=pk)
    actions.discard_results(upload, by=request.user)
    messages.success(request, _("Đã bỏ tệp vừa tải lên; kết quả đang có không đổi."))
    return redirect("reviews:review_list")


@require_GET
def history_detail(request: PageRequest, partnership_id: int, year: int) -> HttpResponse:
    """A past year's rows; a figure of the comparison opens those that it counts."""
    partnership = get_object_or_404(Partnership.objects.visible_to(request.user), pk=partnership_id)
    rows = list(history_rows(partnership, year).select_related("file", "imported_by"))
    if not rows:
        raise Http404
    period = _part_of_year(request)
    first, rows = rows[0], rows_of_period(rows, *period) if period else rows
    standing = request.GET.get("outcome", "")
    shown = [row for row in rows if standing in _counted_in(row)] if standing in (*Standing.values, DATED) else rows
    part = urlencode({"start": period[0], "end": period[1]}) if period else ""
    context = {
        "partnership": partnership,
        "year": year,
        "first": first,
        "rows": shown,
        "counts": [_count(rows, value, str(label), part) for value, label in Standing.choices],
        "standing": standing,
        "period": period,
    }
    return page(request, "reviews/history_detail.html", context)


def _part_of_year(request: PageRequest) -> tuple[dt.date, dt.date] | None:
    """The part of the year that the address asks for."""
    start, end = (parse_date(request.GET.get(name, "")) for name in ("start", "end"))
    return (start, end) if start and end else None


def _count(rows: list[HistoricalResult], standing: str, label: str, part: str) -> tuple[str, str, int, str]:
    """A standing with its name, its number of rows, and the address that lists them."""
    query = "&".join(filter(None, [part, urlencode({"outcome": standing})]))
    return standing, label, sum(row.standing == standing for row in rows), f"?{query}"


def _counted_in(row: HistoricalResult) -> tuple[str, ...]:
    """The figures that count this row: its standing, and the total of all that has a term."""
    return (row.standing,) if row.standing == Standing.APART else (row.standing, DATED)


def _uploads(request: PageRequest) -> QuerySet[HistoryImport]:
    """What the person's own bodies uploaded."""
    mine = Organisation.objects.of(request.user).values("pk")
    return HistoryImport.objects.filter(
        organisation__in=mine, partnership__in=Partnership.objects.visible_to(request.user).values("pk")
    ).select_related("partnership", "organisation", "file")


def _standings(request: PageRequest) -> dict[int, str]:
    return _numbered(request, "standing-")


def _without(request: PageRequest) -> frozenset[int]:
    return frozenset(_numbered(request, "without-"))


def _numbered(request: PageRequest, prefix: str) -> dict[int, Any]:
    """The posted values whose names end in a row number."""
    names = ((name, name.removeprefix(prefix)) for name in request.POST if name.startswith(prefix))
    return {int(number): request.POST[name] for name, number in names if number.isdecimal() and len(number) < 8}
