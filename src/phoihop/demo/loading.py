"""The demo's data: told as a story through the product's own actions, each act at its own moment of the past."""

from django.db import transaction

from phoihop.demo import people
from phoihop.demo.current import draft_next_year, load_year_in_force
from phoihop.demo.reviewed import load_reviewed_year
from phoihop.demo.sides import open_partnership
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
