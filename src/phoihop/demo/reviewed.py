"""The demo's reviewed year: the case's programme from its workbook to the signed review."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from phoihop.demo.calendar import CASE, CASE_YEAR, moment, reviewed_year, shifted
from phoihop.demo.outcomes import REVIEW_DAY, REVIEWED, Outcome
from phoihop.demo.sides import Side, department, school, settle, sign
from phoihop.demo.work import tell
from phoihop.lib import clock
from phoihop.programmes import actions
from phoihop.programmes.importing import actions as importing
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.queries import current_versions
from phoihop.reviews import actions as reviews
from phoihop.reviews.models import Review
from phoihop.workitems.models import Occurrence

NARRATIVES = {
    "btgdv": {
        "đã thực hiện": "đã chủ trì kế hoạch đào tạo, các tọa đàm, lớp tập huấn và công tác kiểm tra đợt 1; "
        "giao ban quý đều có thông báo kết luận.",
        "… (ghi tồn tại": "chưa tổ chức được đợt kiểm tra thứ hai do các trung tâm chính trị cấp huyện kết thúc hoạt động "
        "từ ngày 01/7; hai bên chưa kịp thống nhất đối tượng kiểm tra mới.",
    },
    "tct": {
        "đã thực hiện": "đã chủ trì hội thảo cấp tỉnh, bộ chuyên đề phần học địa phương, các lớp bồi dưỡng và "
        "nhận đề tài nghiên cứu cấp tỉnh.",
        "… (ghi tồn tại": "hội thảo cấp tỉnh chậm so với kế hoạch do thu tham luận muộn; lớp chuyển đổi số thứ tư chưa mở "
        "được vì trùng lịch thi; báo cáo tiến độ đề tài tháng 12 chưa xong.",
    },
}


def load_reviewed_year(partnership: Partnership) -> Review:
    """Import, negotiation, signatures, the year's work, and the review that both sides signed."""
    year = reviewed_year()
    programme = _import(partnership, year)
    _negotiate(programme, moment(year - 1, 11, 5))
    settle(programme, moment(year - 1, 11, 13))
    programme = sign(programme, moment(year - 1, 11, 19))
    for occurrence, outcome in _planned(programme):
        tell(occurrence, outcome, until=dt.date(year, *REVIEW_DAY))
    return _review(programme, year)


def _import(partnership: Partnership, year: int) -> Instrument:
    chi = department()
    with clock.at(moment(year - 1, 11, 4)):
        upload = importing.upload(
            partnership, file=_case_file("programme-2025.xlsx", year), year=year, organisation=chi.body, by=chi.officer
        )
        return importing.confirm(upload, by=chi.officer)


def _negotiate(programme: Instrument, start: dt.datetime) -> None:
    chi, khanh = department(), school()
    with clock.at(start):
        actions.disclose(
            programme,
            organisation=chi.body,
            by=chi.officer,
            note="Gửi nhà trường dự thảo nội dung phối hợp để cho ý kiến.",
        )
    with clock.at(start + dt.timedelta(days=3)):
        workshop = next(item for item in current_versions(programme) if "Hội thảo khoa học cấp tỉnh" in item.text)
        actions.write_version(
            programme,
            provision=workshop.provision,
            organisation=khanh.body,
            by=khanh.officer,
            note="Kỷ yếu in và bản điện tử; hai cơ quan đồng biên tập",
            reason="Ghi rõ trách nhiệm biên tập kỷ yếu của hai cơ quan.",
        )
        actions.disclose(programme, organisation=khanh.body, by=khanh.officer, note="Nhà trường bổ sung một nội dung.")


def _planned(programme: Instrument) -> Iterator[tuple[Occurrence, Outcome]]:
    for item in programme.work_items.prefetch_related("occurrences").order_by("position"):
        for occurrence, outcome in zip(item.occurrences.all(), REVIEWED.get(item.label, ()), strict=False):
            if outcome is not None:
                yield occurrence, outcome


def _review(programme: Instrument, year: int) -> Review:
    chi, khanh = department(), school()
    with clock.at(moment(year, *REVIEW_DAY)):
        reviews.import_results(
            programme.partnership,
            file=_case_file("results-2024.xlsx", year),
            year=year - 1,
            organisation=chi.body,
            by=chi.officer,
        )
        review = reviews.start_review(programme, organisation=chi.body, by=chi.officer)
        reviews.close_figures(review, organisation=chi.body, by=chi.officer)
        _write_narrative(review.instrument, chi)
        actions.disclose(
            review.instrument, organisation=chi.body, by=chi.officer, note="Gửi nhà trường dự thảo báo cáo."
        )
    with clock.at(moment(year, 12, 17)):
        _write_narrative(review.instrument, khanh)
        actions.disclose(
            review.instrument, organisation=khanh.body, by=khanh.officer, note="Nhà trường bổ sung phần của mình."
        )
    settle(review.instrument, moment(year, 12, 17, 14))
    sign(review.instrument, moment(year, 12, 19, 8))
    review.refresh_from_db()
    return review


def _write_narrative(report: Instrument, side: Side) -> None:
    """Each side speaks for itself: the paragraphs that begin with its name."""
    name = f"{side.body}: "
    for version in current_versions(report, organisation=side.body):
        for beginning, words in NARRATIVES[side.body.key].items():
            if version.text.startswith(name + beginning):
                actions.write_version(
                    report,
                    provision=version.provision,
                    organisation=side.body,
                    by=side.officer,
                    text=name + words,
                    reason="Nêu kết quả và tồn tại của cơ quan mình.",
                )


def _case_file(name: str, year: int) -> SimpleUploadedFile:
    """A workbook of the case as an office would have it for that year: each year in its cells moved along."""
    data = (CASE / name).read_bytes()
    if years := year - CASE_YEAR:
        workbook = load_workbook(BytesIO(data))
        for cell in (cell for sheet in workbook for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str):
                cell.value = shifted(cell.value, years)
        buffer = BytesIO()
        workbook.save(buffer)
        data = buffer.getvalue()
    return SimpleUploadedFile(shifted(name, years), data)
