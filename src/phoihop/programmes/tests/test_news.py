"""What is new for one side, when other sides took more than one turn before its own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.programmes import actions
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions
from phoihop.programmes.queries.reading import Reading, read_instrument
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def _of_three() -> tuple[Instrument, make.Side, make.Side, make.Side]:
    """Offered by the first of three parties; it is the second one's turn."""
    one, two, three = (make.side(base.organisation(name)) for name in ("Ban", "Trường", "Sở"))
    scene = make.Scene(base.partnership(one.body, two.body, three.body), one, two)
    return make.negotiated(scene, items=2), one, two, three


def _writes(instrument: Instrument, side: make.Side, **fields: Any) -> None:
    actions.write_version(instrument, provision=make.item(instrument).provision, **fields, **side.acting)
    actions.disclose(instrument, **side.acting)


def _new(text: Instrument, side: make.Side) -> tuple[Reading, dict[str, tuple[str, str]]]:
    """What the page lists: by the words after, the kind of change and the words before."""
    reading = read_instrument(make.fresh(text), side.body)
    return reading, {
        change.after.text: (change.kind, change.before.text if change.before else "") for change in reading.changes
    }


def test_two_offers_before_the_own_turn_are_told_as_one() -> None:
    text, one, two, three = _of_three()
    _writes(text, two, text="Tổ chức hai hội thảo")
    added = actions.write_version(text, text="Khoản mới của Sở.", **three.acting)
    _writes(text, three, text="Tổ chức ba hội thảo")

    reading, new = _new(text, one)
    assert reading.is_of_several_offers is False  # each was changed last by the third
    assert new == {"Tổ chức ba hội thảo": ("edited", "Tổ chức hội thảo 1"), "Khoản mới của Sở.": ("added", "")}

    actions.write_version(text, provision=added.provision, text="Khoản mới của Sở và Ban.", **one.acting)
    actions.disclose(text, **one.acting)
    reading, new = _new(text, two)
    assert reading.is_of_several_offers is True
    assert new == {
        "Tổ chức ba hội thảo": ("edited", "Tổ chức hai hội thảo"),
        "Khoản mới của Sở và Ban.": ("added", ""),
    }


def test_who_never_answered_reads_against_the_first_offer() -> None:
    text, _one, two, three = _of_three()
    _writes(text, two, text="Tổ chức hai hội thảo")
    _writes(text, three, text="Tổ chức ba hội thảo")
    actions.hand_back(text, **_one.acting)
    _writes(text, two, note="Tại Trường")

    _reading, new = _new(text, three)
    assert new == {"Tổ chức ba hội thảo": ("edited", "Tổ chức ba hội thảo")}  # the note, against its own words

    fourth = make.side(three.body)
    assert _new(text, fourth)[1] == new


def test_what_is_answered_is_no_longer_new() -> None:
    text, one, two, three = _of_three()
    _writes(text, two, text="Tổ chức hai hội thảo")
    actions.consent_to_all(text, **one.acting)
    actions.write_version(text, provision=make.item(text, 2).provision, note="x", **three.acting)
    actions.disclose(text, **three.acting)

    reading, new = _new(text, one)

    assert new == {"Tổ chức hội thảo 2": ("edited", "Tổ chức hội thảo 2")}
    assert reading.is_of_several_offers is False


def test_the_first_offer_is_no_change_and_a_void_round_trip_none() -> None:
    text, one, two, three = _of_three()
    assert _new(text, three)[1].keys() == {version.text for version in current_versions(text)}
    _writes(text, two, text="Tổ chức hai hội thảo")
    _writes(text, three, text="Tổ chức hội thảo 1")

    assert _new(text, one)[1] == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_tells_which_offer_and_asks_as_often_for_more(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text, one, two, three = _of_three()
    client.force_login(one.officer)
    address = reverse("programmes:instrument_detail", args=[text.pk])
    for number in range(count):
        actions.write_version(text, text=f"Của Trường {number}", **two.acting)
    actions.disclose(text, **two.acting)
    _writes(text, three, note="y")
    client.get(address)  # the first time opens the offers

    with django_assert_num_queries(14):
        shown = client.get(address).content.decode()

    assert f"{count + 1} thay đổi từ các lần gửi mà bên mình chưa trả lời" in shown
    assert shown.count('<span class="soft">Lần 2</span>') == count
