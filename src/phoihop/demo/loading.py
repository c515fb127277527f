"""The demo's data: told as a story through the product's own actions, each act at its own moment of the past."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from phoihop.demo import people
from phoihop.demo.current import draft_next_year, load_year_in_force
from phoihop.demo.reviewed import load_reviewed_year
from phoihop.demo.sides import open_partnership
from phoihop.lib import clock
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Organisation


def load() -> None:
    """Fill an empty installation with the demo; one that has bodies already is left as it is.

    The story is one transaction: a load that was cut off leaves nothing, and the next start tells it again.
    """
    if Organisation.objects.exists():
        return
    with transaction.atomic():
        people.create()
        partnership = open_partnership()
        review = load_reviewed_year(partnership)
        load_year_in_force(review)
        draft_next_year(partnership)
        _read_old_notices()


def _read_old_notices() -> None:
    """What people were told more than a month ago they have long read."""
    before = clock.now() - dt.timedelta(days=30)
    Notice.objects.filter(created_at__lt=before).update(read_at=F("created_at"))
