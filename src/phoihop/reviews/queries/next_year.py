"""What the next programme may take over from the one that was reviewed."""

from django.db.models import Q

from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.reviews.models import Review
from phoihop.reviews.queries.pictures import closing_of, make_closing
from phoihop.reviews.succession import Candidate, candidate
from phoihop.workitems.models import WorkItem


def candidates(review: Review, *, organisation: Organisation) -> list[Candidate]:
    """The items of the reviewed programme as the closed figures know them, else as they stand today."""
    programme = review.programme
    closing = closing_of(current_versions(review.instrument, organisation=organisation))
    if closing is None:
        closing = make_closing(programme, start=programme.period_start, end=programme.period_end, today=clock.today())
    kinds = dict(WorkItem.objects.filter(instrument=programme).values_list("pk", "version__due_rule__kind"))
    return [candidate(item, rule_kind=kinds.get(item.id) or "dates") for item in closing.items]


def programme_after(programme: Instrument, organisation: Organisation) -> Instrument | None:
    """The programme of the next period that this party knows: a disclosed one, or its own draft."""
    return (
        Instrument.objects.filter(
            Q(disclosed_at__isnull=False) | Q(owner=organisation),
            partnership_id=programme.partnership_id,
            kind=InstrumentKind.PROGRAMME,
            period_end__year=programme.period_end.year + 1,
        )
        .exclude(state=InstrumentState.WITHDRAWN)
        .first()
    )
