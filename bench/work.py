"""What is measured without a server: the import of 2,000 rows, and the PDF of the case's programme."""

import io
import statistics
import time
from dataclasses import dataclass

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from bench.data import FIELDS, WORK, World
from phoihop.accounts.models import User
from phoihop.demo.calendar import CASE
from phoihop.documents.pdf import render_pdf
from phoihop.organisations.models import Organisation
from phoihop.programmes.importing import actions as importing
from phoihop.programmes.models import Instrument, Partnership, ProgrammeImport
from phoihop.programmes.official import official_document

ROWS = 2_000


@dataclass(frozen=True)
class Works:
    """Seconds."""

    import_upload: float
    import_confirm: float
    pdf: float
    pdf_first: float


def measure(world: World) -> Works:
    """Import a table of 2,000 items; set the case's programme of 2025."""
    partnership = Partnership.objects.get(pk=world.partnership)
    body, officer = Organisation.objects.get(pk=world.body), User.objects.get(pk=world.officer)
    upload, seconds = _timed_upload(partnership, body, officer, "bang.xlsx", _workbook(body.short_name))
    began = time.perf_counter()
    importing.confirm(upload, by=officer)
    confirmed = time.perf_counter() - began
    case, _seconds = _timed_upload(
        partnership, body, officer, "programme-2025.xlsx", (CASE / "programme-2025.xlsx").read_bytes()
    )
    programme = importing.confirm(case, by=officer)
    times = [_timed_pdf(programme, body) for _ in range(7)]
    return Works(seconds, confirmed, statistics.median(times[1:]), times[0])


def _timed_upload(
    partnership: Partnership, body: Organisation, officer: User, name: str, data: bytes
) -> tuple[ProgrammeImport, float]:
    file = SimpleUploadedFile(name, data)
    began = time.perf_counter()
    upload = importing.upload(partnership, file=file, organisation=body, by=officer, year=2025)
    return upload, time.perf_counter() - began


def _timed_pdf(programme: Instrument, body: Organisation) -> float:
    began = time.perf_counter()
    render_pdf(official_document(programme, organisation=body))
    return time.perf_counter() - began


def _workbook(lead: str) -> bytes:
    """A table as offices write it, with a group row for each field of work."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Phụ lục")
    head = (
        "TT",
        "Nội dung phối hợp",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Thời gian thực hiện",
        "Sản phẩm",
        "Ghi chú",
    )
    sheet.write_row(0, 0, head)
    line = 1
    for number, field in enumerate(FIELDS):
        sheet.write_row(line, 0, (f"{number + 1}", field))
        line += 1
        for place in range(ROWS // len(FIELDS)):
            words, deliverable, _unit, _target = WORK[place % len(WORK)]
            dues = ("Quý I/2025", "Tháng 5/2025", "Trước 30/6/2025", "Mỗi quý 01 lần", "Thường xuyên")
            content = words.format(year=2025, n=place)
            sheet.write_row(line, 0, (place + 1, content, lead, "", dues[place % len(dues)], deliverable, ""))
            line += 1
    book.close()
    return buffer.getvalue()
