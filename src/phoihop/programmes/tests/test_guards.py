"""The database itself keeps what was released."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, models, transaction

from phoihop.programmes import actions
from phoihop.programmes.models import Approval, Consent, Instrument, Provision, ProvisionVersion, Revision
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> None:
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        act()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def instrument() -> Instrument:
    scene = make.scene()
    return make.agreed_instrument(scene)


@pytest.mark.parametrize("model", [ProvisionVersion, Revision, Consent, Approval])
def test_released_rows_are_neither_changed_nor_deleted(instrument: Instrument, model: type[models.Model]) -> None:
    table, rows = model._meta.db_table, model._default_manager.all()
    count = rows.count()
    column = {"programmes_provisionversion": "text", "programmes_revision": "note"}.get(table, "by_id")
    value = "'x'" if column in ("text", "note") else column

    refused(lambda: sql(f"UPDATE {table} SET {column} = {value}"))
    refused(lambda: sql(f"DELETE FROM {table}"))
    refused(rows.delete)
    assert rows.count() == count > 0


def test_a_disclosed_text_cannot_be_deleted_with_all_that_hangs_on_it(instrument: Instrument) -> None:
    refused(instrument.delete)
    refused(lambda: Provision.objects.all().delete())
    refused(lambda: sql("SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM programmes_provision"))
    refused(lambda: sql("SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM programmes_instrument"))
    refused(lambda: sql("UPDATE programmes_provision SET uid = gen_random_uuid()"))


def test_a_version_is_born_private(instrument: Instrument) -> None:
    old = ProvisionVersion.objects.latest("pk")

    def forge() -> None:
        provision = Provision.objects.create(instrument=instrument, kind="clause")
        old.pk, old.provision = None, provision
        old.save(force_insert=True)

    refused(forge)


def test_a_version_is_disclosed_only_by_its_own_side_and_text() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    other = make.negotiated(scene, year=2024)
    version = actions.write_version(instrument, text="Riêng", **scene.south.acting)
    rows = ProvisionVersion.objects.filter(pk=version.pk)

    refused(lambda: rows.update(revision=Revision.objects.get(instrument=instrument)))  # the north's
    refused(lambda: rows.update(revision=Revision.objects.get(instrument=other)))
    refused(lambda: rows.update(organisation=scene.north.body))
    assert rows.get().revision is None


def test_a_private_version_may_change_and_go() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)

    ProvisionVersion.objects.filter(provision__instrument=instrument).update(note="x")
    instrument.delete()

    assert not Provision.objects.exists()


def test_a_frozen_text_keeps_its_identity() -> None:
    scene = make.scene()
    instrument = make.frozen(scene)
    rows = Instrument.objects.filter(pk=instrument.pk)

    changes: list[dict[str, object]] = [
        {"title": "khác"},
        {"number_text": "99"},
        {"dated_on": "2020-01-01"},
        {"text_hash": "0" * 64},
        {"state": InstrumentState.NEGOTIATION},
        {"period_end": "2030-01-01"},
    ]
    for fields in changes:
        refused(partial(rows.update, **fields))
    version = ProvisionVersion(
        provision=Provision.objects.create(instrument=instrument, kind="clause"),
        organisation=scene.north.body,
        author=scene.north.officer,
        created_at=instrument.created_at,
        position=1,
        text="Lén thêm",
        content_hash="0" * 64,
    )
    version.save()
    last = Revision.objects.get(instrument=instrument)
    refused(lambda: ProvisionVersion.objects.filter(pk=version.pk).update(revision=last))
