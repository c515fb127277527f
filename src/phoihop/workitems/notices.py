"""The ledger's words for acts on work, and who of each side is told."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
REPORTED = "workitems.report_sent"
CONFIRMED = "workitems.report_confirmed"
RETURNED = "workitems.report_returned"
EXTENSION_ASKED = "workitems.extension_asked"
EXTENSION_GRANTED = "workitems.extension_granted"
EXTENSION_REFUSED = "workitems.extension_refused"

VERBS = {
    ITEMS_CREATED: gettext_lazy("đã đưa các việc vào theo dõi"),
    REPORTED: gettext_lazy("đã báo cáo hoàn thành"),
    CONFIRMED: gettext_lazy("đã xác nhận hoàn thành"),
    RETURNED: gettext_lazy("đã trả lại báo cáo"),
    EXTENSION_ASKED: gettext_lazy("đã đề nghị gia hạn"),
    EXTENSION_GRANTED: gettext_lazy("đã đồng ý gia hạn"),
    EXTENSION_REFUSED: gettext_lazy("đã không đồng ý gia hạn"),
}


def register() -> None:
    """Teach the ledger our words."""
    verbs.register(VERBS)


def act_of(entry: Entry) -> str:
    """What was done, in words."""
    return str(VERBS.get(entry.verb, entry.verb))


def tell_reported(report: Report, *, by: User) -> None:
    """Officers of the other side learn that a report waits for their answer."""
    text = _("%(body)s báo cáo đã hoàn thành %(what)s, chờ cơ quan đồng chí xác nhận.")
    _tell_other_side(report, text % {"body": report.organisation, "what": title_of(report.occurrence)}, by=by)


def tell_decided(report: Report, *, by: User) -> None:
    """Officers of the reporting side learn the answer."""
    words = {"body": report.decided_for, "what": title_of(report.occurrence), "reason": report.reason}
    if report.confirmed:
        text = _("%(body)s đã xác nhận %(what)s.") % words
    else:
        text = _("%(body)s trả lại báo cáo %(what)s: %(reason)s") % words
    notify(_officers([report.organisation_id]), text, url_of(report.occurrence), except_for=by)


def tell_extension_asked(extension: Extension, *, by: User) -> None:
    """Officers of the other side learn that more time is asked for."""
    text = _("%(body)s đề nghị gia hạn %(what)s đến %(day)s, chờ cơ quan đồng chí trả lời.") % {
        "body": extension.organisation,
        "what": title_of(extension.occurrence),
        "day": format_date(extension.to_due_on),
    }
    _tell_other_side(extension, text, by=by)


def tell_extension_decided(extension: Extension, *, granted: bool, by: User) -> None:
    """Officers of the asking side learn the answer."""
    words = {
        "body": extension.decided_for,
        "what": title_of(extension.occurrence),
        "day": format_date(extension.to_due_on),
    }
    if granted:
        text = _("%(body)s đồng ý gia hạn %(what)s đến %(day)s.") % words
    else:
        text = _("%(body)s không đồng ý gia hạn %(what)s đến %(day)s.") % words
    notify(_officers([extension.organisation_id]), text, url_of(extension.occurrence), except_for=by)


def title_of(occurrence: Occurrence) -> str:
    """The work as a sentence names it: mục II.2 “Tọa đàm khoa học …”, Tháng 4."""
    item = occurrence.work_item
    words = {"label": item.label, "content": shortened(item.content), "time": occurrence.label}
    return _("mục %(label)s “%(content)s”, %(time)s") % words


def shortened(content: str, length: int = 90) -> str:
    """The beginning of a long text, cut between words."""
    if len(content) <= length:
        return content
    return content[:length].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def url_of(occurrence: Occurrence) -> str:
    """The page of the work, at the occurrence."""
    return f"{reverse('workitems:work_item_detail', args=[occurrence.work_item_id])}#occurrence-{occurrence.pk}"


def _tell_other_side(told: Report | Extension, text: str, *, by: User) -> None:
    others = sides_of(told.occurrence.work_item).answering(told.organisation_id)
    notify(_officers(others), text, url_of(told.occurrence), except_for=by)


def _officers(bodies: Iterable[int]) -> list[User]:
    held = Membership.objects.filter(holds_on(clock.today()), organisation__in=bodies, role=Role.OFFICER)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))
