"""The instruments of a partnership, and the provisions that two equals negotiate, agree and sign."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from phoihop.documents.models import StoredFile
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes.approval_models import ApprovalChain as ApprovalChain  # noqa: PLC0414  models are asked for here
from phoihop.programmes.approval_models import StepDecision as StepDecision  # noqa: PLC0414  models are asked for here
from phoihop.programmes.approval_models import Submission as Submission  # noqa: PLC0414  models are asked for here
from phoihop.programmes.partnership_models import GroupMember as GroupMember  # noqa: PLC0414  models are asked for here
from phoihop.programmes.partnership_models import Observer as Observer  # noqa: PLC0414  models are asked for here
from phoihop.programmes.partnership_models import Partnership as Partnership  # noqa: PLC0414  models are asked for here
from phoihop.programmes.partnership_models import Party as Party  # noqa: PLC0414  models are asked for here
from phoihop.programmes.states import DISCLOSED_STATES, ImportState, InstrumentKind, InstrumentState, ProvisionKind
from phoihop.programmes.turn_models import Objection as Objection  # noqa: PLC0414  models are asked for here
from phoihop.programmes.turn_models import Opening as Opening  # noqa: PLC0414  models are asked for here
from phoihop.programmes.turn_models import Recall as Recall  # noqa: PLC0414  models are asked for here
from phoihop.programmes.turn_models import TimeRequest as TimeRequest  # noqa: PLC0414  models are asked for here
from phoihop.signatures.models import SignedDocument

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def visible_to(self, user: "User") -> "InstrumentQuerySet":
        """Disclosed instruments of the person's partnerships, and private drafts of the person's own side."""
        return self.filter(
            Q(state__in=DISCLOSED_STATES, disclosed_at__isnull=False)
            | Q(owner__in=Organisation.objects.of(user).values("pk"))
            | Q(GroupMember.objects.all().spoken_for_by("owner", of=user, partnership="partnership")),
            partnership__in=Partnership.objects.visible_to(user).values("pk"),
        )


class Instrument(models.Model):
    """A text that parties agree and sign. Until its first disclosure only its owner knows that it exists.

    `based_on` is the text of the period before; `parent` the one that this carries out (a plan) or amends.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="instruments")
    kind = models.CharField(_("loại"), max_length=20, choices=InstrumentKind)
    title = models.CharField(_("trích yếu"), max_length=300)
    period_start = models.DateField(_("từ ngày"))
    period_end = models.DateField(_("đến ngày"))
    state = models.CharField(_("trạng thái"), max_length=20, choices=InstrumentState, default=InstrumentState.DRAFT)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan soạn"))
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("cơ quan chủ trì"))
    turn = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("đang giữ lượt"))
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    layout_profile = models.CharField(_("thể thức"), max_length=20, default="HD05_2026")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    disclosed_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    number_text = models.CharField(_("số, ký hiệu"), max_length=120, blank=True)
    dated_on = models.DateField(_("ngày văn bản"), null=True)
    text_hash = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True)
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signed_document = models.OneToOneField(SignedDocument, models.PROTECT, null=True, related_name="instrument")
    in_force_at = models.DateTimeField(null=True)
    ended_on = models.DateField(_("chấm dứt từ"), null=True)
    search_key = models.CharField(max_length=800, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["-period_end", "-pk"]
        constraints = [
            models.CheckConstraint(name="instrument_period_in_order", condition=Q(period_start__lte=F("period_end"))),
            models.CheckConstraint(
                name="instrument_frozen_whole",
                condition=~Q(state__in=["frozen", "in_force"])
                | (
                    Q(signed_document__isnull=False) & Q(dated_on__isnull=False) & ~Q(number_text="") & ~Q(text_hash="")
                ),
            ),
            models.CheckConstraint(
                name="instrument_disclosed_state",
                condition=Q(disclosed_at__isnull=False) | Q(state__in=["draft", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"

    @property
    def name_kept(self) -> str:
        """Its name in what is kept (ledger, registers, search): in Vietnamese, whoever acts."""
        with override("vi"):
            return str(self)

    @property
    def year(self) -> int:
        return self.period_end.year

    @property
    def signed_from(self) -> dt.date | None:
        """The day that a frozen text bears, while it is still to come: nobody signs, and nothing is in force, before it."""
        is_to_come = self.state == InstrumentState.FROZEN and self.dated_on and self.dated_on > clock.today()
        return self.dated_on if is_to_come else None

    @property
    def over_since(self) -> dt.date | None:
        """The first day on which a text that was in force no longer is: brought to an end, or at the end of its period.

        A report tells of a period; it does not end with it.
        """
        if self.state != InstrumentState.IN_FORCE or self.kind == InstrumentKind.REVIEW_REPORT:
            return None
        first = min(filter(None, (self.ended_on, self.period_end + dt.timedelta(days=1))))
        return first if first <= clock.today() else None

    @property
    def is_ended(self) -> bool:
        """Brought to an end before the end of its period."""
        return self.over_since is not None and self.over_since == self.ended_on

    @property
    def state_words(self) -> str:
        """Its state as lists name it: a text in force is so as long as it lasts."""
        if self.over_since is None:
            return self.get_state_display()
        return gettext("Đã chấm dứt") if self.is_ended else gettext("Hết hiệu lực")


class Outline(models.Model):
    """A body's own outline for the texts of one kind that it begins; without one the usual outline serves."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="outlines")
    kind = models.CharField(_("loại"), max_length=20, choices=InstrumentKind)
    text = models.TextField(_("dàn ý"), max_length=50_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="outline_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class StandingRevisionManager(models.Manager["Revision"]):
    """Offers that stand: one that was recalled before anybody opened it is none."""

    def get_queryset(self) -> models.QuerySet["Revision"]:
        return super().get_queryset().filter(recall__isnull=True)


class Revision(models.Model):
    """One disclosure: from here on both sides read the versions that it carries."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("lần"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(_("lời gửi kèm"), blank=True)
    answer_due_on = models.DateField(_("đề nghị trả lời trước"), null=True)
    disclosed_at = models.DateTimeField()

    objects = StandingRevisionManager()
    ever_made: "models.Manager[Revision]" = models.Manager()

    class Meta:
        ordering = ["instrument_id", "number"]
        constraints = [models.UniqueConstraint(fields=["instrument", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.number}"


class Provision(models.Model):
    """A clause, an item of the annex, or a table of figures: the same one for life, whatever its text becomes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="provisions")
    kind = models.CharField(max_length=10, choices=ProvisionKind)
    # Only what was never disclosed is ever deleted: what continued it then stands for itself.
    origin = models.ForeignKey("self", models.SET_NULL, null=True, related_name="continuations")

    def __str__(self) -> str:
        return str(self.uid)


class ProvisionVersion(models.Model):
    """What a provision says. Private to `organisation` until a revision discloses it; from then on it never changes."""

    provision = models.ForeignKey(Provision, models.CASCADE, related_name="versions")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="versions")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    reason = models.TextField(_("lý do"), blank=True)
    removed = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(_("cấp"), default=1)
    text = models.TextField(_("nội dung"), max_length=20_000)
    field_of_work = models.CharField(_("lĩnh vực"), max_length=200, blank=True)
    leads = models.JSONField(_("chủ trì"), default=list)
    supports = models.JSONField(_("phối hợp"), default=list)
    due_text = models.CharField(_("thời gian thực hiện"), max_length=200, blank=True)
    due_rule = models.JSONField(default=dict)
    deliverable = models.CharField(_("sản phẩm"), max_length=500, blank=True)
    target_quantity = models.DecimalField(_("chỉ tiêu"), max_digits=14, decimal_places=2, null=True, blank=True)
    target_unit = models.CharField(_("đơn vị tính"), max_length=60, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    data = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["position", "provision_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "organisation"],
                condition=Q(revision__isnull=True),
                name="one_private_version_a_side",
            ),
            models.UniqueConstraint(fields=["provision", "revision"], name="one_version_a_revision"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Consent(models.Model):
    """A party agrees to one version: to those exact bytes of canonical text, and to no other.

    With `origin` it is the consent that a body gave in whose place this one stands.
    """

    version = models.ForeignKey(ProvisionVersion, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "organisation"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.content_hash[:8]}"


class Approval(models.Model):
    """A party's approver approves the whole text: the one with this hash. `origin` as in a consent."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="approvals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    text_hash = models.CharField(max_length=64)
    in_place_of = models.CharField(max_length=200, blank=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "organisation", "text_hash"], name="approval_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text_hash[:8]}"


class ThreadQuerySet(models.QuerySet["Thread"]):
    def heard_by(self, organisation: Organisation | None) -> "ThreadQuerySet":
        """What that side may read: what all parties share, and its own; an observer (None) hears neither."""
        if organisation is None:
            return self.none()
        return self.filter(Q(organisation__isnull=True) | Q(organisation=organisation))


class Thread(models.Model):
    """What people have to say about one provision: within one side (`organisation`), or among all parties (none)."""

    provision = models.ForeignKey(Provision, models.CASCADE, related_name="threads")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.provision}: {self.pk}"

    @property
    def is_joint(self) -> bool:
        return self.organisation_id is None

    @property
    def anchor(self) -> str:
        """Its place on the page of its provision."""
        return f"thread-{self.pk}"


class Remark(models.Model):
    """What a person said in a thread for their side. It is neither changed nor taken back."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="remarks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    text = models.TextField(_("ý kiến"), max_length=2_000)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ProgrammeImportQuerySet(models.QuerySet["ProgrammeImport"]):
    def visible_to(self, user: "User") -> "ProgrammeImportQuerySet":
        """Those of the person's own body, as long as it is a party of the partnership they know of."""
        return self.filter(
            organisation__in=Organisation.objects.of(user).values("pk"),
            partnership__in=Partnership.objects.visible_to(user).values("pk"),
        )


class ProgrammeImport(models.Model):
    """A workbook as it was understood, waiting for its officer; private to that officer's body."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    rows: Any = models.JSONField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PENDING)
    instrument = models.OneToOneField(Instrument, models.PROTECT, null=True, related_name="imported_from")

    objects = ProgrammeImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file.name


class WordImportQuerySet(models.QuerySet["WordImport"]):
    def visible_to(self, user: "User") -> "WordImportQuerySet":
        """Those of the person's own body, as long as it may see the text."""
        return self.filter(
            organisation__in=Organisation.objects.of(user).values("pk"),
            instrument__in=Instrument.objects.visible_to(user).values("pk"),
        )


class WordImport(models.Model):
    """A Word file held against a text, waiting for its officer; private to that officer's body."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="word_imports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PENDING)
    accepted = models.PositiveIntegerField(default=0)

    objects = WordImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file.name


class PrivateStep(models.Model):
    """One act of a person on the private work of their side, as it can be taken back; gone when the work is disclosed."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="private_steps")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sitting = models.CharField(max_length=40, blank=True)
    changes: Any = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.pk)
