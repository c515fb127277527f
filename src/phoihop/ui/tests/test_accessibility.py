"""axe (WCAG 2.2 AA) on the pages that show every component, in both themes and on a phone; the keyboard."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from phoihop.organisations.models import Role
from tests import make

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _violations(page: "Page") -> list[str]:
    results = Axe().run(page, options=RULES)
    return [
        f"{found['id']}: {node['html'][:120]}" for found in results.response["violations"] for node in found["nodes"]
    ]


def _sign_in(page: "Page", live_server: LiveServer, settings: LazySettings) -> None:
    settings.DEMO = True
    school = make.organisation("Trường Chính trị", "TCT")
    person = make.member(school, Role.ADMINISTRATOR, full_name="Đỗ Ngọc Khánh", is_staff=True)
    page.goto(live_server.url + reverse("account_login"))
    page.click(f"button[value='{person.username}']")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_can_be_used_by_everyone(
    page: "Page", live_server: LiveServer, settings: LazySettings, theme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    _sign_in(page, live_server, settings)
    addresses = ["ui:gallery", "accounts:profile", "accounts:session_list", "organisations:organisation_list"]

    found: dict[str, list[str]] = {}
    for address in addresses:
        page.goto(live_server.url + reverse(address))
        found[address] = _violations(page)
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("account_login"))
    found["account_login"] = _violations(page)

    assert found == {address: [] for address in [*addresses, "account_login"]}


def test_no_page_is_wider_than_a_phone(page: "Page", live_server: LiveServer, settings: LazySettings) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    _sign_in(page, live_server, settings)

    for address in ("ui:gallery", "accounts:session_list", "organisations:organisation_list", "home"):
        page.goto(live_server.url + reverse(address))
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_keyboard_reaches_the_matter_first(page: "Page", live_server: LiveServer, settings: LazySettings) -> None:
    _sign_in(page, live_server, settings)
    page.goto(live_server.url + reverse("ui:gallery"))

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert first == "Đến nội dung chính"
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_menu_closes_on_escape_and_gives_the_focus_back(
    page: "Page", live_server: LiveServer, settings: LazySettings
) -> None:
    _sign_in(page, live_server, settings)
    menu = page.locator("details.account")

    menu.locator("summary").click()
    was_open = menu.get_attribute("open")
    page.keyboard.press("Escape")

    assert (was_open, menu.get_attribute("open")) == ("", None)
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_navigation_opens_on_a_phone(page: "Page", live_server: LiveServer, settings: LazySettings) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    _sign_in(page, live_server, settings)
    part = page.get_by_role("link", name="Cơ quan")

    before = part.is_visible()
    page.locator("details.menu-toggle summary").click()
    part.click()

    assert before is False
    assert page.locator("h1").inner_text() == "Cơ quan"
