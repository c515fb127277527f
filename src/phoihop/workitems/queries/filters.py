"""What a list shows, as its address says it: standing, whose, body, field, programme, words, order."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phoihop.lib.text import clean, fold, sort_key
from phoihop.workitems.models import Report, WorkItem, WorkItemQuerySet
from phoihop.workitems.queries.scope import Scope
from phoihop.workitems.states import Nature, OccurrenceState, Standing

SOON = dt.timedelta(days=14)
LONGEST_QUERY = 100
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Order:
    """Columns that together never repeat, all read in one direction, as one of the table's indexes has them."""

    columns: tuple[str, ...]
    kinds: tuple[type, ...]
    descending: bool = False

    def sorted(self, items: WorkItemQuerySet) -> WorkItemQuerySet:
        return items.order_by(*(f"-{column}" if self.descending else column for column in self.columns))

    def after(self, items: WorkItemQuerySet, key: tuple[object, ...]) -> WorkItemQuerySet:
        """What comes behind the row with this key: one comparison of rows, which the index answers."""
        compare = LessThan if self.descending else GreaterThan
        values = [bool(part) if column == "closed" else part for column, part in zip(self.columns, key, strict=True)]
        return items.filter(compare(_Row(*map(F, self.columns)), _Row(*map(Value, values))))


class _Row(Func):
    function = "ROW"
    output_field = TextField()


BY_DUE = Order(("closed", "due_key", "id"), (int, dt.date, int))
BY_STATE = Order(("due_key", "id"), (dt.date, int))
BY_NEXT_DUE = Order(("next_due_on", "id"), (dt.date, int))
LATEST_FIRST = Order(("due_key", "id"), (dt.date, int), descending=True)
BY_POSITION = Order(("instrument_id", "position", "id"), (int, int, int))
BY_FIELD = Order(("field_key", "due_key", "id"), (str, dt.date, int))

SORTS: dict[str, str | Promise] = {
    "due": _("Theo hạn"),
    "position": _("Theo thứ tự trong chương trình"),
    "field": _("Theo lĩnh vực"),
}


@dataclass(frozen=True)
class View:
    """One of the lists that a person opens by its name, with the order that its rows have by themselves."""

    label: str | Promise
    condition: Callable[[dt.date], Q]
    order: Order
    tone: str = "neutral"


VIEWS: dict[str, View] = {
    "": View(_("Tất cả"), lambda _today: Q(), BY_DUE),
    "late": View(_("Quá hạn"), lambda today: Q(next_due_on__lt=today), BY_NEXT_DUE, "danger"),
    "soon": View(_("Sắp đến hạn"), lambda today: Q(next_due_on__range=(today, today + SOON)), BY_NEXT_DUE, "warning"),
    "waiting": View(_("Chờ xác nhận"), lambda _today: Q(state=OccurrenceState.REPORTED), BY_STATE, "info"),
    "returned": View(_("Bị trả lại"), lambda _today: Q(state=OccurrenceState.RETURNED), BY_STATE, "warning"),
    "done": View(_("Hoàn thành"), lambda _today: Q(state=OccurrenceState.CONFIRMED), LATEST_FIRST, "success"),
    "apart": View(_("Không có thời hạn"), lambda _today: ~Q(nature=Nature.DATED), BY_STATE),
}


def _official(standing: Standing, condition: Callable[[dt.date], Q], order: Order) -> View:
    return View(standing.label, lambda today: Q(nature=Nature.DATED) & condition(today), order)


# The official cells open from figures; the page shows them as a named filter, not among its views.
OFFICIAL: dict[str, View] = {
    Standing.DONE_ON_TIME: _official(
        Standing.DONE_ON_TIME, lambda _today: Q(state=OccurrenceState.CONFIRMED, done_late=False), LATEST_FIRST
    ),
    Standing.DONE_LATE: _official(
        Standing.DONE_LATE, lambda _today: Q(state=OccurrenceState.CONFIRMED, done_late=True), LATEST_FIRST
    ),
    Standing.OPEN_IN_TERM: _official(Standing.OPEN_IN_TERM, lambda today: Q(closed=False, due_key__gte=today), BY_DUE),
    Standing.OPEN_OVERDUE: _official(Standing.OPEN_OVERDUE, lambda today: Q(closed=False, due_key__lt=today), BY_DUE),
}

WHOSE: dict[str, str | Promise] = {
    "": _("Tất cả các bên"),
    "ours": _("Cơ quan tôi chủ trì"),
    "confirm": _("Chờ cơ quan tôi xác nhận"),
}


@dataclass(frozen=True)
class Filters:
    """What was chosen; anything that is not a choice counts as not chosen."""

    q: str = ""
    standing: str = ""
    whose: str = ""
    body: int | None = None
    field: str = ""
    programme: int | None = None
    sort: str = "due"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From the query of an address."""
        return cls(
            q=clean(query.get("q", ""))[:LONGEST_QUERY],
            standing=_one_of(query.get("standing", ""), VIEWS | OFFICIAL),
            whose=_one_of(query.get("whose", ""), WHOSE),
            body=_id(query.get("body", "")),
            field=clean(query.get("field", ""))[:200],
            programme=_id(query.get("programme", "")),
            sort=_one_of(query.get("sort", ""), SORTS) or "due",
        )

    @property
    def view(self) -> View:
        return VIEWS.get(self.standing) or OFFICIAL[self.standing]

    @property
    def order(self) -> Order:
        orders = {"position": BY_POSITION, "field": BY_FIELD}
        return orders.get(self.sort, self.view.order)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view and the order was chosen."""
        return bool(self.q or self.whose or self.body or self.field or self.programme)

    def address(self, **changes: object) -> str:
        """The query of an address that says the same, with these changes; what is not chosen is left out."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        said = {
            "q": chosen.q,
            "standing": chosen.standing,
            "whose": chosen.whose,
            "body": chosen.body,
            "field": chosen.field,
            "programme": chosen.programme,
            "sort": chosen.sort if chosen.sort != "due" else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    def narrow(self, items: WorkItemQuerySet, scope: Scope) -> WorkItemQuerySet:
        """The items that fit everything chosen except the view."""
        if self.programme:
            items = items.filter(instrument_id=self.programme)
        if self.field:
            items = items.filter(field_key=sort_key(self.field), field_of_work=self.field)
        if self.body:
            items = items.filter(led_by(frozenset({self.body})))
        for word in fold(self.q).split():
            items = items.filter(search_key__contains=word)
        if self.whose == "ours":
            items = items.filter(led_by(scope.bodies))
        elif self.whose == "confirm":
            items = items.filter(to_confirm_by(scope))
        return items


def led_by(bodies: frozenset[int]) -> Exists:
    """Items of which one of these bodies is a lead."""
    leads = WorkItem.leads.through._default_manager
    return Exists(leads.filter(workitem_id=OuterRef("pk"), organisation_id__in=bodies))


def to_confirm_by(scope: Scope) -> Q:
    """Items with a report that waits for one of the person's bodies."""
    pending = Report.objects.filter(
        awaits_answer_of(scope), occurrence__work_item=OuterRef("pk"), confirmed__isnull=True
    )
    return Q(Exists(pending), state=OccurrenceState.REPORTED)


def awaits_answer_of(scope: Scope, told: str = "") -> Q:
    """Reports (or requests) of another side that one of the person's bodies answers.

    Of joint work the other lead answers, so a third party is not asked (`rules.Sides.answering` says the same).
    """
    leads = WorkItem.leads.through._default_manager.filter(
        workitem_id=OuterRef(f"{told}occurrence__work_item"),
        organisation__parties__partnership_id=OuterRef(f"{told}occurrence__work_item__partnership"),
    )
    other_leads = leads.exclude(organisation_id=OuterRef(f"{told}organisation"))
    mine = other_leads.filter(organisation_id__in=scope.bodies)
    return (
        ~Q(**{f"{told}organisation__in": scope.bodies})
        & Q(**{f"{told}occurrence__work_item__partnership__in": scope.party_in})
        & (~Exists(other_leads) | Exists(mine))
    )


def _one_of(value: str, choices: Mapping[str, object]) -> str:
    return value if value in choices else ""


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text[:20]) <= _LARGEST_ID else None
