"""The ledger's words for takeovers and ends, and who is told."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.ledger import verbs
from phoihop.lib.dates import format_date
from phoihop.notifications.actions import notify
from phoihop.organisations.models import Organisation, Role
from phoihop.programmes.models import Partnership
from phoihop.programmes.notices import people_in
from phoihop.transitions.models import Handover, Takeover, Termination
from phoihop.transitions.rules import RULES, Act, confirming_body

ANNOUNCED = "transitions.takeover_announced"
TAKEN_OVER = "transitions.party_taken_over"
CANCELLED = "transitions.takeover_cancelled"
ACKNOWLEDGED = "transitions.takeover_acknowledged"
END_PROPOSED = "transitions.end_proposed"
END_NOTIFIED = "transitions.end_notified"
END_AGREED = "transitions.end_agreed"
END_REFUSED = "transitions.end_refused"
END_WITHDRAWN = "transitions.end_withdrawn"
ENDED = "transitions.ended"

VERBS = {
    ANNOUNCED: _("đã thông báo việc tiếp nhận tư cách bên phối hợp"),
    TAKEN_OVER: _("đã tiếp nhận tư cách bên phối hợp"),
    CANCELLED: _("đã rút thông báo tiếp nhận tư cách bên phối hợp"),
    ACKNOWLEDGED: _("đã ghi nhận việc tiếp nhận tư cách bên phối hợp"),
    END_PROPOSED: _("đã đề nghị chấm dứt"),
    END_NOTIFIED: _("đã thông báo rút, có thời hạn báo trước"),
    END_AGREED: _("đã đồng ý chấm dứt"),
    END_REFUSED: _("đã không đồng ý chấm dứt"),
    END_WITHDRAWN: _("đã rút đề nghị chấm dứt"),
    ENDED: _("ghi nhận đã chấm dứt"),
}
READERS = (Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.RECORDS_CLERK)


def register() -> None:
    """Teach the ledger our words."""
    verbs.register(VERBS)


def tell_declared(takeover: Takeover, *, by: User) -> None:
    """Those whose confirmation is missing learn it."""
    body = confirming_body(takeover)
    message = _("Chờ cơ quan đồng chí xác nhận: %(successor)s tiếp nhận tư cách bên phối hợp của %(predecessor)s.")
    people = people_in([body.pk], *RULES[Act.CONFIRM]) if body else []
    notify(people, message, url_of(takeover), words=_words(takeover), except_for=by)


def tell_announced(handover: Handover, *, by: User) -> None:
    """All sides of a partnership learn from when on another body is the party."""
    takeover = handover.takeover
    message = _("Từ %(day)s, %(successor)s tiếp nhận tư cách bên phối hợp của %(predecessor)s.")
    people = [*_people(handover.partnership), *people_in([takeover.successor_id], *READERS)]
    notify(people, message, url_of(takeover), words=_words(takeover), except_for=by)


def tell_cancelled(handover: Handover, *, by: User) -> None:
    """All sides learn that what was announced does not happen."""
    takeover = handover.takeover
    message = _("Đã rút thông báo %(successor)s tiếp nhận tư cách bên phối hợp của %(predecessor)s.")
    url = reverse("programmes:partnership_detail", args=[handover.partnership_id])
    notify(_people(handover.partnership), message, url, words=_words(takeover), except_for=by)


def tell_end_proposed(termination: Termination, *, by: User) -> None:
    """All sides learn that something shall end, on which day, and whether an answer is asked for."""
    asked = _("%(body)s đề nghị chấm dứt từ %(day)s, chờ các bên trả lời: %(subject)s.")
    told = _("%(body)s thông báo rút; chấm dứt từ %(day)s: %(subject)s.")
    _tell_of_end(termination, told if termination.notice_days else asked, termination.proposed_for, by=by)


def tell_end_answered(
    termination: Termination, organisation: Organisation, *, agreed: bool, reason: str, by: User
) -> None:
    """All sides learn what another party said."""
    yes = _("%(body)s đồng ý chấm dứt từ %(day)s: %(subject)s.")
    no = _("%(body)s không đồng ý chấm dứt: %(subject)s. Lý do: %(reason)s")
    _tell_of_end(termination, yes if agreed else no, organisation, by=by, reason=reason)


def tell_end_withdrawn(termination: Termination, organisation: Organisation, *, by: User) -> None:
    _tell_of_end(termination, _("%(body)s đã rút đề nghị chấm dứt: %(subject)s."), organisation, by=by)


def tell_ended(termination: Termination) -> None:
    _tell_of_end(termination, _("Đã chấm dứt từ %(day)s: %(subject)s."), None, by=None)


def _tell_of_end(
    termination: Termination,
    message: Promise,
    organisation: Organisation | None,
    *,
    by: User | None,
    reason: str = "",
) -> None:
    day = format_date(termination.effective_on)
    words = {"body": organisation, "day": day, "subject": Subject(termination), "reason": reason}
    url = reverse("transitions:termination_detail", args=[termination.pk])
    notify(_people(termination.partnership), message, url, words=words, except_for=by)


class Subject:
    """What ends, in the language of the reader."""

    def __init__(self, termination: Termination) -> None:
        self._termination = termination

    def __str__(self) -> str:
        return self._termination.subject


def url_of(takeover: Takeover) -> str:
    return reverse("transitions:takeover_detail", args=[takeover.pk])


def _people(partnership: Partnership) -> list[User]:
    return people_in([party.organisation_id for party in partnership.parties.all()], *READERS)


def _words(takeover: Takeover) -> dict[str, object]:
    day = format_date(takeover.effective_on)
    return {"predecessor": takeover.predecessor, "successor": takeover.successor, "day": day}
