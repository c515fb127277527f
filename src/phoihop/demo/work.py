"""How work goes in the demo: extensions, reports with evidence, answers of the other side."""

import datetime as dt
import uuid
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from phoihop.demo.outcomes import Outcome, completed_on
from phoihop.demo.sides import Side, department, school
from phoihop.documents.files import DOCX
from phoihop.lib import clock
from phoihop.workitems import actions
from phoihop.workitems.models import Occurrence, Report


def sides_of(occurrence: Occurrence) -> tuple[Side, Side]:
    """Who reports this occurrence, and who answers."""
    leads = {body.key for body in occurrence.work_item.leads.all()}
    chi, khanh = department(), school()
    return (chi, khanh) if chi.body.key in leads else (khanh, chi)


def tell(occurrence: Occurrence, outcome: Outcome, *, until: dt.date) -> None:
    """The whole story of one occurrence, if it was over by that day: extension, report, confirmation."""
    due_on = occurrence.due_on
    if due_on is None or completed_on(due_on, outcome) > until:
        return
    if outcome.extended_days:
        extend(occurrence, days=outcome.extended_days, granted=True)
    report = send_report(occurrence, outcome, day=completed_on(due_on, outcome))
    decide(report, confirmed=True, on=min(report.completed_on + dt.timedelta(days=4), until))


def send_report(occurrence: Occurrence, outcome: Outcome, *, day: dt.date) -> Report:
    """The lead reports, with a paper as evidence."""
    lead, _other = sides_of(occurrence)
    with clock.at(_at(day, 10)):
        return actions.report(
            occurrence,
            organisation=lead.body,
            by=lead.officer,
            completed_on=day,
            quantity=outcome.quantity,
            text=outcome.text,
            files=[
                _paper(
                    f"Báo cáo mục {occurrence.work_item.label} - {occurrence.label}.docx".replace("/", "-"),
                    outcome.text,
                )
            ],
            links=[],
            token=uuid.uuid4(),
        )


def decide(report: Report, *, confirmed: bool, on: dt.date, reason: str = "") -> None:
    """The other side confirms, or returns with a reason."""
    _lead, other = sides_of(report.occurrence)
    with clock.at(_at(on, 15)):
        actions.decide_report(report, organisation=other.body, by=other.officer, confirmed=confirmed, reason=reason)


def extend(occurrence: Occurrence, *, days: int, granted: bool | None) -> None:
    """The lead asks for more time a week ahead; the other side grants it, or (None) has not answered yet."""
    lead, other = sides_of(occurrence)
    due_on = occurrence.due_on
    if due_on is None:
        raise ValueError("Work without a due date has nothing to extend.")
    asked_on = min(due_on - dt.timedelta(days=7), clock.today())
    with clock.at(_at(asked_on, 9)):
        extension = actions.ask_extension(
            occurrence,
            organisation=lead.body,
            by=lead.officer,
            to_due_on=due_on + dt.timedelta(days=days),
            reason="Trùng lịch với đợt sinh hoạt chính trị của tỉnh nên phải lùi thời gian.",
        )
    if granted is not None:
        with clock.at(_at(asked_on, 10)):
            actions.decide_extension(
                extension, organisation=other.body, by=other.officer, granted=granted, answer="Thống nhất."
            )
    occurrence.refresh_from_db()


def _paper(name: str, text: str) -> SimpleUploadedFile:
    paper = Document()
    paper.add_paragraph(text)
    paper.add_paragraph("(Tài liệu minh họa, nội dung giả định.)")
    buffer = BytesIO()
    paper.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue(), DOCX)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM)
