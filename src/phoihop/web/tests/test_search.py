"""The search page: what it finds, and for whom."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.lib import clock
from phoihop.programmes.tests import make as texts
from phoihop.workitems.tests import make as work
from tests import make

pytestmark = pytest.mark.django_db

QUERIES = 7


def _found(client: Client, query: str) -> dict[str, list[str]]:
    with clock.at(work.NOW):
        context = client.get(reverse("search"), {"q": query}).context
    return {
        "texts": [found.title for found in context.get("texts", [])],
        "items": [found.title for found in context.get("items", [])],
        "bodies": [body.name for body in context.get("bodies", [])],
    }


@pytest.mark.parametrize("query", ["hội thảo khoa học", "hoi thao", "HỘI  THẢO", "khoa hoc hoi"])
def test_work_is_found_with_marks_or_without(client: Client, query: str) -> None:
    scene = work.scene()
    work.work_item(scene, text="Hội thảo khoa học cấp tỉnh")
    work.work_item(scene, text="Giao ban quý", field_of_work="Công tác phối hợp chung")
    client.force_login(scene.south.viewer)

    assert [title.partition(". ")[2] for title in _found(client, query)["items"]] == ["Hội thảo khoa học cấp tỉnh"]


def test_what_is_written_with_the_same_marks_comes_first(client: Client) -> None:
    scene = work.scene()
    work.work_item(scene, text="Hỏi thảo luận", due="Tháng 1/2026")
    work.work_item(scene, text="Hội thảo", due="Tháng 5/2026")
    client.force_login(scene.south.viewer)

    titles = [title.partition(". ")[2] for title in _found(client, "hội thảo")["items"]]

    assert titles == ["Hội thảo", "Hỏi thảo luận"]


def test_a_text_is_found_by_those_it_was_disclosed_to(client: Client) -> None:
    scene = texts.scene()
    draft = texts.draft_instrument(scene)

    for person, found in ((scene.north.viewer, [draft.title]), (scene.south.officer, []), (make.user(), [])):
        client.force_login(person)
        assert _found(client, draft.title)["texts"] == found


def test_work_of_others_is_not_found(client: Client) -> None:
    work.work_item(work.scene(), text="Hội thảo khoa học")
    client.force_login(work.scene().south.officer)

    assert _found(client, "hội thảo") == {"texts": [], "items": [], "bodies": []}


def test_bodies_are_found_by_everyone(client: Client) -> None:
    make.organisation("Trường Chính trị")
    client.force_login(make.user())

    assert _found(client, "truong chinh tri")["bodies"] == ["Trường Chính trị tỉnh Sông Lam"]


@pytest.mark.parametrize("query", ["", "   ", "\x00", "%", "_", "\\", "'; DROP TABLE", "a" * 5_000, "🙂", "<script>"])
def test_any_words_have_an_answer(client: Client, query: str) -> None:
    client.force_login(make.user())

    answer = client.get(reverse("search"), {"q": query})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_as_many_questions_for_one_hit_as_for_three(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = work.scene()
    for _number in range(count):
        work.work_item(scene, text="Hội thảo khoa học")
    client.force_login(scene.south.viewer)

    with clock.at(work.NOW), django_assert_num_queries(QUERIES):
        client.get(reverse("search"), {"q": "hội thảo"})
