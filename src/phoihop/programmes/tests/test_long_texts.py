"""A long text in a real browser: its parts arrive by themselves, and nothing that was done in one of them is lost."""

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from phoihop.programmes import parts
from phoihop.programmes.tests import make
from phoihop.programmes.tests.test_editor import LOST, SAVED, enter, line, opened, words_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _long(page: Page, live_server: LiveServer, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An annex of nine items, of which the page brings two; the others come in parts of three."""
    monkeypatch.setattr(parts, "FIRST", 2)
    monkeypatch.setattr(parts, "NEXT", 3)
    settings.DEMO = True
    scene = make.scene()
    enter(page, live_server, scene.south.officer.username, make.negotiated(scene, items=9))


def test_the_whole_text_comes_by_itself_in_its_order(page: Page) -> None:
    expect(page.locator("#annex [data-line] .label")).to_contain_text([f"I.{number}" for number in range(1, 10)])
    expect(page.locator(".part[hx-get]")).to_have_count(0)


def test_who_came_for_a_later_line_is_brought_to_it(page: Page) -> None:
    last = line(page, "Tổ chức hội thảo 9")
    expect(last).to_have_count(1)
    page.goto(f"{page.url}#{last.get_attribute('id')}")
    page.reload()
    expect(last).to_be_in_viewport()


def test_consent_far_below_leaves_the_reader_there(page: Page) -> None:
    last = line(page, "Tổ chức hội thảo 9")
    last.get_by_role("button", name="Đồng thuận").click()
    expect(last.get_by_role("button", name="Đồng thuận")).to_have_count(0)
    expect(last).to_be_in_viewport()
    expect(page.locator("#annex [data-line]")).to_have_count(9)


def test_a_later_line_is_written_moved_and_taken_back(page: Page) -> None:
    opened(page, "Tổ chức hội thảo 8").fill("Tổ chức tọa đàm 8")
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    page.keyboard.press("Escape")
    changed = line(page, "Tổ chức tọa đàm 8")
    expect(changed).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(changed.locator(".label")).to_contain_text("I.9")
    expect(changed).to_be_focused()
    page.locator("#editor-said", has_text="Tổ chức tọa đàm 8").wait_for(state="attached")
    page.keyboard.press("Control+z")
    expect(changed.locator(".label")).to_contain_text("I.8")
    changed.get_by_role("button", name="Bỏ thay đổi").click()
    expect(line(page, "Tổ chức hội thảo 8")).to_be_focused()


def test_words_kept_for_a_later_line_open_it_again(page: Page) -> None:
    field = opened(page, "Tổ chức hội thảo 9")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error()); }")
    field.fill("Chữ chưa kịp lưu")
    expect(page.locator("[data-state]")).to_contain_text(LOST)
    page.reload()
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    expect(words_of(page)).to_have_value("Chữ chưa kịp lưu")
