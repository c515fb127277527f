"""Named reads of signatures."""

from collections.abc import Iterable

from phoihop.accounts.models import User
from phoihop.signatures.models import PilotKey, SignedDocument, TrustRoot


def trusted_roots() -> list[str]:
    """The root certificates (PEM) that validation accepts."""
    return list(TrustRoot.objects.order_by("pk").values_list("certificate", flat=True))


def was_frozen(sha256: str) -> bool:
    """Whether a file with these bytes was frozen here. Who asks has the file."""
    return SignedDocument.objects.filter(frozen__sha256=sha256).exists()


def without_key(users: Iterable[User]) -> list[User]:
    """Those of these people who have no key to sign with."""
    users = list(users)
    holders = set(PilotKey.objects.filter(user__in=users).values_list("user_id", flat=True))
    return [user for user in users if user.pk not in holders]
