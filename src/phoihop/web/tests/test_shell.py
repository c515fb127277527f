"""What surrounds every page."""

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.lib import clock
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.web.context import NAVIGATION, Person, Shell
from tests import make

pytestmark = pytest.mark.django_db


def test_the_navigation_lights_the_part_one_is_in(client: Client) -> None:
    client.force_login(make.member(make.organisation()))

    shell = client.get(reverse("organisations:organisation_list")).context["shell"]

    assert [str(entry["label"]) for entry in shell.navigation] == [str(entry.label) for entry in NAVIGATION]
    assert [str(entry["label"]) for entry in shell.navigation if entry["current"]] == ["Cơ quan"]


def test_the_account_menu_says_who_one_is(client: Client) -> None:
    school = make.organisation("Trường Chính trị")
    person = make.member(school, Role.OFFICER, full_name="Đỗ Ngọc Khánh")
    client.force_login(person)

    text = client.get(reverse("accounts:profile")).content.decode()

    assert "Đỗ Ngọc Khánh" in text
    assert "Trường Chính trị" in text


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_bell_counts_unread_notices_in_one_question(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = make.member(make.organisation())
    for number in range(count):
        Notice.objects.create(user=person, text=f"Tin {number}", url="/", created_at=clock.now())
    Notice.objects.create(user=person, text="Đã đọc", url="/", created_at=clock.now(), read_at=clock.now())
    request = RequestFactory().get("/")
    request.user = person

    with django_assert_num_queries(1):
        facts = Shell(request).person

    assert facts.unread == count


def test_somebody_without_a_body_has_no_position() -> None:
    request = RequestFactory().get("/")
    request.user = make.user()

    assert Shell(request).person == Person("", "", 0)


@pytest.mark.parametrize("demo", [True, False])
def test_invented_data_is_called_so(client: Client, settings: LazySettings, demo: bool) -> None:
    settings.DEMO = demo

    text = client.get(reverse("account_login")).content.decode()

    assert ("Dữ liệu minh họa, mọi tên và số liệu đều giả định." in text) == demo


def test_administration_is_offered_to_those_who_keep_the_installation(client: Client) -> None:
    for is_staff in (False, True):
        client.force_login(make.user(is_staff=is_staff))

        assert ("/admin/" in client.get(reverse("accounts:profile")).content.decode()) == is_staff
