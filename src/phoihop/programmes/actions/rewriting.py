"""Many changes of one text at once, in one side's private work: an import writes hundreds in a few statements."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes import contents
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.writing import COPIED, STEP
from phoihop.programmes.canonical import content_hash
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.queries import latest_versions, overlaid, private_versions
from phoihop.programmes.rules import Act
from phoihop.programmes.states import ProvisionKind


@dataclass(frozen=True)
class Place:
    """Behind one provision or before one (by their ids); neither: before all others of its kind."""

    after: int | None = None
    before: int | None = None


@dataclass(frozen=True)
class Rewrite:
    """One change: of a provision, or of a new one (none); `place` when it shall stand elsewhere, as all new ones do."""

    provision: Provision | None = None
    kind: ProvisionKind = ProvisionKind.CLAUSE
    fields: dict[str, Any] = field(default_factory=dict)
    removed: bool = False
    place: Place | None = None


@transaction.atomic
def rewrite(instrument: Instrument, changes: Sequence[Rewrite], *, organisation: Organisation, by: User) -> None:
    """Write all of these changes for this side only until they are disclosed; those of one place in their order."""
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    text = _WorkingText(instrument, organisation)
    for change in changes:
        text.take(change)
    text.save(by)


class _WorkingText:
    """The text as this side has it, with what changes in it before it is saved."""

    def __init__(self, instrument: Instrument, organisation: Organisation) -> None:
        self._instrument, self._organisation = instrument, organisation
        disclosed = latest_versions(instrument)
        self._base = {version.provision_id: version for version in disclosed}
        private = private_versions(instrument, organisation)
        self._seen = {version.provision_id: version for version in overlaid(disclosed, private)}
        self._changed: dict[int, ProvisionVersion] = {}
        self._new: list[ProvisionVersion] = []
        self._gone: list[ProvisionVersion] = []
        self._settled: list[ProvisionVersion] = []
        self._left_at: dict[int, int] = {}
        self._placed: dict[tuple[ProvisionKind, Place], list[ProvisionVersion]] = {}

    def take(self, change: Rewrite) -> None:
        if change.provision is None:
            provision = Provision(instrument=self._instrument, kind=change.kind)
            version = ProvisionVersion(provision=provision, organisation=self._organisation)
            self._new.append(version)
        else:
            version = self._working(change.provision.pk)
            if change.removed and version.base is None:
                del self._changed[change.provision.pk]
                self._gone.append(version)
                del self._seen[change.provision.pk]  # it makes no room for others, and is not written again
                self._left_at[change.provision.pk] = version.position
                return
            version.removed = change.removed
        contents.fill(version, self._instrument, change.fields)
        if change.place is not None:
            self._placed.setdefault((ProvisionKind(change.kind), change.place), []).append(version)

    def save(self, by: User) -> None:
        for (kind, place), versions in self._placed.items():
            self._make_room(kind, place, versions)
        now = clock.now()
        for version in (*self._new, *self._changed.values()):
            version.author, version.created_at = by, now
            version.content_hash = content_hash(version)
        kept = [version for version in self._changed.values() if not _is_as_disclosed(version)]
        replaced = [*self._gone, *(version for version in self._changed.values() if version.pk)]
        ProvisionVersion.objects.filter(pk__in=[version.pk for version in replaced]).delete()
        Provision.objects.filter(pk__in=[version.provision_id for version in self._gone]).delete()
        Provision.objects.bulk_create([version.provision for version in self._new], batch_size=1_000)
        for version in self._new:
            version.provision = version.provision  # now that it has an id
        for version in kept:
            version.pk = None  # made anew: many updates of single rows take ten times as long
        ProvisionVersion.objects.bulk_create([*kept, *self._new], batch_size=500)

    def _working(self, provision: int) -> ProvisionVersion:
        """This side's private version, or a copy of the disclosed one."""
        if provision not in self._changed:
            seen = self._seen[provision]
            if seen.revision_id is not None:
                copied = {name: getattr(seen, name) for name in COPIED}
                seen = ProvisionVersion(
                    provision=seen.provision, organisation=self._organisation, base=seen, removed=seen.removed, **copied
                )
            self._changed[provision] = seen
        return self._changed[provision]

    def _make_room(self, kind: ProvisionKind, place: Place, versions: Sequence[ProvisionVersion]) -> None:
        """Positions for these in one gap; where it is too small, those behind it move up until there is room."""
        moving = {version.provision_id for version in versions}
        others = [self._changed.get(key, seen) for key, seen in self._seen.items() if seen.provision.kind == kind]
        settled = [version for version in self._settled if version.provision.kind == kind]
        fixed = sorted(
            (*(version for version in others if version.provision_id not in moving), *settled),
            key=lambda version: (version.position, version.provision_id or 0),
        )
        positions = [version.position for version in fixed]
        low, index = self._gap(positions, place)
        crowd = 0
        while index + crowd < len(fixed) and positions[index + crowd] - low <= len(versions) + crowd:
            crowd += 1
        pushed = [
            self._working(version.provision_id) if version.provision_id else version
            for version in fixed[index : index + crowd]
        ]
        count = len(versions) + crowd
        step = STEP if index + crowd == len(fixed) else (positions[index + crowd] - low) // (count + 1)
        for number, version in enumerate((*versions, *pushed), start=1):
            version.position = low + number * step
        self._settled += [version for version in versions if version.provision_id is None]

    def _gap(self, positions: Sequence[int], place: Place) -> tuple[int, int]:
        """The position below the gap, and the index of the first one above it."""
        if place.after is not None:
            low = self._position(place.after)
            return low, bisect_right(positions, low)
        if place.before is not None:
            index = bisect_right(positions, self._position(place.before) - 1)
            return (positions[index - 1] if index else 0), index
        return 0, 0

    def _position(self, provision: int) -> int:
        if provision in self._left_at:
            return self._left_at[provision]
        return self._changed.get(provision, self._seen[provision]).position


def _is_as_disclosed(version: ProvisionVersion) -> bool:
    base = version.base
    return base is not None and (base.content_hash, base.position) == (version.content_hash, version.position)
