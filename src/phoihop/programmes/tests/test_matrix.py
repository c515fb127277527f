"""Who consents to what: provisions by parties."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.organisations.models import Role
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db

QUERIES = 10


def _page(client: Client, instrument: Instrument, **query: str) -> list[tuple[str, list[str]]]:
    context = client.get(reverse("programmes:consent_matrix", args=[instrument.pk]), query).context
    return [(row.version.text, [mark.state for mark in row.marks]) for row in context["rows"]]


def test_each_party_has_its_column_in_the_order_of_the_text(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.consent(make.item(instrument), **scene.south.acting)
    client.force_login(scene.north.viewer)

    assert _page(client, instrument) == [
        ("MỤC ĐÍCH", ["given", "none"]),
        ("Phối hợp chặt chẽ.", ["given", "none"]),
        ("Tổ chức hội thảo 1", ["given", "given"]),
        ("Tổ chức hội thảo 2", ["given", "none"]),
    ]
    page = client.get(reverse("programmes:consent_matrix", args=[instrument.pk])).content.decode()
    assert [page.count(f">{place}<") for place in ("Mục I", "Mục I.1", "Phụ lục, mục I.1", "Phụ lục, mục I.2")] == [
        1
    ] * 4
    assert [text for text, _marks in _page(client, instrument, missing="1")] == [
        "MỤC ĐÍCH",
        "Phối hợp chặt chẽ.",
        "Tổ chức hội thảo 2",
    ]


def test_a_consent_that_an_edit_ended_is_told(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    actions.write_version(
        instrument, provision=make.item(instrument).provision, deliverable="03 hội thảo", **scene.south.acting
    )
    actions.disclose(instrument, **scene.south.acting)
    client.force_login(scene.south.officer)

    assert dict(_page(client, instrument))["Tổ chức hội thảo 1"] == ["void", "given"]
    page = client.get(reverse("programmes:consent_matrix", args=[instrument.pk])).content.decode()
    assert f"Hết hiệu lực từ lần 2: {scene.south.body} sửa ngày" in page


def test_an_agreed_text_misses_nothing(client: Client) -> None:
    instrument = make.agreed_instrument(scene := make.scene())
    client.force_login(scene.north.officer)

    page = client.get(reverse("programmes:consent_matrix", args=[instrument.pk]), {"missing": "1"}).content.decode()

    assert "4 trên 4 nội dung đã được mọi bên đồng thuận." in page
    assert "Không còn nội dung nào thiếu đồng thuận" in page


def test_what_is_not_disclosed_is_not_in_it(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    secret = make.item_fields(scene, 9) | {"text": "Việc còn giữ kín"}
    actions.write_version(instrument, kind=ProvisionKind.ITEM, **secret, **scene.south.acting)

    for person in (scene.north.officer, scene.south.officer):
        client.force_login(person)
        assert "Việc còn giữ kín" not in [text for text, _marks in _page(client, instrument)]


def test_strangers_do_not_know_of_it(client: Client) -> None:
    instrument = make.negotiated(make.scene())
    client.force_login(base.member(base.organisation(), Role.OFFICER))

    assert client.get(reverse("programmes:consent_matrix", args=[instrument.pk])).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_it_takes_as_many_questions_for_a_long_text(
    client: Client, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    instrument = make.negotiated(scene := make.scene(), items=items)
    client.force_login(scene.south.officer)
    client.get(reverse("programmes:consent_matrix", args=[instrument.pk]))  # the first time opens the offer

    with django_assert_num_queries(QUERIES):
        client.get(reverse("programmes:consent_matrix", args=[instrument.pk]))


def test_what_is_unchanged_since_a_round_is_consented_to_in_one_step(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.hand_back(instrument, **scene.south.acting)
    changed = make.item(instrument).provision
    actions.write_version(instrument, provision=changed, deliverable="05 hội thảo", **scene.north.acting)
    actions.disclose(instrument, **scene.north.acting)
    client.force_login(scene.south.officer)
    address = reverse("programmes:consent_matrix", args=[instrument.pk])

    assert client.get(address).context["rounds"] == [(2, 4), (1, 3)]
    asked = client.get(reverse("programmes:consent_to_all_create", args=[instrument.pk]), {"since": "1"})
    assert (asked.context["count"], asked.context["since"]) == (3, 1)
    data = {"as_of": "2", "since": "1"}
    answer = client.post(reverse("programmes:consent_to_all_create", args=[instrument.pk]), data, follow=True)

    assert "Đã đồng thuận 3 nội dung." in answer.content.decode()
    assert [text for text, marks in _page(client, instrument) if marks[1] != "given"] == ["Tổ chức hội thảo 1"]
    assert client.get(address).context["rounds"] == [(2, 1)]


@pytest.mark.parametrize("since", ["0", "x", "-1", "9" * 30, ""])
def test_a_round_that_is_none_consents_to_nothing(client: Client, since: str) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    client.force_login(scene.south.officer)

    client.post(reverse("programmes:consent_to_all_create", args=[instrument.pk]), {"as_of": "1", "since": since})

    assert all(marks[1] != "given" for _text, marks in _page(client, instrument))


def test_who_may_not_consent_is_offered_no_round(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    for who in (scene.south.viewer, scene.south.approver, scene.north.officer):
        client.force_login(who)
        assert client.get(reverse("programmes:consent_matrix", args=[instrument.pk])).context["rounds"] == []


def test_what_a_side_is_changing_itself_is_not_counted(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.write_version(
        instrument, provision=make.item(instrument).provision, deliverable="05 hội thảo", **scene.south.acting
    )
    client.force_login(scene.south.officer)

    page = client.get(reverse("programmes:consent_matrix", args=[instrument.pk]))

    assert page.context["rounds"] == [(1, 3)]
