"""A lead asks for more time before the work is reported; the other side grants it or not."""

import datetime as dt

from django.db import transaction

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.workitems import notices
from phoihop.workitems.actions._summary import locked, refresh
from phoihop.workitems.limits import (
    no_reason_for_refusal,
    no_reason_for_request,
    refusal_of_new_date,
    refusal_of_reason,
    refuse,
)
from phoihop.workitems.models import Extension, Occurrence
from phoihop.workitems.rules import check_answerer, check_movable, check_reporter, check_unanswered
from phoihop.workitems.states import ExtensionState


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
    check_reporter(item, organisation, by)
    due_on = check_movable(occurrence)
    refuse(refusal_of_new_date(due_on, to_due_on), refusal_of_reason(reason, missing=no_reason_for_request()))

    extension = Extension.objects.create(
        occurrence=occurrence,
        organisation=organisation,
        side=organisation,
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

    Raises NotAllowed for anyone but an officer of the other side, NotPossible when it was answered before or when a
    refusal has no reason. (Work with an open request is not confirmed, so there is a date to move.)
    """
    item = locked(extension.occurrence.work_item_id)
    extension = Extension.objects.select_related("occurrence", "organisation").get(pk=extension.pk)
    extension.occurrence.work_item = item
    answer = clean(answer)
    check_answerer(extension, organisation, by)
    check_unanswered(extension)
    refuse(refusal_of_reason(answer, missing="" if granted else no_reason_for_refusal()))

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
