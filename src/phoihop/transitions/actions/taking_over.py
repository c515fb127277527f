"""The day has come: one body stands for a party where another stood.

What was said and done stays under the name of the body that said and did it. What is still to be said and done goes to
the successor: the turn, private work, threads, places for signatures, work with its open reports and requests. A
consent or an approval that the predecessor gave to a text that is still open counts on: the successor stands for it.
"""

from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from phoihop.ledger.actions import record
from phoihop.ledger.models import Chain
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation, Succession
from phoihop.programmes.actions.agreeing import agree_when_complete
from phoihop.programmes.models import (
    Approval,
    ApprovalChain,
    Consent,
    GroupMember,
    Observer,
    Outline,
    Partnership,
    ProgrammeImport,
    ProvisionVersion,
    Thread,
    WordImport,
)
from phoihop.programmes.queries import latest_versions
from phoihop.programmes.states import OPEN_STATES, ImportState, InstrumentState
from phoihop.reviews.models import HistoryImport
from phoihop.signatures.models import SignatureSlot, SignedDocument
from phoihop.transitions import notices
from phoihop.transitions.models import Handover, Takeover
from phoihop.transitions.states import TakeoverState
from phoihop.workitems.models import Extension, Report, WorkItem

Given = TypeVar("Given", Consent, Approval)
_LIVE = (*OPEN_STATES, InstrumentState.FROZEN)


@transaction.atomic
def carry_out(takeover: Takeover) -> None:
    """Let the successor step into every partnership of the predecessor. Done once; on one that is done it does nothing."""
    Takeover.objects.select_for_update().values("pk").get(pk=takeover.pk)
    takeover = Takeover.objects.select_related("predecessor", "successor").get(pk=takeover.pk)
    if takeover.state != TakeoverState.CONFIRMED or takeover.effective_on > clock.today():
        return
    _write_into_list_of_bodies(takeover)
    mine = Partnership.objects.filter(parties__organisation=takeover.predecessor).select_related("chain")
    for partnership in mine.order_by("chain_id"):
        if not _is_left_behind(partnership, takeover.successor):
            _hand_over(takeover, partnership)
    _follow_observing(takeover)
    _follow_belonging(takeover)
    _move_outlines(takeover)
    _copy_chains(takeover)
    takeover.state, takeover.closed_at = TakeoverState.IN_EFFECT, clock.now()
    takeover.save(update_fields=["state", "closed_at"])


def _is_left_behind(partnership: Partnership, successor: Organisation) -> bool:
    """What the two had between them and have ended stays as it was: there is nobody to hand it over to."""
    parties = list(partnership.parties.all())
    return partnership.is_over and len(parties) == 2 and successor.pk in {party.organisation_id for party in parties}


def facts_of(takeover: Takeover) -> dict[str, str]:
    """What a takeover says, as plain data for the ledger."""
    return {
        "predecessor": takeover.predecessor.key,
        "successor": takeover.successor.key,
        "kind": str(takeover.kind),
        "decision": takeover.decision,
        "decided_on": takeover.decided_on.isoformat(),
        "effective_on": takeover.effective_on.isoformat(),
    }


def _hand_over(takeover: Takeover, partnership: Partnership) -> None:
    """In the order in which other acts take their locks: documents, texts, the chain, work."""
    before, now = takeover.predecessor, takeover.successor
    texts = partnership.instruments.order_by("pk")
    documents = SignedDocument.objects.filter(instrument__in=texts.filter(state=InstrumentState.FROZEN))
    list(documents.select_for_update().order_by("pk").values("pk"))
    list(texts.select_for_update().values("pk"))
    Chain.objects.select_for_update().values("pk").get(pk=partnership.chain_id)
    was_party = _replace_party(takeover, partnership)
    moved = {
        "texts": _move_texts(partnership, before, now),
        "consents": 0 if was_party else _stand_for_consents(partnership, before, now),
        "approvals": 0 if was_party else _stand_for_approvals(partnership, before, now),
        "places": _move_places(partnership, before, now),
        "items": _move_work(partnership, before, now),
    }
    now_at = clock.now()
    handover, _is_new = Handover.objects.get_or_create(
        takeover=takeover, partnership=partnership, defaults={"announced_at": now_at}
    )
    handover.handed_over_at = now_at
    handover.save(update_fields=["handed_over_at"])
    record(
        partnership.chain,
        notices.TAKEN_OVER,
        handover,
        by=None,
        organisation=now,
        label=f"{before} → {now}",
        data=facts_of(takeover) | moved,
    )
    for instrument in texts.filter(state=InstrumentState.NEGOTIATION):
        agree_when_complete(instrument, latest_versions(instrument))


def _replace_party(takeover: Takeover, partnership: Partnership) -> bool:
    """The successor sits where the predecessor sat; one that sat beside it keeps the better of the two places.

    Says whether it sat beside it: then it has a word of its own, and what the predecessor agreed to is not its word.
    """
    before, now = takeover.predecessor, takeover.successor
    parties = {party.organisation_id: party for party in partnership.parties.select_for_update()}
    leaving, staying = parties[before.pk], parties.get(now.pk)
    if staying is not None and len(parties) == 2:
        raise NotPossible(f"{partnership} would be left with one party.")
    former = {"organisation": before.pk, "name": str(before), "until": takeover.effective_on.isoformat()}
    if staying is None:
        leaving.organisation = now
        leaving.formerly = [*leaving.formerly, former]
        leaving.save(update_fields=["organisation", "formerly"])
    else:
        place = min(leaving.position, staying.position)
        staying.formerly = [*staying.formerly, *(one | {"beside": True} for one in (*leaving.formerly, former))]
        leaving.members.update(party=staying)
        leaving.delete()
        staying.position = place
        staying.save(update_fields=["position", "formerly"])
    partnership.group_members.present().filter(organisation=now).update(left_at=clock.now())  # a party belongs to none
    _let_read(takeover, partnership)
    return staying is not None


def _let_read(takeover: Takeover, partnership: Partnership) -> None:
    """Who still belongs to the predecessor reads on as those do who look on; the successor is no mere observer now."""
    day = takeover.effective_on
    partnership.observers.filter(organisation=takeover.successor).delete()
    Observer.objects.update_or_create(
        partnership=partnership,
        organisation=takeover.predecessor,
        defaults={"valid_from": day, "valid_to": None, "was_party": True},
    )


def _follow_observing(takeover: Takeover) -> None:
    """Where the predecessor looked on, the successor looks on too."""
    looking = Observer.objects.filter(organisation=takeover.predecessor, was_party=False)
    known = Partnership.objects.filter(parties__organisation=takeover.successor)
    for observer in looking.exclude(partnership__in=known):
        Observer.objects.get_or_create(
            partnership=observer.partnership,
            organisation=takeover.successor,
            defaults={"valid_from": takeover.effective_on, "valid_to": observer.valid_to},
        )


def _follow_belonging(takeover: Takeover) -> None:
    """Where the predecessor belonged to a party that is a group, the successor does, unless it has a place there already."""
    known = Partnership.objects.filter(parties__organisation=takeover.successor).values("pk")
    there = GroupMember.objects.present().filter(organisation=takeover.successor).values("partnership")
    belonging = GroupMember.objects.present().filter(organisation=takeover.predecessor)
    moved = list(belonging.exclude(partnership__in=known).exclude(partnership__in=there))
    belonging.update(left_at=clock.now())
    GroupMember.objects.bulk_create(
        GroupMember(
            partnership_id=member.partnership_id,
            party_id=member.party_id,
            organisation=takeover.successor,
            joined_at=clock.now(),
        )
        for member in moved
    )


def _move_outlines(takeover: Takeover) -> None:
    """The predecessor's own outlines serve the successor where it has none."""
    kinds = Outline.objects.filter(organisation=takeover.successor).values("kind")
    outlines = Outline.objects.filter(organisation=takeover.predecessor).exclude(kind__in=kinds)
    outlines.update(organisation=takeover.successor)


def _copy_chains(takeover: Takeover) -> None:
    """What needed the predecessor's steps needs as many of the successor, where that has set none itself.

    The people named were the predecessor's: until the successor names its own, any of its approvers decides. What lay
    before a step begins anew.
    """
    own = ApprovalChain.objects.filter(organisation=takeover.successor).values("kind")
    of_before = ApprovalChain.objects.filter(organisation=takeover.predecessor).exclude(kind__in=own)
    ApprovalChain.objects.bulk_create(
        ApprovalChain(
            organisation=takeover.successor,
            kind=chain.kind,
            steps=[step | {"people": []} for step in chain.steps],
            for_offers=chain.for_offers,
            for_texts=chain.for_texts,
            by=chain.by,
            made_at=clock.now(),
        )
        for chain in of_before.order_by("kind", "-pk").distinct("kind")
    )


def _move_texts(partnership: Partnership, before: Organisation, now: Organisation) -> int:
    """Texts that are not signed by all: who writes, leads, has the turn; and what that side keeps to itself."""
    live = partnership.instruments.filter(state__in=_LIVE)
    unknown = partnership.instruments.filter(disclosed_at__isnull=True)  # withdrawn ones that only their owner knows
    for texts, field in ((live | unknown, "owner"), (live, "turn")):
        texts.filter(**{field: before}).update(**{field: now})
    led = partnership.instruments.filter(state__in=OPEN_STATES, lead=before)
    # A number that was reserved is of the predecessor's register; the next freezing takes one of the successor's.
    count = led.filter(disclosed_at__isnull=False).count()  # all parties read it: of a draft they do not know
    led.update(lead=now, number_text="", dated_on=None)
    for private in ProvisionVersion.objects.filter(
        provision__instrument__partnership=partnership, revision__isnull=True, organisation=before
    ):
        _move_private(private, now)
    Thread.objects.filter(provision__instrument__partnership=partnership, organisation=before).update(organisation=now)
    pending = {"organisation": before, "state": ImportState.PENDING}
    ProgrammeImport.objects.filter(partnership=partnership, **pending).update(organisation=now)
    HistoryImport.objects.filter(partnership=partnership, **pending).update(organisation=now)
    WordImport.objects.filter(instrument__partnership=partnership, **pending).update(organisation=now)
    return count


def _move_private(private: ProvisionVersion, now: Organisation) -> None:
    """A version stays with its side (the database sees to it), so a copy takes its place, by the same author.

    Where the successor was a party too and is changing the same provision, its own change stays and this one, never
    disclosed, ends with the side that wrote it.
    """
    theirs = ProvisionVersion.objects.filter(provision=private.provision_id, revision__isnull=True, organisation=now)
    taken = theirs.exists()
    private.delete()
    if not taken:
        private.pk, private.organisation = None, now
        private._state.adding = True
        private.save(force_insert=True)


def _stand_for_consents(partnership: Partnership, before: Organisation, now: Organisation) -> int:
    """The successor stands for each consent to a text that is still open; the consent given stays as it is."""
    given = Consent.objects.filter(
        version__provision__instrument__partnership=partnership,
        version__provision__instrument__state__in=_LIVE,
        organisation=before,
    )
    own = Consent.objects.filter(organisation=now).values("version_id")
    taken = given.exclude(version__in=own).select_related("origin")
    return len(Consent.objects.bulk_create(_in_place(consent, now) for consent in taken))


def _stand_for_approvals(partnership: Partnership, before: Organisation, now: Organisation) -> int:
    given = Approval.objects.filter(
        instrument__partnership=partnership, instrument__state__in=_LIVE, organisation=before
    )
    own = set(
        Approval.objects.filter(instrument__partnership=partnership, organisation=now).values_list(
            "instrument_id", "text_hash"
        )
    )
    taken = [approval for approval in given if (approval.instrument_id, approval.text_hash) not in own]
    return len(Approval.objects.bulk_create(_in_place(approval, now) for approval in taken))


def _in_place(given: Given, now: Organisation) -> Given:
    """The same word, given by the same person at the same time; `origin` says which body gave it."""
    copied = {
        field.attname: getattr(given, field.attname)
        for field in given._meta.concrete_fields
        if field.name not in ("id", "organisation", "origin")
    }
    return type(given)(**copied, organisation=now, origin=given)


def _move_places(partnership: Partnership, before: Organisation, now: Organisation) -> int:
    """Empty places for signatures; the file prints the name it was frozen with, the signature says who signed."""
    frozen = partnership.instruments.filter(state=InstrumentState.FROZEN)
    empty = SignatureSlot.objects.filter(
        document__in=frozen.values("signed_document"), organisation=before, signed_at__isnull=True
    )
    return empty.update(organisation=now)


def _move_work(partnership: Partnership, before: Organisation, now: Organisation) -> int:
    """Who answers for the work: its leads, and the side of what is reported and asked; its text keeps its words."""
    items = WorkItem.objects.select_for_update(of=("self",)).filter(partnership=partnership).order_by("pk")
    ids = list(items.filter(leads=before).values_list("pk", flat=True))
    for through in (WorkItem.leads.through, WorkItem.supports.through):
        _replace_body(through, list(items.values_list("pk", flat=True)), before, now)
    for told in (Report, Extension):
        told.objects.filter(occurrence__work_item__partnership=partnership, side=before).update(side=now)
    return len(ids)


def _replace_body(through: type[Model], items: list[int], before: Organisation, now: Organisation) -> None:
    rows = through._default_manager.filter(workitem_id__in=items)
    both = rows.filter(organisation_id=now.pk).values("workitem_id")
    rows.filter(organisation_id=before.pk, workitem_id__in=both).delete()
    rows.filter(organisation_id=before.pk).update(organisation_id=now.pk)


def _write_into_list_of_bodies(takeover: Takeover) -> None:
    """The list of bodies says it too, so that names and heirs are found by it."""
    Succession.objects.get_or_create(
        predecessor=takeover.predecessor,
        successor=takeover.successor,
        defaults={
            "kind": takeover.kind,
            "effective_on": takeover.effective_on,
            "decision": takeover.decision,
        },
    )
