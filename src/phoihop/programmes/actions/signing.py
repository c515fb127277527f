"""Signatures of the frozen file; with the last one the text enters into force."""

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import effects, notices, rules
from phoihop.programmes.actions._doors import fresh, locked
from phoihop.programmes.models import Instrument
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentState
from phoihop.signatures.actions import sign_slot
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
    return empty


@transaction.atomic
def _follow(instrument: Instrument, slot: SignatureSlot) -> None:
    instrument = locked(instrument)
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
