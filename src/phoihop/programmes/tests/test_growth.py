"""A long text, a long paste, many parties: what is done to one provision takes as many queries as in a short text."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phoihop.organisations.models import Organisation, Role
from phoihop.programmes import actions
from phoihop.programmes.forms import ItemForm
from phoihop.programmes.models import Instrument, Party
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db

OPEN, REDLINE, ROUNDS, SAVE, CONSENT = 14, 10, 8, 31, 36
LETTERS = 1_000_000


def _counted(client: Client, ask: str, address: str, data: dict[str, Any] | None = None) -> int:
    """Queries of a page or a write that works."""
    with CaptureQueriesContext(connection) as counted:
        answer = client.post(address, data) if ask == "post" else client.get(address)
    assert answer.status_code in (200, 302)
    return len(counted)


def _second_round(items: int, others: int = 0) -> tuple[make.Scene, Instrument]:
    """The south has offered a change of one item; the north, whose turn it is, has read nothing yet."""
    scene = make.scene()
    for position in range(others):
        Party.objects.create(
            partnership=scene.partnership, organisation=_staffed(base.organisation()), position=position + 2
        )
    instrument = make.negotiated(scene, items=items)
    actions.write_version(
        instrument, provision=make.item(instrument).provision, deliverable="03 hội thảo", **scene.south.acting
    )
    actions.disclose(instrument, **scene.south.acting)
    Instrument.objects.filter(pk=instrument.pk).update(turn=scene.north.body)
    return scene, make.fresh(instrument)


def _staffed(body: Organisation) -> Organisation:
    base.member(body, Role.OFFICER)
    return body


def _form(instrument: Instrument, number: int) -> dict[str, Any]:
    """An item's form as its page sends it, with another word in the note."""
    version = make.item(instrument, number)
    parties = [party.organisation for party in instrument.partnership.parties.all()]
    form = ItemForm(parties=parties, version=version)
    return {bound.html_name: bound.value() for bound in form} | {"note": "Thêm một chữ"}


@pytest.mark.parametrize(("items", "others"), [(2, 0), (12, 0), (2, 10)])
def test_queries_do_not_grow_with_the_text_nor_with_the_parties(client: Client, items: int, others: int) -> None:
    scene, instrument = _second_round(items, others)
    client.force_login(scene.north.officer)
    page = reverse("programmes:instrument_detail", args=[instrument.pk])
    client.get(page)
    last = make.item(instrument, 2)
    save = reverse("programmes:provision_edit", args=[instrument.pk, last.provision_id])
    changed = make.item(instrument)
    consent = reverse("programmes:consent_create", args=[instrument.pk, changed.pk])

    assert _counted(client, "get", page) == OPEN
    assert _counted(client, "get", reverse("programmes:comparison", args=[instrument.pk])) == REDLINE
    assert _counted(client, "get", reverse("programmes:revision_list", args=[instrument.pk])) == ROUNDS
    assert _counted(client, "post", save, _form(instrument, 2)) == SAVE
    assert _counted(client, "post", consent) == CONSENT


def test_a_paste_of_a_megabyte_is_answered_with_a_sentence_and_kept_in_the_form(client: Client) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=1)
    client.force_login(scene.north.officer)
    address = reverse("programmes:provision_create", args=[instrument.pk]) + "?kind=clause"
    pasted = ("Tổ chức sơ kết, tổng kết. " * (LETTERS // 26)).strip()

    answer = client.post(address, {"level": "0", "text": pasted})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Ô này dài nhất 20000 ký tự; đoạn này có {len(pasted)} ký tự. Hãy rút gọn hoặc tách ra." in page
    assert pasted in page


def test_the_browser_cuts_no_paste_short(client: Client) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=1)
    client.force_login(scene.north.officer)

    for kind in ("clause", "item"):
        page = client.get(reverse("programmes:provision_create", args=[instrument.pk]) + f"?kind={kind}")

        assert 'name="text"' in page.content.decode()
        assert "maxlength" not in page.content.decode().split("<main")[1]
