"""What one side has not disclosed does not exist for the other: in queries, pages, files, search and notices."""

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.accounts.models import User
from phoihop.documents.sheets import read_workbook
from phoihop.ledger.models import Entry
from phoihop.notifications.models import Notice
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
SECRET = "Bí mật của bên kia"


def others(scene: make.Scene, observer: User) -> list[User]:
    south = scene.south
    return [south.officer, south.approver, south.signatory, south.clerk, south.viewer, observer]


def with_observer() -> tuple[make.Scene, User]:
    above = base.organisation("Thường trực")
    return make.scene(observers=(above,)), base.member(above)


def test_a_draft_is_known_to_its_own_side_only(client: Client) -> None:
    scene, observer = with_observer()
    instrument = make.draft_instrument(scene)

    assert Instrument.objects.visible_to(scene.north.viewer).get() == instrument
    for person in [*others(scene, observer), base.user()]:
        assert not Instrument.objects.visible_to(person).exists()
        assert queries.instrument_list(person).rows == []
        assert queries.search(person, "công tác năm 2025", 10) == []
        assert queries.waiting(person) == []
        client.force_login(person)
        for name in ("instrument_detail", "revision_list", "instrument_pdf", "instrument_docx", "instrument_xlsx"):
            assert client.get(reverse(f"programmes:{name}", args=[instrument.pk])).status_code == 404
    assert not Notice.objects.exists()
    assert not Entry.objects.exists()


def private_work() -> tuple[make.Scene, User, Instrument]:
    """The south has written and not disclosed: an edit, an addition and a removal."""
    scene, observer = with_observer()
    instrument = make.negotiated(scene, items=3)
    Notice.objects.all().delete()
    actions.write_version(
        instrument, provision=make.item(instrument).provision, text=SECRET, reason=SECRET, **scene.south.acting
    )
    actions.write_version(
        instrument,
        kind=ProvisionKind.ITEM,
        **(make.item_fields(scene) | {"text": SECRET, "field_of_work": SECRET}),
        **scene.south.acting,
    )
    actions.remove_provision(instrument, make.item(instrument, 2).provision, reason=SECRET, **scene.south.acting)
    return scene, observer, instrument


def test_private_work_is_on_the_pages_of_its_own_side_only(client: Client) -> None:
    scene, observer, instrument = private_work()
    north = scene.north
    pages = [
        reverse("programmes:instrument_detail", args=[instrument.pk]),
        reverse("programmes:revision_list", args=[instrument.pk]),
        reverse("programmes:revision_detail", args=[instrument.pk, 1]),
        reverse("programmes:instrument_list"),
        reverse("programmes:partnership_detail", args=[scene.partnership.pk]),
        reverse("programmes:partnership_ledger", args=[scene.partnership.pk]),
    ]
    client.force_login(scene.south.viewer)
    assert SECRET in client.get(pages[0]).content.decode()

    for person in (north.officer, north.approver, north.viewer, observer):
        client.force_login(person)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            assert SECRET not in answer.content.decode()
            assert "Đề nghị bỏ" not in answer.content.decode()
        export = client.get(reverse("programmes:ledger_export", args=[scene.partnership.pk]))
        assert SECRET not in b"".join(export).decode()


def test_private_provisions_have_no_address_for_the_other_side(client: Client) -> None:
    scene, _observer, instrument = private_work()
    added = queries.private_versions(instrument, scene.south.body)
    secret = next(version for version in added if version.base_id is None)
    client.force_login(scene.north.officer)

    assert client.get(reverse("programmes:provision_edit", args=[instrument.pk, secret.provision_id])).status_code in (
        403,
        404,
    )
    assert client.post(reverse("programmes:consent_create", args=[instrument.pk, secret.pk])).status_code == 404
    assert not queries.provisions_seen_by(instrument, scene.north.body).filter(pk=secret.provision_id).exists()
    assert not queries.provisions_seen_by(instrument, None).filter(pk=secret.provision_id).exists()


def test_private_work_is_in_no_number_list_notice_or_search_of_the_other_side() -> None:
    scene, observer, instrument = private_work()

    assert queries.current_versions(instrument, organisation=scene.north.body) == queries.current_versions(instrument)
    assert SECRET not in [version.text for version in queries.current_versions(instrument)]
    assert queries.private_versions(instrument, scene.north.body) == []
    assert not Notice.objects.exists()
    for person in (scene.north.officer, observer):
        assert queries.search(person, SECRET, 10) == []
        assert "Thay đổi chưa gửi" not in " ".join(waiting.text for waiting in queries.waiting(person))


def test_exports_carry_the_reader_s_own_view(client: Client) -> None:
    scene, _observer, instrument = private_work()
    address = reverse("programmes:instrument_xlsx", args=[instrument.pk])

    def sheet(person: User) -> bytes:
        client.force_login(person)
        return bytes(client.get(address).content)

    assert sheet(scene.south.officer) != sheet(scene.north.officer)
    rows = read_workbook(sheet(scene.north.officer), "phu-luc.xlsx").sheets[0].rows
    assert SECRET not in str(rows)


def test_observers_read_what_is_disclosed_and_do_nothing(client: Client) -> None:
    scene, observer = with_observer()
    instrument = make.negotiated(scene)
    item = make.item(instrument)
    client.force_login(observer)

    page = client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))
    assert page.status_code == 200
    assert "btn-primary" not in page.content.decode().split("<main")[1]
    for name in ("consent_to_all_create", "turn_hand_back", "approval_create", "revision_create", "freezing_create"):
        assert client.post(reverse(f"programmes:{name}", args=[instrument.pk])).status_code == 403
    for name in ("provision_edit", "provision_remove", "provision_move", "provision_discard"):
        assert client.post(reverse(f"programmes:{name}", args=[instrument.pk, item.provision_id])).status_code == 403
    assert client.post(reverse("programmes:consent_create", args=[instrument.pk, item.pk])).status_code == 403
    assert client.post(reverse("programmes:signature_create", args=[instrument.pk])).status_code == 403


def test_a_stranger_knows_of_nothing(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    client.force_login(base.member(base.organisation()))

    for name in ("instrument_detail", "revision_list", "revision_create", "instrument_pdf", "withdrawal_create"):
        assert client.get(reverse(f"programmes:{name}", args=[instrument.pk])).status_code == 404
    assert (
        client.get(reverse("programmes:instrument_create") + f"?partnership={scene.partnership.pk}").status_code == 404
    )
    assert client.get(reverse("programmes:instrument_list")).context["page"].rows == []
