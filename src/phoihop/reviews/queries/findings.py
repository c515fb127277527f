"""What a review leaves to the next programme, and what has been taken up already."""

from collections.abc import Collection

from django.db.models import Q

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.states import InstrumentState
from phoihop.reviews.models import Review


def taken_up(review: Review, user: User, sides: Collection[int]) -> dict[int, list[ProvisionVersion]]:
    """For each provision of a review (by id): what came of it in texts, as far as this person's sides (ids) know of it."""
    readable = Instrument.objects.visible_to(user).exclude(state=InstrumentState.WITHDRAWN)
    return _grouped(review, Q(provision__instrument__in=readable.values("pk")), sides)


def taken_up_in(review: Review, draft: Instrument, side: Organisation) -> dict[int, list[ProvisionVersion]]:
    """The same in one text, as that party knows it."""
    return _grouped(review, Q(provision__instrument=draft), [side.pk])


def _grouped(review: Review, where: Q, sides: Collection[int]) -> dict[int, list[ProvisionVersion]]:
    known = Q(revision__isnull=False) | Q(organisation__in=sides)
    versions = (
        ProvisionVersion.objects.filter(where, known, provision__origin__instrument=review.instrument_id)
        .order_by("provision_id", "-pk")
        .distinct("provision_id")
        .select_related("provision__instrument")
    )
    found: dict[int, list[ProvisionVersion]] = {}
    for version in versions:
        if not version.removed and version.provision.origin_id is not None:
            found.setdefault(version.provision.origin_id, []).append(version)
    return found
