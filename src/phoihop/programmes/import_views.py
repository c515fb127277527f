"""A programme from an Excel table: choose the file, look at what was understood, mend it, confirm."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phoihop.documents import files
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.http import PageRequest, page
from phoihop.lib.numbers import identifier
from phoihop.programmes.import_forms import ColumnsForm, ProgrammeForm, RowForm, UploadForm
from phoihop.programmes.importing import actions, queries
from phoihop.programmes.importing.table import Draft
from phoihop.programmes.models import Partnership, ProgrammeImport

KEEP, CHECK, LEAVE_OUT, TAKE_BACK = "keep", "check", "leave_out", "take_back"


@require_http_methods(["GET", "POST"])
def import_create(request: PageRequest) -> HttpResponse:
    """An officer uploads the table of a programme; `?partnership=` chooses among their partnerships."""
    sides = queries.sides_as_officer(request.user)
    wanted = request.GET.get("partnership", "")
    if wanted:
        partnership = get_object_or_404(Partnership.objects.visible_to(request.user), pk=identifier(wanted) or 0)
        sides = [side for side in sides if side.partnership_id == partnership.pk]
    if not sides:
        raise NotAllowed(_("Chỉ chuyên viên của một bên được lập chương trình từ tệp Excel."))
    form = UploadForm(request.POST or None, request.FILES or None, sides=sides)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.upload(
                form.chosen_side.partnership,
                file=data["file"],
                year=data["year"],
                title=data["title"],
                organisation=form.chosen_side.organisation,
                by=request.user,
            )
        except NotPossible as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("programmes:import_detail", pk=made.pk)
    return page(request, "programmes/import_create.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def import_detail(request: PageRequest, pk: int) -> HttpResponse:
    """The table as it was understood; `?row=` opens one row for correction, `?show=doubts` shows those to look at."""
    return _preview(request, _import(request, pk))


@require_POST
def import_programme(request: PageRequest, pk: int) -> HttpResponse:
    programme_import = _own(request, pk)
    form = ProgrammeForm(request.POST)
    if not form.is_valid():
        return _preview(request, programme_import, programme_form=form, status=422)
    actions.describe_programme(programme_import, **form.cleaned_data, by=request.user)
    messages.success(request, _("Đã kiểm tra lại thời gian của mọi dòng theo kỳ này."))
    return redirect("programmes:import_detail", pk=pk)


@require_POST
def import_columns(request: PageRequest, pk: int) -> HttpResponse:
    programme_import = _own(request, pk)
    form = ColumnsForm(request.POST, draft=Draft.from_json(programme_import.rows))
    if form.is_valid():
        try:
            actions.read_again(
                programme_import, sheet=form.cleaned_data["sheet"], columns=form.columns, by=request.user
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Đã đọc lại bảng từ tệp."))
            return redirect("programmes:import_detail", pk=pk)
    return _preview(request, programme_import, columns_form=form, status=422)


@require_POST
def import_row(request: PageRequest, pk: int, row: int) -> HttpResponse:
    """Put other words into a row, or leave it out, or take it back."""
    programme_import = _own(request, pk)
    act = request.POST.get("act", KEEP)
    if act in (LEAVE_OUT, TAKE_BACK):
        actions.correct_row(programme_import, row, by=request.user, included=act == TAKE_BACK)
        return redirect(_row_url(request, pk, row))
    form = _row_form(programme_import, row, data=request.POST)
    if form is None:
        raise NotPossible(_("Bảng không có dòng %(row)d.") % {"row": row})
    if not form.is_valid():
        return _preview(request, programme_import, row_form=form, row=row, status=422)
    actions.correct_row(programme_import, row, by=request.user, **form.cells())
    return redirect(_row_url(request, pk, row, is_open=act == CHECK))


@require_POST
def import_confirm(request: PageRequest, pk: int) -> HttpResponse:
    instrument = actions.confirm(_import(request, pk), by=request.user, seen=request.POST.get("seen", ""))
    messages.success(
        request, _("Đã lập bản soạn riêng từ tệp Excel. Bên kia chưa thấy gì cho đến khi bên mình gửi đề nghị.")
    )
    return redirect("programmes:instrument_detail", pk=instrument.pk)


@require_POST
def import_discard(request: PageRequest, pk: int) -> HttpResponse:
    programme_import = actions.discard(_import(request, pk), by=request.user)
    messages.success(request, _("Đã bỏ bảng từ tệp “%(name)s”.") % {"name": programme_import.file.name})
    return redirect("programmes:partnership_detail", pk=programme_import.partnership_id)


@require_GET
def import_file(request: PageRequest, pk: int) -> FileResponse:
    """The workbook as it was uploaded."""
    return files.response(_import(request, pk).file)


def _import(request: PageRequest, pk: int) -> ProgrammeImport:
    visible = ProgrammeImport.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("partnership", "organisation", "file", "by", "instrument"), pk=pk)


def _own(request: PageRequest, pk: int) -> ProgrammeImport:
    """One that this person may change: those who only read are told so before their input is looked at."""
    programme_import = _import(request, pk)
    actions.refuse_unless_officer(programme_import.organisation, request.user)
    return programme_import


def _preview(
    request: PageRequest, programme_import: ProgrammeImport, *, row: int = 0, status: int = 200, **forms: Any
) -> HttpResponse:
    row = row or identifier(request.GET.get("row", "")) or 0
    seen = queries.preview(
        programme_import,
        request.user,
        doubtful_only=request.GET.get("show") == "doubts",
        after=identifier(request.GET.get("after", "")) or 0,
        around=row or identifier(request.GET.get("around", "")) or 0,
    )
    context: dict[str, Any] = {
        "preview": seen,
        "import": programme_import,
        "draft": seen.draft,
        "page": seen,
        "open_row": row if seen.can_edit else 0,
        "seal": actions.seal(programme_import),
        "programme_form": ProgrammeForm.of(seen.draft),
        "columns_form": ColumnsForm(draft=seen.draft),
        "row_form": _row_form(programme_import, row) if row and seen.can_edit and "row_form" not in forms else None,
    }
    return page(request, "programmes/import_detail.html", context | forms, status=status)


def _row_form(programme_import: ProgrammeImport, row: int, data: Any = None) -> RowForm | None:
    item = Draft.from_json(programme_import.rows).item(row)
    if item is None:
        return None
    parties = programme_import.partnership.parties.select_related("organisation")
    return RowForm(data, parties=[party.organisation for party in parties], item=item)


def _row_url(request: PageRequest, pk: int, row: int, *, is_open: bool = False) -> str:
    """Back to where the row stands in the list that the person was reading."""
    show = "&show=doubts" if request.GET.get("show") == "doubts" else ""
    place = "row" if is_open else "around"
    url = reverse("programmes:import_detail", args=[pk])
    return f"{url}?{place}={row}{show}#row-{row}"
