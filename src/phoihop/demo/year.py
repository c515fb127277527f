"""The demo's years: one reviewed, one in force, one under negotiation."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from phoihop.accounts.models import User
from phoihop.demo.calendar import CASE, moment, reviewed_year, year_in_force
from phoihop.demo.outcomes import REVIEW_DAY, REVIEWED, Outcome, completed_on
from phoihop.demo.people import PIN, person
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions as programmes
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind
from phoihop.reviews import actions as reviews
from phoihop.reviews.models import Review
from phoihop.signatures.authority import make_pilot_key
from phoihop.workitems import actions as workitems
from phoihop.workitems.models import Occurrence, Report
from phoihop.workitems.states import OccurrenceState


@dataclass(frozen=True)
class Side:
    """One party of the demo with the people who act for it."""

    body: Organisation
    officer: User
    approver: User
    signatory: User


def department() -> Side:
    body = Organisation.objects.get(key="btgdv")
    return Side(body, person("chi.nguyen"), person("binh.pham"), person("an.le"))


def school() -> Side:
    body = Organisation.objects.get(key="tct")
    return Side(body, person("khanh.do"), person("hai.hoang"), person("giang.vu"))


def open_partnership() -> Partnership:
    """The two bodies open their partnership two years before the year in force; the province's office looks on."""
    with clock.at(moment(year_in_force() - 2, 10, 14)):
        for side in (department(), school()):
            make_pilot_key(side.signatory, organisation_name=side.body.name, pin=PIN, at=clock.now())
        return programmes.open_partnership(
            "Ban Tuyên giáo và Dân vận Tỉnh ủy - Trường Chính trị tỉnh Sông Lam",
            [department().body, school().body],
            [Organisation.objects.get(key="thuong-truc")],
            by=department().officer,
        )


def load_reviewed_year(partnership: Partnership) -> Review:
    """The case's programme: from its workbook to the signed review of its year."""
    year = reviewed_year()
    programme = import_workbook(partnership, year)
    negotiate(programme, moment(year - 1, 11, 5))
    settle(programme, moment(year - 1, 11, 13))
    sign(programme, moment(year - 1, 11, 19))
    last_day = dt.date(year, *REVIEW_DAY)
    for occurrence, outcome in planned(programme):
        tell(occurrence, outcome, until=last_day)
    return review_year(programme, year)


def load_year_in_force(partnership: Partnership, review: Review) -> Instrument:
    """The programme that followed from the review: signed, and under way as far as today's date tells."""
    year = year_in_force()
    with clock.at(moment(year - 1, 12, 19)):
        programme = reviews.start_next_year(review, organisation=department().body, by=department().officer)
        programmes.disclose(programme, organisation=department().body, by=department().officer)
    settle(programme, moment(year - 1, 12, 22))
    sign(programme, moment(year - 1, 12, 25))
    run_year(programme)
    return programme


def draft_next_year(partnership: Partnership, year: int) -> Instrument:
    """Next year's text: offered by the department, with the school at work on its answer, which only the school sees."""
    chi, khanh = department(), school()
    today = clock.today()
    with clock.at(_ago(today, 9)):
        draft = programmes.start_instrument(
            partnership,
            InstrumentKind.PROGRAMME,
            title=f"công tác năm {year} giữa Ban Tuyên giáo và Dân vận Tỉnh ủy và Trường Chính trị tỉnh Sông Lam",
            period_start=dt.date(year, 1, 1),
            period_end=dt.date(year, 12, 31),
            organisation=chi.body,
            by=chi.officer,
        )
        for fields in next_year_items(year):
            programmes.write_version(draft, kind="item", organisation=chi.body, by=chi.officer, **fields)
        programmes.disclose(
            draft, organisation=chi.body, by=chi.officer, note="Đề nghị nhà trường cho ý kiến trước ngày giao ban quý."
        )
    with clock.at(_ago(today, 3)):
        items = [version for version in current_versions(draft) if version.provision.kind == "item"]
        for version in items[:2]:
            programmes.consent(version, organisation=khanh.body, by=khanh.officer)
        programmes.write_version(
            draft,
            provision=items[-1].provision,
            kind="item",
            organisation=khanh.body,
            by=khanh.officer,
            due_text=f"Trước 31/10/{year}",
            reason="Quý III trùng với đợt thi tốt nghiệp của các lớp trung cấp.",
        )
    return draft


def import_workbook(partnership: Partnership, year: int) -> Instrument:
    """The officer uploads the case's workbook and confirms what was understood."""
    chi = department()
    with clock.at(moment(year - 1, 11, 4)):
        upload = imports.upload(
            partnership,
            file=SimpleUploadedFile("programme-2025.xlsx", (CASE / "programme-2025.xlsx").read_bytes()),
            year=year,
            organisation=chi.body,
            by=chi.officer,
        )
        return imports.confirm(upload, by=chi.officer)


def negotiate(programme: Instrument, start: dt.datetime) -> None:
    """Offer, the school's changes with their reasons, and the department's answer."""
    chi, khanh = department(), school()
    with clock.at(start):
        programmes.disclose(
            programme,
            organisation=chi.body,
            by=chi.officer,
            note="Gửi nhà trường dự thảo nội dung phối hợp để cho ý kiến.",
        )
    with clock.at(start + dt.timedelta(days=3)):
        workshop = next(
            version for version in current_versions(programme) if "Hội thảo khoa học cấp tỉnh" in version.text
        )
        programmes.write_version(
            programme,
            provision=workshop.provision,
            kind="item",
            organisation=khanh.body,
            by=khanh.officer,
            deliverable="01 hội thảo; kỷ yếu tối thiểu 40 tham luận",
            note="Kỷ yếu in và bản điện tử; hai cơ quan đồng chủ biên",
            reason="Ghi rõ trách nhiệm biên tập kỷ yếu của hai cơ quan.",
        )
        programmes.disclose(
            programme, organisation=khanh.body, by=khanh.officer, note="Nhà trường bổ sung một nội dung."
        )


def settle(instrument: Instrument, start: dt.datetime) -> None:
    """Both sides consent to everything and approve within."""
    for hour, side in enumerate((department(), school())):
        with clock.at(start + dt.timedelta(hours=hour)):
            programmes.consent_to_all(instrument, organisation=side.body, by=side.officer)
    for hour, side in enumerate((department(), school())):
        with clock.at(start + dt.timedelta(days=1, hours=hour)):
            programmes.approve(instrument, organisation=side.body, by=side.approver)


def sign(instrument: Instrument, day: dt.datetime) -> None:
    """The clerk takes the number and freezes the text; both heads sign."""
    with clock.at(day):
        programmes.freeze_instrument(instrument, by=person("dung.tran"), dated_on=day.date())
    for minutes, side in ((90, school()), (105, department())):
        with clock.at(day + dt.timedelta(minutes=minutes)):
            programmes.sign_instrument(instrument, by=side.signatory, pin=PIN)


def planned(programme: Instrument) -> Iterator[tuple[Occurrence, Outcome]]:
    """The occurrences of the reviewed year that were done, each with its outcome."""
    for item in programme.work_items.prefetch_related("occurrences").order_by("position"):
        outcomes = REVIEWED.get(item.label, ())
        for occurrence, outcome in zip(item.occurrences.all(), outcomes, strict=False):
            if outcome is not None and occurrence.due_on is not None:
                yield occurrence, outcome


def tell(occurrence: Occurrence, outcome: Outcome, *, until: dt.date) -> None:
    """One occurrence's story: an extension if there was one, the report with evidence, the other side's confirmation."""
    lead, other = sides_of(occurrence)
    due_on = occurrence.due_on
    assert due_on is not None
    if completed_on(due_on, outcome) > until:
        return
    if outcome.extended_days:
        extend(occurrence, days=outcome.extended_days, granted=True)
    report = send_report(occurrence, outcome, day=completed_on(due_on, outcome))
    with clock.at(_at(min(report.completed_on + dt.timedelta(days=4), until), 15)):
        workitems.decide_report(report, organisation=other.body, by=other.officer, confirmed=True)


def send_report(occurrence: Occurrence, outcome: Outcome, *, day: dt.date) -> Report:
    """The lead reports, with a paper as evidence."""
    lead, _ = sides_of(occurrence)
    item = occurrence.work_item
    with clock.at(_at(day, 10)):
        return workitems.report(
            occurrence,
            organisation=lead.body,
            by=lead.officer,
            completed_on=day,
            quantity=outcome.quantity,
            text=outcome.text,
            files=[evidence(f"Bao cao muc {item.label} - {occurrence.label}.docx", outcome.text)],
            links=[],
            token=uuid.uuid4(),
        )


def extend(occurrence: Occurrence, *, days: int, granted: bool | None) -> None:
    """The lead asks for more time a week before the due date; the other side grants it, refuses, or has not answered."""
    lead, other = sides_of(occurrence)
    due_on = occurrence.due_on
    assert due_on is not None
    asked_on = min(due_on - dt.timedelta(days=7), clock.today())
    with clock.at(_at(asked_on, 9)):
        extension = workitems.ask_extension(
            occurrence,
            organisation=lead.body,
            by=lead.officer,
            to_due_on=due_on + dt.timedelta(days=days),
            reason="Trùng lịch với đợt sinh hoạt chính trị của tỉnh nên phải lùi thời gian.",
        )
    if granted is not None:
        with clock.at(_at(asked_on, 16)):
            workitems.decide_extension(
                extension, organisation=other.body, by=other.officer, granted=granted, answer="Thống nhất."
            )
    occurrence.refresh_from_db()


def run_year(programme: Instrument) -> None:
    """The year in force as it stands today: most of what was due is done, and one of everything that can happen."""
    today = clock.today()
    due = list(
        Occurrence.objects.filter(work_item__instrument=programme, due_on__lt=today - dt.timedelta(days=3))
        .select_related("work_item")
        .order_by("-due_on", "work_item__position")
    )
    left_open, waiting, returned, done_before = due[:2], due[2:4], due[4:5], due[5:]
    for occurrence in reversed(done_before):
        tell(occurrence, _usual(occurrence), until=today)
    for occurrence in waiting:
        send_report(occurrence, _usual(occurrence), day=min(occurrence.due_on or today, today - dt.timedelta(days=2)))
    for occurrence in returned:
        report = send_report(occurrence, _usual(occurrence), day=occurrence.due_on or today)
        _, other = sides_of(occurrence)
        with clock.at(_ago(today, 1)):
            workitems.decide_report(
                report,
                organisation=other.body,
                by=other.officer,
                confirmed=False,
                reason="Đề nghị gửi kèm danh sách và số liệu cụ thể.",
            )
    coming = (
        Occurrence.objects.filter(work_item__instrument=programme, due_on__gte=today, state=OccurrenceState.OPEN)
        .select_related("work_item")
        .order_by("due_on", "work_item__position")
    )
    for occurrence, granted in zip(coming[:2], (None, True), strict=False):
        extend(occurrence, days=15, granted=granted)
    assert left_open or not due


def review_year(programme: Instrument, year: int) -> Review:
    """Both sides look back, agree and sign; the year before is there as the imported table of results."""
    chi, khanh = department(), school()
    with clock.at(moment(year, *REVIEW_DAY)):
        history.import_results(
            programme.partnership,
            file=SimpleUploadedFile("results-2024.xlsx", (CASE / "results-2024.xlsx").read_bytes()),
            year=year - 1,
            organisation=chi.body,
            by=chi.officer,
        )
        review = reviews.start_review(programme, organisation=chi.body, by=chi.officer)
        write_narrative(review.instrument, chi, NARRATIVE_DEPARTMENT)
        reviews.close_figures(review, organisation=chi.body, by=chi.officer)
        programmes.disclose(
            review.instrument, organisation=chi.body, by=chi.officer, note="Gửi nhà trường dự thảo báo cáo."
        )
    with clock.at(moment(year, 12, 17)):
        write_narrative(review.instrument, khanh, NARRATIVE_SCHOOL)
        programmes.disclose(
            review.instrument, organisation=khanh.body, by=khanh.officer, note="Nhà trường bổ sung phần của mình."
        )
    settle(review.instrument, moment(year, 12, 17, 14))
    sign(review.instrument, moment(year, 12, 19, 8))
    review.refresh_from_db()
    return review


def sides_of(occurrence: Occurrence) -> tuple[Side, Side]:
    """Who reports this occurrence and who answers."""
    leads = {body.key for body in occurrence.work_item.leads.all()}
    chi, khanh = department(), school()
    return (chi, khanh) if "btgdv" in leads else (khanh, chi)


def evidence(name: str, text: str) -> SimpleUploadedFile:
    """A small paper that says it is invented."""
    from io import BytesIO

    paper = Document()
    paper.add_paragraph(text)
    paper.add_paragraph("(Tài liệu minh họa, nội dung giả định.)")
    buffer = BytesIO()
    paper.save(buffer)
    return SimpleUploadedFile(
        name, buffer.getvalue(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )


def _usual(occurrence: Occurrence) -> Outcome:
    days = (-6, -3, -9, -2, 5, -4, -12)[occurrence.pk % 7]
    item = occurrence.work_item
    quantity = item.target_quantity
    count = item.occurrences.count()
    share = None if quantity is None else max(Decimal(1), (quantity / count).quantize(Decimal(1)))
    return Outcome(days, f"Đã thực hiện {occurrence.label.lower()}; hồ sơ kèm theo.", share)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM)


def _ago(today: dt.date, days: int) -> dt.datetime:
    return _at(today - dt.timedelta(days=days), 9)
