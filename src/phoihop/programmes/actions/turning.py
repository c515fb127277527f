"""Around an offer: that it was opened, taking it back unopened, and more time to answer it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotPossible
from phoihop.lib.text import clean
from phoihop.organisations.models import Organisation
from phoihop.programmes import notices, queries
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.agreeing import agree_when_complete
from phoihop.programmes.canonical import text_hash
from phoihop.programmes.models import (
    Consent,
    Instrument,
    Opening,
    ProvisionVersion,
    Recall,
    TimeRequest,
)
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentState

LONGEST_REASON = 1_000
LONGEST_WAIT = dt.timedelta(days=366)


@transaction.atomic
def open_offers(instrument: Instrument, bodies: set[int]) -> None:
    """Record that these bodies now read what was offered to them; each offer is opened once by each body.

    The lock makes it one or the other with a recall: who comes second finds the offer gone, or opened.
    """
    instrument = locked(instrument)
    now = clock.now()
    Opening.objects.bulk_create(
        (
            Opening(revision=revision, organisation_id=body, opened_at=now)
            for revision in instrument.revisions.all()
            for body in sorted(bodies - queries.speaking_for(instrument, revision.organisation_id))
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def recall_offer(instrument: Instrument, *, organisation: Organisation, by: User, reason: str = "") -> Instrument:
    """Take the last offer back that nobody has opened: its changes are private again and the turn comes back.

    Consents and approvals that the offer had made void are bound to the words that stand again, and so count again. The
    number of the offer is not used a second time. A first offer recalled leaves a draft that only its owner knows.
    """
    instrument = locked(instrument)
    guard(Act.RECALL, by, instrument, organisation)
    revision = queries.recallable_offer(instrument, organisation)
    if revision is None:
        raise NotPossible(
            _("Bản đề nghị đã được bên kia mở nên không thu hồi được nữa. Hãy trao đổi với bên kia, hoặc rút văn bản.")
        )
    words = _words(reason, _("Lý do"))
    Recall.objects.create(revision=revision, by=by, recalled_at=clock.now(), reason=words)
    Consent.objects.filter(version__revision=revision).delete()
    ProvisionVersion.objects.filter(revision=revision).update(revision=None)
    latest = queries.latest_versions(instrument)
    is_first = not instrument.revisions.exists()
    instrument.state = InstrumentState.DRAFT if is_first else InstrumentState.NEGOTIATION
    instrument.disclosed_at = None if is_first else instrument.disclosed_at
    instrument.text_hash = "" if is_first else text_hash(instrument, queries.without_removed(latest))
    instrument.turn = organisation
    instrument.save(update_fields=["state", "disclosed_at", "text_hash", "turn"])
    record(
        instrument.partnership.chain,
        notices.RECALLED,
        revision,
        by=by,
        roles=RULES[Act.RECALL].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"instrument": str(instrument.uid), "revision": revision.number, "reason": words},
    )
    notices.tell_recalled(instrument, revision, by=by)
    if not is_first:
        agree_when_complete(instrument, latest, by=by)
    return instrument


@transaction.atomic
def ask_more_time(
    instrument: Instrument, *, organisation: Organisation, by: User, wanted_on: dt.date, reason: str
) -> TimeRequest:
    """Ask those who made the last offer for a later day to answer it."""
    instrument = locked(instrument)
    guard(Act.ASK_TIME, by, instrument, organisation)
    revision = queries.offer_to_answer(instrument, organisation)
    due_on = queries.answer_due(revision) if revision else None
    if revision is None or due_on is None:
        raise NotPossible(_("Bản đề nghị gần nhất không hẹn ngày trả lời nên không cần xin thêm thời gian."))
    if revision.time_requests.filter(answered_at__isnull=True, organisation=organisation).exists():
        raise NotPossible(
            _("Bên mình đã xin thêm thời gian và đang chờ %(body)s trả lời.") % {"body": revision.organisation}
        )
    _refuse_day(wanted_on, after=due_on)
    why = _words(reason, _("Lý do"), is_needed=True)
    request = TimeRequest.objects.create(
        revision=revision, organisation=organisation, by=by, asked_at=clock.now(), wanted_on=wanted_on, reason=why
    )
    _record(instrument, notices.TIME_ASKED, request, by, organisation, {"until": wanted_on.isoformat(), "reason": why})
    notices.tell_time_asked(instrument, request, by=by)
    return request


@transaction.atomic
def answer_time_request(
    instrument: Instrument,
    *,
    organisation: Organisation,
    by: User,
    granted_on: dt.date | None,
    answer: str = "",
) -> TimeRequest:
    """Grant the day asked for or another one (`granted_on`), or none (None; then with a word why)."""
    instrument = locked(instrument)
    guard(Act.ANSWER_TIME, by, instrument, organisation)
    request = queries.open_time_request(instrument, organisation)
    if request is None:
        raise NotPossible(_("Không còn đề nghị thêm thời gian nào chờ bên mình trả lời."))
    words = _words(answer, _("Lời đáp"), is_needed=granted_on is None)
    if granted_on is not None:
        due_on = queries.answer_due(request.revision)
        _refuse_day(granted_on, after=due_on or clock.today())
    request.answered_at, request.answered_by = clock.now(), by
    request.granted_on, request.answer = granted_on, words
    request.save(update_fields=["answered_at", "answered_by", "granted_on", "answer"])
    until = {"until": granted_on.isoformat()} if granted_on else {}
    verb = notices.TIME_GRANTED if granted_on else notices.TIME_DECLINED
    _record(instrument, verb, request, by, organisation, until | {"note": words})
    notices.tell_time_answered(instrument, request, by=by, organisation=organisation)
    return request


def _record(
    instrument: Instrument, verb: str, request: TimeRequest, by: User, organisation: Organisation, data: dict[str, str]
) -> None:
    record(
        instrument.partnership.chain,
        verb,
        instrument,
        by=by,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"revision": request.revision.number, **data},
    )


def _refuse_day(day: dt.date, *, after: dt.date) -> None:
    today = clock.today()
    if day <= after or day < today:
        raise NotPossible(
            _("Ngày mới phải sau ngày đã hẹn (%(day)s) và không trước hôm nay.") % {"day": format_date(after)}
        )
    if day > today + LONGEST_WAIT:
        raise NotPossible(_("Ngày mới phải trong vòng một năm."))


def _words(text: str, label: str, *, is_needed: bool = False) -> str:
    words = clean(text)
    if is_needed and not words:
        raise NotPossible(_("Hãy ghi lý do để bên kia hiểu."))
    if len(words) > LONGEST_REASON:
        raise NotPossible(_("%(label)s dài nhất %(limit)s ký tự.") % {"label": label, "limit": LONGEST_REASON})
    return words
