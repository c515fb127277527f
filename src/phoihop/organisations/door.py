"""Whom the demo's login page offers: everybody who belongs to a body today, and what their roles let them do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.accounts.door import DemoPerson
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Role, holds_on

TASKS: dict[Role, str | Promise] = {
    Role.OFFICER: gettext_lazy("soạn và trao đổi văn bản, báo cáo và xác nhận công việc"),
    Role.APPROVER: gettext_lazy("duyệt trong cơ quan trước khi ký"),
    Role.SIGNATORY: gettext_lazy("ký văn bản"),
    Role.RECORDS_CLERK: gettext_lazy("lấy số và phát hành văn bản"),
    Role.VIEWER: gettext_lazy("xem, không sửa"),
    Role.ADMINISTRATOR: gettext_lazy("quản lý người và đơn vị của cơ quan"),
}


def demo_people() -> list[DemoPerson]:
    """One line for each person, body by body; their positions and roles of today."""
    held = (
        Membership.objects.filter(holds_on(clock.today()), user__is_active=True)
        .select_related("user", "organisation")
        .order_by("organisation_id", "pk")
    )
    by_person: dict[int, list[Membership]] = {}
    for membership in held:
        by_person.setdefault(membership.user_id, []).append(membership)
    return [_described(memberships) for memberships in by_person.values()]


def _described(memberships: list[Membership]) -> DemoPerson:
    first = memberships[0]
    tasks = [str(TASKS[Role(membership.role)]) for membership in memberships]
    if first.user.is_staff:
        tasks.append(_("quản trị hệ thống"))
    return DemoPerson(
        user=first.user,
        position=first.position,
        body=str(first.organisation),
        tasks=_("Được %(tasks)s.") % {"tasks": "; ".join(dict.fromkeys(tasks))},
    )
