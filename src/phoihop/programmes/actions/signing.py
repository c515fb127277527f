"""Signatures of the frozen file; with the last one the text enters into force.

The signature is stored by its own step, which cannot run inside ours. So what follows from it is settled from what is
stored: right after signing, and again by the worker if something cut in between.
"""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import effects, notices, rules
from phoihop.programmes.actions._doors import fresh, locked
from phoihop.programmes.models import Instrument
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentState
from phoihop.signatures.actions import sign_slot
from phoihop.signatures.models import SignatureSlot

_log = logging.getLogger(__name__)


def sign_instrument(instrument: Instrument, *, by: User, pin: str) -> Instrument:
    """Sign in the place that waits for this person; the last signature brings the text into force."""
    sign_slot(waiting_slot(instrument, by), by=by, pin=pin)
    return settle_signatures(instrument, last_by=by)


def waiting_slot(instrument: Instrument, user: User) -> SignatureSlot:
    """The empty place for this person's signature; refuses when there is none."""
    instrument = fresh(instrument)
    if not rules.can_sign(user, instrument):
        rule = RULES[Act.SIGN]
        who = rules.standing(user, instrument.partnership)
        signs_for = any(who.holds(body, rule.roles) for body in rule.acts_for(instrument))
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
def settle_signatures(instrument: Instrument, *, last_by: User | None = None) -> Instrument:
    """Write into the ledger what was signed, and bring the text into force when all have signed; harmless to repeat.

    `last_by` is who has just signed (signatures tell the time to the second only); else the latest one counts.
    """
    instrument = locked(instrument)
    if instrument.state != InstrumentState.FROZEN:
        return instrument
    slots = list(
        SignatureSlot.objects.filter(document_id=instrument.signed_document_id)
        .select_related("signatory", "organisation")
        .order_by("signed_at", "position")
    )
    signed = [slot for slot in slots if slot.signed_at is not None]
    _record_signatures(instrument, signed)
    if len(signed) < len(slots):
        return instrument
    last = next((slot for slot in signed if slot.signatory == last_by), signed[-1])
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
        label=str(instrument),
        content_hash=instrument.text_hash,
        data={"number": instrument.number_text, "dated_on": str(instrument.dated_on)},
    )
    notices.tell_in_force(instrument, by=last.signatory)
    return instrument


def settle_all() -> int:
    """Settle every text that waits for signatures; say how many entered into force. One that fails stops no other."""
    in_force = 0
    for instrument in Instrument.objects.filter(state=InstrumentState.FROZEN):
        try:
            in_force += settle_signatures(instrument).state == InstrumentState.IN_FORCE
        except Exception:
            _log.exception("Instrument %s was not settled; the next run tries it again.", instrument.pk)
    return in_force


def _record_signatures(instrument: Instrument, signed: list[SignatureSlot]) -> None:
    recorded = set(
        Entry.objects.filter(
            chain=instrument.partnership.chain_id,
            verb=notices.SIGNED,
            object_id__in=[str(slot.pk) for slot in signed],
        ).values_list("object_id", flat=True)
    )
    for slot in signed:
        if str(slot.pk) not in recorded:
            record(
                instrument.partnership.chain,
                notices.SIGNED,
                slot,
                by=slot.signatory,
                organisation=slot.organisation,
                label=str(instrument),
                content_hash=instrument.text_hash,
                data={
                    "instrument": str(instrument.uid),
                    "signed_at": slot.signed_at.isoformat() if slot.signed_at else "",
                    "certificate": slot.certificate_serial,
                },
            )
