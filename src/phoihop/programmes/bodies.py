"""Bodies as a text names them: the key of the body, if it is one of ours, and the name to print."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import TypedDict

from phoihop.organisations.models import Organisation, OrganisationName
from phoihop.organisations.queries import Heirs, name_on
from phoihop.programmes.partnership_models import Party


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


def renaming_in_words(parties: Iterable[Party], day: dt.date) -> Callable[[str], str]:
    """Puts the names that the parties bear on that day in place of those that they, or who came before them, bore.

    Read in one go and the longest first: a new name that holds an old one in it is not touched.
    """
    becomes: dict[str, str] = {}
    for party in parties:
        now = name_on(party.organisation, day)
        for name in OrganisationName.objects.filter(organisation__in=party.bodies):
            becomes |= {name.name: now.name, name.short_name: now.short_name}
        becomes |= {now.name: now.name, now.short_name: now.short_name}
    known = sorted((name for name in becomes if name), key=len, reverse=True)
    if not known:
        return lambda text: text
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")
    return lambda text: pattern.sub(lambda found: becomes[found[0]], text)


def names(bodies: Iterable[NamedBody]) -> str:
    """The names as a cell of the annex prints them: "A; B"."""
    return "; ".join(body["name"] for body in bodies)


def keys(bodies: Iterable[NamedBody]) -> list[str]:
    """The keys of those that are in the list of bodies."""
    return [body["key"] for body in bodies if body["key"]]
