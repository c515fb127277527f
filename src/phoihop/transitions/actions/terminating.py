"""A text or a partnership shall end: one side proposes, the others agree; or one gives notice with a term."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.transitions import ending_rules as rules
from phoihop.transitions import notices
from phoihop.transitions.actions.ending import bring_to_an_end, note_last_day
from phoihop.transitions.models import Termination, TerminationAnswer, WorkFate
from phoihop.transitions.queries.terminations import carry_targets, open_work
from phoihop.transitions.states import PENDING, Fate, TerminationState

FARTHEST = dt.timedelta(days=366)
LONGEST_REASON = 2_000
_TALKED_ABOUT = (InstrumentState.NEGOTIATION, InstrumentState.AGREED, InstrumentState.FROZEN)


def propose_end(
    partnership: Partnership,
    instrument: Instrument | None,
    *,
    reason: str,
    effective_on: dt.date | None = None,
    notice_days: int | None = None,
    fates: Mapping[int, str] | None = None,
    carry_to: Instrument | None = None,
    by: User,
) -> Termination:
    """Propose that a text in force (or the whole partnership, without one) ends on a day, or give notice of it.

    `fates` says by the id of a piece of open work what becomes of it; what is not named is finished.
    """
    organisation = rules.proposing_body(by, partnership)
    if organisation is None:
        raise NotAllowed(_("Chỉ người duyệt hoặc người ký của một bên được đề nghị chấm dứt."))
    return _propose(
        partnership,
        instrument,
        reason=_reason(reason, _("Hãy nêu lý do chấm dứt.")),
        effective_on=effective_on,
        notice_days=notice_days,
        fates={item: Fate(fate) for item, fate in (fates or {}).items() if fate != Fate.FINISH},
        carry_to=carry_to,
        organisation=organisation,
        by=by,
    )


@transaction.atomic
def _propose(
    partnership: Partnership,
    instrument: Instrument | None,
    *,
    reason: str,
    effective_on: dt.date | None,
    notice_days: int | None,
    fates: Mapping[int, Fate],
    carry_to: Instrument | None,
    organisation: Organisation,
    by: User,
) -> Termination:
    Partnership.objects.select_for_update(no_key=True).values("pk").get(pk=partnership.pk)
    _refuse_what_cannot_end(partnership, instrument)
    is_notice = notice_days is not None
    termination = Termination.objects.create(
        partnership=partnership,
        instrument=instrument,
        reason=reason,
        effective_on=_day(effective_on, notice_days, instrument),
        notice_days=notice_days,
        carry_to=carry_to if Fate.CARRY in fates.values() else None,
        state=TerminationState.SETTLED if is_notice else TerminationState.PROPOSED,
        proposed_by=by,
        proposed_for=organisation,
        proposed_at=clock.now(),
    )
    _keep_fates(termination, fates)
    if is_notice:
        note_last_day(termination, termination.effective_on)
    _record(
        notices.END_NOTIFIED if is_notice else notices.END_PROPOSED, termination, organisation, by, _facts(termination)
    )
    notices.tell_end_proposed(termination, by=by)
    return termination


def answer_end(termination: Termination, *, agreed: bool, reason: str = "", by: User) -> Termination:
    """Agree for another party, or refuse with a reason; with the last agreement it is settled."""
    reason = clean(reason) if agreed else _reason(reason, _("Hãy nêu lý do không đồng ý."))
    _answer(termination, agreed=agreed, reason=reason, by=by)
    bring_to_an_end(termination)
    return fresh(termination)


@transaction.atomic
def _answer(termination: Termination, *, agreed: bool, reason: str, by: User) -> None:
    Termination.objects.select_for_update().values("pk").get(pk=termination.pk)
    termination = fresh(termination)
    if termination.state != TerminationState.PROPOSED:
        raise NotPossible(_("Đề nghị này không còn chờ trả lời."))
    organisation = rules.answering_body(by, termination)
    if organisation is None:
        raise NotAllowed(_("Chỉ người duyệt hoặc người ký của bên chưa trả lời được trả lời đề nghị này."))
    TerminationAnswer.objects.create(
        termination=termination, organisation=organisation, by=by, at=clock.now(), agreed=agreed, reason=reason
    )
    facts = _facts(termination) | {"answer": reason}
    termination = fresh(termination)
    if not agreed:
        termination.state, termination.closed_at = TerminationState.REFUSED, clock.now()
    elif not rules.unanswered(termination):
        termination.state = TerminationState.SETTLED
        termination.effective_on = max(termination.effective_on, clock.today())  # nothing ends in the past
        note_last_day(termination, termination.effective_on)
    termination.save(update_fields=["state", "closed_at", "effective_on"])
    verb = notices.END_AGREED if agreed else notices.END_REFUSED
    _record(verb, termination, organisation, by, facts)  # the chain is locked after the texts, as everywhere
    notices.tell_end_answered(termination, organisation, agreed=agreed, reason=reason, by=by)


@transaction.atomic
def withdraw_end(termination: Termination, *, by: User) -> Termination:
    """Take a proposal back while not all have agreed, or a notice before its day."""
    Termination.objects.select_for_update().values("pk").get(pk=termination.pk)
    termination = fresh(termination)
    if termination.state not in PENDING:
        raise NotPossible(_("Việc này đã xong nên không rút được nữa."))
    organisation = rules.withdrawing_body(by, termination)
    if organisation is None:
        raise NotAllowed(_("Chỉ người duyệt hoặc người ký của bên đã đề nghị được rút, khi các bên chưa thống nhất."))
    if termination.state == TerminationState.SETTLED:
        note_last_day(termination, None)
    termination.state, termination.closed_at = TerminationState.WITHDRAWN, clock.now()
    termination.save(update_fields=["state", "closed_at"])
    _record(notices.END_WITHDRAWN, termination, organisation, by, _facts(termination))
    notices.tell_end_withdrawn(termination, organisation, by=by)
    return termination


def fresh(termination: Termination) -> Termination:
    """The row as it is now, with what rules ask of it."""
    related = Termination.objects.select_related("partnership__chain", "instrument", "proposed_for", "carry_to")
    return related.prefetch_related("partnership__parties__organisation", "answers").get(pk=termination.pk)


def _refuse_what_cannot_end(partnership: Partnership, instrument: Instrument | None) -> None:
    pending = Termination.objects.filter(partnership=partnership, state__in=PENDING)
    if pending.filter(instrument=instrument).exists() or pending.filter(instrument__isnull=True).exists():
        raise NotPossible(_("Đã có một đề nghị hoặc thông báo chấm dứt đang chờ."))
    if instrument is None:
        if partnership.ended_on:
            raise NotPossible(_("Quan hệ phối hợp này đã chấm dứt."))
        open_text = partnership.instruments.filter(state__in=_TALKED_ABOUT).first()
        if open_text is not None:
            raise NotPossible(
                _("%(text)s còn đang trao đổi hoặc chờ ký. Hãy rút hoặc ký xong rồi mới chấm dứt quan hệ phối hợp.")
                % {"text": open_text}
            )
        return
    if instrument.kind in (InstrumentKind.REVIEW_REPORT, InstrumentKind.AMENDMENT):
        raise NotPossible(_("Báo cáo và văn bản sửa đổi không chấm dứt riêng."))
    if instrument.state != InstrumentState.IN_FORCE or instrument.over_since or instrument.ended_on:
        raise NotPossible(_("Chỉ chấm dứt được văn bản đang có hiệu lực."))
    if amendment := instrument.children.filter(kind=InstrumentKind.AMENDMENT, state=InstrumentState.FROZEN).first():
        raise NotPossible(
            _("%(text)s đang chờ ký và sửa đổi văn bản này. Hãy ký xong hoặc mở lại văn bản đó trước.")
            % {"text": amendment}
        )


def _day(effective_on: dt.date | None, notice_days: int | None, instrument: Instrument | None) -> dt.date:
    today = clock.today()
    if notice_days is not None:
        if not 1 <= notice_days <= FARTHEST.days:
            raise NotPossible(_("Thời hạn báo trước phải từ 1 đến %(days)s ngày.") % {"days": FARTHEST.days})
        day = today + dt.timedelta(days=notice_days)
    elif effective_on is None:
        raise NotPossible(_("Hãy chọn ngày chấm dứt, hoặc ghi thời hạn báo trước."))
    else:
        day = effective_on
    last = min(today + FARTHEST, instrument.period_end) if instrument else today + FARTHEST
    if not today <= day <= last:
        raise NotPossible(_("Ngày chấm dứt phải từ hôm nay đến %(last)s.") % {"last": format_date(last)})
    return day


def _keep_fates(termination: Termination, fates: Mapping[int, Fate]) -> None:
    items = {item.pk for item in open_work(termination.partnership, termination.instrument)}
    if set(fates) - items:
        raise NotPossible(_("Có việc vừa thay đổi. Hãy mở lại trang rồi chọn lại."))
    if Fate.CARRY in fates.values():
        targets = carry_targets(termination.partnership, termination.instrument)
        if termination.carry_to not in targets:
            raise NotPossible(_("Hãy chọn một văn bản đang có hiệu lực để chuyển việc sang."))
    WorkFate.objects.bulk_create(
        WorkFate(termination=termination, item_id=item, fate=fate) for item, fate in fates.items()
    )


def _reason(text: str, missing: str) -> str:
    reason = clean(text)
    if not reason:
        raise NotPossible(missing)
    if len(reason) > LONGEST_REASON:
        raise NotPossible(_("Lý do dài nhất %(limit)s ký tự.") % {"limit": LONGEST_REASON})
    return reason


def _facts(termination: Termination) -> dict[str, object]:
    """What a proposal says, as plain data for the ledger."""
    return {
        "instrument": str(termination.instrument.uid) if termination.instrument else "",
        "reason": termination.reason,
        "effective_on": termination.effective_on.isoformat(),
        "notice_days": termination.notice_days,
        "carry_to": termination.carry_to.number_text if termination.carry_to else "",
        "work": [[f"{fate.item.label}", fate.fate] for fate in termination.fates.select_related("item")],
    }


def _record(verb: str, termination: Termination, organisation: Organisation, by: User, data: dict[str, object]) -> None:
    label = termination.instrument.name_kept if termination.instrument else termination.partnership.name
    chain = termination.partnership.chain
    record(chain, verb, termination, by=by, organisation=organisation, label=label, data=data)
