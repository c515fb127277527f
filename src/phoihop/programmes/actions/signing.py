"""Signatures of the frozen file, and who gives them; with the last one the text enters into force."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import effects, notices, rules, signatories
from phoihop.programmes.actions._doors import fresh, guard, locked
from phoihop.programmes.models import Instrument
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.signatures.actions import name_signatory, sign_slot
from phoihop.signatures.models import SignatureSlot


def sign_instrument(instrument: Instrument, *, by: User, pin: str) -> Instrument:
    """Sign in the place that waits for this person; the last signature brings the text into force.

    The signature, its ledger entry and what follows from the last one are stored together or not at all.
    """
    sign_slot(waiting_slot(instrument, by), by=by, pin=pin, then=lambda slot: _follow(instrument, slot))
    return fresh(instrument)


def waiting_slot(instrument: Instrument, user: User) -> SignatureSlot:
    """The empty place for this person's signature; refuses when there is none."""
    instrument = fresh(instrument)
    if not rules.can_sign(user, instrument):
        rule = RULES[Act.SIGN]
        signs_for = rules.standing(user, instrument.partnership).acting_for(Act.SIGN, instrument)
        raise (NotPossible(str(rule.when)) if signs_for else NotAllowed(str(rule.who)))
    places = SignatureSlot.objects.filter(document_id=instrument.signed_document_id, signatory=user)
    slot = places.order_by("signed_at").select_related("document", "organisation").first()
    if slot is None:
        raise NotAllowed(_("Văn bản này chờ người khác của cơ quan đồng chí ký."))
    empty = places.filter(signed_at__isnull=True).select_related("document", "organisation").first()
    if empty is None:
        raise NotPossible(_("Đồng chí đã ký văn bản này."))
    if instrument.signed_from is not None:
        raise NotPossible(
            _(
                "Văn bản ghi ngày %(day)s nên ký được từ ngày đó. "
                "Muốn ký sớm hơn thì mở lại và đóng băng với ngày sớm hơn."
            )
            % {"day": format_date(instrument.signed_from)}
        )
    return empty


def replace_signatory(
    instrument: Instrument, *, organisation: Organisation, signatory: User, by: User
) -> SignatureSlot:
    """Let another signatory of the same body sign in its place, when the person named there can no longer sign.

    The frozen text stays as it is, with the name that it prints; the signature and the ledger say who signed.
    """
    instrument = fresh(instrument)
    guard(Act.REPLACE_SIGNATORY, by, instrument, organisation)
    slot = deserted_slot(instrument, organisation)
    able = signatories.candidates(instrument)[organisation]
    chosen = next((membership for membership in able if membership.user_id == signatory.pk), None)
    if chosen is None:
        raise NotPossible(_("Hãy chọn một người đang là người ký của %(body)s.") % {"body": organisation})

    def record_it(named: SignatureSlot) -> None:
        _record_replaced(instrument, named, slot.signatory, by=by)

    return name_signatory(slot, signatory=chosen.user, title=chosen.position, then=record_it)


def deserted_slot(instrument: Instrument, organisation: Organisation) -> SignatureSlot:
    """The empty place of a body whose person can no longer sign; refuses when there is none."""
    slots = SignatureSlot.objects.filter(document_id=instrument.signed_document_id, organisation=organisation)
    waiting_first = F("signed_at").asc(nulls_first=True)  # a body that took another's place may have two
    slot = signatories.with_ability(slots).select_related("signatory", "organisation").order_by(waiting_first).first()
    if slot is None:
        raise NotPossible(_("%(body)s không có chỗ ký nào trong văn bản này.") % {"body": organisation})
    names = {"name": slot.signatory.full_name, "body": organisation}
    if slot.signed_at:
        raise NotPossible(_("%(name)s đã ký cho %(body)s.") % names)
    if slot.is_able:
        raise NotPossible(
            _("%(name)s vẫn là người ký của %(body)s. Chỉ chọn người khác khi người được ghi không còn ký được.")
            % names
        )
    found: SignatureSlot = slot
    return found


def _record_replaced(instrument: Instrument, slot: SignatureSlot, before: User, *, by: User) -> None:
    instrument = locked(instrument)
    guard(Act.REPLACE_SIGNATORY, by, instrument, slot.organisation)
    record(
        instrument.partnership.chain,
        notices.SIGNATORY_REPLACED,
        slot,
        by=by,
        organisation=slot.organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={
            "instrument": str(instrument.uid),
            "before": before.full_name,
            "now": slot.signatory.full_name,
            "title": slot.title,
        },
    )
    notices.tell_replaced(instrument, slot, before, by=by)


@transaction.atomic
def _follow(instrument: Instrument, slot: SignatureSlot) -> None:
    instrument = locked(instrument)
    if instrument.signed_document_id != slot.document_id:  # opened again while the signature was made
        raise NotPossible(str(RULES[Act.SIGN].when))
    if instrument.kind == InstrumentKind.AMENDMENT and instrument.parent and instrument.parent.is_ended:
        raise NotPossible(_("Văn bản được sửa đổi đã chấm dứt nên văn bản này không ký được nữa. Hãy mở lại rồi rút."))
    record(
        instrument.partnership.chain,
        notices.SIGNED,
        slot,
        by=slot.signatory,
        organisation=slot.organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={
            "instrument": str(instrument.uid),
            "signed_at": slot.signed_at.isoformat() if slot.signed_at else "",
            "certificate": slot.certificate_serial,
        },
    )
    if not SignatureSlot.objects.filter(document=slot.document_id, signed_at__isnull=True).exists():
        _bring_into_force(instrument, slot)


def _bring_into_force(instrument: Instrument, last: SignatureSlot) -> None:
    instrument.state = InstrumentState.IN_FORCE
    instrument.in_force_at = clock.now()
    instrument.save(update_fields=["state", "in_force_at"])
    effects.run(instrument, last.signatory)
    record(
        instrument.partnership.chain,
        notices.IN_FORCE,
        instrument,
        by=last.signatory,
        organisation=last.organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"number": instrument.number_text, "dated_on": str(instrument.dated_on)},
    )
    notices.tell_in_force(instrument, by=last.signatory)
