"""The list of notices."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from phoihop.notifications.models import Notice
from phoihop.notifications.queries import unread_count
from phoihop.notifications.tests import make
from tests.make import user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    lan = user()
    client.force_login(lan)
    for number in range(count):
        make.notice(lan, minutes=number)
    client.get("/notices/")

    with django_assert_num_queries(5):
        response = client.get("/notices/")

    assert response.content.decode().count("Ban Tuyên giáo đã gửi bản đề nghị.</a>") == count


def test_only_my_notices_are_shown(client: Client) -> None:
    lan, minh = user(), user()
    make.notice(lan, "Thông báo của Lan")
    make.notice(minh, "Thông báo của Minh")
    client.force_login(lan)

    html = client.get("/notices/").content.decode()

    assert ("Thông báo của Lan" in html, "Thông báo của Minh" in html) == (True, False)


def test_unread_ones_alone(client: Client) -> None:
    lan = user()
    make.notice(lan, "Đã đọc rồi", read=True)
    make.notice(lan, "Chưa đọc đâu")
    client.force_login(lan)

    html = client.get("/notices/?show=unread").content.decode()

    assert ("Đã đọc rồi" in html, "Chưa đọc đâu" in html) == (False, True)


def test_an_empty_list_says_what_will_come(client: Client) -> None:
    client.force_login(user())

    assert "Chưa có thông báo nào" in client.get("/notices/").content.decode()
    assert "Đồng chí đã đọc hết thông báo" in client.get("/notices/?show=unread").content.decode()


def test_opening_goes_to_the_page_and_marks_it_read(client: Client) -> None:
    lan = user()
    notice = make.notice(lan)
    client.force_login(lan)

    response = client.get(f"/notices/{notice.pk}/")

    assert (response.status_code, response["Location"], unread_count(lan)) == (302, "/notices/", 0)


def test_an_address_outside_is_never_opened(client: Client) -> None:
    lan = user()
    notice = make.notice(lan)
    Notice.objects.update(url="https://elsewhere.example/")
    client.force_login(lan)

    assert client.get(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_marking_one_and_all(client: Client) -> None:
    lan = user()
    first = make.notice(lan)
    make.notice(lan)
    make.notice(lan)
    client.force_login(lan)

    client.post(f"/notices/{first.pk}/reading/")
    assert unread_count(lan) == 2
    response = client.post("/notices/readings/", follow=True)

    assert unread_count(lan) == 0
    assert "Đã đánh dấu tất cả thông báo là đã đọc." in response.content.decode()
    assert "Đã đánh dấu" not in client.post("/notices/readings/", follow=True).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_notices_of_others_do_not_exist(client: Client, method: str) -> None:
    notice = make.notice(user())
    client.force_login(user())

    address = f"/notices/{notice.pk}/" if method == "get" else f"/notices/{notice.pk}/reading/"
    assert getattr(client, method)(address).status_code == 404
    assert unread_count(notice.user) == 1
