"""Bodies as a text names them: the key of the body, if it is one of ours, and the name to print."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TypedDict

from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import Heirs, name_on


class NamedBody(TypedDict):
    """An entry of `leads` and `supports`; `key` is "" for a body that is not in the list of bodies."""

    key: str
    name: str


Renaming = Callable[[Iterable[NamedBody]], list[NamedBody]]


def named(organisation: Organisation, day: dt.date) -> NamedBody:
    """The body under the short name that it bears on that day."""
    return {"key": organisation.key, "name": name_on(organisation, day).short_name}


def renaming(day: dt.date) -> Renaming:
    """Gives bodies of an older text as they are on that day: who carries on their work, under the name it bears then."""
    heirs = Heirs(day)
    bodies = {body.key: body for body in Organisation.objects.prefetch_related("names")}
    known: dict[str, NamedBody] = {}

    def renamed(body: NamedBody) -> NamedBody:
        if body["key"] not in bodies:
            return body
        if body["key"] not in known:
            known[body["key"]] = named(heirs.of(bodies[body["key"]]), day)
        return known[body["key"]]

    return lambda entries: [renamed(body) for body in entries]


def names(bodies: Iterable[NamedBody]) -> str:
    """The names as a cell of the annex prints them: "A; B"."""
    return "; ".join(body["name"] for body in bodies)


def keys(bodies: Iterable[NamedBody]) -> list[str]:
    """The keys of those that are in the list of bodies."""
    return [body["key"] for body in bodies if body["key"]]
