"""Changes of a body's units and people, made by its own administrator."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Membership, Organisation, Role, Unit, holds_on
from phoihop.organisations.rules import can_administer
from phoihop.organisations.standing_in import cut_short

TEMPORARY_PASSWORD_BYTES = 9


@dataclass(frozen=True)
class NewMember:
    """A membership just made; `password` is the temporary one of a person who was new to the installation."""

    membership: Membership
    password: str


@transaction.atomic
def add_unit(organisation: Organisation, *, name: str, by: User) -> Unit:
    """Add an inner office."""
    refuse_stranger(organisation, by=by)
    name = " ".join(clean(name).split())
    if not name:
        raise NotPossible(_("Hãy nhập tên đơn vị."))
    unit, is_new = Unit.objects.get_or_create(organisation=organisation, name=name)
    if not is_new:
        raise NotPossible(_("%(unit)s đã có trong %(body)s.") % {"unit": unit, "body": organisation})
    return unit


@transaction.atomic
def add_member(
    organisation: Organisation,
    *,
    username: str,
    full_name: str,
    role: Role,
    position: str,
    unit: Unit | None,
    valid_from: dt.date,
    by: User,
) -> NewMember:
    """Let a person belong to the body in a role from that day on; somebody without an account gets one."""
    refuse_stranger(organisation, by=by)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    person, password = _person(username, full_name)
    held = Membership.objects.filter(organisation=organisation, user=person, role=role)
    if held.filter(holds_on(valid_from)).exists() or held.filter(valid_from__gte=valid_from).exists():
        raise NotPossible(
            _("%(person)s đã giữ vai trò %(role)s ở %(body)s.")
            % {"person": person, "role": Role(role).label, "body": organisation}
        )
    membership = Membership.objects.create(
        organisation=organisation,
        user=person,
        role=role,
        position=" ".join(clean(position).split()),
        unit=unit,
        valid_from=valid_from,
    )
    return NewMember(membership, password)


@transaction.atomic
def end_membership(membership: Membership, *, last_day: dt.date, by: User) -> Membership | None:
    """Let a membership end after that day; what the person did for the body stays as it is.

    One that has not begun and is to end before its first day never begins: it is taken back, and None returned.
    """
    refuse_stranger(membership.organisation, by=by)
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.get(pk=membership.pk)
    if membership.valid_to and membership.valid_to < clock.today():
        raise NotPossible(_("Vai trò này đã kết thúc trước đó."))
    if membership.valid_from and last_day < membership.valid_from:
        if membership.valid_from > clock.today():
            membership.delete()
            return None
        raise NotPossible(
            _("Ngày kết thúc không được trước ngày bắt đầu (%(day)s).") % {"day": format_date(membership.valid_from)}
        )
    if membership.user_id == by.pk and membership.role == Role.ADMINISTRATOR:
        raise NotPossible(_("Đồng chí không tự kết thúc vai trò quản trị của mình; hãy nhờ một quản trị khác."))
    _refuse_overlap(membership, last_day)
    membership.valid_to = last_day
    membership.save(update_fields=["valid_to"])
    _end_stand_ins(membership, last_day)
    return membership


def _end_stand_ins(membership: Membership, last_day: dt.date) -> None:
    """With a role end those who stand in for it, and what a person who leaves does in place of others."""
    cut_short(membership.stand_ins.all(), last_day=last_day)
    of_person = Membership.objects.filter(organisation=membership.organisation_id, user=membership.user_id)
    own = of_person.filter(stands_in_for__isnull=True).exclude(valid_to__lte=last_day)
    if not own.exists():
        cut_short(of_person.filter(stands_in_for__isnull=False), last_day=last_day)


def _refuse_overlap(membership: Membership, last_day: dt.date) -> None:
    """A person holds one role in one body once a day: no row reaches into the next."""
    same = Membership.objects.filter(
        organisation=membership.organisation_id, user=membership.user_id, role=membership.role
    ).exclude(pk=membership.pk)
    following = same.filter(valid_from__gte=membership.valid_from or dt.date.min, valid_from__lte=last_day)
    if again := following.order_by("valid_from").first():
        raise NotPossible(
            _("Người này giữ lại vai trò đó từ %(day)s; hãy chọn ngày kết thúc trước ngày đó.")
            % {"day": format_date(again.valid_from or last_day)}
        )


def refuse_stranger(organisation: Organisation, *, by: User) -> None:
    """Raises NotAllowed for anybody but the body's administrator."""
    if not can_administer(by, organisation):
        raise NotAllowed(
            _("Chỉ quản trị của %(body)s được thay đổi đơn vị và người của cơ quan.") % {"body": organisation}
        )


def _person(username: str, full_name: str) -> tuple[User, str]:
    person = User.objects.filter(username=username).first()
    if person:
        return person, ""
    full_name = " ".join(clean(full_name).split())
    if not full_name:
        raise NotPossible(
            _("Chưa có tài khoản “%(login)s”. Hãy nhập họ và tên để tạo tài khoản mới.") % {"login": username}
        )
    password = secrets.token_urlsafe(TEMPORARY_PASSWORD_BYTES)
    try:
        with transaction.atomic():
            return User.objects.create_user(username, password, full_name=full_name), password
    except IntegrityError:  # another body made the account at the same moment
        return User.objects.get(username=username), ""
