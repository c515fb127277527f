"""Named reads of signatures."""

from phoihop.signatures.models import SignedDocument, TrustRoot


def trusted_roots() -> list[str]:
    """The root certificates (PEM) that validation accepts."""
    return list(TrustRoot.objects.order_by("pk").values_list("certificate", flat=True))


def was_frozen(sha256: str) -> bool:
    """Whether a file with these bytes was frozen here. Who asks has the file."""
    return SignedDocument.objects.filter(frozen__sha256=sha256).exists()
