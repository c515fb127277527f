"""What passes between the parties beside the words: who has opened an offer, and what they ask and answer about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import Organisation


class Opening(models.Model):
    """A body has read an offer for the first time. It says which body, never which person."""

    revision = models.ForeignKey("programmes.Revision", models.CASCADE, related_name="openings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["revision", "organisation"], name="opening_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.revision}"


class Recall(models.Model):
    """An offer taken back before anybody opened it: its words are private again, its number is not used a second time."""

    revision = models.OneToOneField("programmes.Revision", models.CASCADE, related_name="recall")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField()
    reason = models.TextField(_("lý do"), blank=True)

    def __str__(self) -> str:
        return str(self.revision)


class TimeRequest(models.Model):
    """A side asks those who made an offer for a later day to answer; they grant that day, another one, or none."""

    revision = models.ForeignKey("programmes.Revision", models.CASCADE, related_name="time_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    wanted_on = models.DateField(_("xin trả lời trước ngày"))
    reason = models.TextField(_("lý do"))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_on = models.DateField(_("đồng ý đến ngày"), null=True)
    answer = models.TextField(_("lời đáp"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "organisation"], condition=Q(answered_at__isnull=True), name="one_time_request_open"
            ),
            models.CheckConstraint(
                name="time_granted_in_an_answer",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, granted_on__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.wanted_on}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


class Objection(models.Model):
    """A party returns a version with its reason. It stands until the words change or the party consents to them."""

    version = models.ForeignKey("programmes.ProvisionVersion", models.PROTECT, related_name="objections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    reason = models.TextField(_("lý do"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "organisation"], name="objection_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.reason[:40]}"
