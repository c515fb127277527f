"""What all tests share: the database, the browser, and the order: quick ones first, whole journeys last."""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from phoihop.config import postgres, testing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LAST = ("killing", "browser")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_CHROMIUM = (
    "Thiếu trình duyệt Chromium cho các phép thử trên trang. Hãy cài: apt-get install -y chromium "
    "(hoặc đặt CHROMIUM=đường dẫn). / Chromium is missing: apt-get install -y chromium (or set CHROMIUM=its path)."
)
# What a power cut would lose is of no matter in a test database; kill tests have their own, with all safety on.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit and database tests first, then kill tests, then the browser's."""

    def place(item: pytest.Item) -> int:
        return max((LAST.index(mark.name) + 1 for mark in item.iter_markers() if mark.name in LAST), default=0)

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """The embedded PostgreSQL runs while tests do, unless DATABASE_URL names another."""
    if not testing.IS_EMBEDDED:
        yield
        return
    with postgres.serving(testing.POSTGRES_HOME, options=QUICK):
        yield


@pytest.fixture(scope="session", autouse=True)
def tables_empty_past_the_guards() -> Iterator[None]:
    """Tests with real transactions empty every table after them, which the ledger's guards refuse: step past them."""
    from phoihop.ledger.tests import guards  # noqa: PLC0415  needs Django's settings

    with guards.stepping_aside_for_flush():
        yield


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow to import, seldom needed

    found = [path for name in CHROMIUM if (path := shutil.which(name))]
    program = os.environ.get("CHROMIUM") or (found[0] if found else "")
    if not program:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread of the tests
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A fresh browser window of somebody in Vietnam; an error in the console of the page fails the test."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True)
    context.set_default_timeout(15_000)
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    yield window
    context.close()
    assert errors == []
