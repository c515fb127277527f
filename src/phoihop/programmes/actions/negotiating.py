"""Offers between the sides: disclosing, handing the turn over, withdrawing."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes import notices
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.amending import refuse_at_odds
from phoihop.programmes.actions.submitting import refuse_unapproved
from phoihop.programmes.actions.undoing import forget_steps
from phoihop.programmes.canonical import text_hash
from phoihop.programmes.models import Consent, Instrument, ProvisionVersion, Revision
from phoihop.programmes.outline import labels
from phoihop.programmes.queries import (
    answer_due_ahead,
    change_of,
    consents_ended_by,
    current_versions,
    has_private_changes,
    next_party,
    private_versions,
)
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentState, ProvisionKind

LONGEST_NOTE = 2_000
LONGEST_WAIT = dt.timedelta(days=366)


@transaction.atomic
def disclose(
    instrument: Instrument,
    *,
    organisation: Organisation,
    by: User,
    note: str = "",
    answer_due_on: dt.date | None = None,
) -> Revision:
    """Offer this side's private changes to the others; the turn passes to the next party.

    `answer_due_on` is the day by which an answer is asked for: it binds nobody, and is shown to all.

    The discloser consents to what it offers. Consents to what is changed and approvals of the text before are void from
    here on: they were bound to other words. A text that was agreed is under negotiation again.
    """
    instrument = locked(instrument)
    guard(Act.DISCLOSE, by, instrument, organisation)
    changes = private_versions(instrument, organisation)
    if not changes:
        raise NotPossible(_("Chưa có thay đổi nào để gửi. Nếu đồng ý với văn bản, hãy đồng thuận rồi chuyển lượt."))
    _refuse_unfinished(changes, instrument, organisation)
    refuse_unapproved(instrument, organisation)
    if answer_due_on is not None:
        _refuse_answer_due_on(answer_due_on)
    now = clock.now()
    revision = Revision.objects.create(
        instrument=instrument,
        number=Revision.ever_made.filter(instrument=instrument).count() + 1,
        organisation=organisation,
        by=by,
        note=_note(note),
        answer_due_on=answer_due_on,
        disclosed_at=now,
    )
    ids = [version.pk for version in changes]
    forget_steps(instrument)
    void = consents_ended_by(map(change_of, changes))
    ProvisionVersion.objects.filter(pk__in=ids).update(revision=revision)
    Consent.objects.bulk_create(
        Consent(version=version, organisation=organisation, by=by, given_at=now, content_hash=version.content_hash)
        for version in changes
    )
    instrument.state = InstrumentState.NEGOTIATION
    instrument.disclosed_at = instrument.disclosed_at or now
    instrument.agreed_at = None
    instrument.text_hash = text_hash(instrument, current_versions(instrument))
    instrument.turn = next_party(instrument, organisation)
    instrument.save(update_fields=["state", "disclosed_at", "agreed_at", "text_hash", "turn"])
    record(
        instrument.partnership.chain,
        notices.DISCLOSED,
        revision,
        by=by,
        roles=RULES[Act.DISCLOSE].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={
            "instrument": str(instrument.uid),
            "revision": revision.number,
            "changes": [_summary(version) for version in changes],
            "void_consents": void,
            "answer_due_on": answer_due_on.isoformat() if answer_due_on else None,
        },
    )
    notices.tell_disclosed(instrument, revision, by=by)
    return revision


@transaction.atomic
def hand_back(instrument: Instrument, *, organisation: Organisation, by: User, note: str = "") -> Instrument:
    """Pass the turn on without a change of the text."""
    instrument = locked(instrument)
    guard(Act.HAND_BACK, by, instrument, organisation)
    if has_private_changes(instrument, organisation):
        raise NotPossible(_("Bên mình còn thay đổi chưa gửi. Hãy gửi hoặc bỏ các thay đổi đó rồi mới chuyển lượt."))
    asked_for = answer_due_ahead(instrument, organisation)
    instrument.turn = next_party(instrument, organisation)
    instrument.save(update_fields=["turn"])
    record(
        instrument.partnership.chain,
        notices.HANDED_BACK,
        instrument,
        by=by,
        roles=RULES[Act.HAND_BACK].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"to": instrument.turn.key, "note": _note(note)}
        | ({"before": asked_for.isoformat()} if asked_for else {}),
    )
    notices.tell_handed_back(instrument, organisation_id=instrument.turn_id, by=by, before=asked_for)
    return instrument


@transaction.atomic
def withdraw(instrument: Instrument, *, organisation: Organisation, by: User, reason: str = "") -> Instrument:
    """Take the text off the table. One that was never disclosed leaves no trace that the other side could see."""
    instrument = locked(instrument)
    guard(Act.WITHDRAW, by, instrument, organisation)
    instrument.state = InstrumentState.WITHDRAWN
    instrument.save(update_fields=["state"])
    if instrument.disclosed_at is None:
        return instrument
    record(
        instrument.partnership.chain,
        notices.WITHDRAWN,
        instrument,
        by=by,
        roles=RULES[Act.WITHDRAW].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"reason": _note(reason)},
    )
    notices.tell_withdrawn(instrument, by=by)
    return instrument


def _refuse_unfinished(changes: list[ProvisionVersion], instrument: Instrument, organisation: Organisation) -> None:
    """Every item that is offered names who leads it, and an amendment agrees with itself."""
    refuse_at_odds(instrument, current_versions(instrument, organisation=organisation))
    without_lead = [
        version
        for version in changes
        if version.provision.kind == ProvisionKind.ITEM and not version.removed and not version.leads
    ]
    if without_lead:
        numbers = labels(current_versions(instrument, organisation=organisation))
        rows = ", ".join(numbers[version.provision_id] for version in without_lead[:10])
        raise NotPossible(
            _("Chưa ghi đơn vị chủ trì ở mục %(rows)s của phụ lục. Hãy chọn rồi gửi lại.") % {"rows": rows}
        )


def _summary(version: ProvisionVersion) -> dict[str, str]:
    return {
        "provision": str(version.provision.uid),
        "change": change_of(version).kind,
        "content_hash": version.content_hash,
    }


def _refuse_answer_due_on(day: dt.date) -> None:
    today = clock.today()
    if not today <= day <= today + LONGEST_WAIT:
        raise NotPossible(_("Ngày đề nghị trả lời phải từ hôm nay và trong vòng một năm."))


def _note(text: str) -> str:
    note = clean(text)
    if len(note) > LONGEST_NOTE:
        raise NotPossible(_("Lời gửi kèm dài nhất %(limit)s ký tự.") % {"limit": LONGEST_NOTE})
    return note
