"""The buttons with which a text is put together."""

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, Provision
from phoihop.programmes.queries import current_versions
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def address(name: str, instrument: Instrument, provision: Provision) -> str:
    return reverse(f"programmes:provision_{name}", args=[instrument.pk, provision.pk])


def texts(instrument: Instrument, side: make.Side) -> list[str]:
    return [version.text for version in current_versions(instrument, organisation=side.body)]


def test_every_act_has_its_button_and_does_what_it_says(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    heading, clause = current_versions(instrument)
    client.force_login(scene.south.officer)
    form = client.get(address("edit", instrument, clause.provision)).content.decode()
    shape = address("shape", instrument, clause.provision)

    for act in ("outdent", "indent", "merge", "duplicate", "place"):
        assert f'name="act" value="{act}"' in form
    client.post(shape, {"act": "duplicate"})
    assert texts(instrument, scene.south) == ["MỤC ĐÍCH", "Phối hợp chặt chẽ.", "Phối hợp chặt chẽ."]
    client.post(shape, {"act": "merge"})
    assert texts(instrument, scene.south) == ["MỤC ĐÍCH", "Phối hợp chặt chẽ.\nPhối hợp chặt chẽ."]
    client.post(shape, {"act": "indent"})
    client.post(shape, {"act": "outdent"})
    client.post(shape, {"act": "place", "behind": ""})
    assert texts(instrument, scene.south)[1] == "MỤC ĐÍCH"
    client.post(shape, {"act": "place", "behind": heading.provision_id})
    assert texts(instrument, scene.south)[0] == "MỤC ĐÍCH"
    assert texts(instrument, scene.north) == ["MỤC ĐÍCH", "Phối hợp chặt chẽ."]


def test_a_provision_is_split_where_the_person_says(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    client.force_login(scene.south.officer)
    version = actions.write_version(instrument, level=2, text="Một câu. Hai câu.", **scene.south.acting)
    split = address("split", instrument, version.provision)

    assert f'value="{version.content_hash}"' in client.get(split).content.decode()
    assert client.post(split, {"at": "9", "seen": version.content_hash}).status_code == 302
    assert texts(instrument, scene.south)[-2:] == ["Một câu.", "Hai câu."]
    assert "chỉ có một câu" in client.get(split).content.decode()


@pytest.mark.parametrize("at", ["", "0", "-1", "x", "²", "9" * 40])
def test_a_split_at_no_place_is_refused_with_a_sentence(client: Client, at: str) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    client.force_login(scene.south.officer)
    version = actions.write_version(instrument, level=2, text="Một câu. Hai câu.", **scene.south.acting)

    response = client.post(address("split", instrument, version.provision), {"at": at, "seen": version.content_hash})

    assert (response.status_code, "giữa hai câu" in response.content.decode()) == (409, True)


@pytest.mark.parametrize("data", [{}, {"act": "burn"}])
def test_an_act_that_is_none_is_refused_with_a_sentence(client: Client, data: dict[str, str]) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    client.force_login(scene.south.officer)

    response = client.post(address("shape", instrument, current_versions(instrument)[0].provision), data)

    assert (response.status_code, "Chưa rõ muốn làm gì" in response.content.decode()) == (409, True)


def test_the_other_sides_private_provision_and_one_of_another_text_do_not_exist(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=0)
    elsewhere = current_versions(make.negotiated(scene, items=0, year=2024))[0].provision
    secret = actions.write_version(instrument, level=2, text="Kín. Kín.", **scene.south.acting).provision
    Instrument.objects.filter(pk=instrument.pk).update(turn=scene.north.body)
    client.force_login(scene.north.officer)
    own = current_versions(instrument)[0].provision

    for provision in (secret, elsewhere):
        assert client.get(address("split", instrument, provision)).status_code == 404
        assert client.post(address("split", instrument, provision), {"at": "5"}).status_code == 404
        assert client.post(address("shape", instrument, provision), {"act": "duplicate"}).status_code == 404
        moved = client.post(address("shape", instrument, own), {"act": "place", "behind": provision.pk})
        assert moved.status_code == 404
    form = client.get(address("edit", instrument, own)).content.decode()
    assert "Kín" not in form
