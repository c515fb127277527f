"""Bodies as a text names them: the key of the body, if it is one of ours, and the name to print."""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict

from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import name_on


class NamedBody(TypedDict):
    """An entry of `leads` and `supports`; `key` is "" for a body that is not in the list of bodies."""

    key: str
    name: str


def named(organisation: Organisation, day: dt.date) -> NamedBody:
    """The body under the short name that it bears on that day."""
    return {"key": organisation.key, "name": name_on(organisation, day).short_name}


def names(bodies: Iterable[NamedBody]) -> str:
    """The names as a cell of the annex prints them: "A; B"."""
    return "; ".join(body["name"] for body in bodies)


def keys(bodies: Iterable[NamedBody]) -> list[str]:
    """The keys of those that are in the list of bodies."""
    return [body["key"] for body in bodies if body["key"]]
