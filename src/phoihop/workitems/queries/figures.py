"""How programmes stand today: items by standing, done on time or late, open in term or overdue, and those apart."""

from collections.abc import Iterable

from django.db.models import Case, CharField, Count, Q, Value, When

from phoihop.lib import clock
from phoihop.programmes.models import Instrument
from phoihop.workitems.models import WorkItem
from phoihop.workitems.states import Nature, OccurrenceState, Standing


def progress(instruments: Iterable[Instrument]) -> dict[int, dict[Standing, int]]:
    """How many items of each programme stand where today; one query."""
    counts: dict[int, dict[Standing, int]] = {instrument.pk: {} for instrument in instruments}
    today = clock.today()
    standing = Case(
        When(~Q(nature=Nature.DATED), then=Value(Standing.APART)),
        When(state=OccurrenceState.CONFIRMED, done_late=True, then=Value(Standing.DONE_LATE)),
        When(state=OccurrenceState.CONFIRMED, then=Value(Standing.DONE_ON_TIME)),
        When(due_on__lt=today, then=Value(Standing.OPEN_OVERDUE)),
        default=Value(Standing.OPEN_IN_TERM),
        output_field=CharField(),
    )
    counted = WorkItem.objects.filter(instrument__in=counts).exclude(state=OccurrenceState.CANCELLED)
    items = counted.annotate(standing=standing).order_by()
    for instrument, name, count in items.values_list("instrument_id", "standing").annotate(Count("pk")):
        counts[instrument][Standing(name)] = count
    return counts
