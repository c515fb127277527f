"""Amendments of a text: those in force, what the text says after them, those under way and where they clash."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.consolidation import Amendment, Standing, consolidate, is_outdated, seen_before, touched_by
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.modifications import Modification, additions, identity, modification_of
from phoihop.programmes.outline import in_reading_order
from phoihop.programmes.queries.texts import latest_versions, without_removed
from phoihop.programmes.states import InstrumentKind, InstrumentState, ModificationAct

PLACED = ("level", "field_of_work")  # a provision keeps its place in the text, whatever an amendment makes it say
_OVER = (InstrumentState.IN_FORCE, InstrumentState.WITHDRAWN)


def amendments_in_force(instrument: Instrument, *, before: Instrument | None = None) -> list[Amendment]:
    """Amendments of this text in the order in which they came into force; with `before` those earlier than that one."""
    versions = (
        ProvisionVersion.objects.filter(
            provision__instrument__parent=instrument,
            provision__instrument__kind=InstrumentKind.AMENDMENT,
            provision__instrument__state=InstrumentState.IN_FORCE,
            revision__isnull=False,
        )
        .order_by("provision_id", "-revision__number")
        .distinct("provision_id")
        .select_related("provision__instrument", "revision")
    )
    by_amendment: dict[Instrument, list[ProvisionVersion]] = defaultdict(list)
    for version in versions:
        by_amendment[version.provision.instrument].append(version)
    order = {amendment: (amendment.in_force_at, amendment.pk) for amendment in by_amendment}
    last = (before.in_force_at, before.pk) if before is not None and before.in_force_at is not None else None
    return [
        (one, in_reading_order(without_removed(by_amendment[one])))
        for one in sorted(by_amendment, key=lambda one: order[one])
        if last is None or order[one] < last
    ]


def text_in_force(instrument: Instrument, *, before: Instrument | None = None) -> list[Standing]:
    """What a signed text says with its amendments in force (earlier than `before`); two queries."""
    signed = without_removed(latest_versions(instrument))
    return consolidate(signed, amendments_in_force(instrument, before=before))


def text_with_additions(amendment: Instrument, versions: Sequence[ProvisionVersion]) -> list[Standing]:
    """The text in force with what this amendment adds, if it says what `versions` say: two queries."""
    if amendment.parent is None:
        return []
    signed = without_removed(latest_versions(amendment.parent))
    added = additions(versions)
    own = [version for version in versions if identity(version) in added]
    return consolidate(signed, [*amendments_in_force(amendment.parent, before=amendment), (amendment, own)])


def pending_modifications(
    standing: Sequence[Standing], instrument: Instrument, side: Organisation | None, *, but: Instrument | None = None
) -> dict[str, list[Instrument]]:
    """By uid of a provision of this text the amendments under way that change or repeal it, as far as that side knows.

    `standing`: the text in force, which tells what a repeal takes with it.
    """
    known = Q(revision__isnull=False) | (Q(revision__isnull=True, organisation=side) if side else Q(pk__in=[]))
    versions = (
        ProvisionVersion.objects.filter(
            known, provision__instrument__parent=instrument, provision__instrument__kind=InstrumentKind.AMENDMENT
        )
        .exclude(provision__instrument__state__in=_OVER)
        .order_by("provision_id", "-pk")
        .distinct("provision_id")
        .select_related("provision__instrument")
    )
    found: dict[str, list[Instrument]] = defaultdict(list)
    for version in versions:
        modification = modification_of(version)
        amendment = version.provision.instrument
        if modification and not version.removed and amendment != but:
            for uid in touched_by(modification, standing):
                found[uid].append(amendment)
    return dict(found)


def rewritten(version: ProvisionVersion, amendment: Instrument, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What an edit of a modification may write: the place in the text stays.

    Words that were replaced since are not read anew by it: that is done beside the words in force (`write_modification`).

    Raises NotPossible for a repeal, which says nothing of its own, and when what it changes stands no more.
    """
    modification = modification_of(version)
    if modification is None or amendment.parent is None:
        return dict(fields)
    if modification.act == ModificationAct.ADD:
        if all(fields.get(name, getattr(version, name)) == getattr(version, name) for name in PLACED):
            return dict(fields)
        standing = text_in_force(amendment.parent, before=amendment)
        return dict(fields) | {"data": placed(standing, version, modification, fields).to_data()}
    if modification.act == ModificationAct.REPEAL:
        raise NotPossible(
            _("Nội dung này được đề nghị bãi bỏ nên không có lời văn để sửa. Hãy bỏ đề nghị bãi bỏ trước.")
        )
    standing = text_in_force(amendment.parent, before=amendment)
    now = next((one for one in standing if one.uid == modification.target and not one.is_repealed), None)
    if now is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản đang có hiệu lực."))
    kept = {name: value for name, value in fields.items() if name not in PLACED}
    return kept | {"data": modification.to_data()}


def placed(
    standing: Sequence[Standing], version: ProvisionVersion, modification: Modification, fields: Mapping[str, Any]
) -> Modification:
    """An addition as it is written now, with what it then stands directly behind."""
    if modification.after and all(one.uid != modification.after for one in standing):
        return modification  # behind another addition, with which it goes
    now = copy.copy(version)
    for name in PLACED:
        setattr(now, name, fields.get(name, getattr(now, name)))
    return replace(modification, seen=seen_before(standing, now, modification.after))


def outdated(versions: Iterable[ProvisionVersion], standing: Sequence[Standing]) -> list[ProvisionVersion]:
    """Modifications of provisions that read otherwise now than when they were written, or stand no more.

    So are additions behind a provision that stands no more, in the text or in the amendment.
    """
    said = list(versions)
    added = additions(said)
    return [version for version in said if is_outdated(version, standing, added)]
