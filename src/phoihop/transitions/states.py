"""The way of a takeover: declared by one of the two bodies, confirmed by the other, in effect from its day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from phoihop.organisations.models import EventKind


class TakeoverState(models.TextChoices):
    DECLARED = "declared", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận, chờ đến ngày")
    IN_EFFECT = "in_effect", _("Đã tiếp nhận")
    WITHDRAWN = "withdrawn", _("Đã rút")


OPEN = (TakeoverState.DECLARED, TakeoverState.CONFIRMED)
ANNOUNCED = (TakeoverState.CONFIRMED, TakeoverState.IN_EFFECT)
KINDS = (EventKind.MERGE, EventKind.SPLIT, EventKind.TRANSFER)
