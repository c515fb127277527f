"""What a list shows, as its address says it: standing, whose, body, field, programme, words, order."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phoihop.lib.numbers import identifier
from phoihop.lib.prepared import Values, array
from phoihop.lib.text import clean, fold, sort_key
from phoihop.programmes.models import Party
from phoihop.workitems.models import Report, WorkItem, WorkItemQuerySet
from phoihop.workitems.queries.scope import Scope, any_of
from phoihop.workitems.states import Nature, OccurrenceState, Standing

SOON = dt.timedelta(days=14)
LONGEST_QUERY = 100
MOST_TO_CONFIRM = 1_000


@dataclass(frozen=True)
class Order:
    """Columns that together never repeat, all read in one direction, as one of the table's indexes has them."""

    columns: tuple[str, ...]
    kinds: tuple[type, ...]
    descending: bool = False

    def sorted(self, items: WorkItemQuerySet) -> WorkItemQuerySet:
        return items.order_by(*(f"-{column}" if self.descending else column for column in self.columns))

    def after(self, items: WorkItemQuerySet, values: Values) -> WorkItemQuerySet:
        """What comes behind the row with the key in `values`: one comparison of rows, which the index answers."""
        compare = LessThan if self.descending else GreaterThan
        key = _Row(*(Value(values[f"after_{column}"]) for column in self.columns))
        return items.filter(compare(_Row(*map(F, self.columns)), key))

    def key_values(self, key: tuple[Any, ...]) -> dict[str, Any]:
        """The parts of a key under the names that `after` asks for."""
        parts = (bool(part) if column == "closed" else part for column, part in zip(self.columns, key, strict=True))
        return {f"after_{column}": part for column, part in zip(self.columns, parts, strict=True)}


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
    condition: Callable[[Values], Q]
    order: Order
    tone: str = "neutral"


def still_here(today: dt.date) -> Q:
    """Work that no later programme has taken over by that day."""
    return Q(goes_on_from__isnull=True) | Q(goes_on_from__gt=today)


VIEWS: dict[str, View] = {
    "": View(_("Tất cả"), lambda _given: Q(), BY_DUE),
    "late": View(
        _("Quá hạn, chưa báo cáo"),
        lambda given: Q(next_due_on__lt=given["today"]) & still_here(given["today"]),
        BY_NEXT_DUE,
        "danger",
    ),
    "soon": View(
        _("Sắp đến hạn"),
        lambda given: Q(next_due_on__gte=given["today"], next_due_on__lte=given["soon"]) & still_here(given["today"]),
        BY_NEXT_DUE,
        "warning",
    ),
    "waiting": View(_("Chờ xác nhận"), lambda _given: Q(state=OccurrenceState.REPORTED), BY_STATE, "info"),
    "returned": View(_("Bị trả lại"), lambda _given: Q(state=OccurrenceState.RETURNED), BY_STATE, "warning"),
    "done": View(_("Hoàn thành"), lambda _given: Q(state=OccurrenceState.CONFIRMED), LATEST_FIRST, "success"),
    "apart": View(_("Không có thời hạn"), lambda _given: ~Q(nature=Nature.DATED), BY_STATE),
}


def _official(standing: Standing, condition: Callable[[Values], Q], order: Order) -> View:
    return View(standing.label, lambda given: Q(nature=Nature.DATED) & condition(given), order)


# The official cells open from figures; the page shows them as a named filter, not among its views.
OFFICIAL: dict[str, View] = {
    Standing.DONE_ON_TIME: _official(
        Standing.DONE_ON_TIME, lambda _given: Q(state=OccurrenceState.CONFIRMED, done_late=False), LATEST_FIRST
    ),
    Standing.DONE_LATE: _official(
        Standing.DONE_LATE, lambda _given: Q(state=OccurrenceState.CONFIRMED, done_late=True), LATEST_FIRST
    ),
    Standing.OPEN_IN_TERM: _official(
        Standing.OPEN_IN_TERM, lambda given: Q(closed=False, due_key__gte=given["today"]), BY_DUE
    ),
    Standing.OPEN_OVERDUE: _official(
        Standing.OPEN_OVERDUE, lambda given: Q(closed=False, due_key__lt=given["today"]), BY_DUE
    ),
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
            body=identifier(query.get("body", "")),
            field=clean(query.get("field", ""))[:200],
            programme=identifier(query.get("programme", "")),
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

    @property
    def words(self) -> list[str]:
        """What is searched for, as the search key has it."""
        return fold(self.q).split()

    @property
    def shape(self) -> "Filters":
        """Filters alike in which conditions there are: their queries differ only in values."""
        return replace(
            self,
            q=" ".join("a" for _word in self.words),
            body=1 if self.body else None,
            field="a" if self.field else "",
            programme=1 if self.programme else None,
        )

    def values(self, scope: Scope, today: dt.date) -> dict[str, Any]:
        """What the conditions ask for."""
        given = {**scope.values, "today": today, "soon": today + SOON, "body": array([self.body or 0])}
        given |= {"programme": self.programme or 0, "field": self.field, "field_key": sort_key(self.field)}
        return given | {f"word_{number}": f"%{_escaped(word)}%" for number, word in enumerate(self.words)}

    def narrow(self, items: WorkItemQuerySet, given: Values) -> WorkItemQuerySet:
        """The items that fit everything chosen except the view (`given` are `values`, or stand for them)."""
        if self.programme:
            items = items.filter(instrument_id=given["programme"])
        if self.field:
            items = items.filter(field_key=given["field_key"], field_of_work=given["field"])
        if self.body:
            items = items.filter(led_by(given["body"]))
        for number in range(len(self.words)):
            items = items.filter(_Like(F("search_key"), Value(given[f"word_{number}"])))
        if self.whose == "ours":
            items = items.filter(led_by(given["bodies"]))
        elif self.whose == "confirm":
            items = items.filter(any_of("pk", given["to_confirm"]))
        return items


class _Like(Func):
    """`search_key LIKE pattern`, which the trigram index answers."""

    template = "%(expressions)s"
    arg_joiner = " LIKE "
    output_field = BooleanField()


def led_by(bodies: str) -> Exists:
    """Items of which one of these bodies (an array) is a lead."""
    leads = WorkItem.leads.through._default_manager
    return Exists(leads.filter(any_of("organisation_id", bodies), workitem_id=OuterRef("pk")))


def to_confirm(scope: Scope) -> str:
    """The items with a report that waits for one of the person's bodies, as an array: those that waited longest."""
    pending = Report.objects.filter(
        any_of("occurrence__work_item__partnership_id", scope.party_in),
        awaits_answer_of(scope.values),
        confirmed__isnull=True,
    )
    oldest = pending.order_by("reported_at", "pk").values_list("occurrence__work_item_id", flat=True)
    return array(oldest[:MOST_TO_CONFIRM])


def awaits_answer_of(given: Values) -> Q:
    """Reports (or requests) of another side that one of the bodies given answers.

    Of joint work the other lead answers, so a third party is not asked (`rules.Sides.answering` says the same).
    """
    other_leads = WorkItem.leads.through._default_manager.filter(
        ~Q(organisation_id=OuterRef("side_id")),
        Exists(
            Party.objects.filter(
                organisation_id=OuterRef("organisation_id"),
                partnership_id=OuterRef(OuterRef("occurrence__work_item__partnership_id")),
            )
        ),
        workitem_id=OuterRef("occurrence__work_item_id"),
    )
    other_parties = Party.objects.filter(
        ~Q(organisation_id=OuterRef("side_id")),
        partnership_id=OuterRef("occurrence__work_item__partnership_id"),
    )
    ours = any_of("organisation_id", given["bodies"])
    return Exists(other_leads.filter(ours)) | (~Exists(other_leads) & Exists(other_parties.filter(ours)))


def _one_of(value: str, choices: Mapping[str, object]) -> str:
    return value if value in choices else ""


def _escaped(word: str) -> str:
    """The word without the wildcards of LIKE."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
