"""The life of a regulation in a browser, as both sides: three rounds, signatures, an amendment, a new body, the next one."""

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from phoihop.accounts.models import User
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.dates import format_date
from phoihop.organisations.models import Role
from phoihop.programmes.models import Instrument
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests import make
from phoihop.programmes.tests.make import PIN, Scene, Side
from phoihop.programmes.tests.table import Table
from tests import make as base
from tests.test_journey import apart

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_regulation_from_the_first_offer_to_the_next_one(
    page: Page, live_server: LiveServer, settings: LazySettings
) -> None:
    settings.DEMO = True
    scene = make.scene()
    apart(make.with_keys, scene)
    text = make.draft_instrument(scene, kind=InstrumentKind.REGULATION, items=0, year=clock.today().year)
    table = Table(page, live_server, text)

    _talk(table, scene)
    _agree(table, scene)
    _sign(table, scene)
    _amend(table, scene, text)
    heir = _reorganise(table, scene)
    _renew(table, scene, heir, text)
    assert verify_chain(scene.partnership.chain) == []


def _talk(table: Table, scene: Scene) -> None:
    """Three rounds: an offer, a counter-offer that voids a consent, and an answer to that."""
    table.seat(scene.north.officer)
    table.press("Sửa trích yếu, thời gian")
    table.page.get_by_label("Trích yếu").fill("giữa Ban Tuyên giáo và Trường Chính trị")
    table.press("Lưu")
    table.sees("Đã lưu trích yếu và thời gian")
    table.offers()
    table.seat(scene.south.officer)
    table.writes("Phối hợp chặt chẽ.", "Phối hợp chặt chẽ, thường xuyên.")
    table.offers()
    table.seat(scene.north.officer)
    table.sees("đồng thuận trước đã hết hiệu lực vì Trường Chính trị sửa nội dung ở lần 2")
    table.writes("Phối hợp chặt chẽ, thường xuyên.", "Phối hợp chặt chẽ, mỗi quý một lần.")
    table.offers()
    table.seat(scene.south.officer)
    table.press("Đồng thuận cả")
    table.press("Đồng thuận 2 nội dung")
    table.sees("Đã đồng thuận 2 nội dung.")


def _agree(table: Table, scene: Scene) -> None:
    for side in (scene.north, scene.south):
        table.seat(side.approver)
        table.press("Xem và duyệt")
        table.press("Duyệt toàn văn")
    table.sees("Các bên đã thống nhất toàn văn")


def _sign(table: Table, scene: Scene) -> None:
    table.seat(scene.north.clerk)
    table.press("Lấy số và đóng băng")
    table.press("Lấy số và đóng băng")
    table.sees("Đã đóng băng văn bản số")
    for side in (scene.south, scene.north):
        table.seat(side.signatory)
        table.press("Xem và ký")
        table.page.get_by_label("Mã PIN").fill(PIN)
        table.page.get_by_role("button", name="Ký", exact=True).click()
        table.sees("Đã ký.")
    table.sees("Văn bản có hiệu lực từ")


def _amend(table: Table, scene: Scene, text: Instrument) -> None:
    """The south amends one clause; the consolidated text says so."""
    table.seat(scene.south.officer)
    table.press("Soạn sửa đổi, bổ sung")
    table.page.get_by_role("link", name="Sửa đổi", exact=False).last.click()
    table.page.get_by_label("Nội dung", exact=True).fill("Phối hợp chặt chẽ, mỗi tháng một lần.")
    table.press("Lưu riêng cho bên mình")
    table.press("Xem văn bản sửa đổi")
    amendment = Table(table.page, table.server, Instrument.objects.get(kind=InstrumentKind.AMENDMENT))
    amendment.offers()
    amendment.seat(scene.north.officer)
    amendment.press("Đồng thuận cả")
    amendment.page.get_by_role("main").get_by_role("button", name="Đồng thuận").click()
    _agree(amendment, scene)
    _sign(amendment, scene)
    table.seat(scene.south.officer)
    table.press("Văn bản hợp nhất")
    table.sees("Phối hợp chặt chẽ, mỗi tháng một lần.")
    table.sees("Được sửa đổi theo Văn bản sửa đổi, bổ sung số")


def _reorganise(table: Table, scene: Scene) -> Side:
    """Another body takes the north's place: both say so, the south takes note; what is signed keeps the old name."""
    heir = make.side(base.organisation("Ban Tuyên giáo và Dân vận", "BTGDVTU"))
    keeper = base.member(scene.north.body, Role.ADMINISTRATOR)
    today = format_date(clock.today())
    table.seat(keeper)
    table.page.goto(table.server.url + reverse("transitions:takeover_create"))
    table.page.get_by_label("Cơ quan thôi làm bên phối hợp").select_option(str(scene.north.body.pk))
    table.page.get_by_label("Cơ quan tiếp nhận").select_option(str(heir.body.pk))
    table.page.get_by_label("Văn bản quyết định").fill("12-QĐ/TU")
    for label in ("Ngày văn bản", "Có hiệu lực từ ngày"):
        table.page.get_by_label(label).fill(today)
    table.press("Ghi việc tiếp nhận")
    table.sees("Chờ người duyệt hoặc người ký của Ban Tuyên giáo và Dân vận xác nhận.")
    _from_home(table, heir.approver, "Xác nhận Ban Tuyên giáo và Dân vận tiếp nhận")
    table.press("Xác nhận")
    table.sees("Đã tiếp nhận")
    _from_home(table, scene.south.officer, "Ghi nhận Ban Tuyên giáo và Dân vận tiếp nhận")
    table.press("Trường Chính trị ghi nhận")
    table.seat(scene.south.officer)
    table.sees("Ban Tuyên giáo")
    return heir


def _from_home(table: Table, person: User, task: str) -> None:
    table.seat(person)
    table.page.goto(table.server.url + reverse("home"))
    table.page.get_by_role("main").get_by_role("link", name=task).first.click()


def _renew(table: Table, scene: Scene, heir: Side, text: Instrument) -> None:
    """The heir begins the next regulation: the words in force, a period later, under its own name."""
    table.seat(heir.officer)
    table.press("Soạn văn bản cho kỳ sau")
    table.sees("Đã tạo bản soạn riêng cho kỳ sau.")
    table.sees("Phối hợp chặt chẽ, mỗi tháng một lần.")
    following = Instrument.objects.get(based_on=text)
    assert following.title == "giữa Ban Tuyên giáo và Dân vận và Trường Chính trị"
    assert following.period_start == text.period_start.replace(year=text.period_start.year + 1)
    draft = Table(table.page, table.server, following)
    draft.offers()
    draft.seat(scene.south.officer)
    draft.sees("Kỳ trước")
    draft.press("Đồng thuận cả")
    draft.page.get_by_role("main").get_by_role("button", name="Đồng thuận").click()
    _agree(draft, Scene(scene.partnership, heir, scene.south))
    following.refresh_from_db()
    assert following.state == InstrumentState.AGREED
