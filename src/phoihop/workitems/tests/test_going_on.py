"""Unfinished work that a later programme takes over: waited for there, no longer here, and counted in its own year."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.lib import clock
from phoihop.workitems.models import WorkItem
from phoihop.workitems.queries import Filters, waiting, work_item_list
from phoihop.workitems.tests import make

pytestmark = pytest.mark.django_db

DECEMBER, JANUARY = (dt.datetime(*day, 9, tzinfo=clock.VIETNAM) for day in ((2026, 12, 20), (2027, 1, 5)))


def _taken_over(scene: make.Scene) -> tuple[WorkItem, WorkItem]:
    """Work of 2026 that was not done, and the same in the programme of 2027, which is signed before the year ends."""
    old = make.work_item(scene, due="Tháng 10/2026")
    origin = old.version.provision
    new = make.programme(
        scene, [make.item("Hội thảo chuyển tiếp", scene.south.body, due="Tháng 3/2027", origin=origin)], year=2027
    ).work_items.get()
    old.refresh_from_db()
    return old, new


def test_it_is_waited_for_until_the_next_programme_begins() -> None:
    scene = make.scene()
    old, _new = _taken_over(scene)

    for moment, waits in ((DECEMBER, True), (JANUARY, False)):
        with clock.at(moment):
            lines = [thing.url for thing in waiting(scene.south.officer)]
            late = [row.url for row in work_item_list(scene.south.officer, Filters(standing="late")).rows]
            overdue = work_item_list(scene.south.officer, Filters(standing="open_overdue")).rows
        assert (f"/work-items/{old.pk}/" in lines) == waits
        assert (f"/work-items/{old.pk}/" in late) == waits
        assert [row.url for row in overdue] == [f"/work-items/{old.pk}/"]
    assert str(overdue[0].state) == "Chuyển sang chương trình sau"
    assert not overdue[0].late


def test_its_page_leads_to_where_it_goes_on(client: Client) -> None:
    scene = make.scene()
    old, new = _taken_over(scene)
    client.force_login(scene.north.viewer)

    page = client.get(reverse("workitems:work_item_detail", args=[old.pk])).content.decode()

    assert "Việc này chưa xong trong kỳ và đã được đưa vào chương trình sau" in page
    assert f'href="/work-items/{new.pk}/"' in page
    assert "chương trình sau" not in client.get(f"/work-items/{new.pk}/").content.decode().partition("<main")[2]


def test_what_was_finished_stays_as_it_was() -> None:
    scene = make.scene()
    done = make.occurrence(scene, due="Tháng 5/2026")
    make.confirmed(scene, done, dt.date(2026, 5, 20))
    origin = done.work_item.version.provision

    make.programme(scene, [make.item("Hội thảo", scene.south.body, due="Tháng 5/2027", origin=origin)], year=2027)

    assert WorkItem.objects.get(pk=done.work_item_id).goes_on_from is None


def test_work_without_a_term_is_not_unfinished() -> None:
    scene = make.scene()
    told = make.report(scene, make.occurrence(scene, due="Thường xuyên"))
    make.decide(told, scene.north, confirmed=False, reason="Thiếu số liệu.")
    old = told.occurrence.work_item
    origin = old.version.provision

    make.programme(scene, [make.item("Cập nhật", scene.south.body, due="Thường xuyên", origin=origin)], year=2027)

    with clock.at(JANUARY):
        assert [thing.url for thing in waiting(scene.south.officer)] == [f"/work-items/{old.pk}/"]
