"""What becomes of parties when bodies are reorganised, and of texts and partnerships that end before their time."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import EventKind, Organisation
from phoihop.programmes.models import Instrument, Partnership
from phoihop.transitions.states import ANNOUNCED, OPEN, PENDING, Fate, TakeoverState, TerminationState
from phoihop.workitems.models import WorkItem

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class TakeoverQuerySet(models.QuerySet["Takeover"]):
    def visible_to(self, user: "User") -> "TakeoverQuerySet":
        """Those of the person's own bodies, and those announced to partnerships that the person sees."""
        mine = Organisation.objects.of(user).values("pk")
        told = Handover.objects.filter(partnership__in=Partnership.objects.visible_to(user).values("pk"))
        return self.filter(
            Q(predecessor__in=mine) | Q(successor__in=mine) | Q(state__in=ANNOUNCED, pk__in=told.values("takeover_id"))
        )


class Takeover(models.Model):
    """One body takes the place of another in all its partnerships, from a day on, by a decision on paper."""

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="takeovers_from", verbose_name=_("cơ quan thôi làm bên phối hợp")
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="takeovers_by", verbose_name=_("cơ quan tiếp nhận")
    )
    kind = models.CharField(_("việc"), max_length=20, choices=EventKind)
    decision = models.CharField(_("văn bản quyết định"), max_length=120)
    decided_on = models.DateField(_("ngày văn bản"))
    effective_on = models.DateField(_("có hiệu lực từ"))
    state = models.CharField(_("trạng thái"), max_length=12, choices=TakeoverState, default=TakeoverState.DECLARED)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_for = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="takeover_of_another", condition=~Q(predecessor=F("successor"))),
            models.UniqueConstraint(
                fields=["predecessor", "successor"], condition=Q(state__in=OPEN), name="takeover_open_once"
            ),
            models.UniqueConstraint(
                fields=["predecessor"], condition=Q(state=TakeoverState.CONFIRMED), name="one_coming_takeover_a_body"
            ),
            models.CheckConstraint(
                name="takeover_confirmed_whole",
                condition=~Q(state__in=ANNOUNCED)
                | Q(confirmed_by__isnull=False, confirmed_for__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="takeover_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("declared_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Handover(models.Model):
    """A takeover as it concerns one partnership: announced to it, and later carried out in it."""

    takeover = models.ForeignKey(Takeover, models.PROTECT, related_name="handovers")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="handovers")
    announced_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["takeover_id", "partnership_id"]
        constraints = [models.UniqueConstraint(fields=["takeover", "partnership"], name="handover_once")]

    def __str__(self) -> str:
        return f"{self.takeover}: {self.partnership}"


class Acknowledgement(models.Model):
    """Another party has taken note. It is not asked for leave: who stands for an equal is not its to decide."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="acknowledgements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["handover", "organisation"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.handover}"


class TerminationQuerySet(models.QuerySet["Termination"]):
    def visible_to(self, user: "User") -> "TerminationQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(user).values("pk"))


class Termination(models.Model):
    """A text in force, or (without `instrument`) a whole partnership, shall end before its time.

    All parties agree; or one gives notice with a term of `notice_days`, and the others need not answer.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="terminations")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="terminations")
    reason = models.TextField(_("lý do"), max_length=2_000)
    effective_on = models.DateField(_("chấm dứt từ"))
    notice_days = models.PositiveSmallIntegerField(_("thời hạn báo trước"), null=True)
    carry_to = models.ForeignKey(Instrument, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=TerminationState, default=TerminationState.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = TerminationQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument"], condition=Q(state__in=PENDING), name="one_pending_termination_a_text"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(state__in=PENDING, instrument__isnull=True),
                name="one_pending_termination_a_partnership",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """What ends."""
        return str(self.instrument or self.partnership)


class TerminationAnswer(models.Model):
    """What another party said to the proposal."""

    termination = models.ForeignKey(Termination, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed = models.BooleanField()
    reason = models.TextField(_("lý do"), max_length=2_000, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["termination", "organisation"], name="termination_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.termination}"


class WorkFate(models.Model):
    """What the proposal says of one piece of open work; work that it does not name is finished."""

    termination = models.ForeignKey(Termination, models.CASCADE, related_name="fates")
    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate)

    class Meta:
        ordering = ["item__instrument_id", "item__position"]
        constraints = [models.UniqueConstraint(fields=["termination", "item"], name="one_fate_an_item")]

    def __str__(self) -> str:
        return f"{self.item}: {self.fate}"
