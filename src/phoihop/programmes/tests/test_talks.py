"""Talks in a real browser, as both sides: three offers, one recalled, a change returned, a void consent, agreement."""

import datetime as dt

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.programmes.tests import make
from phoihop.programmes.tests.table import Table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_sides_come_to_one_text(page: Page, live_server: LiveServer, settings: LazySettings) -> None:
    settings.DEMO = True
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=1)
    table, north, south = Table(page, live_server, instrument), scene.north, scene.south

    table.seat(north.officer)
    table.offers()
    table.sees("Chưa bên nào mở bản đề nghị này.")
    table.press("Thu hồi bản đề nghị")
    page.get_by_label("Lý do").fill("Gửi nhầm bản.")
    table.press("Thu hồi bản đề nghị")
    table.sees("Các thay đổi lại là của riêng bên mình.")
    table.writes("Phối hợp chặt chẽ.", "Phối hợp thường xuyên.")
    table.offers()

    table.seat(south.officer)
    table.press("Xin thêm thời gian")
    later = clock.today() + dt.timedelta(days=60)
    page.get_by_label("Xin trả lời trước ngày").fill(format_date(later))
    page.get_by_label("Lý do").fill("Chờ ý kiến Thường trực.")
    table.press("Gửi đề nghị")
    table.sees(f"đang xin đến {format_date(later)}")
    table.seat(north.officer)
    table.press("Trả lời")
    page.get_by_label(f"Đồng ý đến ngày {format_date(later)}").check()
    table.press("Gửi trả lời")
    table.sees(f"đề nghị trả lời trước {format_date(later)}")

    table.seat(south.officer)
    table.writes("Phối hợp thường xuyên.", "Phối hợp thường xuyên, kịp thời.")
    table.offers()

    table.seat(north.officer)
    changes = page.locator("#changes")
    expect(changes.locator("ins")).to_contain_text("kịp thời")
    table.sees("đồng thuận trước đã hết hiệu lực vì Trường Chính trị sửa nội dung ở lần 3")
    changes.get_by_role("link", name="Trả lại").click()
    page.get_by_label("Lý do trả lại").fill("“Kịp thời” khó đo.")
    table.press("Trả lại kèm lý do")
    table.press("Chuyển lượt")

    table.seat(south.officer)
    table.sees("“Kịp thời” khó đo.")
    table.press("Xem nội dung bị trả lại")
    table.writes("Phối hợp thường xuyên, kịp thời.", "Phối hợp thường xuyên, trong 03 ngày làm việc.")
    table.offers()
    table.press("Đồng thuận cả")
    table.press("Đồng thuận")

    table.seat(north.officer)
    table.press("Đồng thuận nội dung còn lại")
    table.press("Đồng thuận 1 nội dung")
    for approver in (north.approver, south.approver):
        table.seat(approver)
        table.press("Xem và duyệt")
        table.press("Duyệt toàn văn")
    table.sees("Các bên đã thống nhất toàn văn.")
    table.press("Diễn biến")
    for words in (
        "đã thu hồi bản đề nghị khi chưa bên nào mở",
        "đã xin thêm thời gian trả lời",
        "đã trả lại một nội dung",
    ):
        table.sees(words)
