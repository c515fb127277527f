"""The text of the period that follows, begun from the one in force."""

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import rules
from phoihop.programmes.actions._doors import locked
from phoihop.programmes.actions.starting import LONGEST_TITLE, start_instrument
from phoihop.programmes.actions.writing import write_items
from phoihop.programmes.bodies import renaming_in_words
from phoihop.programmes.models import Instrument
from phoihop.programmes.periods import Period
from phoihop.programmes.queries import renewals
from phoihop.programmes.queries.amendments import text_in_force
from phoihop.programmes.states import RENEWED_KINDS, InstrumentState, ProvisionKind


@transaction.atomic
def renew(instrument: Instrument, *, organisation: Organisation, by: User) -> Instrument:
    """Begin the next text of a kind without work items, in private; one with an annex is renewed from its review.

    It may be done before the text ends and after: what applies in between is for the parties to agree.
    """
    instrument = locked(instrument)
    if organisation not in rules.officer_sides(rules.standing(by, instrument.partnership), instrument.partnership):
        raise NotAllowed(_("Chỉ chuyên viên của một bên được soạn văn bản cho kỳ sau."))
    if instrument.kind not in RENEWED_KINDS:
        raise NotPossible(_("Văn bản có phụ lục công việc được soạn cho kỳ sau từ cuộc tổng kết."))
    if instrument.state != InstrumentState.IN_FORCE:
        raise NotPossible(_("Chỉ soạn văn bản cho kỳ sau từ văn bản đã có hiệu lực."))
    existing = renewals(instrument, organisation).first()
    if existing is not None:
        raise NotPossible(_("Đã có văn bản cho kỳ sau: %(text)s.") % {"text": existing})
    return begin_following(instrument, organisation=organisation, by=by)


def begin_following(instrument: Instrument, *, organisation: Organisation, by: User) -> Instrument:
    """A draft for the period that follows, with the clauses in force: their years moved on, the parties' names of today.

    `start_instrument` says who may.
    """
    period = Period(instrument.period_start, instrument.period_end)
    in_words = renaming_in_words(instrument.partnership.parties.all(), clock.today())
    draft = start_instrument(
        instrument.partnership,
        instrument.kind,
        title=in_words(period.moved_on(instrument.title))[:LONGEST_TITLE],
        period_start=period.following.start,
        period_end=period.following.end,
        organisation=organisation,
        by=by,
        based_on=instrument,
        parent=instrument.parent,
        starters_wanted=False,
    )
    clauses = [
        {
            "origin": one.version.provision,
            "level": one.version.level,
            "text": in_words(period.moved_on(one.version.text)),
        }
        for one in text_in_force(instrument)
        if one.kind == ProvisionKind.CLAUSE and not one.is_repealed
    ]
    write_items(draft, clauses, kind=ProvisionKind.CLAUSE, organisation=organisation, by=by)
    return draft
