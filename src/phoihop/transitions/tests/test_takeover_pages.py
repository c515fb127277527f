"""What a takeover tells of texts that one side keeps to itself, and what its page asks of the database."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.ledger.models import Entry
from phoihop.programmes import actions as texts
from phoihop.programmes.states import InstrumentKind
from phoihop.programmes.tests import make as text
from phoihop.transitions import actions, notices
from phoihop.transitions.queries.waiting import waiting
from phoihop.transitions.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", ["north", "south"])
def test_the_ledger_counts_no_draft_that_only_one_side_knows(side: str) -> None:
    here = make.merger()
    scene = here.scene
    text.negotiated(scene)
    texts.start_instrument(
        scene.partnership,
        InstrumentKind.PROGRAMME,
        title="Chương trình còn giữ kín",
        period_start=dt.date(2026, 1, 1),
        period_end=dt.date(2026, 12, 31),
        **getattr(scene, side).acting,
    )

    make.taken_over(here)

    assert Entry.objects.get(verb=notices.TAKEN_OVER).data["texts"] == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_many_partnerships(
    count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    here = make.merger()
    for _ in range(count - 1):
        base.partnership(here.scene.north.body, here.scene.south.body, base.organisation())
    takeover = make.taken_over(here)
    client.force_login(here.scene.south.officer)

    with django_assert_num_queries(8):
        page = client.get(reverse("transitions:takeover_detail", args=[takeover.pk]))

    assert page.status_code == 200


def test_the_other_party_is_led_to_take_note_until_it_has() -> None:
    here = make.merger()
    south = here.scene.south
    takeover = make.taken_over(here)
    address = reverse("transitions:takeover_detail", args=[takeover.pk])
    sentence = f"Ghi nhận {here.heir.body} tiếp nhận tư cách bên phối hợp của {takeover.predecessor}"

    assert [(one.group, one.text, one.url) for one in waiting(south.officer)] == [("me", sentence, address)]
    for other in (south.viewer, here.heir.officer, here.heir.approver, here.scene.north.officer, base.user()):
        assert waiting(other) == []

    handover = takeover.handovers.get()
    actions.acknowledge(handover, by=south.officer)
    assert waiting(south.officer) == []
