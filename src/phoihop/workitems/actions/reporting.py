"""A lead reports with evidence; the other side confirms or returns."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents import files as stored_files
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.numbers import kept
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes.canonical import canonical_json, plain
from phoihop.workitems import notices
from phoihop.workitems.actions._summary import locked, nth_time, refresh
from phoihop.workitems.evidence import Upload, media_type_of, refusal_of_files, refusal_of_links, title_of_link
from phoihop.workitems.limits import (
    no_reason_for_return,
    refusal_of_completed_on,
    refusal_of_quantity,
    refusal_of_reason,
    refusal_of_text,
    refuse,
)
from phoihop.workitems.models import Evidence, Occurrence, Report, WorkItem
from phoihop.workitems.rules import check_answerer, check_reportable, check_reporter, check_unanswered
from phoihop.workitems.states import EvidenceKind, ExtensionState, Nature, OccurrenceState


@transaction.atomic
def report(
    occurrence: Occurrence,
    *,
    organisation: Organisation,
    by: User,
    completed_on: dt.date,
    quantity: Decimal | None,
    text: str,
    files: Sequence[Upload],
    links: Sequence[tuple[str, str]],
    token: UUID,
) -> Report:
    """Report one occurrence as done; the same token sent twice gives the same report.

    Raises NotAllowed for anyone but an officer of a lead, NotPossible when it cannot be reported (now, or so).
    """
    item = locked(occurrence.work_item_id)
    occurrence = item.occurrences.get(pk=occurrence.pk)
    check_reporter(item, organisation, by)
    if (sent := Report.objects.filter(token=token).first()) is not None:
        return _sent_before(sent, occurrence, by)
    text = clean(text)
    check_reportable(occurrence)
    refuse(
        refusal_of_completed_on(item, completed_on),
        refusal_of_quantity(quantity),
        refusal_of_text(text),
        refusal_of_files(files),
        refusal_of_links(links),
    )

    told = Report.objects.create(
        occurrence=occurrence,
        organisation=organisation,
        side=organisation,
        by=by,
        reported_at=clock.now(),
        completed_on=completed_on,
        quantity=None if quantity is None else kept(quantity),
        text=text,
        token=token,
    )
    _attach(told, files, links)
    occurrence.state = OccurrenceState.REPORTED
    occurrence.save(update_fields=["state"])
    refresh(item)
    occurrence.work_item = item
    _record(notices.REPORTED, told, by=by, organisation=organisation)
    notices.tell_reported(told, by=by)
    return told


@transaction.atomic
def decide_report(report: Report, *, organisation: Organisation, by: User, confirmed: bool, reason: str = "") -> Report:
    """Confirm a report, or return it with a reason.

    Raises NotAllowed for anyone but an officer of the other side, NotPossible when it was answered before, when
    a return has no reason, or when a request for more time has to be answered first.
    """
    item = locked(report.occurrence.work_item_id)
    report = Report.objects.select_related("occurrence", "organisation").get(pk=report.pk)
    occurrence = report.occurrence
    occurrence.work_item = item
    reason = clean(reason)
    check_answerer(report, organisation, by)
    _check_decision(report, confirmed=confirmed, reason=reason)

    report.confirmed, report.reason = confirmed, "" if confirmed else reason
    report.decided_by, report.decided_for, report.decided_at = by, organisation, clock.now()
    report.save(update_fields=["confirmed", "reason", "decided_by", "decided_for", "decided_at"])
    if confirmed:
        _complete(item, occurrence, report)
    else:
        occurrence.state = OccurrenceState.RETURNED
        occurrence.save(update_fields=["state"])
    refresh(item)
    verb = notices.CONFIRMED if confirmed else notices.RETURNED
    _record(verb, report, by=by, organisation=organisation)
    notices.tell_decided(report, by=by)
    return report


def _sent_before(sent: Report, occurrence: Occurrence, by: User) -> Report:
    if sent.occurrence_id != occurrence.pk or sent.by_id != by.pk:
        raise NotPossible(_("Mẫu báo cáo này đã dùng cho việc khác. Hãy mở lại trang báo cáo rồi gửi."))
    return sent


def _attach(told: Report, files: Sequence[Upload], links: Sequence[tuple[str, str]]) -> None:
    for file in files:
        file.seek(0)
        name = file.name or ""
        stored = stored_files.store(file.read(), name=name, media_type=media_type_of(name))
        Evidence.objects.create(report=told, kind=EvidenceKind.FILE, title=stored.name, file=stored)
    for title, url in links:
        Evidence.objects.create(report=told, kind=EvidenceKind.LINK, title=title_of_link(title, url), url=url)


def _check_decision(report: Report, *, confirmed: bool, reason: str) -> None:
    check_unanswered(report)
    refuse(refusal_of_reason(reason, missing="" if confirmed else no_reason_for_return()))
    # Whether the work was late is settled by the confirmation: the date must not be moved afterwards.
    if confirmed and report.occurrence.extensions.filter(state=ExtensionState.ASKED).exists():
        raise NotPossible(_("Hãy trả lời đề nghị gia hạn trước rồi xác nhận hoàn thành."))


def _complete(item: WorkItem, occurrence: Occurrence, report: Report) -> None:
    occurrence.state = OccurrenceState.CONFIRMED
    occurrence.completed_on = report.completed_on
    occurrence.quantity = report.quantity
    occurrence.save(update_fields=["state", "completed_on", "quantity"])
    if item.nature != Nature.DATED:
        # Work without a term goes on: the next time is open as soon as this one is confirmed.
        number = occurrence.number + 1
        Occurrence.objects.create(work_item=item, number=number, label=nth_time(number))


def _record(verb: str, told: Report, *, by: User, organisation: Organisation) -> None:
    item = told.occurrence.work_item
    content = _content(told)
    record(
        item.partnership.chain,
        verb,
        item,
        by=by,
        organisation=organisation,
        label=f"{item.label} {item.content}",
        content_hash=hashlib.sha256(canonical_json(content)).hexdigest(),
        data={**content, "report": told.pk, "reason": told.reason},
    )


def _content(told: Report) -> dict[str, object]:
    """What a report says, as plain data: the bytes of each file by their hash."""
    due_on = told.occurrence.due_on
    return {
        "occurrence": told.occurrence.number,
        "time": told.occurrence.label,
        "due_on": due_on.isoformat() if due_on else "",
        "completed_on": told.completed_on.isoformat(),
        "quantity": plain(told.quantity) or "",
        "text": told.text,
        "evidence": [
            {"title": one.title, "sha256": one.file.sha256 if one.file else "", "url": one.url}
            for one in told.evidence.select_related("file")
        ],
    }
