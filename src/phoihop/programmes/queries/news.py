"""What is new in a text for one side, and what it has still to answer."""

from collections.abc import Iterable, Mapping

from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Consent, Instrument, ProvisionVersion, Revision
from phoihop.programmes.queries.texts import Change, Mark, change_of, compared, objections, private_versions


def news(
    instrument: Instrument,
    latest: list[ProvisionVersion],
    last: Revision | None,
    marks: Mapping[int, Mapping[int, Mark]],
    side: Organisation | None,
) -> list[Change]:
    """What the last offer changed, and what offers before it changed that this side has not answered.

    Where three parties take turns, two offers may come before a party's own turn. Each change is told against the words
    that this side last consented to, or, where it never consented, against the first offer; what was new in the first
    offer is no change. `marks` as of `consent_matrix`. One query where such words are not the ones right before.
    """
    if last is None:
        return []
    unread = [version for version in latest if side and _is_unanswered(marks[version.provision_id][side.pk])]
    known = _known(instrument, unread, marks, side) if side else {}
    changes = []
    for version in latest:
        if version.provision_id in known:
            change = compared(known[version.provision_id], version)
            changes += [change] if change else []
        elif version.revision_id == last.pk:
            changes.append(change_of(version))
    return changes


def unanswered(
    instrument: Instrument,
    organisation: Organisation,
    latest: list[ProvisionVersion],
    *,
    unchanged_since: int | None = None,
) -> list[ProvisionVersion]:
    """What this side neither consented to nor returned, and is not changing itself.

    With `unchanged_since`, only what reads as it did in the disclosure of that number.
    """
    ids = [version.pk for version in latest]
    own = {version.provision_id for version in private_versions(instrument, organisation)}
    given = Consent.objects.filter(organisation=organisation, version__in=ids).values_list("version_id", flat=True)
    returned = objections(ids).filter(organisation=organisation).values_list("version_id", flat=True)
    answered = {*given, *returned}
    return [
        version
        for version in latest
        if version.pk not in answered and version.provision_id not in own and _is_as_old(version, unchanged_since)
    ]


def _is_as_old(version: ProvisionVersion, number: int | None) -> bool:
    """Whether a disclosed version was disclosed in that round or before."""
    return number is None or (version.revision is not None and version.revision.number <= number)


def _is_unanswered(mark: Mark) -> bool:
    return mark.state in ("none", "void")


def _known(
    instrument: Instrument,
    unread: Iterable[ProvisionVersion],
    marks: Mapping[int, Mapping[int, Mark]],
    side: Organisation,
) -> dict[int, ProvisionVersion | None]:
    """By provision that changed: the words that this side knows; None where it knows of none."""
    known: dict[int, ProvisionVersion | None] = {}
    sought: dict[int, int | None] = {}
    for version in unread:
        consent = marks[version.provision_id][side.pk].consent
        if consent is not None and consent.version_id == version.base_id:
            known[version.provision_id] = change_of(version).before
        elif version.base_id is not None:
            sought[version.provision_id] = consent.version_id if consent else None
        elif not _is_first(instrument, version):
            known[version.provision_id] = None
    return known | (_found(instrument, sought) if sought else {})


def _found(instrument: Instrument, sought: Mapping[int, int | None]) -> dict[int, ProvisionVersion | None]:
    found: dict[int, ProvisionVersion | None] = dict.fromkeys(sought)
    versions = ProvisionVersion.objects.filter(provision__in=sought, revision__isnull=False)
    for version in versions.select_related("provision", "revision").order_by("revision__number"):
        wanted = sought[version.provision_id]
        if version.pk == wanted or (wanted is None and _is_first(instrument, version)):
            found[version.provision_id] = version
    return found


def _is_first(instrument: Instrument, version: ProvisionVersion) -> bool:
    """Whether it came with the first offer."""
    return version.revision is not None and version.revision.disclosed_at == instrument.disclosed_at
