"""How a text came about, as all its readers may tell it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.lib import clock
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db
ROUNDS, HISTORY = 8, 10
SECRET = "Chưa ai được biết"


def _two_rounds(scene: make.Scene) -> Instrument:
    """The north offers, asking for an answer; the south consents to two, changes one, drops one, three days late."""
    with clock.at(dt.datetime(2024, 11, 4, 9, tzinfo=clock.VIETNAM)):
        instrument = make.draft_instrument(scene, items=2)
        due = dt.date(2024, 11, 11)
        actions.disclose(instrument, answer_due_on=due, note="Kính gửi", **scene.north.acting)
    with clock.at(dt.datetime(2024, 11, 14, 9, tzinfo=clock.VIETNAM)):
        text = queries.current_versions(instrument)
        for version in text[:2]:
            actions.consent(version, **scene.south.acting)
        first, second = make.item(instrument), make.item(instrument, 2)
        actions.write_version(
            instrument, provision=first.provision, note="Có đại biểu cơ sở", reason="Cho sát", **scene.south.acting
        )
        actions.remove_provision(instrument, second.provision, reason="Trùng", **scene.south.acting)
        actions.disclose(instrument, **scene.south.acting)
    return make.fresh(instrument)


def test_each_round_says_what_it_changed_what_followed_and_when_it_was_answered() -> None:
    scene = make.scene()
    last, first = queries.timeline(_two_rounds(scene))

    assert (first.revision.number, first.body, first.kinds) == (1, scene.north.body.name, {"added": 4})
    assert [(event.body, event.consents) for event in first.events] == [(scene.south.body.name, 2)]
    assert (first.answered_on, first.late_days) == (dt.date(2024, 11, 14), 3)
    assert (last.body, last.kinds, last.void_consents) == (scene.south.body.name, {"edited": 1, "removed": 1}, 2)
    assert last.events == []


def test_what_follows_the_last_round_is_told_to_the_end() -> None:
    scene = make.scene()
    instrument = make.in_force(scene)

    (only,) = queries.timeline(instrument)

    told = [(event.consents, event.words) for event in only.events]
    assert [count for count, _words in told] == [4, *[0] * 7]
    assert [words for count, words in told if not count] == [
        "đã duyệt toàn văn",
        "đã duyệt toàn văn",
        "ghi nhận các bên đã thống nhất",
        "đã lấy số và đóng băng",
        "đã ký",
        "đã ký",
        "đã đưa vào hiệu lực",
    ]
    assert only.events[4].number == instrument.number_text


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_timeline_takes_as_many_queries_however_many_rounds(
    client: Client, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    instrument = _two_rounds(scene)
    for number in range(rounds):
        side = (scene.north, scene.south)[number % 2]
        actions.write_version(instrument, provision=make.item(instrument).provision, note=f"{number}", **side.acting)
        actions.disclose(instrument, **side.acting)
    client.force_login(scene.south.officer)
    provision = make.item(instrument).provision_id
    client.get(reverse("programmes:revision_list", args=[instrument.pk]))  # the first time opens the offer

    with django_assert_num_queries(ROUNDS):
        page = client.get(reverse("programmes:revision_list", args=[instrument.pk]))
    with django_assert_num_queries(HISTORY):
        client.get(reverse("programmes:provision_history", args=[instrument.pk, provision]))

    assert page.content.decode().count('class="panel"') == rounds + 2
    assert "Chậm 3 ngày." in page.content.decode()


def test_a_provision_tells_who_proposed_which_words_and_who_consented(client: Client) -> None:
    scene = make.scene()
    instrument = _two_rounds(scene)
    provision = make.item(instrument).provision
    last, first = queries.sayings(provision)

    assert (first.change.kind, first.revision.organisation) == ("added", scene.north.body)
    assert [consent.organisation for consent in first.consents] == [scene.north.body]
    assert (last.change.kind, last.revision.organisation) == ("edited", scene.south.body)
    assert [consent.organisation for consent in last.consents] == [scene.south.body]
    client.force_login(scene.north.viewer)
    page = client.get(reverse("programmes:provision_history", args=[instrument.pk, provision.pk])).content.decode()
    assert "<ins>Có đại biểu cơ sở</ins>" in page
    assert "Lý do: Cho sát" in page
    assert "hết hiệu lực khi lời văn thay đổi" in page


def test_history_holds_nothing_that_is_not_disclosed(client: Client) -> None:
    above = base.organisation()
    scene = make.scene(observers=(above,))
    instrument = _two_rounds(scene)
    edited = make.item(instrument).provision
    actions.write_version(instrument, provision=edited, text=SECRET, reason=SECRET, **scene.north.acting)
    new = actions.write_version(instrument, text=SECRET, **scene.north.acting).provision

    for person in (scene.south.officer, base.member(above), scene.north.officer):
        client.force_login(person)
        page = client.get(reverse("programmes:provision_history", args=[instrument.pk, edited.pk]))
        assert (page.status_code, SECRET in page.content.decode()) == (200, False)
        hidden = client.get(reverse("programmes:provision_history", args=[instrument.pk, new.pk]))
        assert hidden.status_code == 404
        rounds = client.get(reverse("programmes:revision_list", args=[instrument.pk]))
        assert SECRET not in rounds.content.decode()
