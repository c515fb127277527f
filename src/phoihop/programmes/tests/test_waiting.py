"""What waits for whom, through the whole way of a text."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.programmes import actions, queries
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def told(person: User) -> list[tuple[str, str]]:
    return [(waiting.group, waiting.text.split(":")[0]) for waiting in queries.waiting(person)]


def test_each_step_waits_for_somebody() -> None:
    scene = make.scene()
    north, south = scene.north, scene.south
    instrument = make.draft_instrument(scene, items=1)
    assert told(north.officer) == [("me", "Soạn và gửi bên kia")]
    assert told(north.approver) == [("us", "Soạn và gửi bên kia")]
    assert told(south.officer) == []

    actions.disclose(instrument, **north.acting)
    assert told(south.officer) == [("me", "3 nội dung chờ đồng thuận")]
    assert told(south.approver) == [("us", "3 nội dung chờ đồng thuận")]
    assert told(north.approver) == [("me", "Chờ duyệt nội bộ")]

    actions.write_version(instrument, provision=make.item(instrument).provision, note="x", **south.acting)
    assert told(south.officer) == [("me", "Thay đổi chưa gửi"), ("me", "3 nội dung chờ đồng thuận")]
    actions.discard_change(instrument, make.item(instrument).provision, **south.acting)

    actions.approve(instrument, **north.approving)
    assert told(north.officer) == [("them", "Chờ Trường Chính trị trả lời")]
    actions.consent_to_all(instrument, **south.acting)
    assert told(south.approver) == [("me", "Chờ duyệt nội bộ")]

    actions.approve(instrument, **south.approving)
    assert told(north.clerk) == [("me", "Lấy số và đóng băng")]
    assert told(north.approver) == [("us", "Lấy số và đóng băng")]
    assert told(south.officer) == [("them", "Ban Tuyên giáo lấy số và đóng băng")]

    make.with_keys(scene)
    actions.freeze_instrument(instrument, by=north.clerk)
    assert told(south.signatory)[1] == ("me", "Ký")
    assert [group for group, _text in told(north.officer)] == ["us", "them"]

    for who in (north, south):
        actions.sign_instrument(instrument, by=who.signatory, pin=make.PIN)
    assert told(south.signatory) == []


def test_an_answer_waits_with_the_day_by_which_it_is_asked_for() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=1)
    day = clock.today() + dt.timedelta(days=5)
    actions.disclose(instrument, answer_due_on=day, **scene.north.acting)
    actions.approve(instrument, **scene.north.approving)

    def due(person: User) -> list[dt.date | None]:
        return [thing.due_on for thing in queries.waiting(person)]

    assert due(scene.south.officer) == [day]
    assert due(scene.north.officer) == [day]
    actions.write_version(instrument, provision=make.item(instrument).provision, note="x", **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting)
    assert due(scene.south.officer) == [None]


def test_nothing_waits_for_observers_and_strangers() -> None:
    above = base.organisation()
    scene = make.scene(observers=(above,))
    make.negotiated(scene)

    assert queries.waiting(base.member(above)) == []
    assert queries.waiting(base.user()) == []
    scene.south.officer.is_active = False
    assert queries.waiting(scene.south.officer) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    scene = make.scene()
    for number in range(count):
        make.negotiated(scene, year=2020 + number)

    with django_assert_num_queries(3):
        assert len(queries.waiting(scene.south.officer)) == count
