"""A person's last steps in the private work of their side, and how one is taken back before anything is disclosed.

A step keeps the private versions that it touched as they were before it, and the marks of what it made of them: whoever
takes it back meets exactly that, or learns that somebody has written on since.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.actions._doors import guard, lock, locked
from phoihop.programmes.models import Instrument, PrivateStep, Provision, ProvisionVersion
from phoihop.programmes.rules import Act

MOST_STEPS = 50
Rows = dict[int, dict[str, Any]]


@contextmanager
def as_step(
    instrument: Instrument,
    *,
    organisation: Organisation,
    by: User,
    about: int | None = None,
    sitting: str = "",
) -> Iterator[None]:
    """Whatever is done inside can be taken back as one step.

    `about`: the only provision that it can touch. Saves of one provision in one `sitting` are one step.
    """
    with transaction.atomic():
        lock(instrument)
        before = _private(instrument, organisation, about)
        names = _names(before)
        yield
        after = _private(instrument, organisation, about)
        touched = [key for key in {**before, **after} if _mark(before.get(key)) != _mark(after.get(key))]
        if touched:
            names |= _names({key: row for key, row in after.items() if key not in before})
            changes = {
                str(key): {"name": names[key], "before": before.get(key), "after": _mark(after.get(key))}
                for key in touched
            }
            _remember(instrument, organisation, by, sitting, changes)


@transaction.atomic
def undo_step(instrument: Instrument, *, organisation: Organisation, by: User) -> int | None:
    """Take this person's last step back; answers with a provision that stands in the text again as it was, if one does."""
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    step = _last(instrument, organisation, by)
    if step is None:
        raise NotPossible(_("Đồng chí không còn bước nào để hoàn tác trong văn bản này."))
    now = _private(instrument, organisation)
    if any(_mark(now.get(int(key))) != change["after"] for key, change in step.changes.items()):
        raise NotPossible(
            _("Không hoàn tác được: nội dung của bước này đã được sửa tiếp từ đó. Hãy mở nội dung và sửa trực tiếp.")
        )
    keys = [int(key) for key in step.changes]
    ProvisionVersion.objects.filter(pk__in=[now[key]["id"] for key in keys if key in now]).delete()
    _put_back(instrument, step)
    unfounded = Provision.objects.filter(pk__in=keys, versions__isnull=True)
    if unfounded.filter(threads__isnull=False).exists():
        raise NotPossible(
            _("Không hoàn tác được: bên mình đã ghi ý kiến về nội dung này. Hãy xóa ngay tại dòng của nội dung.")
        )
    unfounded.delete()
    step.delete()
    return next((key for key in keys if step.changes[str(key)]["before"] or key not in now), keys[0])


def forget_steps(instrument: Instrument) -> None:
    """What is disclosed is taken back by nobody, and what was written before it stood on other words."""
    PrivateStep.objects.filter(instrument=instrument).delete()


def _last(instrument: Instrument, organisation: Organisation, by: User) -> PrivateStep | None:
    return PrivateStep.objects.filter(instrument=instrument, organisation=organisation, by=by).first()


def _remember(
    instrument: Instrument, organisation: Organisation, by: User, sitting: str, changes: dict[str, dict[str, Any]]
) -> None:
    last = _last(instrument, organisation, by) if sitting else None
    if last is not None and last.sitting == sitting and _follows(last, changes):
        for key, change in changes.items():
            last.changes[key]["after"] = change["after"]
        last.save(update_fields=["changes"])
        return
    acting = {"instrument": instrument, "organisation": organisation, "by": by}
    PrivateStep.objects.create(sitting=sitting, changes=changes, **acting)
    kept = PrivateStep.objects.filter(**acting).values("pk")[:MOST_STEPS]
    PrivateStep.objects.filter(**acting).exclude(pk__in=kept).delete()


def _follows(last: PrivateStep, changes: dict[str, dict[str, Any]]) -> bool:
    """Whether nobody wrote between that step and these changes of the same provisions."""
    return last.changes.keys() == changes.keys() and all(
        last.changes[key]["after"] == _mark(change["before"]) for key, change in changes.items()
    )


def _put_back(instrument: Instrument, step: PrivateStep) -> None:
    rows = {int(key): change for key, change in step.changes.items() if change["before"]}
    standing = set(Provision.objects.filter(pk__in=rows).values_list("pk", flat=True))
    Provision.objects.bulk_create(
        Provision(pk=key, instrument=instrument, **change["name"])
        for key, change in rows.items()
        if key not in standing
    )
    fields = ProvisionVersion._meta.concrete_fields
    ProvisionVersion.objects.bulk_create(
        ProvisionVersion(**{field.attname: field.to_python(change["before"][field.attname]) for field in fields})
        for change in rows.values()
    )


def _private(instrument: Instrument, organisation: Organisation, about: int | None = None) -> Rows:
    """This side's private versions as plain rows, by provision."""
    versions = ProvisionVersion.objects.filter(
        provision__instrument=instrument, organisation=organisation, revision__isnull=True
    )
    if about is not None:
        versions = versions.filter(provision=about)
    return {row["provision_id"]: {**row} for row in versions.order_by().values()}


def _names(rows: Rows) -> dict[int, dict[str, Any]]:
    """What a provision needs to be made again as the same one."""
    named = Provision.objects.filter(pk__in=rows).values_list("pk", "uid", "kind", "origin_id") if rows else []
    return {pk: {"uid": uid, "kind": kind, "origin_id": origin} for pk, uid, kind, origin in named}


def _mark(row: dict[str, Any] | None) -> str:
    """By what a private version is known again; "" for none."""
    return f"{row['content_hash']} {row['position']} {row['reason']}" if row else ""
