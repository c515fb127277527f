"""Documents that wait for signatures, who is expected to sign where, pilot keys, and the roots that we trust."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from phoihop.documents.models import StoredFile
from phoihop.organisations.models import Organisation


class SignedDocument(models.Model):
    """A frozen PDF and its present copy; each signature makes the next copy as an incremental update."""

    frozen = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    current = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.frozen.name


class SignatureSlot(models.Model):
    """A place for one signature; filled once."""

    document = models.ForeignKey(SignedDocument, models.CASCADE, related_name="slots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    signatory = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signature_slots")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("chức vụ"), max_length=200)
    field_name = models.CharField(max_length=60)
    signed_at = models.DateTimeField(null=True)
    certificate_subject = models.CharField(max_length=300, blank=True)
    certificate_issuer = models.CharField(max_length=300, blank=True)
    certificate_serial = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["document_id", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "field_name"], name="signature_field_once")]
        indexes = [models.Index(fields=["signatory"], condition=Q(signed_at__isnull=True), name="signature_waiting")]

    def __str__(self) -> str:
        return f"{self.signatory}: {self.document}"


class PilotKey(models.Model):
    """A key made by the demo authority for trying the product; encrypted with the PIN that only its owner knows."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pilot_key")
    pkcs12 = models.BinaryField()
    subject = models.CharField(max_length=300)
    serial = models.CharField(max_length=80)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    last_wrong_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject


class TrustRoot(models.Model):
    """A root certificate that validation accepts; trust is data, not code."""

    class Tree(models.TextChoices):
        PUBLIC = "public", _("công cộng quốc gia")
        OFFICIAL = "official", _("chuyên dùng công vụ")
        DEMO = "demo", _("thử nghiệm, không có giá trị pháp lý")

    name = models.CharField(_("tên"), max_length=200)
    tree = models.CharField(_("hệ thống"), max_length=20, choices=Tree)
    certificate = models.TextField(_("chứng thư (PEM)"))
    fingerprint = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.name
