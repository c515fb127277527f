"""Whose answer is awaited, until when, and what about an offer can still be taken back."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Membership, Organisation, Role, holds_on
from phoihop.programmes.models import Consent, GroupMember, Instrument, Opening, Revision, TimeRequest


def speaking_for(instrument: Instrument, organisation_id: int) -> set[int]:
    """The bodies of the party that this body is, or was: itself, and those in whose place it stands."""
    found = [party.bodies for party in instrument.partnership.parties.all() if organisation_id in party.bodies]
    return found[0] if found else {organisation_id}


def next_party(instrument: Instrument, organisation: Organisation) -> Organisation:
    """To whom the turn passes from this party: to the one after it in their order."""
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    return parties[(parties.index(organisation) + 1) % len(parties)]


def unopened(user: User) -> Exists:
    """Whether a text (the outer query) has an offer of another side that no side of this person has opened."""
    members = GroupMember.objects.all()
    mine = Q(organisation__in=Organisation.objects.of(user).values("pk"))
    of_mine = members.spoken_for_by("organisation", of=user, partnership="revision__instrument__partnership")
    opened = Opening.objects.filter(mine | Q(of_mine), revision=OuterRef("pk"))
    own = mine | Q(members.spoken_for_by("organisation", of=user, partnership="instrument__partnership"))
    return Exists(Revision.objects.filter(~own, ~Exists(opened), instrument=OuterRef("pk")))


def readers(user: User, instrument: Instrument, side: Organisation | None) -> set[int]:
    """For which bodies a person reads: their side, or the observers that they belong to."""
    if side is not None:
        return {side.pk}
    mine = Organisation.objects.of(user).values("pk")
    return set(instrument.partnership.observers.filter(organisation__in=mine).values_list("organisation_id", flat=True))


def bodies_without_officers(instrument: Instrument) -> list[Organisation]:
    """Parties that have nobody in the system who could answer."""
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    held = Membership.objects.filter(
        holds_on(clock.today()), organisation__in=parties, role=Role.OFFICER, user__is_active=True
    )
    staffed = set(held.values_list("organisation_id", flat=True))
    return [body for body in parties if body.pk not in staffed]


def due_on() -> Coalesce:
    """By when an offer (the row asked for) asks for an answer: the day it named, or the last one granted."""
    granted = TimeRequest.objects.filter(revision=OuterRef("pk"), granted_on__isnull=False).order_by("-answered_at")
    return Coalesce(Subquery(granted.values("granted_on")[:1]), F("answer_due_on"))


def last_offer(instrument: Instrument) -> Revision | None:
    """The last offer as a page tells of it: `due_on`, whether it `is_opened`, and until when more time is `asked_until`."""
    asked = TimeRequest.objects.filter(revision=OuterRef("pk"), answered_at__isnull=True)
    given = Consent.objects.filter(
        version__revision=OuterRef("pk"), origin__isnull=True
    )  # not one that a successor took on
    others = given.exclude(organisation=OuterRef("organisation"))
    told = instrument.revisions.select_related("organisation", "by").annotate(
        due_on=due_on(),
        is_opened=Exists(Opening.objects.filter(revision=OuterRef("pk"))) | Exists(others),
        asked_until=Subquery(asked.values("wanted_on")[:1]),
    )
    return told.order_by("-number").first()


def recallable_offer(instrument: Instrument, organisation: Organisation) -> Revision | None:
    """The last offer, when this side made it and no other body has opened it."""
    last = last_offer(instrument)
    if last is None or last.is_opened:  # type: ignore[attr-defined]
        return None
    return last if last.organisation_id in speaking_for(instrument, organisation.pk) else None


def answer_due(revision: Revision) -> dt.date | None:
    """By when an offer asks for an answer: the day it named, or the last one granted."""
    granted = revision.time_requests.filter(granted_on__isnull=False).order_by("-answered_at").first()
    return granted.granted_on if granted else revision.answer_due_on


def offer_to_answer(instrument: Instrument, organisation: Organisation) -> Revision | None:
    """The last offer, when it was made to this side and names a day for the answer."""
    last = instrument.revisions.select_related("organisation").order_by("-number").first()
    if last is None or last.answer_due_on is None:
        return None
    return None if last.organisation_id in speaking_for(instrument, organisation.pk) else last


def answer_due_ahead(instrument: Instrument, organisation: Organisation) -> dt.date | None:
    """The day still to come by which the last offer asks this side for an answer."""
    last = offer_to_answer(instrument, organisation)
    due_on = answer_due(last) if last else None
    return due_on if due_on and due_on > clock.today() else None


def open_time_request(instrument: Instrument, organisation: Organisation) -> TimeRequest | None:
    """A request for more time that waits for this side, which made the last offer."""
    last = instrument.revisions.order_by("-number").first()
    if last is None or last.organisation_id not in speaking_for(instrument, organisation.pk):
        return None
    waiting = last.time_requests.filter(answered_at__isnull=True)
    return waiting.select_related("revision__organisation", "organisation", "by").first()
