"""The gallery, and the pages that say what went wrong."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.config.urls import urlpatterns as product
from phoihop.lib.errors import NotAllowed, NotPossible
from tests import make

pytestmark = pytest.mark.django_db


def _not_allowed(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("Chỉ người ký được ký.")


def _not_possible(request: HttpRequest) -> HttpResponse:
    raise NotPossible("Văn bản này đã được ký rồi.")


def _broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    *product,
    path("not-allowed/", _not_allowed),
    path("not-possible/", _not_possible),
    path("broken/", _broken),
]


@pytest.fixture
def person(client: Client) -> Client:
    """Somebody signed in; errors come as pages."""
    client.force_login(make.member(make.organisation()))
    client.raise_request_exception = False
    return client


def test_the_gallery_is_for_those_who_signed_in(client: Client) -> None:
    response = client.get(reverse("ui:gallery"))

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/ui/gallery/")


def test_the_gallery_shows_every_component(person: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        text = person.get(reverse("ui:gallery")).content.decode()

    shown = ["callout", "stats", "stepper", "tag", "table table-stack", "pager", "field", "facts", "events"]
    shown += ["empty-state", "panel panel-flush", "callout callout-danger error-summary"]
    assert [name for name in shown if f'class="{name}' not in text] == []


@override_settings(ROOT_URLCONF="phoihop.ui.tests.test_pages")
@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/not-allowed/", 403, "Chỉ người ký được ký."),
        ("/not-possible/", 409, "Văn bản này đã được ký rồi."),
        ("/no-such-page/", 404, "Địa chỉ có thể đã gõ nhầm, hoặc trang này không dành cho cơ quan của đồng chí."),
        ("/broken/", 500, "Lỗi không do đồng chí."),
    ],
)
def test_what_went_wrong_is_said_in_plain_words(person: Client, address: str, status: int, sentence: str) -> None:
    response = person.get(address)

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert response.content.decode().count("<h1") == 1


@override_settings(ROOT_URLCONF="phoihop.ui.tests.test_pages")
@pytest.mark.parametrize(("address", "status"), [("/not-allowed/", 403), ("/not-possible/", 409)])
def test_a_refused_piece_of_a_page_goes_among_its_messages(person: Client, address: str, status: int) -> None:
    response = person.get(address, headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Retarget"]) == (status, "#messages")
    assert "<html" not in response.content.decode()


def test_a_stranger_sees_no_navigation_on_an_error_page(client: Client) -> None:
    text = client.get("/no-such-page/").content.decode()

    assert 'id="side"' not in text
    assert 'href="/accounts/login/"' in text


def test_a_form_without_its_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("account_login"), {"login": "x", "password": "y"})

    assert response.status_code == 403
    assert "Hãy tải lại trang rồi gửi lại" in response.content.decode()


def test_pages_allow_nothing_inline(person: Client) -> None:
    policy = person.get(reverse("ui:gallery"))["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
