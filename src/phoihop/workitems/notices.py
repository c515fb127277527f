"""The ledger's words for acts on work, and who of each side is told."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.ledger import verbs
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.notifications.actions import notify
from phoihop.organisations.models import Membership, Role, holds_on
from phoihop.workitems.models import Extension, Occurrence, Report
from phoihop.workitems.rules import sides_of

ITEMS_CREATED = "workitems.items_created"
ITEMS_FOLLOWED = "workitems.items_followed"
REPORTED = "workitems.report_sent"
CONFIRMED = "workitems.report_confirmed"
RETURNED = "workitems.report_returned"
EXTENSION_ASKED = "workitems.extension_asked"
EXTENSION_GRANTED = "workitems.extension_granted"
EXTENSION_REFUSED = "workitems.extension_refused"
DROPPED = "workitems.work_dropped"
CARRIED = "workitems.work_carried"

VERBS = {
    ITEMS_FOLLOWED: _("đã đưa các sửa đổi vào việc đang theo dõi"),
    ITEMS_CREATED: _("đã đưa các việc vào theo dõi"),
    REPORTED: _("đã báo cáo hoàn thành"),
    CONFIRMED: _("đã xác nhận hoàn thành"),
    RETURNED: _("đã trả lại báo cáo"),
    EXTENSION_ASKED: _("đã đề nghị gia hạn"),
    EXTENSION_GRANTED: _("đã đồng ý gia hạn"),
    EXTENSION_REFUSED: _("đã không đồng ý gia hạn"),
    DROPPED: _("ghi nhận các bên thôi thực hiện"),
    CARRIED: _("ghi nhận việc chuyển sang văn bản khác"),
}


def register() -> None:
    """Teach the ledger our words."""
    verbs.register(VERBS)


def act_of(entry: Entry) -> str:
    """What was done, in words."""
    return str(VERBS.get(entry.verb, entry.verb))


def tell_reported(report: Report, *, by: User) -> None:
    """Officers of the other side learn that a report waits for their answer."""
    message = _("%(body)s báo cáo đã hoàn thành %(what)s, chờ cơ quan đồng chí xác nhận.")
    words = {"body": report.organisation, "what": Title(report.occurrence)}
    _tell_other_side(report, message, words, by=by)


def tell_decided(report: Report, *, by: User) -> None:
    """Officers of the reporting side learn the answer."""
    confirmed, returned = _("%(body)s đã xác nhận %(what)s."), _("%(body)s trả lại báo cáo %(what)s: %(reason)s")
    words = {"body": report.decided_for, "what": Title(report.occurrence), "reason": report.reason}
    _tell_own_side(report, confirmed if report.confirmed else returned, words, by=by)


def tell_extension_asked(extension: Extension, *, by: User) -> None:
    """Officers of the other side learn that more time is asked for."""
    message = _("%(body)s đề nghị gia hạn %(what)s đến %(day)s, chờ cơ quan đồng chí trả lời.")
    day = format_date(extension.to_due_on)
    words = {"body": extension.organisation, "what": Title(extension.occurrence), "day": day}
    _tell_other_side(extension, message, words, by=by)


def tell_extension_decided(extension: Extension, *, granted: bool, by: User) -> None:
    """Officers of the asking side learn the answer."""
    agreed = _("%(body)s đồng ý gia hạn %(what)s đến %(day)s.")
    refused = _("%(body)s không đồng ý gia hạn %(what)s đến %(day)s.")
    day = format_date(extension.to_due_on)
    words = {"body": extension.decided_for, "what": Title(extension.occurrence), "day": day}
    _tell_own_side(extension, agreed if granted else refused, words, by=by)


class Title:
    """The work as a sentence names it, in the language of the moment: mục II.2 “Tọa đàm khoa học …”, Tháng 4."""

    def __init__(self, occurrence: Occurrence) -> None:
        self._occurrence = occurrence

    def __str__(self) -> str:
        item = self._occurrence.work_item
        words = {"label": item.label, "content": shortened(item.content), "time": self._occurrence.label}
        return gettext("mục %(label)s “%(content)s”, %(time)s") % words


def shortened(content: str, length: int = 90) -> str:
    """The beginning of a long text, cut between words."""
    if len(content) <= length:
        return content
    return content[:length].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def url_of(occurrence: Occurrence) -> str:
    """The page of the work, at the occurrence."""
    return f"{reverse('workitems:work_item_detail', args=[occurrence.work_item_id])}#occurrence-{occurrence.pk}"


def _tell_other_side(told: Report | Extension, message: Promise, words: Mapping[str, object], *, by: User) -> None:
    others = sides_of(told.occurrence.work_item).answering(told.side_id)
    notify(_officers(others), message, url_of(told.occurrence), words=words, except_for=by)


def _tell_own_side(told: Report | Extension, message: Promise, words: Mapping[str, object], *, by: User) -> None:
    notify(_officers([told.side_id]), message, url_of(told.occurrence), words=words, except_for=by)


def _officers(bodies: Iterable[int]) -> list[User]:
    held = Membership.objects.filter(holds_on(clock.today()), organisation__in=bodies, role=Role.OFFICER)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))
