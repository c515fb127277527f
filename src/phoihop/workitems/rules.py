"""Who reports a piece of work and who answers: its leads, and the other side; and when each can be done.

The functions that answer with a body or with nothing refuse with `NotAllowed` or `NotPossible` and their sentence:
pages ask them before they show a form, actions before they write.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation, Role
from phoihop.programmes.rules import standing
from phoihop.workitems.models import Extension, Occurrence, Report, WorkItem
from phoihop.workitems.states import ExtensionState, OccurrenceState

OFFICERS = frozenset({Role.OFFICER})
TO_REPORT = (OccurrenceState.OPEN, OccurrenceState.RETURNED)


@dataclass(frozen=True)
class Sides:
    """The parties of an item and those among them that report it."""

    parties: tuple[int, ...]
    reporting: frozenset[int]

    def answering(self, reporter: int) -> frozenset[int]:
        """Who confirms what `reporter` reports: the other lead of joint work, else every other party."""
        return self.reporting - {reporter} or frozenset(self.parties) - {reporter}


def sides_of(item: WorkItem) -> Sides:
    """The leads that are parties report (`create_work_items` sees to it that there is one)."""
    parties = tuple(party.organisation_id for party in item.partnership.parties.all())
    return Sides(parties, frozenset(lead.pk for lead in item.leads.all()) & frozenset(parties))


def officer_of(user: User, item: WorkItem) -> frozenset[int]:
    """The parties of this item for which the person may report and answer today."""
    if not user.is_active:
        return frozenset()
    roles = standing(user, item.partnership).roles
    return frozenset(body for body, held in roles.items() if held & OFFICERS)


def reporting_body(user: User, item: WorkItem) -> Organisation:
    """The lead for which this person reports and asks for more time."""
    return _party(item, officer_of(user, item) & sides_of(item).reporting, _reporters_only())


def answering_body(user: User, told: Report | Extension) -> Organisation:
    """The body of the other side for which this person answers."""
    item = told.occurrence.work_item
    acting = officer_of(user, item)
    own = acting == {told.side_id}
    return _party(item, acting & sides_of(item).answering(told.side_id), _answerers_only(told, own=own))


def check_reporter(item: WorkItem, organisation: Organisation, by: User) -> None:
    """Only an officer of a lead reports or asks for more time, and only for that lead."""
    if organisation.pk not in officer_of(by, item) & sides_of(item).reporting:
        raise NotAllowed(_reporters_only())


def check_answerer(told: Report | Extension, organisation: Organisation, by: User) -> None:
    """Only an officer of the other side answers, and only for that side."""
    item = told.occurrence.work_item
    if organisation.pk not in officer_of(by, item) & sides_of(item).answering(told.side_id):
        raise NotAllowed(_answerers_only(told, own=organisation.pk == told.side_id))


def check_reportable(occurrence: Occurrence) -> None:
    """Work is reported while nothing waits for an answer and nothing is confirmed."""
    _refuse_cancelled(occurrence)
    if occurrence.state == OccurrenceState.CONFIRMED:
        raise NotPossible(_("Việc này đã được xác nhận hoàn thành, không cần báo cáo nữa."))
    if occurrence.state == OccurrenceState.REPORTED:
        raise NotPossible(_("Báo cáo trước đang chờ bên kia trả lời; hãy chờ trả lời rồi báo cáo tiếp."))


def check_movable(occurrence: Occurrence) -> dt.date:
    """The due date that can be moved: more time is asked for before the work is reported, one request at a time."""
    _refuse_cancelled(occurrence)
    if occurrence.due_on is None:
        raise NotPossible(_("Việc này không có thời hạn nên không cần gia hạn."))
    if occurrence.state == OccurrenceState.CONFIRMED:
        raise NotPossible(_("Việc này đã được xác nhận hoàn thành, không gia hạn nữa."))
    if occurrence.state == OccurrenceState.REPORTED:
        raise NotPossible(_("Việc này đã báo cáo và đang chờ xác nhận, chưa gia hạn được."))
    if occurrence.extensions.filter(state=ExtensionState.ASKED).exists():
        raise NotPossible(_("Đề nghị gia hạn trước chưa được trả lời; hãy chờ trả lời rồi đề nghị tiếp."))
    return occurrence.due_on


def check_unanswered(told: Report | Extension) -> None:
    """A report, a request is answered once."""
    if told.decided_at is None:
        if isinstance(told, Extension):
            _refuse_cancelled(told.occurrence)
        return
    day = {"day": format_date(told.decided_at.astimezone(clock.VIETNAM).date())}
    if isinstance(told, Report):
        raise NotPossible(_("Báo cáo này đã được trả lời ngày %(day)s.") % day)
    raise NotPossible(_("Đề nghị gia hạn này đã được trả lời ngày %(day)s.") % day)


def _refuse_cancelled(occurrence: Occurrence) -> None:
    if occurrence.state == OccurrenceState.CANCELLED:
        raise NotPossible(_("Các bên đã thống nhất thôi thực hiện việc này."))


def _party(item: WorkItem, bodies: frozenset[int], sentence: str) -> Organisation:
    for party in item.partnership.parties.all():
        if party.organisation_id in bodies:
            return party.organisation
    raise NotAllowed(sentence)


def _reporters_only() -> str:
    return _("Chỉ chuyên viên của cơ quan chủ trì được báo cáo hoặc đề nghị gia hạn việc này.")


def _answerers_only(told: Report | Extension, *, own: bool) -> str:
    if own and isinstance(told, Report):
        return _("Bên báo cáo không tự xác nhận việc của mình; việc này chờ bên kia xác nhận.")
    if own:
        return _("Bên đề nghị không tự gia hạn cho mình; đề nghị này chờ bên kia trả lời.")
    if isinstance(told, Report):
        return _("Chỉ chuyên viên của bên kia được xác nhận hoặc trả lại báo cáo này.")
    return _("Chỉ chuyên viên của bên kia được trả lời đề nghị gia hạn này.")
