"""The choices of the list's filter: the newest programmes, the parties, and the newest programmes' fields of work."""

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractYear
from django.utils.translation import gettext as _

from phoihop.lib import clock
from phoihop.lib.text import sort_key
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Party
from phoihop.programmes.states import WORK_KINDS, InstrumentState
from phoihop.workitems.models import FieldOfWork
from phoihop.workitems.queries.filters import Filters
from phoihop.workitems.queries.scope import Scope, any_of

OFFERED = 60


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Offered:
    """The choices of the three filters that depend on what a person may see."""

    programmes: list[Choice] = field(default_factory=list)
    bodies: list[Choice] = field(default_factory=list)
    fields: list[Choice] = field(default_factory=list)


def offered_to(scope: Scope, filters: Filters) -> Offered:
    """What this person can choose, with what is chosen marked (and added, when it is not among the newest)."""
    found = _offered(scope.partnerships, scope.version, clock.today())
    return Offered(
        programmes=_marked(found.programmes, str(filters.programme or ""), _("đã chọn")),
        bodies=_marked(found.bodies, str(filters.body or ""), _("đã chọn")),
        fields=_marked(found.fields, filters.field, filters.field),
    )


# Kept for everyone who sees the same partnerships until the next programme or party; bodies that were
# renamed meanwhile show it the day after.
@lru_cache(maxsize=256)
def _offered(partnerships: str, _version: int, _day: dt.date) -> Offered:
    programmes = (
        Instrument.objects.filter(
            any_of("partnership_id", partnerships), kind__in=WORK_KINDS, state=InstrumentState.IN_FORCE
        )
        .annotate(title_text=Concat(Cast(ExtractYear("period_end"), CharField()), Value(" · "), "number_text"))
        .order_by("-pk")
    )
    parties = Party.objects.filter(any_of("partnership_id", partnerships))
    bodies = Organisation.objects.filter(pk__in=parties.values("organisation_id")).order_by("sort_key", "pk")
    fields = FieldOfWork.objects.filter(any_of("instrument__partnership_id", partnerships)).order_by("-pk")
    parts = [
        _part("programme", programmes, F("title_text"), F("pk")),
        _part("body", bodies, F("short_name"), F("pk")),
        _part("field", fields, F("name"), Value(0)),
    ]
    found: dict[str, dict[str, Choice]] = {"programme": {}, "body": {}, "field": {}}
    for kind, text, pk in parts[0].union(*parts[1:], all=True):
        found[kind].setdefault(str(pk or text), Choice(str(pk or text), text))
    return Offered(
        programmes=list(found["programme"].values()),
        bodies=list(found["body"].values()),
        fields=sorted(found["field"].values(), key=lambda choice: sort_key(choice.label)),
    )


def _part(kind: str, things: QuerySet[Any], text: F, pk: F | Value) -> QuerySet[Any]:
    return things.values_list(Value(kind, CharField()), Cast(text, CharField()), Cast(pk, BigIntegerField()))[:OFFERED]


def _marked(choices: list[Choice], value: str, label: str) -> list[Choice]:
    if not value:
        return choices
    marked = [replace(choice, chosen=choice.value == value) for choice in choices]
    return marked if any(choice.chosen for choice in marked) else [*marked, Choice(value, label, chosen=True)]
