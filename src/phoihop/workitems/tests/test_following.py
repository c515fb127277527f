"""Work follows an amendment of its text: new items, other dues, work no longer waited for; what was reported stays."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.states import ModificationAct, ProvisionKind
from phoihop.programmes.tests import make
from phoihop.programmes.tests.test_amending import begun, modify, signed
from phoihop.workitems import actions
from phoihop.workitems.models import WorkItem
from phoihop.workitems.states import OccurrenceState

pytestmark = pytest.mark.django_db
CHANGE, ADD, REPEAL = ModificationAct.CHANGE, ModificationAct.ADD, ModificationAct.REPEAL


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


@pytest.fixture
def programme(scene: make.Scene) -> Instrument:
    return make.in_force(scene, items=2)


def amended(
    scene: make.Scene, programme: Instrument, *changes: tuple[ModificationAct, int, dict[str, object]]
) -> Instrument:
    """One amendment of items (by number, 0 for none), signed."""
    amendment = begun(scene, programme)
    for act, number, fields in changes:
        target: ProvisionVersion | None = make.item(programme, number) if number else None
        modify(scene, amendment, act, target, **({"kind": ProvisionKind.ITEM} if act == ADD else {}) | fields)
    return signed(scene, amendment)


def item(programme: Instrument, label: str) -> WorkItem:
    return programme.work_items.get(label=label)


def dues(item: WorkItem) -> list[tuple[dt.date | None, str]]:
    return [(one.due_on, one.state) for one in item.occurrences.order_by("number")]


def report(scene: make.Scene, item: WorkItem) -> None:
    with clock.at(dt.datetime(2025, 3, 31, 9, tzinfo=clock.VIETNAM)):
        actions.report(
            item.occurrences.get(number=1),
            organisation=scene.north.body, by=scene.north.officer, completed_on=dt.date(2025, 3, 30),
            text="Đã tổ chức.", quantity=Decimal(2), token=uuid.uuid4(), files=(), links=(("Tin", "https://so.example/tin"),),
        )  # fmt: skip


def test_a_new_item_becomes_work_of_the_amended_text(scene: make.Scene, programme: Instrument) -> None:
    amendment = amended(scene, programme, (ADD, 0, make.item_fields(scene, 3, year=2025)))

    new = item(programme, "I.3")
    assert (new.instrument, new.version.provision.instrument) == (programme, amendment)
    assert dues(new) == [(dt.date(2025, 9, 30), OccurrenceState.OPEN)]
    assert [body.pk for body in new.leads.all()] == [scene.north.body.pk]
    assert WorkItem.objects.count() == 3


def test_other_words_and_another_due_are_taken_over(scene: make.Scene, programme: Instrument) -> None:
    amended(
        scene,
        programme,
        (CHANGE, 1, {"text": "Tổ chức tọa đàm", "due_text": "Quý III", "leads": [scene.south.body]}),
        (CHANGE, 2, {"deliverable": "05 hội thảo"}),
    )

    first, second = item(programme, "I.1"), item(programme, "I.2")
    assert (first.content, first.due_on, first.next_due_on) == (
        "Tổ chức tọa đàm",
        dt.date(2025, 9, 30),
        dt.date(2025, 9, 30),
    )
    assert dues(first) == [(dt.date(2025, 9, 30), OccurrenceState.OPEN)]
    assert [body.pk for body in first.leads.all()] == [scene.south.body.pk]
    assert (second.target_quantity, second.due_on) == (Decimal(5), dt.date(2025, 6, 30))
    assert WorkItem.objects.count() == 2


def test_what_was_reported_stays_and_new_times_join_it(scene: make.Scene, programme: Instrument) -> None:
    report(scene, item(programme, "I.1"))

    amended(scene, programme, (CHANGE, 1, {"due_text": "Mỗi quý 01 lần"}))

    assert dues(item(programme, "I.1")) == [
        (dt.date(2025, 3, 31), OccurrenceState.REPORTED), (dt.date(2025, 6, 30), OccurrenceState.OPEN),
        (dt.date(2025, 9, 30), OccurrenceState.OPEN), (dt.date(2025, 12, 31), OccurrenceState.OPEN),
    ]  # fmt: skip


def test_times_that_the_new_text_lacks_are_dropped(scene: make.Scene, programme: Instrument) -> None:
    amended(scene, programme, (CHANGE, 1, {"due_text": "Mỗi quý 01 lần"}))
    amended(scene, programme, (CHANGE, 1, {"due_text": "Thường xuyên"}))

    changed = item(programme, "I.1")
    assert (changed.nature, changed.next_due_on) == ("continuous", None)
    assert [state for _due, state in dues(changed)] == [OccurrenceState.OPEN, *[OccurrenceState.CANCELLED] * 3]


def test_repealed_work_is_no_longer_waited_for_but_what_was_reported_is_answered(
    scene: make.Scene, programme: Instrument
) -> None:
    report(scene, item(programme, "I.1"))

    amendment = amended(scene, programme, (REPEAL, 1, {}), (REPEAL, 2, {}))

    assert dues(item(programme, "I.1"))[0][1] == OccurrenceState.REPORTED
    gone = item(programme, "I.2")
    assert (gone.state, gone.next_due_on) == (OccurrenceState.CANCELLED, None)
    entry = Entry.objects.filter(verb="workitems.items_followed").get()
    assert entry.data == {"amendment": str(amendment.uid), "change": 0, "add": 0, "repeal": 2}


def test_a_second_amendment_changes_what_the_first_one_added(scene: make.Scene, programme: Instrument) -> None:
    amended(scene, programme, (ADD, 0, make.item_fields(scene, 3, year=2025)))
    added = item(programme, "I.3").version
    second = begun(scene, programme)
    modify(scene, second, CHANGE, added, due_text="Quý IV")
    signed(scene, second)

    assert dues(item(programme, "I.3")) == [(dt.date(2025, 12, 31), OccurrenceState.OPEN)]


def in_the_year(scene: make.Scene, moment: dt.datetime, *changes: Any, due: str = "Hằng tháng") -> WorkItem:
    """A programme of that year whose first item falls due as `due` says, amended at that moment."""
    with clock.at(moment):
        programme = make.in_force(scene, items=1, year=moment.year)
        amended(scene, programme, (CHANGE, 1, {"due_text": due}))
        report(scene, item(programme, "I.1"))
        amended(scene, programme, *changes)
    return item(programme, "I.1")


def test_a_new_rule_asks_for_what_is_ahead_and_leaves_what_was_reported_beside_it(scene: make.Scene) -> None:
    july = dt.datetime(2025, 7, 10, 9, tzinfo=clock.VIETNAM)

    changed = in_the_year(scene, july, (CHANGE, 1, {"due_text": "Mỗi quý 01 lần"}))

    state = {(one.due_on, one.label): one.state for one in changed.occurrences.all()}
    asked = [
        due for (due, _label), state in state.items() if state == OccurrenceState.OPEN and due and due > july.date()
    ]
    assert sorted(asked) == [dt.date(2025, 9, 30), dt.date(2025, 12, 31)]
    assert [label for (_due, label), state in state.items() if state == OccurrenceState.REPORTED]


def test_a_new_item_is_not_late_for_times_before_it_was_agreed(scene: make.Scene) -> None:
    with clock.at(dt.datetime(2025, 7, 10, 9, tzinfo=clock.VIETNAM)):
        programme = make.in_force(scene, items=2, year=2025)
        fields = make.item_fields(scene, 3, year=2025) | {"due_text": "Hằng tháng"}
        amended(scene, programme, (ADD, 0, fields))

    assert min(due for due, _state in dues(item(programme, "I.3")) if due) == dt.date(2025, 7, 31)
