"""What waits for whoever confirms or takes note of a takeover, or answers a proposal to end.

One query while there is nothing.
"""

from django.db.models import CharField, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.waiting import Waiting
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Party
from phoihop.transitions import ending_rules, rules
from phoihop.transitions.models import Handover, Takeover, Termination
from phoihop.transitions.queries.takeovers import takeovers, to_acknowledge
from phoihop.transitions.queries.terminations import terminations
from phoihop.transitions.states import ANNOUNCED, TakeoverState, TerminationState


def waiting(user: User) -> list[Waiting]:
    """Takeovers and proposals before this person's bodies, if they are the person who answers or takes note."""
    pending = _pending(user)
    if not pending:
        return []
    declared = takeovers(user).filter(pk__in=[pk for kind, pk in pending if kind == "takeover"])
    proposed = terminations(user).filter(pk__in=[pk for kind, pk in pending if kind == "termination"])
    announced = [pk for kind, pk in pending if kind == "handover"]
    return [
        *(_to_confirm(each) for each in declared if rules.can_confirm(user, each)),
        *(_to_note(line.handover.takeover) for line in to_acknowledge(user, announced)),
        *(_to_answer(each) for each in proposed if ending_rules.answering_body(user, each)),
    ]


def _pending(user: User) -> list[tuple[str, int]]:
    mine = Organisation.objects.of(user).values("pk")
    partnerships = Party.objects.filter(organisation__in=mine).values("partnership_id")
    declared = Takeover.objects.filter(Q(predecessor__in=mine) | Q(successor__in=mine), state=TakeoverState.DECLARED)
    proposed = Termination.objects.filter(partnership__in=partnerships, state=TerminationState.PROPOSED)
    announced = (
        Handover.objects.filter(partnership__in=partnerships, takeover__state__in=ANNOUNCED)
        .exclude(takeover__predecessor__in=mine)
        .exclude(takeover__successor__in=mine)
        .exclude(acknowledgements__organisation__in=mine)
    )
    kinds = {"takeover": declared, "termination": proposed, "handover": announced}
    rows = [found.order_by().values_list(Value(kind, CharField()), "pk") for kind, found in kinds.items()]
    return list(rows[0].union(*rows[1:], all=True))


def _to_confirm(takeover: Takeover) -> Waiting:
    text = _("Xác nhận %(successor)s tiếp nhận tư cách bên phối hợp của %(predecessor)s")
    names = {"successor": takeover.successor, "predecessor": takeover.predecessor}
    url = reverse("transitions:takeover_detail", args=[takeover.pk])
    coming = takeover.effective_on if takeover.effective_on >= clock.today() else None  # one that is past is not "late"
    return Waiting("me", text % names, url, tone="warning", due_on=coming)


def _to_note(takeover: Takeover) -> Waiting:
    text = _("Ghi nhận %(successor)s tiếp nhận tư cách bên phối hợp của %(predecessor)s")
    names = {"successor": takeover.successor, "predecessor": takeover.predecessor}
    return Waiting("me", text % names, reverse("transitions:takeover_detail", args=[takeover.pk]))


def _to_answer(termination: Termination) -> Waiting:
    text = _("%(body)s đề nghị chấm dứt, chờ trả lời: %(subject)s")
    names = {"body": termination.proposed_for, "subject": termination.subject}
    url = reverse("transitions:termination_detail", args=[termination.pk])
    return Waiting("me", text % names, url, tone="warning", due_on=termination.effective_on)
