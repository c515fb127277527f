"""Writing in place: small saves that overwrite nothing, and the lines and fields that they come from."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Role
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


def url(name: str, instrument: Instrument, provision: Provision | None = None) -> str:
    return reverse(f"programmes:{name}", args=[instrument.pk, *([provision.pk] if provision else [])])


def given(client: Client, address: str) -> dict[str, Any]:
    """The fields as the page gives them."""
    return {bound.html_name: bound.value() or "" for bound in client.get(address).context["form"]}


def of(instrument: Instrument, side: make.Side) -> list[str]:
    return [version.text for version in queries.current_versions(instrument, organisation=side.body)]


def test_an_item_is_saved_in_its_row(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    client.force_login(scene.south.officer)
    address = url("words_edit", instrument, item.provision)
    data = given(client, address)

    refused = client.post(address, data | {"text": " "})
    wrong = client.post(address, data | {"target_quantity": "hai"})
    saved = client.post(address, data | {"deliverable": "05 lớp"}).json()
    again = client.post(
        address, data | {"deliverable": "05 lớp", "note": "Thêm", "seen": saved["seen"]} | saved["fields"]
    )

    assert (refused.status_code, refused.json()["errors"]["text"]) == (422, "Hãy điền mục này.")
    assert wrong.json()["errors"] == {"target_quantity": "Hãy nhập một số, ví dụ 12 hoặc 97,5."}
    assert saved["fields"] == {"target_quantity": "5", "target_unit": "lớp"}
    assert again.status_code == 200
    [version] = queries.private_versions(instrument, scene.south.body)
    assert (version.target_quantity, version.note, version.leads) == (Decimal(5), "Thêm", item.leads)


def test_what_a_colleague_saved_is_not_overwritten_and_both_are_shown(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    colleague = base.member(scene.south.body, Role.OFFICER)
    client.force_login(scene.south.officer)
    address = url("words_edit", instrument, item.provision)
    data = given(client, address)
    actions.write_version(
        instrument, provision=item.provision, text="Của đồng nghiệp", organisation=scene.south.body, by=colleague
    )

    answer = client.post(address, data | {"text": "Của tôi"})
    unread = client.post(address, data | {"text": "Của tôi", "seen": ""})
    both = answer.json()
    assert (answer.status_code, unread.status_code) == (409, 409)
    for words in ("Của đồng nghiệp", "Của tôi", colleague.full_name):
        assert words in both["html"]
    assert of(instrument, scene.south)[-1] == "Của đồng nghiệp"

    assert client.post(address, data | {"text": "Của cả hai", "seen": both["seen"]}).status_code == 200
    assert of(instrument, scene.south)[-1] == "Của cả hai"


def test_the_same_save_sent_twice_is_no_conflict(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=0)
    clause = queries.current_versions(instrument)[1]
    client.force_login(scene.south.officer)
    address = url("words_edit", instrument, clause.provision)
    data = given(client, address) | {"text": "Gõ một lần"}

    assert [client.post(address, data).status_code for _time in range(2)] == [200, 200]


def test_a_new_line_sent_twice_is_made_once_where_it_was_asked_for(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    heading = queries.current_versions(instrument)[0]
    client.force_login(scene.south.officer)
    address = url("words_create", instrument) + f"?after={heading.provision_id}"
    fields = client.get(address)
    data = given(client, address) | {"text": "Mới", "uid": str(fields.context["uid"])}

    first, second = (client.post(address, data).json() for _time in range(2))

    assert (first["key"], first["reshaped"]) == (second["key"], True)
    assert of(instrument, scene.south)[:3] == ["MỤC ĐÍCH", "Mới", "Phối hợp chặt chẽ."]
    assert of(instrument, scene.north)[:2] == ["MỤC ĐÍCH", "Phối hợp chặt chẽ."]


def test_a_name_of_somebody_elses_provision_makes_nothing(scene: make.Scene) -> None:
    instrument = make.negotiated(scene, items=1)
    taken = make.item(instrument).provision

    with pytest.raises(NotPossible, match="không còn trong văn bản"):
        actions.write_version(instrument, uid=taken.uid, text="Mới", **scene.south.acting)
    version = actions.write_version(instrument, uid=uuid.uuid4(), text="Mới", **scene.south.acting)
    assert version.text == "Mới"


def test_a_turn_handed_over_meanwhile_is_told_in_a_sentence(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    client.force_login(scene.south.officer)
    address = url("words_edit", instrument, item.provision)
    data = given(client, address)
    actions.hand_back(instrument, **scene.south.acting)

    answer = client.post(address, data | {"text": "Muộn"})

    assert answer.status_code in (403, 409)
    assert "lượt" in answer.json()["sentence"].lower()
    assert of(instrument, scene.south)[-1] == item.text


def test_the_other_side_reaches_neither_fields_nor_line_of_what_is_private(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=1)
    secret = actions.write_version(instrument, level=2, text="Kín", **scene.south.acting).provision
    Instrument.objects.filter(pk=instrument.pk).update(turn=scene.north.body)
    client.force_login(scene.north.officer)

    for name in ("words_edit", "line_detail"):
        assert client.get(url(name, instrument, secret)).status_code == 404
    assert client.post(url("words_edit", instrument, secret), {"text": "x"}).status_code == 404
    assert client.get(url("words_create", instrument) + f"?after={secret.pk}").status_code == 404


@pytest.mark.parametrize("role", ["approver", "viewer"])
def test_who_may_not_edit_is_refused_with_a_sentence(scene: make.Scene, client: Client, role: str) -> None:
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument).provision
    client.force_login(getattr(scene.south, role))

    answer = client.post(url("words_edit", instrument, item), {"text": "x"})

    assert (answer.status_code, bool(answer.json()["sentence"])) == (403, True)
    assert client.get(url("words_edit", instrument, item)).status_code == 403
    assert client.get(url("line_detail", instrument, item)).status_code == 403


def test_a_line_is_shown_with_its_number_its_marks_and_what_is_private(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene, items=2)
    item = make.item(instrument, 2)
    client.force_login(scene.south.officer)
    address = url("line_detail", instrument, item.provision)

    before = client.get(address).content.decode()
    actions.write_version(instrument, provision=item.provision, text="Khác", **scene.south.acting)
    after = client.get(address).content.decode()

    assert before.strip().startswith(f'<tr id="provision-{item.provision_id}"')
    assert ">I.2<" in before
    assert "Đồng thuận" in before
    assert "Khác" in after
    assert "Chỉ bên mình thấy" in after


@pytest.mark.parametrize("items", [1, 3, 40])
def test_a_save_reads_the_same_few_rows_of_any_text(
    scene: make.Scene, client: Client, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    instrument = make.negotiated(scene, items=items)
    item = make.item(instrument)
    client.force_login(scene.south.officer)
    address = url("words_edit", instrument, item.provision)
    data = given(client, address)

    with django_assert_num_queries(30):
        assert client.post(address, data | {"text": "Khác"}).status_code == 200
    assert ProvisionVersion.objects.filter(revision=None).count() == 1


def test_an_item_is_not_added_to_an_amendment(scene: make.Scene, client: Client) -> None:
    instrument = make.draft_instrument(scene, InstrumentKind.MEMORANDUM, items=0)
    client.force_login(scene.north.officer)
    address = url("words_create", instrument) + "?kind=clause"

    assert client.post(address, given(client, address) | {"text": "Thêm", "level": "2"}).status_code == 200
    assert of(instrument, scene.north)[-1] == "Thêm"


@pytest.mark.parametrize("items", [1, 3])
def test_a_line_takes_the_same_queries_in_any_text(
    scene: make.Scene, client: Client, items: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    instrument = make.negotiated(scene, items=items)
    item = make.item(instrument)
    client.force_login(scene.south.officer)
    for number in range(items):
        actions.write_version(instrument, kind="clause", level=2, text=f"Mới {number}", **scene.south.acting)

    with django_assert_max_num_queries(22):
        assert client.get(url("line_detail", instrument, item.provision)).status_code == 200
    with django_assert_max_num_queries(22):
        assert client.get(url("words_create", instrument) + "?kind=clause").status_code == 200
