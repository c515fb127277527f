"""Work whose text ends: dropped, or carried to another text; what was reported stays."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.lib.waiting import Waiting
from phoihop.workitems import actions
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries import Filters, items_of_period, progress, waiting, work_item_list
from phoihop.workitems.rules import check_movable, check_reportable, check_unanswered
from phoihop.workitems.states import OccurrenceState, Standing
from phoihop.workitems.tests import make

pytestmark = pytest.mark.django_db
YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def test_what_is_dropped_is_waited_for_nowhere_and_counts_in_no_figure() -> None:
    scene = make.scene()
    item = make.work_item(scene, due="Quý I và quý II/2026")
    extension = make.extension(scene, item.occurrences.all()[1])
    assert {thing.group for thing in _waiting(scene)} == {"us", "them"}

    assert actions.drop_work(item, why="Chấm dứt") == 2

    item.refresh_from_db()
    assert (item.state, item.closed, item.next_due_on) == (OccurrenceState.CANCELLED, True, None)
    assert _waiting(scene) == []
    assert progress([item.instrument]) == {item.instrument_id: {}}
    assert list(items_of_period(WorkItem.objects.all(), *YEAR, make.TODAY)) == []
    with clock.at(make.NOW):
        rows = work_item_list(scene.south.officer, Filters()).rows
    assert [(str(row.state), row.late) for row in rows] == [("Thôi thực hiện", False)]
    occurrence = item.occurrences.all()[0]
    for check in (check_reportable, check_movable):
        with pytest.raises(NotPossible, match="Các bên đã thống nhất thôi thực hiện việc này."):
            check(occurrence)
    extension.refresh_from_db()
    with pytest.raises(NotPossible, match="Các bên đã thống nhất thôi thực hiện việc này."):
        check_unanswered(extension)


def test_what_was_reported_stays_and_is_answered() -> None:
    scene = make.scene()
    item = make.work_item(scene, due="Quý I và quý II/2026")
    first, second = item.occurrences.all()
    report = make.report(scene, first)

    assert actions.drop_work(item, why="Chấm dứt") == 1
    item.refresh_from_db()
    assert item.state == OccurrenceState.REPORTED
    make.decide(report, scene.north)

    item.refresh_from_db()
    second.refresh_from_db()
    assert (item.state, second.state) == (OccurrenceState.CONFIRMED, OccurrenceState.CANCELLED)
    [counted] = items_of_period(WorkItem.objects.all(), *YEAR, make.TODAY)
    assert counted.result == 1
    assert sum(progress([item.instrument])[item.instrument_id].values()) == 1
    assert actions.drop_work(item, why="Chấm dứt") == 0
    assert Entry.objects.filter(verb="workitems.work_dropped").count() == 1


def test_what_is_carried_goes_on_under_the_other_text_with_all_its_reports(client: Client) -> None:
    scene = make.scene()
    item, to = make.work_item(scene, field_of_work="Nghiên cứu"), make.programme(scene, [make.item()])
    report = make.report(scene, item.occurrences.get())
    client.force_login(scene.north.officer)

    actions.carry_work(item, to=to, why="Chấm dứt")

    item.refresh_from_db()
    assert (item.instrument, item.position) == (to, 2)
    assert list(to.fields_of_work.values_list("name", flat=True)) == ["Hội thảo, tọa đàm", "Nghiên cứu"]
    assert item.version.provision.instrument != to
    make.decide(report, scene.north)
    assert progress([to])[to.pk][Standing.DONE_ON_TIME] == 1
    page = client.get(reverse("workitems:work_item_detail", args=[item.pk])).content.decode()
    assert "ghi nhận việc chuyển sang văn bản khác" in page


def _waiting(scene: make.Scene) -> list[Waiting]:
    with clock.at(make.NOW):
        return [*waiting(scene.south.officer)]
