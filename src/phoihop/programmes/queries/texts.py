"""The text of an instrument: what is disclosed, what one side works on, who consented to what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from django.db.models import Count, F, Max, Q, QuerySet

from phoihop.accounts.models import User
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import (
    Approval,
    Consent,
    Instrument,
    Objection,
    Provision,
    ProvisionVersion,
    Revision,
)
from phoihop.programmes.outline import in_reading_order
from phoihop.programmes.queries.turns import due_on
from phoihop.programmes.states import OPEN_STATES, SIGNED_TEXT_STATES, InstrumentState

MOST_TEXTS = 100
_WORDS = ("text", "reason", "leads", "supports", "due_rule", "deliverable", "note", "data")
_UNREAD = tuple(
    f"version__{name}" for name in _WORDS
)  # of what was consented to: who has a hundred times as many provisions need not read all their words twice


@dataclass(frozen=True)
class Mark:
    """Where a party stands on one provision.

    A void consent was given to an earlier text of it: the offer `void_by`, of the party `changed_by`, changed that.
    """

    organisation: Organisation
    state: Literal["given", "returned", "void", "none"]
    consent: Consent | None = None
    void_by: Revision | None = None
    changed_by: Organisation | None = None
    objection: Objection | None = None


@dataclass(frozen=True)
class Change:
    """One provision before and after; `before` is None when it is new, `after.removed` when it is taken out."""

    kind: Literal["added", "edited", "moved", "removed", "restored"]
    before: ProvisionVersion | None
    after: ProvisionVersion


def latest_versions(instrument: Instrument, *, up_to: int | None = None) -> list[ProvisionVersion]:
    """The last disclosed version of each provision, also of removed ones, in reading order (up to a revision)."""
    versions = ProvisionVersion.objects.filter(provision__instrument=instrument, revision__isnull=False)
    if up_to is not None:
        versions = versions.filter(revision__number__lte=up_to)
    last = versions.order_by("provision_id", "-revision__number").distinct("provision_id")
    return in_reading_order(last.select_related("provision", "revision", "base"))


def private_versions(instrument: Instrument, organisation: Organisation) -> list[ProvisionVersion]:
    """What that side has written and not disclosed."""
    versions = ProvisionVersion.objects.filter(
        provision__instrument=instrument, revision__isnull=True, organisation=organisation
    )
    return in_reading_order(versions.select_related("provision", "base__revision", "author"))


def current_versions(instrument: Instrument, *, organisation: Organisation | None = None) -> list[ProvisionVersion]:
    """The disclosed text in reading order; with `organisation`, that side's own changes laid over it while it is open."""
    versions = latest_versions(instrument)
    if organisation is not None and instrument.state in OPEN_STATES:
        versions = overlaid(versions, private_versions(instrument, organisation))
    return without_removed(versions)


def current_version(instrument: Instrument, provision: int, *, organisation: Organisation) -> ProvisionVersion | None:
    """One provision as this side has it, without reading the text around it; also one that is to be taken out."""
    versions = ProvisionVersion.objects.filter(provision=provision, provision__instrument=instrument)
    seen = versions.filter(Q(revision__isnull=False) | Q(organisation=organisation))
    related = ("provision", "revision", "base__revision", "author")
    return seen.select_related(*related).order_by(F("revision__number").desc(nulls_first=True)).first()


def bare_versions(instrument: Instrument, organisation: Organisation) -> list[ProvisionVersion]:
    """The text of this side by its numbering alone: what each provision is and where it stands, not what it says."""
    seen = ProvisionVersion.objects.filter(provision__instrument=instrument).filter(
        Q(revision__isnull=False) | Q(organisation=organisation)
    )
    last = seen.order_by("provision_id", F("revision__number").desc(nulls_first=True)).distinct("provision_id")
    return without_removed(
        in_reading_order(last.select_related("provision").defer(*_WORDS[:-1]))
    )  # `data` bears numbers


def fields_of_work(instrument: Instrument, organisation: Organisation | None) -> list[str]:
    """The fields of work that this side has met in a text: what a person may mean while typing one."""
    seen = ProvisionVersion.objects.filter(provision__instrument=instrument).exclude(field_of_work="")
    seen = seen.filter(Q(revision__isnull=False) | Q(organisation=organisation))
    return list(seen.order_by("field_of_work").values_list("field_of_work", flat=True).distinct())


def overlaid(versions: Iterable[ProvisionVersion], private: Iterable[ProvisionVersion]) -> list[ProvisionVersion]:
    """Private versions in place of what they change, in reading order."""
    return in_reading_order(({v.provision_id: v for v in versions} | {v.provision_id: v for v in private}).values())


def without_removed(versions: Iterable[ProvisionVersion]) -> list[ProvisionVersion]:
    return [version for version in versions if not version.removed]


def has_private_changes(instrument: Instrument, organisation: Organisation) -> bool:
    return ProvisionVersion.objects.filter(
        provision__instrument=instrument, revision__isnull=True, organisation=organisation
    ).exists()


def last_revision_number(instrument: Instrument) -> int:
    """0 before the first disclosure."""
    return instrument.revisions.aggregate(last=Max("number"))["last"] or 0


def consent_matrix(
    instrument: Instrument, versions: list[ProvisionVersion] | None = None
) -> dict[int, dict[int, Mark]]:
    """For each provision (by id) and each party (by id): whether it consents to the last disclosed version."""
    versions = latest_versions(instrument) if versions is None else versions
    parties = instrument.partnership.parties.all()
    stands_for = {body: party.organisation for party in parties for body in party.bodies}
    speaks_for = {body: party.organisation for party in parties for body in party.speakers}
    latest = {version.provision_id: version for version in versions}
    wanted = (
        Q(version__provision__in=list(latest)) if len(latest) == 1 else Q(version__provision__instrument=instrument)
    )
    consents = (
        Consent.objects.filter(wanted).select_related("version", "by").defer(*_UNREAD).order_by("version_id", "pk")
    )
    none = {party.organisation_id: Mark(party.organisation, "none") for party in parties}
    marks = {provision: dict(none) for provision in latest}
    for consent in consents:
        version = latest.get(consent.version.provision_id)
        body = speaks_for.get(consent.organisation_id)
        if version is not None and body is not None:
            marks[version.provision_id][body.pk] = _mark(body, consent, version, stands_for)
    if instrument.state == InstrumentState.NEGOTIATION:
        _mark_returned(marks, stands_for, [version.pk for version in versions])
    return marks


def objections(versions: Iterable[int]) -> QuerySet[Objection]:
    """What parties returned of these versions (ids), each with its reason."""
    found = Objection.objects.filter(version__in=versions)
    return found.select_related("version", "by", "organisation").defer(*_UNREAD)


def missing_consents(instrument: Instrument, versions: list[ProvisionVersion]) -> dict[int, int]:
    """For each party (by id): how many of these versions it has not consented to."""
    parties = [party.organisation_id for party in instrument.partnership.parties.all()]
    given = Consent.objects.filter(version__in=[version.pk for version in versions])
    missing = dict.fromkeys(parties, len(versions))
    for organisation_id in given.filter(organisation__in=parties).values_list("organisation_id", flat=True):
        missing[organisation_id] -= 1
    return missing


def approvals(instrument: Instrument) -> list[Approval]:
    """Approvals of the present text; those of earlier texts no longer count."""
    return list(
        instrument.approvals.filter(text_hash=instrument.text_hash)
        .select_related("organisation", "by")
        .order_by("given_at")
    )


def changes_of(revision: Revision) -> list[Change]:
    """What a disclosure changed, in reading order."""
    versions = revision.versions.select_related("provision", "base", "author")
    return [change_of(version) for version in in_reading_order(versions)]


def changes_between(instrument: Instrument, first: int, last: int) -> list[Change]:
    """What became of each provision from one disclosure to another, whatever happened in between (0 is the blank page)."""
    before = {version.provision_id: version for version in latest_versions(instrument, up_to=first)}
    changes = []
    for after in latest_versions(instrument, up_to=last):
        old = before.get(after.provision_id)
        if old is None or old.pk != after.pk:
            change = compared(old, after)
            changes += [change] if change else []
    return changes


def revisions(instrument: Instrument) -> list[Revision]:
    """The disclosures of a text with how much each changed, newest first."""
    return list(
        instrument.revisions.select_related("organisation", "by")
        .annotate(due_on=due_on(), changed=Count("versions"))
        .order_by("-number")
    )


def provisions_seen_by(instrument: Instrument, side: Organisation | None) -> QuerySet[Provision]:
    """Provisions with something disclosed, or written by this side: others do not exist for it."""
    versions = ProvisionVersion.objects.filter(provision__instrument=instrument)
    seen = Q(revision__isnull=False) | (Q(organisation=side) if side else Q())
    return Provision.objects.filter(pk__in=versions.filter(seen).values("provision_id"))


def source_of(provision: Provision, user: User, sides: Collection[int] = ()) -> Provision | None:
    """What this provision continues or came of, as far as this person may know: disclosed, or their own sides' (ids)."""
    if provision.origin_id is None:
        return None
    known = ProvisionVersion.objects.filter(Q(revision__isnull=False) | Q(organisation__in=sides))
    return (
        Provision.objects.filter(
            pk=provision.origin_id,
            instrument__in=Instrument.objects.visible_to(user).values("pk"),
            pk__in=known.filter(provision=provision.origin_id).values("provision_id"),
        )
        .select_related("instrument")
        .first()
    )


def origins(instrument: Instrument) -> dict[int, int]:
    """Which provision continues which one of an earlier text, in all texts of its partnership; by id."""
    continued = Provision.objects.filter(instrument__partnership=instrument.partnership_id, origin__isnull=False)
    return {later: earlier for later, earlier in continued.values_list("pk", "origin_id") if earlier is not None}


def signed_texts(user: User, instrument: Instrument) -> list[Instrument]:
    """The others of its kind in its partnership that are frozen or in force, newest first: what it is compared with."""
    texts = Instrument.objects.visible_to(user).filter(
        partnership=instrument.partnership_id, state__in=SIGNED_TEXT_STATES, kind=instrument.kind
    )
    return list(texts.exclude(pk=instrument.pk).order_by("-period_end", "-pk")[:MOST_TEXTS])


def consents_ended_by(changes: Iterable[Change]) -> int:
    """How many consents are bound to the words that these changes replace."""
    replaced = [change.after.base_id for change in changes if change.after.base_id]
    return Consent.objects.filter(version__in=replaced, origin__isnull=True).count()


def last_approved_revision(instrument: Instrument, organisation: Organisation) -> int:
    """The last disclosure that this side's approver had before them when approving; 0 when they never did."""
    approval = instrument.approvals.filter(organisation=organisation).order_by("-given_at").first()
    if approval is None:
        return 0
    read = instrument.revisions.filter(disclosed_at__lte=approval.given_at)
    return read.aggregate(last=Max("number"))["last"] or 0


def change_of(version: ProvisionVersion) -> Change:
    """What this version changes against the one that it was based on."""
    before = version.base
    if before is None:
        return Change("added", None, version)
    before.provision = version.provision  # the same one: not to be asked for again, change by change
    if version.removed:
        return Change("removed", before, version)
    if before.removed:
        return Change("restored", before, version)
    return Change("moved" if before.content_hash == version.content_hash else "edited", before, version)


def compared(before: ProvisionVersion | None, after: ProvisionVersion) -> Change | None:
    """What became of a provision, whatever happened in between; None when it reads and stands as before."""
    if before is None or before.removed:
        return None if after.removed else Change("added" if before is None else "restored", before, after)
    if after.removed:
        return Change("removed", before, after)
    if before.content_hash != after.content_hash:
        return Change("edited", before, after)
    return Change("moved", before, after) if before.position != after.position else None


def _mark_returned(marks: dict[int, dict[int, Mark]], stands_for: dict[int, Organisation], versions: list[int]) -> None:
    """Where a party has returned the last version and not consented to it since, that is where it stands."""
    for objection in objections(versions):
        of_provision, body = marks[objection.version.provision_id], stands_for[objection.organisation_id]
        before = of_provision[body.pk]
        if before.state != "given":
            of_provision[body.pk] = replace(before, state="returned", objection=objection)


def _mark(body: Organisation, consent: Consent, version: ProvisionVersion, stands_for: dict[int, Organisation]) -> Mark:
    if consent.version_id == version.pk:
        return Mark(body, "given", consent)
    return Mark(body, "void", consent, version.revision, stands_for.get(version.organisation_id))
