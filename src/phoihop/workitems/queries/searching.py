"""Work for the search page: by words with marks or without, by number of item or programme."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.text import fold, tone_key
from phoihop.workitems.queries.lists import COLUMNS, state_words
from phoihop.workitems.queries.scope import scope_of


@dataclass(frozen=True)
class Found:
    """One hit: where it is, what it is called, what to know about it."""

    url: str
    title: str
    note: str


def search(user: User, q: str, limit: int) -> list[Found]:
    """Items that hold every word, what is written with the very same marks first; two queries."""
    words = fold(q).split()
    if not words:
        return []
    items = scope_of(user).items()
    for word in words:
        items = items.filter(search_key__contains=word)
    found = list(items.order_by("closed", "due_key", "pk").values(*COLUMNS)[: limit * 3])
    exact = tone_key(q)
    found.sort(key=lambda record: exact not in tone_key(record["content"]))
    today = clock.today()
    return [
        Found(
            url=reverse("workitems:work_item_detail", args=[record["pk"]]),
            title=f"{record['label']}. {record['content']}",
            note=_("%(lead)s · %(state)s · %(programme)s")
            % {
                "lead": record["lead_text"],
                "state": state_words(record, today)[0],
                "programme": record["instrument__number_text"],
            },
        )
        for record in found[:limit]
    ]
