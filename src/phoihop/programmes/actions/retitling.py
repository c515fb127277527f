"""What a text is called and for which days it is made, while it is still negotiated."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.ledger.actions import record
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import contents, notices
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.agreeing import agree_when_complete
from phoihop.programmes.actions.starting import refuse_period, search_key, titled
from phoihop.programmes.actions.undoing import forget_steps
from phoihop.programmes.canonical import content_hash, text_hash
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import current_versions, latest_versions
from phoihop.programmes.rules import RULES, Act
from phoihop.programmes.states import InstrumentKind, InstrumentState, ProvisionKind


@transaction.atomic
def retitle(
    instrument: Instrument,
    *,
    title: str,
    period_start: dt.date | None = None,
    period_end: dt.date | None = None,
    organisation: Organisation,
    by: User,
) -> Instrument:
    """Call a text otherwise, or make it for another period; a day that is not given stays.

    Before the first offer it stays private, and the times of the items are understood anew. After it all parties see it
    at once: approvals were bound to the old title (`text_hash`) and are void, consents to provisions stand, and a
    period under which an offered item would fall due on another day is refused.
    """
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    if instrument.kind == InstrumentKind.REVIEW_REPORT:
        raise NotPossible(_("Tên và thời kỳ của báo cáo theo cuộc tổng kết nên không đổi ở đây."))
    before = _head(instrument)
    days_before = instrument.period_start, instrument.period_end
    instrument.title = titled(title)
    instrument.period_start = period_start or instrument.period_start
    instrument.period_end = period_end or instrument.period_end
    refuse_period(instrument.period_start, instrument.period_end)
    if _head(instrument) == before:
        return instrument
    _retime(instrument, *days_before, organisation=organisation)
    instrument.search_key = search_key(instrument)
    instrument.save(update_fields=["title", "period_start", "period_end", "search_key"])
    if instrument.disclosed_at is not None:
        _tell(instrument, before, organisation=organisation, by=by)
    return instrument


def _tell(instrument: Instrument, before: dict[str, str], *, organisation: Organisation, by: User) -> None:
    instrument.state = InstrumentState.NEGOTIATION
    instrument.agreed_at = None
    instrument.text_hash = text_hash(instrument, current_versions(instrument))
    instrument.save(update_fields=["state", "agreed_at", "text_hash"])
    record(
        instrument.partnership.chain,
        notices.RETITLED,
        instrument,
        by=by,
        roles=RULES[Act.EDIT].roles,
        organisation=organisation,
        label=instrument.name_kept,
        content_hash=instrument.text_hash,
        data={"before": before, "after": _head(instrument), "note": instrument.name_kept},
    )
    notices.tell_retitled(instrument, organisation=organisation, by=by)
    agree_when_complete(instrument, latest_versions(instrument), by=by)  # back to the very text that all had approved


def _retime(instrument: Instrument, start: dt.date, end: dt.date, *, organisation: Organisation) -> None:
    """What "trước 30/6" means depends on the year: own items are understood anew, offered ones must not move."""
    moved = []
    for version in {*current_versions(instrument), *current_versions(instrument, organisation=organisation)}:
        before = contents.due_rule_of(version.due_text, start, end)
        now = contents.due_rule_of(version.due_text, instrument.period_start, instrument.period_end)
        if version.provision.kind == ProvisionKind.ITEM and version.due_rule == before != now:
            version.due_rule = now
            version.content_hash = content_hash(version)
            moved.append(version)
    if fixed := sum(version.revision_id is not None for version in moved):
        raise NotPossible(
            _(
                "Với thời gian mới, %(count)s việc đã gửi sẽ đến hạn vào ngày khác. Hãy giữ thời gian cũ, "
                "hoặc rút văn bản này và soạn văn bản cho kỳ mới."
            )
            % {"count": fixed}
        )
    if moved:
        forget_steps(instrument)  # an undo would bring the old days back
    ProvisionVersion.objects.bulk_update(moved, ["due_rule", "content_hash"], batch_size=500)


def _head(instrument: Instrument) -> dict[str, str]:
    return {
        "title": instrument.title,
        "period_start": instrument.period_start.isoformat(),
        "period_end": instrument.period_end.isoformat(),
    }
