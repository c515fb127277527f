"""Named reads of signatures."""

from phoihop.signatures.models import TrustRoot


def trusted_roots() -> list[str]:
    """The root certificates (PEM) that validation accepts."""
    return list(TrustRoot.objects.order_by("pk").values_list("certificate", flat=True))
