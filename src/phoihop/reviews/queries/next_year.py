"""What the next programme may take over from the one that was reviewed."""

from django.db.models import Q

from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.periods import Period
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentState
from phoihop.reviews.models import Review
from phoihop.reviews.queries.pictures import closing_of, period_rows
from phoihop.reviews.succession import Candidate, candidate


def candidates(
    review: Review, *, organisation: Organisation, text: list[ProvisionVersion] | None = None
) -> list[Candidate]:
    """The items of the reviewed programme as the closed figures of its whole period know them, else as they stand today.

    `text` is the review as that side reads it, where it has been asked for already.
    """
    programme = review.programme
    dates = {"start": programme.period_start, "end": programme.period_end}
    closing = closing_of(current_versions(review.instrument, organisation=organisation) if text is None else text)
    if closing and (closing.start, closing.end) == (dates["start"], dates["end"]):
        return [candidate(item) for item in closing.items]
    return [candidate(item) for item in period_rows(programme, today=clock.today(), **dates)]


def programme_after(programme: Instrument, organisation: Organisation | None) -> Instrument | None:
    """The programme of the next period that this party knows: a disclosed one, or its own draft (None: an observer).

    It may be shorter or longer than this one: it begins later, and shares days with the period that follows.
    """
    following = period_of(programme).following
    return (
        Instrument.objects.filter(
            Q(disclosed_at__isnull=False) | Q(owner=organisation),
            partnership_id=programme.partnership_id,
            kind=programme.kind,
            period_start__gt=programme.period_start,
            period_start__lte=following.end,
            period_end__gte=following.start,
        )
        .exclude(state=InstrumentState.WITHDRAWN)
        .order_by("period_start", "pk")
        .first()
    )


def period_of(programme: Instrument) -> Period:
    """The programme's period, which knows the one that follows."""
    return Period(programme.period_start, programme.period_end)
