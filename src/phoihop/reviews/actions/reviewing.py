"""Starting a review, and closing its figures."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.actions import locked, start_instrument, write_items, write_version
from phoihop.programmes.citing import cited_in_full
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.queries import latest_versions, overlaid, private_versions
from phoihop.programmes.states import SIGNED_TEXT_STATES, WORK_KINDS, InstrumentKind, InstrumentState, ProvisionKind
from phoihop.reviews import annex, rules, starters
from phoihop.reviews.models import Review
from phoihop.reviews.queries.pictures import make_closing, table_of
from phoihop.reviews.queries.reviews import review_of_period

TABLE_TEXT = "Số liệu kết quả phối hợp"


@transaction.atomic
def start_review(
    programme: Instrument,
    *,
    organisation: Organisation,
    by: User,
    period_start: dt.date | None = None,
    period_end: dt.date | None = None,
) -> Review:
    """Begin the review of a programme in force, in private: its whole period, or the part that is given."""
    programme = locked(programme)
    start, end = period_start or programme.period_start, period_end or programme.period_end
    _refuse_start(programme, organisation, by, start, end)
    instrument = start_instrument(
        programme.partnership,
        InstrumentKind.REVIEW_REPORT,
        title=_title(programme, start, end),
        period_start=start,
        period_end=end,
        organisation=organisation,
        by=by,
        based_on=programme,
        starters_wanted=False,
    )
    parties = [str(party.organisation) for party in programme.partnership.parties.select_related("organisation")]
    clauses = starters.clauses(parties, programme=cited_in_full(programme), start=start, end=end)
    write_items(
        instrument, [dict(clause) for clause in clauses], kind=ProvisionKind.CLAUSE, organisation=organisation, by=by
    )
    return Review.objects.create(instrument=instrument, programme=programme)


@transaction.atomic
def close_figures(review: Review, *, organisation: Organisation, by: User) -> ProvisionVersion:
    """Write the figures of today into the report, private to this side until it discloses them; again replaces them.

    Once the report is frozen its figures never change.
    """
    instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=review.instrument_id)
    if instrument.state in SIGNED_TEXT_STATES:
        raise NotPossible(_("Báo cáo đã đóng băng nên số liệu không đổi nữa."))
    text = overlaid(latest_versions(instrument), private_versions(instrument, organisation))
    table = table_of(text)  # also one that this side has taken out: it comes back
    closing = make_closing(
        review.programme, start=instrument.period_start, end=instrument.period_end, today=clock.today()
    )
    if not closing.items:
        raise NotPossible(_("Chương trình không có việc nào trong thời kỳ này nên chưa có số liệu để chốt."))
    return write_version(
        instrument,
        provision=table.provision if table else None,
        kind=ProvisionKind.TABLE,
        organisation=organisation,
        by=by,
        text=f"{TABLE_TEXT}, chốt đến hết ngày {format_date(closing.as_of)}",
        data={"tables": [one.to_json() for one in annex.tables(closing)], "closing": closing.to_json()},
    )


def _refuse_start(programme: Instrument, organisation: Organisation, by: User, start: dt.date, end: dt.date) -> None:
    if organisation not in rules.officer_sides(by, programme.partnership):
        raise NotAllowed(_("Chỉ chuyên viên của một bên được lập báo cáo kết quả phối hợp."))
    if programme.kind not in WORK_KINDS or programme.state != InstrumentState.IN_FORCE:
        raise NotPossible(_("Chương trình chưa có hiệu lực nên chưa có kết quả để tổng kết."))
    if start > clock.today():
        raise NotPossible(
            _("Thời kỳ này bắt đầu từ %(start)s nên chưa có kết quả để tổng kết.") % {"start": format_date(start)}
        )
    if not programme.period_start <= start <= end <= programme.period_end:
        raise NotPossible(
            _("Thời kỳ tổng kết phải nằm trong thời gian của chương trình: từ %(start)s đến %(end)s.")
            % {"start": format_date(programme.period_start), "end": format_date(programme.period_end)}
        )
    existing = review_of_period(programme, organisation, start, end)
    if existing is not None:
        raise NotPossible(_("Thời kỳ này đã có báo cáo: %(report)s.") % {"report": existing})


def _title(programme: Instrument, start: dt.date, end: dt.date) -> str:
    if (start, end) == (programme.period_start, programme.period_end):
        return programme.title
    return f"{programme.title} (từ {format_date(start)} đến {format_date(end)})"[:300]
