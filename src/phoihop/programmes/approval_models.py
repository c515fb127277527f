"""The way of a text within one body, before the body says yes: steps, what is submitted, what each step decided.

Nothing of this is known to the other parties; they learn the offer, or the approval, that comes of it.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import Organisation
from phoihop.programmes.states import InstrumentKind, SubmissionPurpose


class ApprovalChain(models.Model):
    """The steps of a body for its texts of one kind ("" for all kinds without their own), in order.

    A change is a new row: the last one serves what begins from then on. `steps` is a list of {"name", "people"}: ids of
    approvers; no people means any approver. Without steps one approver is enough, as in a body without a chain.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="approval_chains")
    kind = models.CharField(_("loại"), max_length=20, choices=InstrumentKind, blank=True)
    steps: Any = models.JSONField(default=list)
    for_offers = models.BooleanField(_("trước khi gửi đề nghị"), default=False)
    for_texts = models.BooleanField(_("khi duyệt toàn văn"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return " → ".join(step["name"] for step in self.steps)


class Submission(models.Model):
    """A text laid before the steps of a chain, bound to the hash that it has at that moment."""

    instrument = models.ForeignKey("programmes.Instrument", models.CASCADE, related_name="submissions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    chain = models.ForeignKey(ApprovalChain, models.PROTECT, related_name="submissions")
    purpose = models.CharField(max_length=10, choices=SubmissionPurpose)
    text_hash = models.CharField(max_length=64)
    note = models.TextField(_("lời trình"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.get_purpose_display()}"


class StepDecision(models.Model):
    """One step has approved what was submitted, or returned it with a reason."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    in_place_of = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField()
    is_approved = models.BooleanField()
    reason = models.TextField(_("lý do"), blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["submission", "position"], name="step_decided_once")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.position}"
