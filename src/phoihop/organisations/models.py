"""Bodies, their names over time, what became of them, and who belongs to them."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from phoihop.lib import clock
from phoihop.lib.text import fold, sort_key

if TYPE_CHECKING:
    from phoihop.accounts.models import User


class _DateRange(Func):
    """The half-open range [valid_from, valid_to + 1): both days count; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Dated(models.Model):
    """A fact with a first and a last day; an empty day is open."""

    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def holds_on(day: dt.date, prefix: str = "") -> Q:
    """The condition that a dated fact holds on that day."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_to"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})
    )


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: "User") -> "OrganisationQuerySet":
        """The bodies to which this person belongs today."""
        return self.filter(
            pk__in=Membership.objects.filter(holds_on(clock.today()), user=user).values("organisation_id")
        )

    def standing(self) -> "OrganisationQuerySet":
        """Those that have not ended: a body whose last name has is no more."""
        named = OrganisationName.objects.filter(organisation=models.OuterRef("pk"))
        lasting = named.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))
        return self.filter(models.Exists(lasting) | ~models.Exists(named))


class Organisation(models.Model):
    """A body with an identity of its own. `name` and its companions repeat the name in force, for lists."""

    key = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên hiện nay"), max_length=200)
    short_name = models.CharField(_("tên gọn"), max_length=120, blank=True)
    abbreviation = models.CharField(_("viết tắt"), max_length=40, blank=True)
    sort_key = models.CharField(max_length=600, editable=False)
    search_key = models.CharField(max_length=600, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        self.search_key = fold(f"{self.name} {self.short_name} {self.abbreviation}")
        super().save(*args, **kwargs)


class OrganisationName(Dated):
    """What a body is called in a period: text that documents of that period print."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="names")
    name = models.CharField(_("tên đầy đủ"), max_length=200)
    short_name = models.CharField(_("tên gọn"), max_length=120, help_text=_("Tên dùng trong bảng việc."))
    heading = models.CharField(_("tên ở đầu văn bản"), max_length=200, blank=True)
    superior = models.CharField(_("cơ quan cấp trên ở đầu văn bản"), max_length=200, blank=True)
    abbreviation = models.CharField(_("viết tắt trong ký hiệu"), max_length=40)
    place = models.CharField(_("địa danh"), max_length=80, blank=True)
    source = models.CharField(_("văn bản quyết định"), max_length=200, blank=True)

    class Meta:
        ordering = ["organisation_id", "valid_from"]
        verbose_name = _("tên theo thời gian")
        verbose_name_plural = _("tên theo thời gian")
        constraints = [
            ExclusionConstraint(
                name="organisation_one_name_a_day",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (_DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="organisation_name_days_in_order",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=models.F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EventKind(models.TextChoices):
    RENAME = "rename", _("đổi tên")
    MERGE = "merge", _("hợp nhất")
    SPLIT = "split", _("chia tách")
    DISSOLVE = "dissolve", _("giải thể")
    TRANSFER = "transfer", _("chuyển giao")


class Succession(models.Model):
    """An event in which one body followed another, by a decision, on a day."""

    kind = models.CharField(_("việc"), max_length=20, choices=EventKind)
    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="predecessions")
    effective_on = models.DateField(_("có hiệu lực từ"))
    decision = models.CharField(_("văn bản quyết định"), max_length=200, blank=True)

    class Meta:
        ordering = ["effective_on", "pk"]
        verbose_name = _("sắp xếp tổ chức")
        verbose_name_plural = _("sắp xếp tổ chức")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "effective_on"], name="succession_once"),
            models.CheckConstraint(name="succession_of_another", condition=~Q(predecessor=models.F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or '–'}"


class Unit(models.Model):
    """An inner office of a body."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="units")
    name = models.CharField(_("tên đơn vị"), max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OFFICER = "officer", _("chuyên viên")
    APPROVER = "approver", _("người duyệt")
    SIGNATORY = "signatory", _("người ký")
    RECORDS_CLERK = "records_clerk", _("văn thư")
    VIEWER = "viewer", _("người xem")
    ADMINISTRATOR = "administrator", _("quản trị của cơ quan")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def overlapping(self, first_day: dt.date, last_day: dt.date) -> "MembershipQuerySet":
        """Those that hold on one of the days from the first to the last."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=last_day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=first_day))


class Membership(Dated):
    """A person in a body, with a position and a role, for a time.

    With `stands_in_for` it is the role of another who is away in those days (`standing_in.py`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="memberships")
    position = models.CharField(_("chức vụ"), max_length=120, blank=True)
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    stands_in_for = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="stand_ins"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "user__sort_key"]
        verbose_name = _("người trong cơ quan")
        verbose_name_plural = _("người trong cơ quan")
        constraints = [
            ExclusionConstraint(
                name="membership_role_once_a_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="stand_in_for_named_days",
                condition=Q(stands_in_for__isnull=True)
                | Q(valid_from__isnull=False, valid_to__isnull=False, made_by__isnull=False, made_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.position}, {self.organisation}"
