"""The list of work: 25 rows cut by key, the views with their counts, and the choices of the filter.

This page is opened most, by bodies that see a few items and by those that see a hundred thousand. So its queries are
composed once for each shape of filter (`lib/prepared.py`), and nothing in it grows with the number of items.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.keys import decode, encode
from phoihop.lib.prepared import Prepared, Values
from phoihop.lib.relative import days_left
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries.choices import Choice, Offered, offered_to
from phoihop.workitems.queries.filters import SOON, VIEWS, Filters, to_confirm
from phoihop.workitems.queries.scope import Scope, any_of, scope_of
from phoihop.workitems.states import Nature, OccurrenceState

Record = dict[str, Any]

PAGE_SIZE = 25
CHUNK = 500
COUNTED = 100  # beyond it a count says "more than": so counting costs the same on any number of items

COLUMNS = (
    "pk",
    "label",
    "content",
    "field_of_work",
    "lead_text",
    "support_text",
    "due_text",
    "due_on",
    "next_due_on",
    "nature",
    "state",
    "done_late",
    "goes_on_from",
    "deliverable",
    "target_quantity",
    "target_unit",
    "instrument__number_text",
    "closed",
    "due_key",
    "field_key",
    "instrument_id",
    "position",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, ready to print."""

    url: str
    label: str
    programme: str
    content: str
    field: str
    lead: str
    due: str
    due_words: str
    late: bool
    state: str | Promise
    tone: str


@dataclass(frozen=True)
class Tab:
    """A view with its address and its count."""

    label: str | Promise
    query: str
    count: str
    tone: str
    current: bool


@dataclass(frozen=True)
class ItemList:
    """A part of the list; `next_key` is empty on the last one."""

    rows: list[Row]
    next_key: str
    tabs: list[Tab]
    programmes: list[Choice]
    bodies: list[Choice]
    fields: list[Choice]


def work_item_list(user: User, filters: Filters, after: str = "", *, choices: bool = True) -> ItemList:
    """What this person may see of what was chosen, from the key on: three queries, and one for new choices."""
    asked = _ask(user, filters)
    records = _records(asked, after, PAGE_SIZE + 1)
    more = len(records) > PAGE_SIZE
    offered = offered_to(asked.scope, filters) if choices else Offered()
    address = reverse("workitems:work_item_list")
    return ItemList(
        rows=[_row(record, asked.today, address) for record in records[:PAGE_SIZE]],
        next_key=_key(records[PAGE_SIZE - 1], filters) if more else "",
        tabs=_tabs(asked),
        programmes=offered.programmes,
        bodies=offered.bodies,
        fields=offered.fields,
    )


def all_rows(user: User, filters: Filters) -> Iterator[Record]:
    """Everything that the filter shows, in the same order, read in parts: memory stays small for any number."""
    asked, after = _ask(user, filters), ""
    while True:
        records = _records(asked, after, CHUNK)
        for record in records:
            yield {**record, "state_text": state_words(record, asked.today)[0]}
        if len(records) < CHUNK:
            return
        after = _key(records[-1], filters)


def count_rows(user: User, filters: Filters, most: int) -> int:
    """How many rows the filter shows, counted up to `most`."""
    asked = _ask(user, filters)
    chosen = filters.narrow(asked.scope.items(), asked.values).filter(filters.view.condition(asked.values))
    return chosen.order_by()[:most].count()


@dataclass(frozen=True)
class _Asked:
    """A filter as this person asks it today."""

    scope: Scope
    filters: Filters
    today: dt.date
    values: dict[str, Any]


def _ask(user: User, filters: Filters) -> _Asked:
    scope, today = scope_of(user), clock.today()
    values = {**filters.values(scope, today), "user": user.pk}
    if filters.whose == "confirm":
        values["to_confirm"] = to_confirm(scope)
    return _Asked(scope, filters, today, values)


def state_words(record: Record, today: dt.date) -> tuple[str | Promise, str]:
    """How the list names where an item stands, and the tone of its mark."""
    state, next_due = record["state"], record["next_due_on"]
    if state == OccurrenceState.CONFIRMED:
        return (_LATE_DONE, "neutral") if record["done_late"] else (_DONE, "success")
    if state in _BY_STATE:
        return _BY_STATE[state]
    if record["goes_on_from"] and record["goes_on_from"] <= today:
        return _GOES_ON, "neutral"
    if record["nature"] != Nature.DATED:
        return Nature(record["nature"]).label, "neutral"
    if next_due is not None and next_due <= today + SOON:
        return (_LATE, "danger") if next_due < today else (_SOON, "warning")
    return _OPEN, "neutral"


_DONE = gettext_lazy("Hoàn thành")
_LATE_DONE = gettext_lazy("Hoàn thành quá hạn")
_RETURNED = gettext_lazy("Bị trả lại")
_WAITING = gettext_lazy("Chờ xác nhận")
_LATE = gettext_lazy("Quá hạn")
_SOON = gettext_lazy("Sắp đến hạn")
_BY_STATE = {
    OccurrenceState.RETURNED: (_RETURNED, "danger"),
    OccurrenceState.REPORTED: (_WAITING, "info"),
    OccurrenceState.CANCELLED: (OccurrenceState.CANCELLED.label, "neutral"),
}
_GOES_ON = gettext_lazy("Chuyển sang chương trình sau")
_OPEN = gettext_lazy("Đang thực hiện")


def _records(asked: _Asked, after: str, most: int) -> list[Record]:
    key = decode(after, *asked.filters.order.kinds)
    given = asked.values
    if key is not None:
        given = given | asked.filters.order.key_values(key)
    query = _records_query(asked.filters.shape, frozenset(given), most)
    return [dict(zip(COLUMNS, row, strict=True)) for row in query.rows(given)]


@lru_cache(maxsize=512)
def _records_query(shape: Filters, names: frozenset[str], most: int) -> Prepared:
    def compose(given: Values) -> QuerySet[WorkItem, Any]:
        items = shape.narrow(WorkItem.objects.filter(any_of("partnership_id", given["partnerships"])), given)
        items = shape.order.sorted(items.filter(shape.view.condition(given)))
        if "after_id" in given:
            items = shape.order.after(items, given)
        return items.values_list(*COLUMNS)[:most]

    return Prepared(compose, {name: _KINDS.get(name, "") for name in sorted(names)})


_KINDS: dict[str, Any] = dict.fromkeys(
    ("today", "soon", "after_due_key", "after_next_due_on"), dt.date.max
) | dict.fromkeys(("user", "programme", "after_id", "after_closed", "after_instrument_id", "after_position"), 0)


def _key(record: Record, filters: Filters) -> str:
    values = (record["pk" if column == "id" else column] for column in filters.order.columns)
    return encode(*(int(value) if isinstance(value, bool) else value for value in values))


def _row(record: Record, today: dt.date, address: str) -> Row:
    state, tone = state_words(record, today)
    due, next_due = record["due_on"], record["next_due_on"]
    goes_on = record["goes_on_from"] and record["goes_on_from"] <= today
    is_asked = record["state"] in (OccurrenceState.OPEN, OccurrenceState.RETURNED)
    is_late = next_due is not None and next_due < today  # also when an earlier time waits for the other side
    open_due = next_due if (is_asked or is_late) and not goes_on else None
    return Row(
        url=f"{address}{record['pk']}/",
        label=record["label"],
        programme=record["instrument__number_text"],
        content=record["content"],
        field=record["field_of_work"],
        lead=record["lead_text"],
        due=f"{due:%d/%m/%Y}" if due else record["due_text"],
        due_words=days_left(open_due, today) if open_due else "",
        late=open_due is not None and open_due < today,
        state=state,
        tone=tone,
    )


class _CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _tabs(asked: _Asked) -> list[Tab]:
    counts = _sampled_counts(asked) if asked.filters.words else _counts(asked)
    return [
        Tab(
            label=view.label,
            query=asked.filters.address(standing=name),
            count=_count_text(count),
            tone=view.tone if count else "neutral",
            current=name == asked.filters.standing,
        )
        for (name, view), count in zip(VIEWS.items(), counts, strict=True)
    ]


def _counts(asked: _Asked) -> list[int | None]:
    """How many items each view holds, counted a little beyond `COUNTED`."""
    query = _counts_query(asked.filters.shape, frozenset(asked.values))
    return list(query.rows(asked.values)[0])


@lru_cache(maxsize=128)
def _counts_query(shape: Filters, names: frozenset[str]) -> Prepared:
    def compose(given: Values) -> QuerySet[User, Any]:
        chosen = shape.narrow(WorkItem.objects.filter(any_of("partnership_id", given["partnerships"])), given)
        counts = (
            chosen.filter(view.condition(given)).order_by().values("pk")[: COUNTED + 1] for view in VIEWS.values()
        )
        # The counts are one query and need a row to stand in: that of the person will do.
        return User.objects.filter(pk=given["user"]).order_by().values_list(*map(_CappedCount, counts))

    return Prepared(compose, {name: _KINDS.get(name, "") for name in sorted(names)})


def _sampled_counts(asked: _Asked) -> list[int | None]:
    """The same for a search by words, which no index answers for each view: counted here while hits are few."""
    hits = _hits_query(asked.filters.shape, frozenset(asked.values)).rows(asked.values)
    if len(hits) > COUNTED:
        return [len(hits), *(None for _view in range(len(VIEWS) - 1))]
    return [sum(hit[place] for hit in hits) for place in range(len(VIEWS))]


@lru_cache(maxsize=128)
def _hits_query(shape: Filters, names: frozenset[str]) -> Prepared:
    def compose(given: Values) -> QuerySet[WorkItem, Any]:
        chosen = shape.narrow(WorkItem.objects.filter(any_of("partnership_id", given["partnerships"])), given)
        fits = (Case(When(view.condition(given), then=1), default=0) for name, view in VIEWS.items() if name)
        return chosen.order_by().values_list(Value(1), *fits)[: COUNTED + 1]

    return Prepared(compose, {name: _KINDS.get(name, "") for name in sorted(names)})


def _count_text(count: int | None) -> str:
    if count is None:
        return ""
    return _("hơn %(count)s") % {"count": COUNTED} if count > COUNTED else str(count)
