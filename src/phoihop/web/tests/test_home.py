"""The first page: what waits for whom, and how the year stands."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.lib import clock
from phoihop.programmes.tests import make as texts
from phoihop.workitems.tests import make as work
from tests import make

pytestmark = pytest.mark.django_db

QUERIES = 14


def _lines(client: Client, at: dt.datetime = work.NOW) -> dict[str, list[tuple[str, int | None]]]:
    with clock.at(at):
        groups = client.get(reverse("home")).context["groups"]
    return {str(group.title): [(line.waiting.text, line.days) for line in group.lines] for group in groups}


def test_a_report_waits_for_the_other_side_only(client: Client) -> None:
    scene = work.scene()
    report = work.report(scene)
    content = report.occurrence.work_item.content

    client.force_login(scene.north.officer)
    assert any(content in text for text, _days in _lines(client)["Chờ tôi"])
    client.force_login(scene.south.officer)
    seen = _lines(client)
    assert any(content in text for text, _days in seen["Chờ bên kia"])
    assert not any(content in text for text, _days in seen["Chờ tôi"])


def test_what_is_due_says_how_many_days_are_left(client: Client) -> None:
    scene = work.scene()
    due = work.occurrence(scene, due="15/6/2026")
    client.force_login(scene.south.officer)

    for day, days, words in ((10, 5, "còn 5 ngày"), (15, 0, "hạn hôm nay"), (20, -5, "quá hạn 5 ngày")):
        moment = work.NOW.replace(day=day)
        found = [
            left for group in _lines(client, moment).values() for text, left in group if due.work_item.content in text
        ]
        assert found == [days]
        with clock.at(moment):
            assert words in client.get(reverse("home")).content.decode()


def test_what_does_not_fit_is_shown_when_asked_for(client: Client) -> None:
    scene = work.scene()
    items = [work.item(f"Việc số {number}", scene.south.body, due="15/6/2026") for number in range(11)]
    work.programme(scene, items)
    client.force_login(scene.south.officer)

    with clock.at(work.NOW):
        first, whole = client.get(reverse("home")), client.get(reverse("home"), {"all": "1"})

    assert [len(group.lines) for group in first.context["groups"]] == [0, 8, 0]
    assert 'href="?all=1">Xem thêm 3 việc</a>' in first.content.decode()
    assert [len(group.lines) for group in whole.context["groups"]] == [0, 11, 0]
    assert "Xem thêm" not in whole.content.decode()


def test_the_figures_of_the_year_open_their_items(client: Client) -> None:
    scene = work.scene()
    programme = work.programme(
        scene,
        [
            work.item("Giao ban quý", scene.south.body, due="Tháng 5/2026"),
            work.item("Hội thảo", scene.south.body, due="Tháng 12/2026"),
            work.item("Trao đổi thông tin", scene.south.body, due="Thường xuyên"),
        ],
    )
    client.force_login(scene.south.viewer)

    with clock.at(work.NOW):
        cells = client.get(reverse("home")).context["programmes"][0].cells
        opened = {str(cell.label): (cell.count, len(client.get(cell.url).context["page"].rows)) for cell in cells}

    assert [count for count, _rows in opened.values()] == [0, 0, 1, 1, 1]
    assert all(count == rows for count, rows in opened.values())
    assert cells[0].url.startswith(f"/work-items/?programme={programme.pk}&standing=")


def test_nobody_sees_a_text_that_was_not_disclosed(client: Client) -> None:
    scene = texts.scene()
    draft = texts.draft_instrument(scene)

    for person, sees in ((scene.north.viewer, True), (scene.south.officer, False), (make.user(), False)):
        client.force_login(person)
        assert (draft.title in client.get(reverse("home")).content.decode()) == sees


def test_somebody_without_a_partnership_is_told_how_one_begins(client: Client) -> None:
    client.force_login(make.member(make.organisation()))

    answer = client.get(reverse("home"))

    assert "Chưa có quan hệ phối hợp nào" in answer.content.decode()
    assert reverse("programmes:partnership_list") in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_questions_for_one_thing_as_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = work.scene()
    for _number in range(count):
        work.report(scene)
    client.force_login(scene.north.officer)

    with clock.at(work.NOW), django_assert_num_queries(QUERIES):
        client.get(reverse("home"))
