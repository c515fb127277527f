"""Writing on the page of a text, in a real browser: saved as it is typed, by two people, without a connection."""

import re

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from phoihop.organisations.models import Role
from phoihop.programmes.models import Instrument
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")
LOST = "Mất kết nối: chữ đã gõ vẫn được giữ trên máy này"


@pytest.fixture
def instrument(page: Page, live_server: LiveServer, settings: LazySettings) -> Instrument:
    settings.DEMO = True
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    enter(page, live_server, scene.south.officer.username, instrument)
    return instrument


def enter(page: Page, live_server: LiveServer, username: str, instrument: Instrument) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.click(f"button[value='{username}']")
    page.goto(live_server.url + reverse("programmes:instrument_detail", args=[instrument.pk]))


def line(page: Page, words: str) -> Locator:
    return page.locator("[data-line]", has_text=words)


def words_of(page: Page) -> Locator:
    return page.locator("form[data-words] textarea[name=text]")


def opened(page: Page, words: str) -> Locator:
    line(page, words).locator(".clause-words, td.words").first.click()
    expect(words_of(page)).to_be_focused()
    return words_of(page)


def test_a_line_is_edited_where_it_stands_and_saved_as_it_is_typed(page: Page, instrument: Instrument) -> None:
    opened(page, "Phối hợp chặt chẽ.").fill("Phối hợp thường xuyên.")
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    page.reload()
    expect(line(page, "Phối hợp thường xuyên.")).to_contain_text("Chỉ bên mình thấy")

    opened(page, "Phối hợp thường xuyên.").fill("Phối hợp kịp thời.")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Xong").click()
    expect(line(page, "Phối hợp kịp thời.")).to_contain_text("Chỉ bên mình thấy")
    expect(page.locator("#private")).to_contain_text("kịp thời")


def test_an_item_shows_how_its_time_is_understood_and_what_its_deliverable_counts(
    page: Page, instrument: Instrument
) -> None:
    opened(page, "Tổ chức hội thảo 1")
    page.get_by_label("Thời gian thực hiện").fill("Mỗi quý 01 lần")
    expect(page.locator(".due-answer")).to_contain_text("Hiểu là:")
    page.get_by_label("Sản phẩm").fill("05 lớp")
    expect(page.get_by_label("Chỉ tiêu")).to_have_value("5")
    page.get_by_role("button", name="Xong").click()
    expect(line(page, "Tổ chức hội thảo 1")).to_contain_text("05 lớp")


def test_two_people_of_one_side_lose_no_words(
    page: Page, browser: Browser, live_server: LiveServer, instrument: Instrument
) -> None:
    side = instrument.turn
    assert side is not None
    colleague = base.member(side, Role.OFFICER)
    other = browser.new_context().new_page()
    enter(other, live_server, colleague.username, instrument)
    mine, theirs = opened(page, "Phối hợp chặt chẽ."), opened(other, "Phối hợp chặt chẽ.")
    theirs.fill("Của đồng nghiệp.")
    expect(other.locator("[data-state]")).to_have_text(SAVED)

    mine.fill("Của tôi.")
    conflict = page.locator("[data-conflict]")
    expect(conflict).to_contain_text("Của đồng nghiệp.")
    expect(conflict).to_contain_text("Của tôi.")
    expect(conflict).to_contain_text(colleague.full_name)
    mine.fill("Của cả hai.")
    page.get_by_role("button", name="Lưu bản đồng chí vừa gõ").click()
    expect(page.locator("[data-state]")).to_have_text(SAVED)

    theirs.fill("Của đồng nghiệp, lần hai.")
    expect(other.locator("[data-conflict]")).to_contain_text("Của cả hai.")
    other.get_by_role("button", name="Lấy bản đang lưu").click()
    expect(line(other, "Của cả hai.")).to_be_visible()
    expect(other.locator("#kept-words ~ .callout")).to_have_count(0)
    other.context.close()


def test_without_a_connection_words_wait_and_are_saved_when_it_is_back(page: Page, instrument: Instrument) -> None:
    field = opened(page, "Phối hợp chặt chẽ.")
    page.context.set_offline(True)
    field.fill("Gõ lúc mất mạng.")
    expect(page.locator("[data-state]")).to_contain_text(LOST)
    page.get_by_role("button", name="Xong").click()
    expect(field).to_have_value("Gõ lúc mất mạng.")

    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    page.reload()
    expect(line(page, "Gõ lúc mất mạng.")).to_be_visible()


def test_a_browser_closed_in_mid_edit_opens_the_line_again_with_its_words(
    page: Page, live_server: LiveServer, instrument: Instrument
) -> None:
    field = opened(page, "Phối hợp chặt chẽ.")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error()); }")  # gone for good
    field.fill("Chưa kịp lưu.")
    expect(page.locator("[data-state]")).to_contain_text(LOST)
    context, address = page.context, page.url
    page.close()

    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    page.get_by_role("button", name="Xong").click()
    expect(line(page, "Chưa kịp lưu.")).to_be_visible()


def test_words_typed_after_the_turn_went_over_are_kept_with_a_sentence(
    page: Page, live_server: LiveServer, instrument: Instrument
) -> None:
    field = opened(page, "Phối hợp chặt chẽ.")
    Instrument.objects.filter(pk=instrument.pk).update(turn=instrument.owner)
    field.fill("Muộn mất rồi.")

    expect(page.locator("[data-state]")).to_contain_text("lượt")
    expect(field).to_have_value("Muộn mất rồi.")
    assert "Muộn mất rồi." in page.evaluate("JSON.stringify(localStorage)")


def test_a_new_line_is_written_in_place(page: Page, instrument: Instrument) -> None:
    page.get_by_role("link", name="Thêm điều khoản").click()
    words_of(page).fill("Điều mới.")
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    page.get_by_role("button", name="Xong").click()
    expect(line(page, "Điều mới.")).to_be_focused()


def test_by_the_keyboard_alone(page: Page, instrument: Instrument) -> None:
    page.locator("[data-line][tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    expect(line(page, "Phối hợp chặt chẽ.")).to_be_focused()
    page.keyboard.press("Enter")
    expect(words_of(page)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Bằng bàn phím.")
    page.keyboard.press("Escape")
    expect(line(page, "Bằng bàn phím.")).to_be_focused()

    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-line]").first).to_contain_text("Bằng bàn phím.")
    expect(line(page, "Bằng bàn phím.")).to_be_focused()
    expect(page.locator("#editor-said")).to_contain_text("Bằng bàn phím.")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-line]").nth(1)).to_contain_text("Bằng bàn phím.")
    expect(line(page, "Bằng bàn phím.")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(line(page, "Bằng bàn phím.")).to_have_class(re.compile("clause-1"))
    expect(line(page, "Bằng bàn phím.")).to_be_focused()

    page.keyboard.press("Control+Enter")
    expect(words_of(page)).to_be_focused()
    page.keyboard.type("Thêm ngay sau.")
    page.keyboard.press("Escape")
    expect(page.locator("[data-line]").nth(2)).to_contain_text("Thêm ngay sau.")
    expect(line(page, "Thêm ngay sau.")).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt khi soạn")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_steps_are_taken_back_also_after_the_page_was_loaded_again(page: Page, instrument: Instrument) -> None:
    opened(page, "Phối hợp chặt chẽ.").fill("Lời mới.")
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    words_of(page).press("End")
    page.keyboard.type(" Thêm nữa.")
    page.keyboard.press("Escape")
    expect(line(page, "Lời mới. Thêm nữa.")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-line]").first).to_contain_text("Lời mới.")
    page.reload()

    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("[data-line]").nth(1)).to_contain_text("Lời mới. Thêm nữa.")
    expect(line(page, "Lời mới. Thêm nữa.")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(line(page, "Phối hợp chặt chẽ.")).to_be_focused()
    expect(page.locator(".private-note")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("không còn bước nào để hoàn tác")).to_be_visible()


def test_a_line_is_dragged_to_its_place(page: Page, instrument: Instrument) -> None:
    for dragged, goal in (("Phối hợp chặt chẽ.", "MỤC ĐÍCH"), ("Tổ chức hội thảo 2", "Tổ chức hội thảo 1")):
        line(page, dragged).hover()
        handle, to = line(page, dragged).locator(".drag-handle"), line(page, goal).bounding_box()
        assert to is not None
        handle.hover()
        page.mouse.down()
        page.mouse.move(to["x"] + 60, to["y"] + 4, steps=4)
        page.mouse.up()
        expect(line(page, dragged)).to_be_focused()
    texts = page.locator("[data-line]").all_inner_texts()
    assert [next(n for n, text in enumerate(texts) if words in text) for words in ("Phối hợp chặt", "MỤC ĐÍCH")] == [
        0,
        1,
    ]
    assert "Tổ chức hội thảo 2" in texts[2]


def test_a_table_of_word_is_pasted_into_the_annex(page: Page, instrument: Instrument) -> None:
    table = (
        "<table><tr><td>Nội dung</td><td>Đơn vị chủ trì</td><td>Thời gian thực hiện</td></tr>"
        "<tr><td><p>Giao ban</p><p>định kỳ</p></td><td>Ban Tuyên giáo</td><td>Mỗi quý 01 lần</td></tr></table>"
    )
    page.evaluate(
        """html => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        table,
    )
    expect(page.get_by_role("heading", name="1 việc sẽ được thêm")).to_be_visible()
    page.get_by_role("button", name="Thêm vào phụ lục").click()
    expect(line(page, "Giao ban")).to_contain_text("định kỳ")
    expect(line(page, "Giao ban")).to_contain_text("Chỉ bên mình thấy")


def test_a_whole_text_pasted_into_one_empty_clause_becomes_many(page: Page, instrument: Instrument) -> None:
    page.get_by_role("link", name="Thêm điều khoản").click()
    page.get_by_label("Nội dung", exact=True).evaluate(
        """field => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "II. TỔ CHỨC\\n1. Họp mỗi quý.\\n2. Báo cáo.");
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_role("heading", name="3 điều khoản sẽ được thêm vào cuối")).to_be_visible()
    page.get_by_role("button", name="Thêm vào văn bản").click()
    expect(line(page, "Họp mỗi quý.")).to_contain_text("1.")
    expect(line(page, "Báo cáo.")).to_contain_text("Chỉ bên mình thấy")
