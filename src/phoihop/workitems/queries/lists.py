"""The list of work: 25 rows cut by key, the views with their counts, and the choices of the filter."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, F, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, ExtractYear
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.keys import decode, encode
from phoihop.lib.relative import days_left
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Party
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.workitems.models import FieldOfWork, WorkItemQuerySet
from phoihop.workitems.queries.filters import SOON, VIEWS, Filters
from phoihop.workitems.queries.scope import Scope, any_of, scope_of
from phoihop.workitems.states import Nature, OccurrenceState

PAGE_SIZE = 25
CHUNK = 500
COUNTED = 1_000  # beyond it a count says "more than": so counting costs the same on any number of items
OFFERED = 60

_COLUMNS = (
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
class Choice:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool


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
    """What this person may see of what was chosen, from the key on: four queries, three without the choices."""
    scope, today = scope_of(user), clock.today()
    chosen = filters.narrow(scope.items(), scope)
    records = _records(chosen, filters, after, today, PAGE_SIZE + 1)
    more = len(records) > PAGE_SIZE
    offered = _choices(scope, filters) if choices else {}
    return ItemList(
        rows=[_row(record, today) for record in records[:PAGE_SIZE]],
        next_key=_key(records[PAGE_SIZE - 1], filters) if more else "",
        tabs=_tabs(user, chosen, filters, today),
        programmes=offered.get("programme", []),
        bodies=offered.get("body", []),
        fields=offered.get("field", []),
    )


def all_rows(user: User, filters: Filters) -> Iterator[dict[str, Any]]:
    """Everything that the filter shows, in the same order, read in parts: memory stays small for any number."""
    scope, today = scope_of(user), clock.today()
    chosen, after = filters.narrow(scope.items(), scope), ""
    while True:
        records = _records(chosen, filters, after, today, CHUNK)
        for record in records:
            yield {**record, "state_text": state_words(record, today)[0]}
        if len(records) < CHUNK:
            return
        after = _key(records[-1], filters)


def count_rows(user: User, filters: Filters, most: int) -> int:
    """How many rows the filter shows, counted up to `most`."""
    scope, today = scope_of(user), clock.today()
    chosen = filters.narrow(scope.items(), scope).filter(filters.view.condition(today))
    return chosen.order_by()[:most].count()


def state_words(record: dict[str, Any], today: dt.date) -> tuple[str | Promise, str]:
    """How the list names where an item stands, and the tone of its mark."""
    state, next_due = record["state"], record["next_due_on"]
    if state == OccurrenceState.CONFIRMED:
        return (_LATE_DONE, "neutral") if record["done_late"] else (_DONE, "success")
    if state == OccurrenceState.RETURNED:
        return _RETURNED, "danger"
    if state == OccurrenceState.REPORTED:
        return _WAITING, "info"
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
_OPEN = gettext_lazy("Đang thực hiện")


def _records(chosen: WorkItemQuerySet, filters: Filters, after: str, today: dt.date, most: int) -> list[dict[str, Any]]:
    order = filters.order
    items = order.sorted(chosen.filter(filters.view.condition(today)))
    key = decode(after, *order.kinds)
    if key is not None and None not in key:
        items = order.after(items, key)
    return list(items.values(*_COLUMNS)[:most])


def _key(record: dict[str, Any], filters: Filters) -> str:
    values = (record["pk" if column == "id" else column] for column in filters.order.columns)
    return encode(*(int(value) if isinstance(value, bool) else value for value in values))


def _row(record: dict[str, Any], today: dt.date) -> Row:
    state, tone = state_words(record, today)
    due, next_due = record["due_on"], record["next_due_on"]
    open_due = next_due if record["state"] in (OccurrenceState.OPEN, OccurrenceState.RETURNED) else None
    return Row(
        url=url_of_item(record["pk"]),
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


def url_of_item(pk: int) -> str:
    return f"{reverse('workitems:work_item_list')}{pk}/"


class _CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _tabs(user: User, chosen: WorkItemQuerySet, filters: Filters, today: dt.date) -> list[Tab]:
    counts = {
        name: _CappedCount(chosen.filter(view.condition(today)).order_by().values("pk")[: COUNTED + 1])
        for name, view in VIEWS.items()
    }
    # The row of the person carries the counts: they are one query and need a row to stand in.
    row = User.objects.filter(pk=user.pk).order_by().values_list(*counts.values()).get()
    return [
        Tab(
            label=view.label,
            query=filters.address(standing=name),
            count=_count_text(count),
            tone=view.tone if count else "neutral",
            current=name == filters.standing,
        )
        for (name, view), count in zip(VIEWS.items(), row, strict=True)
    ]


def _count_text(count: int) -> str:
    return _("hơn 1.000") if count > COUNTED else f"{count:,}".replace(",", ".")


def _choices(scope: Scope, filters: Filters) -> dict[str, list[Choice]]:
    """The newest programmes, the parties, and the fields of work of the newest programmes: one query."""
    year = Cast(ExtractYear("period_end"), CharField())
    programmes = (
        Instrument.objects.filter(
            any_of("partnership_id", scope.partnerships),
            kind=InstrumentKind.PROGRAMME,
            state=InstrumentState.IN_FORCE,
        )
        .annotate(title_text=Concat(year, Value(" · "), "number_text"))
        .order_by("-period_end", "-pk")
    )
    parties = Party.objects.filter(any_of("partnership_id", scope.partnerships))
    bodies = Organisation.objects.filter(pk__in=parties.values("organisation_id")).order_by("sort_key", "pk")
    fields = FieldOfWork.objects.filter(any_of("instrument__partnership_id", scope.partnerships)).order_by(
        "-instrument__period_end", "-instrument_id", "position"
    )
    parts = [
        _offered("programme", programmes, F("title_text"), F("pk")),
        _offered("body", bodies, F("short_name"), F("pk")),
        _offered("field", fields, F("name"), Value(0)),
    ]
    chosen = {"programme": str(filters.programme or ""), "body": str(filters.body or ""), "field": filters.field}
    found: dict[str, dict[str, Choice]] = {kind: {} for kind in chosen}
    for kind, text, pk in parts[0].union(*parts[1:], all=True):
        value = str(pk or text)
        found[kind].setdefault(value, Choice(value, text, value == chosen[kind]))
    for kind, value in chosen.items():
        if value and value not in found[kind]:
            found[kind][value] = Choice(value, value if kind == "field" else _("đã chọn"), True)
    return {kind: list(choices.values()) for kind, choices in found.items()}


def _offered(kind: str, things: QuerySet[Any], text: F, pk: F | Value) -> QuerySet[Any]:
    return things.values_list(Value(kind, CharField()), Cast(text, CharField()), Cast(pk, BigIntegerField()))[:OFFERED]
