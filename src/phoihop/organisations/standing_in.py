"""While a person is away a colleague acts in their place: a role of another, for days that are named beforehand.

It is a membership like any other, so that whatever asks who holds a role today finds the stand-in on those days and on
no other. Nobody signs in another's place: who signs is named on the document.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.organisations.rules import can_administer

STAND_IN_ROLES = (Role.OFFICER, Role.APPROVER, Role.RECORDS_CLERK)
LONGEST_ABSENCE = dt.timedelta(days=366)


@transaction.atomic
def let_stand_in(
    membership: Membership, *, person: User, first_day: dt.date, last_day: dt.date, by: User
) -> Membership:
    """Let a colleague hold this role in its holder's place from the first to the last day, both counted.

    The holder or the body's administrator says so. Only a role of one's own is lent, not one held in another's place.
    """
    refuse_outsider(membership, by=by)
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    _refuse_days(membership, first_day, last_day)
    _refuse_person(membership, person, first_day, last_day)
    if other := membership.stand_ins.overlapping(first_day, last_day).select_related("user").first():
        raise NotPossible(
            _("%(person)s đã làm thay từ %(first)s đến hết %(last)s. Hãy chọn ngày khác, hoặc kết thúc việc đó trước.")
            % {"person": other.user, "first": _day(other.valid_from), "last": _day(other.valid_to)}
        )
    return Membership.objects.create(
        user=person,
        organisation=membership.organisation,
        unit=membership.unit,
        position=_position_of(person, membership, first_day),
        role=membership.role,
        valid_from=first_day,
        valid_to=last_day,
        stands_in_for=membership,
        made_by=by,
        made_at=clock.now(),
    )


@transaction.atomic
def end_stand_in(stand_in: Membership, *, by: User) -> None:
    """The holder is back: the stand-in's days end before today; what was done in them stays as it is."""
    if stand_in.stands_in_for is None:
        raise NotPossible(_("Đây không phải là việc làm thay."))
    refuse_outsider(stand_in.stands_in_for, by=by)
    cut_short(Membership.objects.filter(pk=stand_in.pk), last_day=clock.today() - dt.timedelta(days=1))


def cut_short(stand_ins: QuerySet[Membership], *, last_day: dt.date) -> None:
    """None of these goes beyond that day; what would only begin after it never begins."""
    stand_ins.filter(valid_from__gt=last_day).delete()
    stand_ins.filter(valid_to__gt=last_day).update(valid_to=last_day)


def refuse_outsider(membership: Membership, *, by: User) -> None:
    """Raises NotAllowed for anybody but the holder of the role and the body's administrator."""
    if membership.user_id != by.pk and not can_administer(by, membership.organisation):
        raise NotAllowed(
            _("Chỉ %(person)s hoặc quản trị của %(body)s được ghi ai làm thay.")
            % {"person": membership.user, "body": membership.organisation}
        )


def _refuse_days(membership: Membership, first_day: dt.date, last_day: dt.date) -> None:
    if membership.role not in STAND_IN_ROLES:
        raise NotPossible(
            _("Vai trò %(role)s không nhờ làm thay được; cơ quan ghi thêm một người giữ vai trò này.")
            % {"role": Role(membership.role).label}
        )
    if membership.stands_in_for_id:
        raise NotPossible(_("Người đang làm thay không nhờ người khác làm thay tiếp được."))
    if first_day < clock.today():
        raise NotPossible(_("Việc làm thay không ghi lùi ngày: hãy chọn từ hôm nay trở đi."))
    if last_day < first_day:
        raise NotPossible(_("Ngày cuối không được trước ngày đầu."))
    if last_day - first_day > LONGEST_ABSENCE:
        raise NotPossible(_("Việc làm thay dài nhất một năm. Lâu hơn thì cơ quan ghi người khác giữ vai trò này."))
    if not membership.holds_on(first_day) or not membership.holds_on(last_day):
        raise NotPossible(_("Trong những ngày đó %(person)s không giữ vai trò này.") % {"person": membership.user})


def _refuse_person(membership: Membership, person: User, first_day: dt.date, last_day: dt.date) -> None:
    if person.pk == membership.user_id:
        raise NotPossible(_("Không ai làm thay chính mình. Hãy chọn một đồng chí khác."))
    own = Membership.objects.filter(organisation=membership.organisation, user=person, stands_in_for__isnull=True)
    if not person.is_active or not own.filter(holds_on(first_day)).filter(holds_on(last_day)).exists():
        raise NotPossible(
            _("Người làm thay phải là người của %(body)s trong suốt những ngày đó.") % {"body": membership.organisation}
        )
    held = Membership.objects.filter(organisation=membership.organisation, user=person, role=membership.role)
    if held.overlapping(first_day, last_day).exists():
        raise NotPossible(
            _("%(person)s đã giữ vai trò %(role)s trong những ngày đó nên không cần ghi làm thay.")
            % {"person": person, "role": Role(membership.role).label}
        )


def _position_of(person: User, membership: Membership, day: dt.date) -> str:
    own = Membership.objects.filter(holds_on(day), organisation=membership.organisation, user=person)
    return own.values_list("position", flat=True).first() or ""


def _day(day: dt.date | None) -> str:
    return format_date(day) if day else ""
