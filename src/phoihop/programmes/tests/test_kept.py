"""Words typed and not saved are not lost: in a real browser."""

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = "Có nội dung đã nhập mà chưa lưu"
LOST = "Mất kết nối nên chưa lưu được"


@pytest.fixture
def instrument(page: Page, live_server: LiveServer, settings: LazySettings) -> Instrument:
    settings.DEMO = True
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    page.goto(live_server.url + reverse("account_login"))
    page.click(f"button[value='{scene.south.officer.username}']")
    return instrument


def _edit(page: Page, live_server: LiveServer, instrument: Instrument) -> ProvisionVersion:
    version = make.item(instrument)
    address = reverse("programmes:provision_edit", args=[instrument.pk, version.provision_id])
    page.goto(live_server.url + address)
    return version


def test_what_was_typed_is_offered_again_until_it_is_saved(
    page: Page, live_server: LiveServer, instrument: Instrument
) -> None:
    _edit(page, live_server, instrument)
    page.get_by_label("Ghi chú").fill("Đã gõ mà chưa lưu")
    page.reload()
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Đã gõ mà chưa lưu")
    expect(page.get_by_text(KEPT)).to_have_count(0)

    page.get_by_role("button", name="Lưu riêng cho bên mình").click()
    expect(page.get_by_role("main")).to_contain_text("Đã gõ mà chưa lưu")
    _edit(page, live_server, instrument)
    expect(page.get_by_label("Ghi chú")).to_have_value("Đã gõ mà chưa lưu")
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_what_was_thrown_away_is_not_offered_again(page: Page, live_server: LiveServer, instrument: Instrument) -> None:
    _edit(page, live_server, instrument)
    page.get_by_label("Ghi chú").fill("Không cần nữa")
    page.reload()
    page.get_by_role("button", name="Bỏ", exact=True).click()
    page.reload()

    expect(page.get_by_label("Ghi chú")).to_have_value("")
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_a_form_that_was_refused_says_nothing_of_it(
    page: Page, live_server: LiveServer, instrument: Instrument
) -> None:
    _edit(page, live_server, instrument)
    page.get_by_label("Nội dung phối hợp").fill("")
    page.get_by_role("button", name="Lưu riêng cho bên mình").click()

    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_without_a_connection_nothing_is_sent_or_lost(
    page: Page, live_server: LiveServer, instrument: Instrument
) -> None:
    _edit(page, live_server, instrument)
    page.get_by_label("Ghi chú").fill("Gõ lúc mất mạng")
    page.context.set_offline(True)
    page.get_by_role("button", name="Lưu riêng cho bên mình").click()
    expect(page.get_by_text(LOST)).to_be_visible()
    expect(page.get_by_label("Ghi chú")).to_have_value("Gõ lúc mất mạng")

    page.context.set_offline(False)
    expect(page.get_by_text(LOST)).not_to_be_visible()
    page.get_by_role("button", name="Lưu riêng cho bên mình").click()
    expect(page.get_by_role("main")).to_contain_text("Gõ lúc mất mạng")


def test_a_session_that_ended_takes_nothing_along(
    page: Page, live_server: LiveServer, settings: LazySettings, instrument: Instrument
) -> None:
    _edit(page, live_server, instrument)
    page.get_by_label("Ghi chú").fill("Gõ trước khi hết phiên")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Lưu riêng cho bên mình").click()
    page.click(f"button[value='{instrument.turn.memberships.get(role='officer').user.username}']")

    page.get_by_role("button", name="Lấy lại").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Gõ trước khi hết phiên")


def test_who_signs_out_leaves_nothing_behind(page: Page, live_server: LiveServer, instrument: Instrument) -> None:
    _edit(page, live_server, instrument)
    page.get_by_label("Ghi chú").fill("Riêng của tôi")
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("account_login"))

    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept'))") == []
