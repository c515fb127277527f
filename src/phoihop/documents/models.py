"""Stored bytes, and the numbers that documents bear."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import Organisation


class StoredFile(models.Model):
    """Bytes kept once under their SHA-256 in `MEDIA_ROOT`; the row says what they are called and how large they are."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("tên tệp"), max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class NumberSeries(models.Model):
    """A run of numbers: per issuer, kind of document, and year (State) or committee term (Party)."""

    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="number_series")
    kind = models.CharField(_("ký hiệu loại"), max_length=20)
    scope = models.CharField(_("năm hoặc nhiệm kỳ"), max_length=40)
    template = models.CharField(_("mẫu số, ký hiệu"), max_length=120)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "kind", "scope"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.kind} {self.scope}"


class IssuedNumber(models.Model):
    """A number given to a document: never given again."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="issued")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=120)
    issued_on = models.DateField()
    subject = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="issued_number_once"),
            models.CheckConstraint(name="issued_number_positive", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.text
