"""The ledger's words for takeovers, and who is told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from phoihop.accounts.models import User
from phoihop.ledger import verbs
from phoihop.lib.dates import format_date
from phoihop.notifications.actions import notify
from phoihop.organisations.models import Role
from phoihop.programmes.models import Partnership
from phoihop.programmes.notices import people_in
from phoihop.transitions.models import Handover, Takeover
from phoihop.transitions.rules import RULES, Act, confirming_body

ANNOUNCED = "transitions.takeover_announced"
TAKEN_OVER = "transitions.party_taken_over"
CANCELLED = "transitions.takeover_cancelled"
ACKNOWLEDGED = "transitions.takeover_acknowledged"

VERBS = {
    ANNOUNCED: _("đã thông báo việc tiếp nhận tư cách bên phối hợp"),
    TAKEN_OVER: _("đã tiếp nhận tư cách bên phối hợp"),
    CANCELLED: _("đã rút thông báo tiếp nhận tư cách bên phối hợp"),
    ACKNOWLEDGED: _("đã ghi nhận việc tiếp nhận tư cách bên phối hợp"),
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


def url_of(takeover: Takeover) -> str:
    return reverse("transitions:takeover_detail", args=[takeover.pk])


def _people(partnership: Partnership) -> list[User]:
    return people_in([party.organisation_id for party in partnership.parties.all()], *READERS)


def _words(takeover: Takeover) -> dict[str, object]:
    day = format_date(takeover.effective_on)
    return {"predecessor": takeover.predecessor, "successor": takeover.successor, "day": day}
