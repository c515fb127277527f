"""Named reads of signatures."""

from django.db.models import QuerySet

from phoihop.accounts.models import User
from phoihop.signatures.models import SignatureSlot, TrustRoot


def trusted_roots() -> list[str]:
    """The root certificates (PEM) that validation accepts."""
    return list(TrustRoot.objects.order_by("pk").values_list("certificate", flat=True))


def waiting_slots(user: User) -> QuerySet[SignatureSlot]:
    """The places that wait for this person's signature."""
    return SignatureSlot.objects.filter(signatory=user, signed_at__isnull=True).select_related("document")
