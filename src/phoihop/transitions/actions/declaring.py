"""Two bodies say that one takes the other's place; the other parties are told and take note."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import EventKind, Organisation
from phoihop.programmes.models import Partnership, Party
from phoihop.transitions import notices, rules
from phoihop.transitions.actions.taking_over import carry_out, facts_of
from phoihop.transitions.models import Acknowledgement, Handover, Takeover
from phoihop.transitions.rules import Act
from phoihop.transitions.states import KINDS, OPEN, TakeoverState

FARTHEST = dt.timedelta(days=366)
LONGEST_DECISION = 120


@transaction.atomic
def declare(
    predecessor: Organisation,
    successor: Organisation,
    *,
    kind: EventKind | str,
    decision: str,
    decided_on: dt.date,
    effective_on: dt.date,
    organisation: Organisation,
    by: User,
) -> Takeover:
    """Say for one of the two bodies that the successor takes the predecessor's place in all its partnerships.

    Nothing changes until the other body has confirmed it, and nobody else is told before.
    """
    if organisation not in (predecessor, successor) or not rules.may(Act.DECLARE, by, organisation):
        raise NotAllowed(_("Chỉ quản trị của một trong hai cơ quan được ghi việc tiếp nhận tư cách bên phối hợp."))
    decision = " ".join(clean(decision).split())
    _refuse_facts(predecessor, successor, str(kind), decision, decided_on, effective_on)
    if Takeover.objects.filter(predecessor=predecessor, successor=successor, state__in=OPEN).exists():
        raise NotPossible(_("Việc này đã được ghi và đang chờ; hãy xem trong danh sách."))
    refuse_lone_party(predecessor, successor)
    takeover = Takeover.objects.create(
        predecessor=predecessor,
        successor=successor,
        kind=EventKind(kind),
        decision=decision,
        decided_on=decided_on,
        effective_on=effective_on,
        declared_by=by,
        declared_for=organisation,
        declared_at=clock.now(),
    )
    notices.tell_declared(takeover, by=by)
    return takeover


def confirm(takeover: Takeover, *, by: User) -> Takeover:
    """Give the word that was missing: the parties are told, and from its day on the successor is the party.

    In two steps, each with its own locks; the worker does the second when the first is the last before a power cut.
    """
    _confirm(takeover, by=by)
    carry_out(takeover)
    takeover.refresh_from_db()
    return takeover


@transaction.atomic
def _confirm(takeover: Takeover, *, by: User) -> None:
    takeover = locked(takeover)
    if takeover.state != TakeoverState.DECLARED:
        raise NotPossible(_("Việc này không còn chờ xác nhận."))
    body = rules.confirming_body(takeover)
    if body is None:
        raise NotPossible(
            _(
                "%(body)s không còn ai xác nhận được. Hãy nhờ quản trị hệ thống ghi việc sắp xếp tổ chức này "
                "vào danh sách cơ quan, rồi xác nhận."
            )
            % {"body": takeover.predecessor}
        )
    if by.pk == takeover.declared_by_id:
        raise NotAllowed(_("Người đã ghi việc này không tự xác nhận; cần một người khác."))
    if not rules.can_confirm(by, takeover):
        raise NotAllowed(_("Chỉ người duyệt hoặc người ký của %(body)s được xác nhận việc này.") % {"body": body})
    if Takeover.objects.filter(predecessor=takeover.predecessor, state=TakeoverState.CONFIRMED).exists():
        raise NotPossible(
            _("Đã xác nhận một cơ quan khác tiếp nhận tư cách của %(body)s.") % {"body": takeover.predecessor}
        )
    refuse_lone_party(takeover.predecessor, takeover.successor)
    takeover.state = TakeoverState.CONFIRMED
    takeover.confirmed_by, takeover.confirmed_for, takeover.confirmed_at = by, body, clock.now()
    takeover.save(update_fields=["state", "confirmed_by", "confirmed_for", "confirmed_at"])
    for partnership in _partnerships(takeover.predecessor):
        _announce(takeover, partnership, body, by)


@transaction.atomic
def withdraw(takeover: Takeover, *, by: User) -> Takeover:
    """Take it back, or say that it is not so, before its day; who was told of it is told of this."""
    takeover = locked(takeover)
    if takeover.state not in OPEN:
        raise NotPossible(_("Việc này đã xong nên không rút được nữa."))
    if not rules.can_withdraw(by, takeover):
        raise NotAllowed(_("Chỉ quản trị của một trong hai cơ quan được rút việc này."))
    takeover.state, takeover.withdrawn_by, takeover.closed_at = TakeoverState.WITHDRAWN, by, clock.now()
    takeover.save(update_fields=["state", "withdrawn_by", "closed_at"])
    bodies = (takeover.predecessor, takeover.successor)
    body = next(body for body in bodies if rules.may(Act.WITHDRAW, by, body))
    for handover in takeover.handovers.select_related("partnership__chain").order_by("partnership__chain_id"):
        chain = handover.partnership.chain
        record(
            chain,
            notices.CANCELLED,
            handover,
            by=by,
            organisation=body,
            label=_label(takeover),
            data=facts_of(takeover),
        )
        notices.tell_cancelled(handover, by=by)
    return takeover


@transaction.atomic
def acknowledge(handover: Handover, *, by: User) -> Acknowledgement:
    """Take note for another party; it neither permits nor delays anything."""
    locked(handover.takeover)
    handover = Handover.objects.select_related("takeover", "partnership__chain").get(pk=handover.pk)
    body = rules.acknowledging_body(handover, rules.acknowledging_bodies(by))
    if body is None:
        raise NotAllowed(_("Chỉ người làm việc của một bên khác ghi nhận việc này, và chỉ một lần."))
    record(
        handover.partnership.chain,
        notices.ACKNOWLEDGED,
        handover,
        by=by,
        organisation=body,
        label=_label(handover.takeover),
    )
    return Acknowledgement.objects.create(handover=handover, organisation=body, by=by, at=clock.now())


def refuse_lone_party(predecessor: Organisation, successor: Organisation) -> None:
    """Raises NotPossible when both are the only parties of a partnership: nobody works together with itself."""
    theirs = Party.objects.filter(organisation=predecessor).values("partnership_id")
    shared = Party.objects.filter(organisation=successor, partnership__in=theirs).select_related("partnership")
    for party in shared:
        if not party.partnership.is_over and party.partnership.parties.count() == 2:
            raise NotPossible(
                _(
                    "Quan hệ phối hợp “%(name)s” sẽ chỉ còn một bên. Hãy chấm dứt quan hệ này trước; "
                    "một cơ quan không phối hợp với chính mình."
                )
                % {"name": party.partnership}
            )


def locked(takeover: Takeover) -> Takeover:
    """A fresh copy under a lock that holds until the transaction ends."""
    Takeover.objects.select_for_update().values("pk").get(pk=takeover.pk)
    related = ("predecessor", "successor", "declared_for", "declared_by", "confirmed_by")
    return Takeover.objects.select_related(*related).get(pk=takeover.pk)


def _refuse_facts(
    predecessor: Organisation,
    successor: Organisation,
    kind: str,
    decision: str,
    decided_on: dt.date,
    effective_on: dt.date,
) -> None:
    if predecessor == successor:
        raise NotPossible(_("Cơ quan tiếp nhận phải là một cơ quan khác; đổi tên thì ghi tên mới của cơ quan."))
    if kind not in KINDS:
        raise NotPossible(_("Hãy chọn việc sắp xếp: hợp nhất, chia tách hoặc chuyển giao."))
    if not decision:
        raise NotPossible(_("Hãy ghi số văn bản quyết định."))
    if len(decision) > LONGEST_DECISION:
        raise NotPossible(_("Số văn bản dài nhất %(limit)s ký tự.") % {"limit": LONGEST_DECISION})
    today = clock.today()
    if decided_on > today:
        raise NotPossible(_("Ngày văn bản quyết định không được sau hôm nay."))
    if not today - FARTHEST <= effective_on <= today + FARTHEST:
        raise NotPossible(_("Ngày có hiệu lực phải trong vòng một năm trước hoặc sau hôm nay."))
    if effective_on < decided_on:
        raise NotPossible(
            _("Ngày có hiệu lực không được trước ngày văn bản quyết định (%(day)s).") % {"day": format_date(decided_on)}
        )


def _partnerships(predecessor: Organisation) -> list[Partnership]:
    """In one order for all, so that two acts on several chains never wait for each other."""
    found = Partnership.objects.filter(parties__organisation=predecessor).select_related("chain")
    return list(found.order_by("chain_id"))


def _announce(takeover: Takeover, partnership: Partnership, body: Organisation, by: User) -> None:
    handover = Handover.objects.create(takeover=takeover, partnership=partnership, announced_at=clock.now())
    record(
        partnership.chain,
        notices.ANNOUNCED,
        handover,
        by=by,
        organisation=body,
        label=_label(takeover),
        data=facts_of(takeover),
    )
    notices.tell_announced(handover, by=by)


def _label(takeover: Takeover) -> str:
    return f"{takeover.predecessor} → {takeover.successor}"
