"""A lead asks for more time before the work is reported; the other side grants it or not."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.workitems import notices
from phoihop.workitems.actions._summary import TO_REPORT, locked, refresh
from phoihop.workitems.models import Extension, Occurrence, WorkItem
from phoihop.workitems.rules import officer_of, sides_of
from phoihop.workitems.states import ExtensionState, OccurrenceState

LONGEST_REASON = 2_000
LAST_DAY = dt.date(2999, 12, 31)


@transaction.atomic
def ask_extension(
    occurrence: Occurrence, *, organisation: Organisation, by: User, to_due_on: dt.date, reason: str
) -> Extension:
    """Ask for a later due date.

    Raises NotAllowed for anyone but an officer of a lead, NotPossible when there is no due date to move, the work
    is reported or done, another request waits, the date is not later, or no reason is given.
    """
    item = locked(occurrence.work_item_id)
    occurrence = item.occurrences.get(pk=occurrence.pk)
    occurrence.work_item = item
    reason = clean(reason)
    if organisation.pk not in sides_of(item).reporting or organisation.pk not in officer_of(by, item):
        raise NotAllowed(_("Chỉ chuyên viên của cơ quan chủ trì được đề nghị gia hạn việc này."))
    due_on = _movable_date(occurrence)
    _check_request(due_on, to_due_on, reason)

    extension = Extension.objects.create(
        occurrence=occurrence,
        organisation=organisation,
        by=by,
        asked_at=clock.now(),
        from_due_on=due_on,
        to_due_on=to_due_on,
        reason=reason,
    )
    _record(notices.EXTENSION_ASKED, extension, by=by, organisation=organisation)
    notices.tell_extension_asked(extension, by=by)
    return extension


@transaction.atomic
def decide_extension(
    extension: Extension, *, organisation: Organisation, by: User, granted: bool, answer: str = ""
) -> Extension:
    """Grant more time, which moves the due date in force and leaves the agreed one, or refuse with a reason.

    Raises NotAllowed for anyone but an officer of the other side, NotPossible when it was answered before, when a
    refusal has no reason, or when the work has been confirmed meanwhile.
    """
    item = locked(extension.occurrence.work_item_id)
    extension = Extension.objects.select_related("occurrence", "organisation").get(pk=extension.pk)
    extension.occurrence.work_item = item
    answer = clean(answer)
    _check_answerer(item, extension, organisation, by)
    _check_decision(extension, granted=granted, answer=answer)

    extension.state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    extension.answer, extension.decided_by, extension.decided_for = answer, by, organisation
    extension.decided_at = clock.now()
    extension.save(update_fields=["state", "answer", "decided_by", "decided_for", "decided_at"])
    if granted:
        extension.occurrence.due_on = extension.to_due_on
        extension.occurrence.save(update_fields=["due_on"])
        refresh(item)
    verb = notices.EXTENSION_GRANTED if granted else notices.EXTENSION_REFUSED
    _record(verb, extension, by=by, organisation=organisation)
    notices.tell_extension_decided(extension, granted=granted, by=by)
    return extension


def _movable_date(occurrence: Occurrence) -> dt.date:
    if occurrence.due_on is None:
        raise NotPossible(_("Việc này không có thời hạn nên không cần gia hạn."))
    if occurrence.state == OccurrenceState.CONFIRMED:
        raise NotPossible(_("Việc này đã được xác nhận hoàn thành, không gia hạn nữa."))
    if occurrence.state not in TO_REPORT:
        raise NotPossible(_("Việc này đã báo cáo và đang chờ xác nhận, chưa gia hạn được."))
    if occurrence.extensions.filter(state=ExtensionState.ASKED).exists():
        raise NotPossible(_("Đề nghị gia hạn trước chưa được trả lời; hãy chờ trả lời rồi đề nghị tiếp."))
    return occurrence.due_on


def _check_request(due_on: dt.date, to_due_on: dt.date, reason: str) -> None:
    if not due_on < to_due_on <= LAST_DAY:
        raise NotPossible(_("Hạn mới phải sau hạn hiện nay, %(day)s.") % {"day": format_date(due_on)})
    if not reason:
        raise NotPossible(_("Hãy nêu lý do đề nghị gia hạn."))
    _check_length(reason)


def _check_answerer(item: WorkItem, extension: Extension, organisation: Organisation, by: User) -> None:
    if organisation.pk == extension.organisation_id:
        raise NotAllowed(_("Bên đề nghị không tự gia hạn cho mình; đề nghị này chờ bên kia trả lời."))
    answering = sides_of(item).answering(extension.organisation_id)
    if organisation.pk not in answering or organisation.pk not in officer_of(by, item):
        raise NotAllowed(_("Chỉ chuyên viên của bên kia được trả lời đề nghị gia hạn này."))


def _check_decision(extension: Extension, *, granted: bool, answer: str) -> None:
    if extension.state != ExtensionState.ASKED:
        raise NotPossible(
            _("Đề nghị gia hạn này đã được trả lời ngày %(day)s.")
            % {"day": format_date((extension.decided_at or clock.now()).astimezone(clock.VIETNAM).date())}
        )
    if not granted and not answer:
        raise NotPossible(_("Hãy nêu lý do không đồng ý gia hạn."))
    _check_length(answer)


def _check_length(text: str) -> None:
    if len(text) > LONGEST_REASON:
        raise NotPossible(_("Lý do dài quá %(most)s ký tự; hãy viết gọn lại.") % {"most": "2.000"})


def _record(verb: str, extension: Extension, *, by: User, organisation: Organisation) -> None:
    item = extension.occurrence.work_item
    record(
        item.partnership.chain,
        verb,
        item,
        by=by,
        organisation=organisation,
        label=f"{item.label} {item.content}",
        data={
            "occurrence": extension.occurrence.number,
            "time": extension.occurrence.label,
            "extension": extension.pk,
            "from_due_on": extension.from_due_on.isoformat(),
            "to_due_on": extension.to_due_on.isoformat(),
            "reason": extension.reason,
            "answer": extension.answer,
        },
    )
