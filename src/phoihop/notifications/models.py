"""What people are told in the system, and which daily digests went out."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """A person reads their own notices and nobody else's."""
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One sentence for one person, with the page that it is about."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField(_("nội dung"), max_length=500)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"]),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text


class DigestQuerySet(models.QuerySet["Digest"]):
    def unsettled(self) -> "DigestQuerySet":
        """Neither sent nor found to have nothing to say."""
        return self.filter(sent_at__isnull=True, empty=False)


class Digest(models.Model):
    """The digest of one day for one person, made once however often it runs; `empty`: nothing waited."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)
    empty = models.BooleanField(default=False)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day"),
            models.CheckConstraint(name="digest_sent_or_empty", condition=Q(sent_at__isnull=True) | Q(empty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"
