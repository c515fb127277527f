"""A long text: its page comes in parts, together they are the whole, and none of them shows what the page would not."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.programmes import actions, parts
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make
from phoihop.programmes.views import instruments

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines at once and three in each part that follows: what holds for them holds for hundreds."""
    monkeypatch.setattr(parts, "FIRST", 2)
    monkeypatch.setattr(parts, "NEXT", 3)


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


def test_the_parts_of_a_page_are_the_whole_text_once_and_in_order(scene: make.Scene, client: Client) -> None:
    instrument = _text(scene, clauses=7, items=9)
    client.force_login(scene.north.officer)
    page = client.get(_address(instrument)).content.decode()

    arrived = [client.get(address, headers=HTMX).content.decode() for address in _asked(page)]
    keys = [_keys(part) for part in arrived]

    assert ([len(part) for part in keys], len(_keys(page))) == ([3, 2, 3, 3, 1], 4)
    assert [*_keys(page)[:2], *keys[0], *keys[1]] == _ids(instrument, "clause")
    assert [*_keys(page)[2:], *keys[2], *keys[3], *keys[4]] == _ids(instrument, "item")
    # Each field of work is named where it begins, and nowhere else.
    assert [part.count("Nhóm") for part in [page, *arrived]] == [1, 0, 0, 1, 0, 1]


def test_a_short_text_stands_whole(scene: make.Scene, client: Client) -> None:
    instrument = _text(scene, clauses=2, items=2)
    client.force_login(scene.north.officer)

    page = client.get(_address(instrument)).content.decode()

    assert (len(_keys(page)), _asked(page)) == (4, [])
    assert client.get(f"{_address(instrument)}parts/3/", headers=HTMX).status_code == 404


def test_the_part_that_holds_what_was_asked_for_stands_at_once(scene: make.Scene, client: Client) -> None:
    instrument = _text(scene, clauses=1, items=9)
    last = _ids(instrument, "item")[-1]
    client.force_login(scene.north.officer)

    page = client.get(f"{_address(instrument)}?at={last}").content.decode()
    lost = client.get(f"{_address(instrument)}?at=999999999999999999999").content.decode()
    plain = client.get(_address(instrument)).content.decode()

    assert f"?at={last}#provision-{last}" in plain  # the way without scripts
    assert (last in _keys(page), last in _keys(lost)) == (True, False)


def test_an_approver_reads_the_whole(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=9)
    client.force_login(scene.north.approver)

    page = client.get(f"{_address(instrument)}approval/").content.decode()

    assert len([key for key in _keys(page) if key in _ids(instrument, "item")]) == 9


def test_a_part_says_no_more_than_its_page(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=6)
    changed = make.item(instrument, 6)
    actions.write_version(instrument, provision=changed.provision, note="Chưa nói với ai", **scene.south.acting)
    own, other = Client(), client
    own.force_login(scene.south.officer)
    other.force_login(scene.north.officer)

    said = [
        "".join(one.get(address, headers=HTMX).content.decode() for address in _asked(_page(one, instrument)))
        for one in (own, other)
    ]

    assert ["Chưa nói với ai" in text for text in said] == [True, False]


def test_consent_in_a_later_part_answers_with_its_line(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=9)
    item = make.item(instrument, 9)
    client.force_login(scene.south.officer)

    answer = client.post(f"{_address(instrument)}versions/{item.pk}/consent/", headers=HTMX).content.decode()

    assert _keys(answer) == [str(item.provision_id)]
    assert 'hx-swap-oob="true"' in answer


def test_of_many_changes_the_first_are_listed_and_all_are_counted(
    scene: make.Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instruments, "AT_ONCE", 2)
    instrument = make.negotiated(scene, items=3)
    for number in (1, 2, 3):
        provision = make.item(instrument, number).provision
        actions.write_version(instrument, provision=provision, note=f"Chữ mới {number}", **scene.south.acting)
    own, other = Client(), client
    own.force_login(scene.south.officer)
    other.force_login(scene.north.officer)

    private = _page(own, instrument)
    actions.disclose(instrument, **scene.south.acting)
    offered = _page(other, instrument)

    for page in (private, offered):
        assert "Trên đây là 2 trong 3 thay đổi" in page
        assert page.count("change-head") == 2
    assert "3 thay đổi ở lần 2" in offered


def _text(scene: make.Scene, clauses: int, items: int) -> Instrument:
    instrument = make.draft_instrument(scene, items=0)
    instrument.provisions.all().delete()
    for kind, count in ((ProvisionKind.CLAUSE, clauses), (ProvisionKind.ITEM, items)):
        rows = [{"text": f"Nội dung {number}", "field_of_work": f"Nhóm {number // 4}"} for number in range(count)]
        actions.write_items(instrument, rows, kind=kind, **scene.north.acting)
    return instrument


def _keys(html: str) -> list[str]:
    return re.findall(r'id="provision-(\d+)"', html)


def _asked(html: str) -> list[str]:
    return re.findall(r'hx-get="([^"]+/parts/\d+/)"', html)


def _ids(instrument: Instrument, kind: str) -> list[str]:
    text = current_versions(instrument, organisation=instrument.owner)
    return [str(version.provision_id) for version in text if version.provision.kind == kind]


def _address(instrument: Instrument) -> str:
    return reverse("programmes:instrument_detail", args=[instrument.pk])


def _page(client: Client, instrument: Instrument) -> str:
    return client.get(_address(instrument)).content.decode()
