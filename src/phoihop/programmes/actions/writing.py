"""A side's private work on a text: nothing here is seen by the other side, and nothing goes to the ledger."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import contents
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.canonical import content_hash
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.modifications import is_modification
from phoihop.programmes.queries import current_versions, latest_versions, overlaid, private_versions
from phoihop.programmes.queries.amendments import rewritten
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentKind, ProvisionKind

STEP = 1_000  # the room left between neighbours, so that a moved provision is the only one that changes
COPIED = (*contents.FIELDS, "position")


class MovedOn(NotPossible):
    """Somebody of the same side saved other words since these were read; nothing was written."""


@transaction.atomic
def write_version(
    instrument: Instrument,
    *,
    provision: Provision | None = None,
    kind: ProvisionKind | str = ProvisionKind.CLAUSE,
    organisation: Organisation,
    by: User,
    after: Provision | None = None,
    origin: Provision | None = None,
    uid: uuid.UUID | None = None,
    seen: str | None = None,
    **fields: Any,
) -> ProvisionVersion:
    """Write what a provision shall say, for this side only until it is disclosed.

    Without `provision` a new one of that `kind` is made: behind `after`, or at the end; `origin` is the provision of an
    earlier text that it continues, `uid` the name under which the same one, sent twice, is made once. Fields that are not
    given stay as they are. A version that says again what is already disclosed is no change: it is taken away, and the
    disclosed one returned. With `seen`, the hash of what was read: raises MovedOn when other words stand there by now.
    """
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    provision = provision or _made_already(instrument, uid, by)
    if provision is None:
        _refuse_own_item(instrument, ProvisionKind(kind), fields)
        version = _new_version(instrument, ProvisionKind(kind), organisation, origin=origin, uid=uid)
        version.position = _position_after(instrument, after, organisation, by=by)
    else:
        version = _working_version(instrument, provision, organisation)
        version.removed = False
        if "data" not in fields and is_modification(version):
            fields = rewritten(version, instrument, fields)
    stands = version.content_hash or (version.base.content_hash if version.base else "")
    contents.fill(version, instrument, fields)
    if seen is not None and stands not in (seen, content_hash(version)):
        raise MovedOn(_("Người khác bên mình vừa sửa nội dung này. Xem cả hai bản dưới đây rồi lưu lại."))
    return _keep(version, by=by)


@transaction.atomic
def write_items(
    instrument: Instrument,
    items: list[dict[str, Any]],
    *,
    kind: ProvisionKind = ProvisionKind.ITEM,
    organisation: Organisation,
    by: User,
) -> list[ProvisionVersion]:
    """Write many new provisions at the end in a few statements; each dict has the fields of `write_version` and `origin`.

    A refusal names the row, counted from 1.
    """
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    first = _last_position(instrument, organisation) + STEP
    now = clock.now()
    versions = []
    for row, item in enumerate(items):
        fields = dict(item)
        _refuse_own_item(instrument, kind, fields)
        version = _new_version(instrument, kind, organisation, origin=fields.pop("origin", None))
        _fill_row(version, instrument, fields, row=row + 1)
        version.position = first + row * STEP
        version.author, version.created_at = by, now
        version.content_hash = content_hash(version)
        versions.append(version)
    Provision.objects.bulk_create([version.provision for version in versions], batch_size=1_000)
    return ProvisionVersion.objects.bulk_create(versions, batch_size=500)


@transaction.atomic
def remove_provision(
    instrument: Instrument, provision: Provision, *, organisation: Organisation, by: User, reason: str = ""
) -> None:
    """Propose to take a provision out; one that was never disclosed is simply gone."""
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    version = _working_version(instrument, provision, organisation)
    if version.base is None:
        _discard(version)
        return
    for name in COPIED:
        setattr(version, name, getattr(version.base, name))
    version.removed = True
    contents.fill(version, instrument, {"reason": reason})
    _keep(version, by=by)


@transaction.atomic
def restore_provision(
    instrument: Instrument, provision: Provision, *, organisation: Organisation, by: User, reason: str = ""
) -> ProvisionVersion:
    """Propose to put a removed provision back as it was."""
    return write_version(instrument, provision=provision, organisation=organisation, by=by, reason=reason)


@transaction.atomic
def discard_change(instrument: Instrument, provision: Provision, *, organisation: Organisation, by: User) -> None:
    """Take back this side's private change of a provision: its disclosed text stands again, or it is gone."""
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    version = _private_version(instrument, provision, organisation)
    if version is None:
        raise NotPossible(_("Nội dung này không có thay đổi riêng nào để bỏ."))
    _discard(version)


def drop_changes(instrument: Instrument, organisation: Organisation) -> int:
    """Take away all that this side has written and not disclosed; for acts that end its chance to. Says how much it was."""
    private = private_versions(instrument, organisation)
    for version in private:
        _discard(version)
    return len(private)


@transaction.atomic
def move_provision(
    instrument: Instrument, provision: Provision, *, up: bool, organisation: Organisation, by: User
) -> None:
    """Move a provision one place among its neighbours: clauses among clauses, items within their field of work."""
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    text = current_versions(instrument, organisation=organisation)
    place = next((index for index, other in enumerate(text) if other.provision_id == provision.pk), None)
    if place is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    neighbour = place - 1 if up else place + 1
    if not 0 <= neighbour < len(text) or not _are_neighbours(text[place], text[neighbour]):
        raise NotPossible(_("Nội dung này đã ở đầu hoặc cuối nhóm."))
    version = _working_version(instrument, provision, organisation)
    others = [
        v for v in _placed(instrument, organisation, text[place].provision.kind) if v.provision_id != provision.pk
    ]
    index = next(index for index, each in enumerate(others) if each.provision_id == text[neighbour].provision_id)
    version.position = _position_at(others, index if up else index + 1, instrument, organisation, by=by)
    _keep(version, by=by)


def _are_neighbours(one: ProvisionVersion, other: ProvisionVersion) -> bool:
    return one.provision.kind == other.provision.kind and one.field_of_work == other.field_of_work


def _refuse_own_item(instrument: Instrument, kind: ProvisionKind, fields: Mapping[str, Any]) -> None:
    """An amendment has no work of its own: it adds items to the annex of the text that it amends."""
    if instrument.kind == InstrumentKind.AMENDMENT and kind == ProvisionKind.ITEM and not fields.get("data"):
        raise NotPossible(_("Hãy bổ sung việc ở trang lời văn đang có hiệu lực, để việc vào phụ lục của văn bản đó."))


def _fill_row(version: ProvisionVersion, instrument: Instrument, fields: Mapping[str, Any], *, row: int) -> None:
    try:
        contents.fill(version, instrument, fields)
    except NotPossible as refused:
        raise NotPossible(_("Dòng %(row)s: %(sentence)s") % {"row": row, "sentence": str(refused)}) from refused


def _made_already(instrument: Instrument, uid: uuid.UUID | None, by: User) -> Provision | None:
    """The provision that an earlier sending of the same new words made, when its answer was lost on the way."""
    provision = Provision.objects.filter(uid=uid).first() if uid else None
    if provision is None:
        return None
    if provision.instrument_id != instrument.pk or not provision.versions.filter(author=by, base=None).exists():
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    return provision


def _new_version(
    instrument: Instrument,
    kind: ProvisionKind,
    organisation: Organisation,
    *,
    origin: Provision | None,
    uid: uuid.UUID | None = None,
) -> ProvisionVersion:
    provision = Provision(instrument=instrument, kind=kind, origin=origin, **{"uid": uid} if uid else {})
    return ProvisionVersion(provision=provision, organisation=organisation)


def _working_version(instrument: Instrument, provision: Provision, organisation: Organisation) -> ProvisionVersion:
    """This side's private version, or a new one that starts as a copy of the disclosed text."""
    private = _private_version(instrument, provision, organisation)
    if private is not None:
        return private
    base = _last_disclosed(provision)
    if base is None or provision.instrument_id != instrument.pk:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    copied = {name: getattr(base, name) for name in COPIED}
    return ProvisionVersion(
        provision=base.provision, organisation=organisation, base=base, removed=base.removed, **copied
    )


def _private_version(
    instrument: Instrument, provision: Provision, organisation: Organisation
) -> ProvisionVersion | None:
    return (
        ProvisionVersion.objects.select_related("provision", "base")
        .filter(
            provision=provision,
            provision__instrument=instrument,
            organisation=organisation,
            revision__isnull=True,
        )
        .first()
    )


def _last_disclosed(provision: Provision) -> ProvisionVersion | None:
    disclosed = ProvisionVersion.objects.filter(provision=provision, revision__isnull=False)
    return disclosed.select_related("provision").order_by("-revision__number").first()


def _keep(version: ProvisionVersion, *, by: User) -> ProvisionVersion:
    version.content_hash = content_hash(version)
    base = version.base
    if base is not None and (base.content_hash, base.position) == (version.content_hash, version.position):
        if version.pk:
            version.delete()
        return base
    version.author, version.created_at = by, clock.now()
    if version.provision._state.adding:
        version.provision.save()
        version.provision = version.provision  # now that it has an id
    version.save()
    return version


def _discard(version: ProvisionVersion) -> None:
    provision = version.provision
    version.delete()
    if version.base_id is None:
        provision.delete()


def _position_after(instrument: Instrument, after: Provision | None, organisation: Organisation, *, by: User) -> int:
    """A place right behind `after` in this side's view of the text, or behind everything it can see."""
    if after is None:
        return _last_position(instrument, organisation) + STEP
    text = current_versions(instrument, organisation=organisation)
    before = next((version for version in text if version.provision_id == after.pk), None)
    if before is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    placed = _placed(instrument, organisation, before.provision.kind)
    index = [version.provision_id for version in placed].index(after.pk)
    return _position_at(placed, index + 1, instrument, organisation, by=by)


def _last_position(instrument: Instrument, organisation: Organisation) -> int:
    seen = ProvisionVersion.objects.filter(provision__instrument=instrument).filter(
        Q(revision__isnull=False) | Q(organisation=organisation)
    )
    return seen.aggregate(last=Max("position"))["last"] or 0


def _placed(instrument: Instrument, organisation: Organisation, kind: str) -> list[ProvisionVersion]:
    """Those of a kind that this side sees, also removed ones, in the order of their positions."""
    seen = overlaid(latest_versions(instrument), private_versions(instrument, organisation))
    same = [version for version in seen if version.provision.kind == kind]
    return sorted(same, key=lambda version: (version.position, version.provision_id))


def _position_at(
    placed: list[ProvisionVersion], gap: int, instrument: Instrument, organisation: Organisation, *, by: User
) -> int:
    """A position before `placed[gap]` and behind the one above it; where no room is left, others make some."""
    low, high = _bounds(placed, gap, gap)
    if high - low > 1:
        return (low + high) // 2
    first, last = _crowd(placed, gap)
    low, high = _bounds(placed, first, last)
    step = (high - low) // (last - first + 2)
    for place, version in enumerate(placed[first:last], start=1):
        is_below = first + place > gap
        moved = (
            version if version.revision_id is None else _working_version(instrument, version.provision, organisation)
        )
        moved.position = low + step * (place + is_below)
        _keep(moved, by=by)
    return low + step * (gap - first + 1)


def _crowd(placed: list[ProvisionVersion], gap: int) -> tuple[int, int]:
    """Which of them to spread so that there is room for one more.

    Those that the other side has never seen go first: moving them changes nothing for it. Only when they do not suffice
    do disclosed ones below move too, and are consented to anew.
    """
    first = last = gap
    while True:
        while first and _is_unseen(placed[first - 1]):
            first -= 1
        while last < len(placed) and _is_unseen(placed[last]):
            last += 1
        low, high = _bounds(placed, first, last)
        if high - low > last - first + 1:
            return first, last
        last += 1


def _bounds(placed: list[ProvisionVersion], first: int, last: int) -> tuple[int, int]:
    """The positions between which `placed[first:last]` lie; behind the last one there is room without end."""
    low = placed[first - 1].position if first else 0
    return low, placed[last].position if last < len(placed) else low + (last - first + 2) * STEP


def _is_unseen(version: ProvisionVersion) -> bool:
    return version.revision_id is None and version.base_id is None
