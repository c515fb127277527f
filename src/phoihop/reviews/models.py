"""Reviews of a period, and results of years before the product was there."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from phoihop.documents.models import StoredFile
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import ImportState
from phoihop.workitems.states import Standing

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: "User") -> "ReviewQuerySet":
        """Reviews whose text this person may read: disclosed ones of their partnerships, and their own body's drafts."""
        return self.filter(instrument__in=Instrument.objects.visible_to(user).values("pk"))


class Review(models.Model):
    """The review of one period: an instrument whose clauses are the narrative and whose table holds the closed figures.

    When the figures were closed is told by the version of that table: so what one side closes privately stays private.
    """

    instrument = models.OneToOneField(Instrument, models.CASCADE, related_name="review")
    programme = models.ForeignKey(Instrument, models.PROTECT, related_name="reviews")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-instrument__period_end", "-pk"]

    def __str__(self) -> str:
        return str(self.instrument)


class HistoryImport(models.Model):
    """A workbook of past results as it was understood, waiting for its officer; private to that officer's body."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    rows: Any = models.JSONField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PENDING)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(name="history_import_year", condition=Q(year__gte=1990))]

    def __str__(self) -> str:
        return self.file.name


class HistoricalResult(models.Model):
    """One row of a past year's result table, as it was written and as it counts."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="historical_results")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    year = models.PositiveSmallIntegerField(_("năm"))
    row = models.PositiveSmallIntegerField()
    content = models.TextField(_("nội dung"))
    lead_text = models.CharField(_("chủ trì"), max_length=500)
    support_text = models.CharField(_("phối hợp"), max_length=500, blank=True)
    due_text = models.CharField(_("thời hạn"), max_length=200, blank=True)
    due_on = models.DateField(_("hạn"), null=True)
    completed_on = models.DateField(_("ngày hoàn thành"), null=True)
    target_text = models.CharField(_("chỉ tiêu"), max_length=200, blank=True)
    result_text = models.CharField(_("kết quả"), max_length=200, blank=True)
    rating = models.CharField(_("đánh giá"), max_length=100, blank=True)
    evidence_text = models.CharField(_("minh chứng"), max_length=300, blank=True)
    standing = models.CharField(max_length=20, choices=Standing)

    class Meta:
        ordering = ["partnership_id", "year", "row"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year", "row"], name="historical_row_once"),
            models.CheckConstraint(name="historical_year", condition=Q(year__gte=1990)),
        ]

    def __str__(self) -> str:
        return self.content
