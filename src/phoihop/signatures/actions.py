"""Opening a document for signing, and signing one place of it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.models import StoredFile
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import name_on
from phoihop.signatures.models import PilotKey, SignatureSlot, SignedDocument
from phoihop.signatures.signing import Key, WrongPin, open_key, sign_field

WRONG_TRIES = 5
PAUSE = dt.timedelta(minutes=15)
ATTEMPTS = 5


@dataclass(frozen=True)
class Place:
    """Who is expected to sign, for which body, in which field of the file."""

    organisation: Organisation
    signatory: User
    title: str
    field_name: str


@transaction.atomic
def open_for_signing(frozen: StoredFile, places: Sequence[Place]) -> SignedDocument:
    """Let each place of a frozen PDF wait for its signatory."""
    document = SignedDocument.objects.create(frozen=frozen, current=frozen)
    SignatureSlot.objects.bulk_create(
        SignatureSlot(
            document=document,
            organisation=place.organisation,
            signatory=place.signatory,
            title=place.title,
            field_name=place.field_name,
            position=position,
        )
        for position, place in enumerate(places)
    )
    return document


@transaction.atomic
def name_signatory(
    slot: SignatureSlot, *, signatory: User, title: str, then: Callable[[SignatureSlot], None]
) -> SignatureSlot:
    """Let another person sign in a place that is still empty; `then` is called in the same transaction.

    Who may decide that is the caller's to say. The frozen file keeps the name that it prints.
    """
    SignedDocument.objects.select_for_update().get(pk=slot.document_id)
    present = SignatureSlot.objects.select_related("signatory").get(pk=slot.pk)
    if present.signed_at:
        raise NotPossible(_("%(name)s đã ký ở chỗ này.") % {"name": present.signatory.full_name})
    if present.signatory_id != slot.signatory_id:
        raise NotPossible(_("Chỗ ký này vừa được dành cho %(name)s.") % {"name": present.signatory.full_name})
    present.signatory, present.title = signatory, title
    present.save(update_fields=["signatory", "title"])
    then(present)
    return present


def sign_slot(
    slot: SignatureSlot, *, by: User, pin: str, then: Callable[[SignatureSlot], None] | None = None
) -> SignatureSlot:
    """Sign one place with the person's pilot key; `then` is called in the transaction that stores the signature.

    The signature is made outside any transaction; it is stored only if nobody signed in between, else made again on
    the newer copy. Raises NotAllowed for anybody but the expected signatory, NotPossible with the sentence otherwise.
    """
    if slot.signatory_id != by.pk:
        raise NotAllowed(_("Chỗ ký này dành cho %(name)s.") % {"name": slot.signatory.full_name})
    if slot.signed_at:
        raise NotPossible(_("Đồng chí đã ký văn bản này rồi."))
    key = _opened_key(by, pin)
    for _attempt in range(ATTEMPTS):
        document = SignedDocument.objects.select_related("current").get(pk=slot.document_id)
        if SignatureSlot.objects.filter(pk=slot.pk, signed_at__isnull=False).exists():
            raise NotPossible(_("Đồng chí đã ký văn bản này rồi."))
        at = clock.now().replace(microsecond=0)
        signed = sign_field(
            files.read(document.current),
            field_name=slot.field_name,
            key=key,
            at=at,
            name=by.full_name,
            organisation=name_on(slot.organisation, at.date()).name,
        )
        with transaction.atomic():
            if _keep(slot, document, signed, key, at):
                if then:
                    then(slot)
                return slot
    raise NotPossible(_("Người khác đang ký cùng lúc. Hãy thử lại sau giây lát."))


def _keep(slot: SignatureSlot, read: SignedDocument, signed: bytes, key: Key, at: dt.datetime) -> bool:
    """Make the signed copy the present one; False when another signature came first."""
    document = SignedDocument.objects.select_for_update().get(pk=read.pk)
    signatory_id = slot.signatory_id
    slot.refresh_from_db()
    if slot.signed_at:
        raise NotPossible(_("Đồng chí đã ký văn bản này rồi."))
    if slot.signatory_id != signatory_id:
        raise NotAllowed(_("Chỗ ký này dành cho %(name)s.") % {"name": slot.signatory.full_name})
    if document.current_id != read.current_id:
        return False
    document.current = files.store(signed, name=read.frozen.name, media_type="application/pdf")
    slot.signed_at = at
    slot.certificate_subject = key.certificate.subject.rfc4514_string()[:300]
    slot.certificate_issuer = key.certificate.issuer.rfc4514_string()[:300]
    slot.certificate_serial = f"{key.certificate.serial_number:x}"
    slot.save()
    if not document.slots.filter(signed_at__isnull=True).exists():
        document.completed_at = at
    document.save()
    return True


def _opened_key(user: User, pin: str) -> Key:
    pilot = PilotKey.objects.filter(user=user).first()
    if pilot is None:
        raise NotPossible(_("Đồng chí chưa có khóa ký. Hãy báo người quản trị cấp khóa."))
    now = clock.now()
    if not pilot.valid_from <= now <= pilot.valid_to:
        raise NotPossible(_("Chứng thư của đồng chí không còn trong thời hạn. Hãy báo người quản trị cấp khóa mới."))
    _count_try(pilot, now)
    try:
        key = open_key(bytes(pilot.pkcs12), pin)
    except WrongPin as error:
        raise NotPossible(_("Mã PIN không đúng. Văn bản chưa được ký; hãy nhập lại mã PIN.")) from error
    PilotKey.objects.filter(pk=pilot.pk).update(wrong_tries=0)
    return key


def _count_try(pilot: PilotKey, now: dt.datetime) -> None:
    """Count a try as wrong before it is made, so that no number of tries at once gets past the limit.

    After a pause the count begins anew.
    """
    may_try = Q(wrong_tries__lt=WRONG_TRIES) | Q(last_wrong_at__lte=now - PAUSE)
    rested = When(last_wrong_at__lte=now - PAUSE, then=1)
    tries = Case(rested, default=F("wrong_tries") + 1)
    counted = PilotKey.objects.filter(may_try, pk=pilot.pk).update(wrong_tries=tries, last_wrong_at=now)
    if not counted:
        raise NotPossible(_("Đã nhập sai mã PIN nhiều lần. Hãy thử lại sau 15 phút."))
