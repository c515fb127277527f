"""The life of a text as all its readers may tell it: round by round, and provision by provision.

It is read off the ledger, where each act stands under the name that its body had on that day. What a side has not
disclosed is not in the ledger, and so not here.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from phoihop.ledger import verbs
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.clock import VIETNAM
from phoihop.programmes.models import Consent, Instrument, Provision, ProvisionVersion, Revision
from phoihop.programmes.queries.texts import Change, change_of, revisions

DISCLOSED = "programmes.revision_disclosed"
CONSENTED = "programmes.provision_consented"
CONSENTED_ALL = "programmes.provisions_consented"
HANDED_BACK = "programmes.turn_handed_back"
FROZEN = "programmes.instrument_frozen"
_ANSWERS = (DISCLOSED, HANDED_BACK)
_NOTES = ("note", "reason")  # what an act may carry for all to read
MOST_EVENTS = 5_000


@dataclass
class Event:
    """One act, or the consents that a body gave one after the other (`consents` counts them)."""

    at: dt.datetime
    body: str
    person: str
    words: str
    notes: tuple[str, ...] = ()
    number: str = ""
    consents: int = 0


@dataclass
class Round:
    """One disclosure and what followed until the next one."""

    revision: Revision
    body: str
    kinds: dict[str, int]
    void_consents: int = 0
    events: list[Event] = field(default_factory=list)
    answered_on: dt.date | None = None

    @property
    def due_on(self) -> dt.date | None:
        """By when an answer is asked for, as it was last agreed."""
        due_on: dt.date | None = getattr(self.revision, "due_on", None)
        return due_on

    @property
    def late_days(self) -> int:
        """How many days the answer came, or is, behind the day that was asked for."""
        due = self.due_on
        return max(0, ((self.answered_on or clock.today()) - due).days) if due else 0


@dataclass(frozen=True)
class Saying:
    """What one disclosure made a provision say, and who consented to those words."""

    change: Change
    consents: tuple[Consent, ...]

    @property
    def revision(self) -> Revision:
        revision = self.change.after.revision
        assert revision is not None
        return revision


def timeline(instrument: Instrument) -> list[Round]:
    """The rounds of a text, newest first; three queries, however many there are."""
    told = {revision.number: revision for revision in revisions(instrument)}
    rounds = {number: Round(told[number], str(told[number].organisation), {}) for number in sorted(told)}
    current, before = None, list[Event]()
    for entry in _entries(instrument):
        if entry.verb == DISCLOSED and entry.data.get("revision") in rounds:
            _answer(current, entry)
            current = rounds[entry.data["revision"]]
            current.events, before = before, []
            current.body = entry.organisation_name or current.body
            current.kinds = dict(Counter(change["change"] for change in entry.data.get("changes", [])))
            current.void_consents = entry.data.get("void_consents", 0)
        elif current is not None:
            if entry.verb != DISCLOSED:  # an offer that was recalled answers nothing
                _answer(current, entry)
            _add(current.events, entry)
        else:
            _add(before, entry)  # a first offer that was recalled stands with the one that followed it
    return sorted(rounds.values(), key=lambda one: -one.revision.number)


def sayings(provision: Provision) -> list[Saying]:
    """Every disclosed text of a provision with who proposed it and who consented to it, newest first; two queries."""
    given = Consent.objects.select_related("organisation", "by").order_by("given_at", "pk")
    versions = (
        ProvisionVersion.objects.filter(provision=provision, revision__isnull=False)
        .select_related("provision", "base", "revision__organisation", "revision__by")
        .prefetch_related(Prefetch("consents", given))
        .order_by("-revision__number")
    )
    return [Saying(change_of(version), tuple(version.consents.all())) for version in versions]


def _entries(instrument: Instrument) -> list[Entry]:
    own = Q(object_type=instrument._meta.label_lower, object_id=str(instrument.uid))
    acts = Entry.objects.filter(
        own | Q(data__instrument=str(instrument.uid)),
        chain__partnership=instrument.partnership_id,
        verb__startswith="programmes.",
    )
    return list(acts.order_by("sequence")[:MOST_EVENTS])


def _add(events: list[Event], entry: Entry) -> None:
    """Behind the last event; consents of one person one after the other are one event."""
    consents = _consents(entry)
    last = events[-1] if events else None
    if consents and last and last.consents and (last.body, last.person) == (entry.organisation_name, entry.actor_name):
        last.consents += consents
        last.at = entry.at
        return
    notes = tuple(str(entry.data[name]) for name in _NOTES if entry.data.get(name))
    number = entry.data.get("number", "") if entry.verb == FROZEN else ""
    who = entry.organisation_name, entry.actor_name
    events.append(Event(entry.at, *who, verbs.words(entry.verb), notes, number, consents))


def _consents(entry: Entry) -> int:
    if entry.verb == CONSENTED_ALL:
        return len(entry.data.get("provisions", []))
    return int(entry.verb == CONSENTED)


def _answer(current: Round | None, entry: Entry) -> None:
    """Another body's offer, or the turn handed back, is the answer to a round."""
    if current is None or current.answered_on or entry.verb not in _ANSWERS:
        return
    if entry.organisation_name != current.body:
        current.answered_on = entry.at.astimezone(VIETNAM).date()
