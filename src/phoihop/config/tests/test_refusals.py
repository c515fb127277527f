"""A refusal is a page with its sentence, the words that were typed, and the way back."""

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.programmes import actions
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def test_words_of_a_form_that_comes_too_late_are_shown_to_be_copied(client: Client) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    clause = actions.write_version(instrument, kind="clause", text="Điều một.", **scene.north.acting)
    actions.disclose(instrument, **scene.north.acting)  # by a colleague, while the form stood open
    client.force_login(scene.north.officer)
    address = reverse("programmes:provision_edit", args=[instrument.pk, clause.provision_id])

    refused = client.post(address, {"level": "2", "text": "Lời đã gõ rất lâu.", "new_password": "mật khẩu kín"})

    page = refused.content.decode()
    assert refused.status_code == 403
    assert "Lời đã gõ rất lâu." in page
    assert "mật khẩu kín" not in page
    assert f'href="{reverse("programmes:instrument_detail", args=[instrument.pk])}"' in page
