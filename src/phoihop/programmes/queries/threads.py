"""What is said about provisions, as one side may read it."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, holds_on
from phoihop.programmes.models import Instrument, Provision, Remark, Thread


@dataclass(frozen=True)
class Talk:
    """How much is said about a provision, and how much of it is not settled."""

    threads: int = 0
    unsettled: int = 0


def talk_by_provision(instrument: Instrument, side: Organisation | None) -> dict[int, Talk]:
    """For the provisions that somebody said something about: one query."""
    heard = Thread.objects.heard_by(side).filter(provision__instrument=instrument).order_by()
    unsettled = Count("pk", filter=Q(resolved_at__isnull=True))
    counted = heard.values_list("provision_id").annotate(threads=Count("pk"), unsettled=unsettled)
    return {provision: Talk(threads, unsettled) for provision, threads, unsettled in counted}


def threads_of(provision: Provision, side: Organisation) -> list[Thread]:
    """The threads about a provision with all that was said, the unsettled ones first."""
    heard = Thread.objects.heard_by(side).filter(provision=provision).select_related("organisation", "resolved_by")
    said = Prefetch("remarks", Remark.objects.select_related("by", "organisation"))
    found = list(heard.prefetch_related(said))
    return sorted(found, key=lambda thread: thread.resolved_at is not None)


def hearers(instrument: Instrument, organisation: Organisation | None) -> list[User]:
    """Who may read what one side (None: all parties) says, by given name: those who can be told of it by name."""
    parties = [party.organisation_id for party in instrument.partnership.parties.all()]
    bodies = parties if organisation is None else [organisation.pk]
    held = Membership.objects.filter(holds_on(clock.today()), organisation__in=bodies)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))
