"""Work born of provisions in force: occurrences, reports with evidence, confirmation by the other side."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import ExpressionWrapper, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from phoihop.documents.models import StoredFile
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership, ProvisionVersion
from phoihop.workitems.states import EvidenceKind, ExtensionState, Nature, OccurrenceState

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def visible_to(self, user: "User") -> "WorkItemQuerySet":
        """Items of partnerships in which a body of this person is a party or an observer."""
        return self.filter(partnership__in=Partnership.objects.visible_to(user).values("pk"))


class WorkItem(models.Model):
    """One piece of agreed work.

    The columns from `state` on repeat its occurrences and its text, so that lists need no join and page by an
    index; `actions/_summary.py` writes them in the transaction that changes an occurrence. `due_on` is the first
    due date not yet confirmed (else the last one), `next_due_on` the first that the lead has still to report,
    `state` the state that asks for attention first. `goes_on_from` is the first day of the later programme that took
    the unfinished item over: from then on nobody waits for it here.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="work_items", db_index=False)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="work_items", db_index=False)
    version = models.OneToOneField(ProvisionVersion, models.PROTECT, related_name="work_item")
    label = models.CharField(_("số mục"), max_length=20)
    position = models.PositiveIntegerField()
    content = models.TextField(_("nội dung"))
    field_of_work = models.CharField(_("lĩnh vực"), max_length=200)
    leads: "models.ManyToManyField[Organisation, models.Model]" = models.ManyToManyField(
        Organisation, related_name="led_items", verbose_name=_("chủ trì")
    )
    supports: "models.ManyToManyField[Organisation, models.Model]" = models.ManyToManyField(
        Organisation, related_name="supported_items", verbose_name=_("phối hợp")
    )
    lead_text = models.CharField(_("chủ trì"), max_length=500)
    support_text = models.CharField(_("phối hợp"), max_length=500, blank=True)
    due_text = models.CharField(_("thời gian thực hiện"), max_length=200)
    nature = models.CharField(max_length=12, choices=Nature)
    deliverable = models.CharField(_("sản phẩm"), max_length=500, blank=True)
    target_quantity = models.DecimalField(_("chỉ tiêu"), max_digits=14, decimal_places=2, null=True)
    target_unit = models.CharField(_("đơn vị tính"), max_length=60, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=OccurrenceState, default=OccurrenceState.OPEN)
    due_on = models.DateField(_("hạn"), null=True)
    next_due_on = models.DateField(null=True)
    done_late = models.BooleanField(default=False)
    goes_on_from = models.DateField(null=True)
    closed = models.GeneratedField(
        expression=ExpressionWrapper(Q(state__in=["confirmed", "cancelled"]), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    due_key = models.GeneratedField(
        expression=Coalesce("due_on", Value(dt.date.max)), output_field=models.DateField(), db_persist=True
    )
    field_key = models.CharField(max_length=400, editable=False)
    search_key = models.TextField(editable=False)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        ordering = ["closed", "due_key", "pk"]
        # Each holds the partnership too: whether a row may be seen is then told by the index alone.
        indexes = [
            models.Index(fields=["closed", "due_key", "id"], include=["partnership"], name="workitem_by_due"),
            models.Index(fields=["partnership", "closed", "due_key", "id"], name="workitem_of_partnership"),
            models.Index(fields=["state", "due_key", "id"], include=["partnership"], name="workitem_by_state"),
            models.Index(
                fields=["next_due_on", "id"],
                include=["partnership", "state", "goes_on_from"],
                condition=Q(next_due_on__isnull=False),
                name="workitem_next_due",
            ),
            models.Index(
                fields=["due_key", "id"], include=["partnership"], condition=~Q(nature="dated"), name="workitem_apart"
            ),
            models.Index(fields=["instrument", "position", "id"], name="workitem_by_position"),
            models.Index(fields=["field_key", "due_key", "id"], include=["partnership"], name="workitem_by_field"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="workitem_search"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.content}"


class FieldOfWork(models.Model):
    """A field of work of one programme, in the order of its annex: the choices of the list's filter."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="fields_of_work")
    name = models.CharField(_("lĩnh vực"), max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["instrument_id", "position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "name"], name="field_of_work_once")]

    def __str__(self) -> str:
        return self.name


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def visible_to(self, user: "User") -> "OccurrenceQuerySet":
        return self.filter(work_item__partnership__in=Partnership.objects.visible_to(user).values("pk"))


class Occurrence(models.Model):
    """One time that the work falls due; `due_on` is empty for work without a term.

    `due_on` is the date in force (moved by granted extensions), `agreed_due_on` that of the signed text.
    """

    work_item = models.ForeignKey(WorkItem, models.CASCADE, related_name="occurrences")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(_("đợt"), max_length=80)
    due_on = models.DateField(_("hạn"), null=True)
    agreed_due_on = models.DateField(_("hạn theo văn bản"), null=True)
    state = models.CharField(max_length=10, choices=OccurrenceState, default=OccurrenceState.OPEN)
    completed_on = models.DateField(_("ngày hoàn thành"), null=True)
    quantity = models.DecimalField(_("kết quả"), max_digits=14, decimal_places=2, null=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["work_item_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["work_item", "number"], name="occurrence_number_once"),
            models.CheckConstraint(
                name="occurrence_confirmed_complete",
                condition=~Q(state="confirmed") | Q(completed_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.work_item}: {self.label}"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: "User") -> "ReportQuerySet":
        return self.filter(occurrence__work_item__partnership__in=Partnership.objects.visible_to(user).values("pk"))


class Report(models.Model):
    """What a lead says was done. `token` comes with the form: the same report sent twice is one report.

    `organisation` reported it and stays; `side` is the party that stands for it: the same, or who took its place.
    """

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    side = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    completed_on = models.DateField(_("ngày hoàn thành"))
    quantity = models.DecimalField(_("kết quả"), max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.TextField(_("nội dung báo cáo"), max_length=5_000)
    token = models.UUIDField(unique=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    reason = models.TextField(_("lý do trả lại"), blank=True, max_length=2_000)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["occurrence_id", "reported_at"]
        indexes = [
            models.Index(fields=["reported_at", "id"], condition=Q(confirmed__isnull=True), name="report_unanswered")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence"], condition=Q(confirmed__isnull=True), name="one_report_awaits_answer"
            ),
            models.UniqueConstraint(fields=["occurrence"], condition=Q(confirmed=True), name="confirmed_once"),
            models.CheckConstraint(
                name="report_decision_whole",
                condition=Q(confirmed__isnull=True, decided_at__isnull=True)
                | Q(
                    confirmed__isnull=False,
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decided_for__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.reported_at:%d/%m/%Y}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: "User") -> "EvidenceQuerySet":
        return self.filter(
            report__occurrence__work_item__partnership__in=Partnership.objects.visible_to(user).values("pk")
        )


class Evidence(models.Model):
    """What shows that it was done: a stored file or a link."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind)
    title = models.CharField(_("tên minh chứng"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    url = models.URLField(_("đường dẫn"), max_length=500, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["report_id", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_file_or_link",
                condition=Q(kind="file", file__isnull=False, url="") | (Q(kind="link", file__isnull=True) & ~Q(url="")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: "User") -> "ExtensionQuerySet":
        return self.filter(occurrence__work_item__partnership__in=Partnership.objects.visible_to(user).values("pk"))


class Extension(models.Model):
    """A later due date, asked by a lead with a reason and decided by the other side; `side` as in a report."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="extensions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    side = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    from_due_on = models.DateField()
    to_due_on = models.DateField(_("hạn mới"))
    reason = models.TextField(_("lý do"), max_length=2_000)
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("trả lời"), blank=True, max_length=2_000)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["occurrence_id", "asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["occurrence"], condition=Q(state="asked"), name="one_extension_asked"),
            models.CheckConstraint(name="extension_later", condition=Q(to_due_on__gt=models.F("from_due_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.occurrence}: {self.to_due_on:%d/%m/%Y}"
