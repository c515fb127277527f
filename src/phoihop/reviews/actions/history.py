"""Results of past years from their workbook: uploaded, understood, corrected, confirmed; a year's table is replaced whole."""

import datetime as dt
from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.sheets import read_workbook
from phoihop.ledger.actions import record
from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import BodyNames
from phoihop.programmes.models import Partnership
from phoihop.programmes.states import ImportState
from phoihop.reviews import notices, rules
from phoihop.reviews.models import HistoricalResult, HistoryImport
from phoihop.reviews.past_results import PastRow, understand
from phoihop.workitems.states import Standing

FIRST_YEAR = 1990
LARGEST_FILE = 10 * 1024 * 1024


@transaction.atomic
def upload_results(
    partnership: Partnership,
    *,
    file: "UploadedFile[bytes]",
    organisation: Organisation,
    by: User,
    year: int | None = None,
) -> HistoryImport:
    """Read a result table and keep what was understood, private to that body; nothing counts before it is confirmed.

    Without `year` it is the one that most due dates lie in. Raises NotPossible with a sentence about the file.
    """
    _refuse_stranger(partnership, organisation, by)
    if file.size is not None and file.size > LARGEST_FILE:
        raise NotPossible(_("Tệp lớn hơn 10 MB. Hãy bỏ ảnh và các trang không cần, rồi tải lên lại."))
    data = file.read()
    name = file.name or ""
    bodies = BodyNames(clock.today())
    results = understand(read_workbook(data, name), year=year, knows=lambda text: bodies.match(text) is not None)
    year = year or results.year
    if year is None:
        raise NotPossible(_("Không biết bảng này là kết quả của năm nào. Hãy chọn năm rồi tải lên lại."))
    _refuse_year(year)
    return HistoryImport.objects.create(
        partnership=partnership,
        organisation=organisation,
        by=by,
        created_at=clock.now(),
        file=files.store(data, name=name, media_type=files.XLSX),
        year=year,
        rows=[row.to_json() for row in results.rows],
    )


@transaction.atomic
def confirm_results(
    upload: HistoryImport,
    *,
    by: User,
    standings: Mapping[int, str] | None = None,
    without: frozenset[int] = frozenset(),
) -> int:
    """Let the rows count as the results of their year, in place of those that were there; say how many.

    `standings` corrects how a row counts, by its row number; rows in `without` are left out.
    """
    upload = (
        HistoryImport.objects.select_for_update(of=("self",)).select_related("partnership__chain").get(pk=upload.pk)
    )
    _refuse_stranger(upload.partnership, upload.organisation, by)
    if upload.state != ImportState.PENDING:
        raise NotPossible(_("Tệp này đã được xác nhận hoặc đã bỏ. Hãy tải lên lại nếu cần nhập nữa."))
    rows = [row for row in map(PastRow.from_json, upload.rows) if row.row not in without]
    if not rows:
        raise NotPossible(_("Không còn dòng nào để nhập. Hãy giữ lại ít nhất một dòng."))
    # Two imports of one year wait for each other here, so the year's table is always one of them, whole. The lock is the
    # one that every act of a partnership takes first: with another, this and a last signature could wait for each other.
    Chain.objects.select_for_update().get(pk=upload.partnership.chain_id)
    replaced, _counts = HistoricalResult.objects.filter(partnership=upload.partnership, year=upload.year).delete()
    now = clock.now()
    HistoricalResult.objects.bulk_create(_result(row, upload, by, _standing(row, standings or {}), now) for row in rows)
    upload.state = ImportState.CONFIRMED
    upload.save(update_fields=["state"])
    record(
        upload.partnership.chain,
        notices.RESULTS_IMPORTED,
        upload,
        by=by,
        organisation=upload.organisation,
        label=f"kết quả năm {upload.year}",
        content_hash=upload.file.sha256,
        data={"year": upload.year, "rows": len(rows), "replaced": replaced, "file": upload.file.name},
    )
    notices.tell_results_imported(upload, by=by)
    return len(rows)


@transaction.atomic
def discard_results(upload: HistoryImport, *, by: User) -> None:
    """Forget an upload that was not confirmed."""
    upload = HistoryImport.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=upload.pk)
    _refuse_stranger(upload.partnership, upload.organisation, by)
    if upload.state != ImportState.PENDING:
        raise NotPossible(_("Tệp này đã được xác nhận hoặc đã bỏ. Hãy tải lên lại nếu cần nhập nữa."))
    upload.state = ImportState.DISCARDED
    upload.save(update_fields=["state"])


@transaction.atomic
def import_results(
    partnership: Partnership,
    *,
    file: "UploadedFile[bytes]",
    organisation: Organisation,
    by: User,
    year: int | None = None,
) -> int:
    """Upload and confirm in one go, as understood; say how many rows."""
    return confirm_results(upload_results(partnership, file=file, organisation=organisation, by=by, year=year), by=by)


def _refuse_stranger(partnership: Partnership, organisation: Organisation, by: User) -> None:
    if organisation not in rules.officer_sides(by, partnership):
        raise NotAllowed(_("Chỉ chuyên viên của một bên được nhập kết quả các năm trước."))


def _refuse_year(year: int) -> None:
    this_year = clock.today().year
    if not FIRST_YEAR <= year <= this_year:
        raise NotPossible(
            _("Năm của bảng kết quả phải từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": this_year}
        )


def _standing(row: PastRow, corrections: Mapping[int, str]) -> str:
    standing = corrections.get(row.row, row.standing)
    return standing if standing in Standing.values else row.standing


def _result(row: PastRow, upload: HistoryImport, by: User, standing: str, now: dt.datetime) -> HistoricalResult:
    return HistoricalResult(
        partnership=upload.partnership,
        file=upload.file,
        imported_by=by,
        imported_at=now,
        year=upload.year,
        row=row.row,
        content=row.content,
        lead_text=row.lead_text,
        support_text=row.support_text,
        due_text=row.due_text,
        due_on=row.due_on,
        completed_on=row.completed_on,
        target_text=row.target_text,
        result_text=row.result_text,
        rating=row.rating,
        evidence_text=row.evidence_text,
        standing=standing,
    )
