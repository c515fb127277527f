"""The way of a takeover (declared, confirmed, in effect) and of a termination (proposed or given notice of, in effect)."""

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


class TerminationState(models.TextChoices):
    PROPOSED = "proposed", _("Chờ các bên trả lời")
    SETTLED = "settled", _("Chờ đến ngày chấm dứt")
    IN_EFFECT = "in_effect", _("Đã chấm dứt")
    REFUSED = "refused", _("Không được đồng ý")
    WITHDRAWN = "withdrawn", _("Đã rút")


PENDING = (TerminationState.PROPOSED, TerminationState.SETTLED)


class Fate(models.TextChoices):
    """What becomes of open work when its text ends."""

    FINISH = "finish", _("Làm tiếp cho xong")
    DROP = "drop", _("Thôi thực hiện")
    CARRY = "carry", _("Chuyển sang văn bản khác")
