"""Partnerships: bodies that work together as equals, and those that look on."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.organisations.models import Dated, Organisation, holds_on

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, user: "User") -> "PartnershipQuerySet":
        """Partnerships in which a body of this person is a party, belongs to one, or is an observer today."""
        mine = Organisation.objects.of(user).values("pk")
        observed = Observer.objects.filter(holds_on(clock.today()), organisation__in=mine).values("partnership_id")
        party_of = Party.objects.filter(organisation__in=mine).values("partnership_id")
        grouped = GroupMember.objects.of(user).values("partnership_id")
        return self.filter(Q(pk__in=party_of) | Q(pk__in=observed) | Q(pk__in=grouped))


class Partnership(models.Model):
    """Bodies that work together as equals, and the chain of their official acts."""

    name = models.CharField(_("tên"), max_length=300)
    chain = models.OneToOneField(Chain, models.PROTECT, related_name="partnership")
    created_at = models.DateTimeField()
    ended_on = models.DateField(_("chấm dứt từ"), null=True)
    organisations: "models.ManyToManyField[Organisation, Party]" = models.ManyToManyField(
        Organisation, through="Party", related_name="partnerships"
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether the parties have ended it: what they signed stays to be read, nothing new is begun."""
        return self.ended_on is not None and self.ended_on <= clock.today()


class Party(models.Model):
    """A body that is a party; `position` is the order in headers and tables (0 is the usual lead).

    `formerly` are the bodies in whose place it stands, oldest first: {"organisation", "name", "until"}; with "beside" one
    that was a party of its own beside it.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="parties")
    position = models.PositiveSmallIntegerField()
    formerly: Any = models.JSONField(default=list)

    class Meta:
        ordering = ["partnership_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "organisation"], name="party_once"),
            models.UniqueConstraint(fields=["partnership", "position"], name="party_position_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def predecessors(self) -> list[tuple[str, dt.date]]:
        """The names of the bodies in whose place it stands, each with the day from which it no longer was the party."""
        return [(former["name"], dt.date.fromisoformat(former["until"])) for former in self.formerly]

    @property
    def speakers(self) -> set[int]:
        """The bodies whose consents and approvals are this party's: not those of another party that joined it later."""
        return {self.organisation_id, *(one["organisation"] for one in self.formerly if not one.get("beside"))}

    @property
    def bodies(self) -> set[int]:
        """The body and those in whose place it stands: what they said in this partnership, the party said."""
        return {self.organisation_id, *(former["organisation"] for former in self.formerly)}


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def present(self) -> "GroupMemberQuerySet":
        """Those that have not left."""
        return self.filter(left_at__isnull=True)

    def of(self, user: "User") -> "GroupMemberQuerySet":
        """Those that are bodies of this person today."""
        return self.present().filter(organisation__in=Organisation.objects.of(user).values("pk"))

    def spoken_for_by(self, organisation: str, *, of: "User", partnership: str) -> Exists:
        """Whether a body (a column of the outer query) is the voice of a group to which a body of this person belongs."""
        return Exists(self.of(of).filter(partnership=OuterRef(partnership), party__organisation=OuterRef(organisation)))


class GroupMember(models.Model):
    """A body that belongs to a party which is a group: it reads what its party reads, and the party's own body acts."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="group_members")
    party = models.ForeignKey(Party, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"], condition=Q(left_at__isnull=True), name="one_group_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Observer(Dated):
    """A body that reads what is disclosed, and changes nothing; also one whose place as a party another has taken."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="observers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    was_party = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "organisation"], name="observer_once")]

    def __str__(self) -> str:
        return str(self.organisation)
