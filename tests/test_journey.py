"""The whole life of the reference case in a browser, as both sides: from the office's Excel table to the signed review."""

import re
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from phoihop.demo.calendar import CASE
from phoihop.demo.loading import load
from phoihop.demo.people import PIN
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.programmes.models import Instrument, Partnership
from phoihop.signatures.queries import trusted_roots
from phoihop.signatures.verification import verify_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Result = TypeVar("Result")
expect.set_options(timeout=60_000)  # a busy machine is no failure
NOTE = "Hai cơ quan đồng biên tập kỷ yếu"


class Desk:
    """Somebody at a browser: signs in as one of the demo's people and reads pages by what they say."""

    def __init__(self, page: Page, server: LiveServer) -> None:
        self.page = page
        self.page.context.set_default_timeout(60_000)
        self.server = server

    def enter_as(self, username: str) -> None:
        self.page.context.clear_cookies()
        self.open("account_login")
        self.page.locator(f"button[value='{username}']").click()
        expect(self.page.locator("h1")).to_contain_text("Chào")

    def open(self, name: str, *arguments: object) -> None:
        self.page.goto(self.server.url + reverse(name, args=arguments))

    def press(self, name: str, *, exact: bool = False) -> None:
        """The page's own button or link of that name (never one of the frame around it)."""
        main = self.page.get_by_role("main")
        button, link = (
            main.get_by_role("button", name=name, exact=exact),
            main.get_by_role("link", name=name, exact=exact),
        )
        button.or_(link).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        expect(self.page.get_by_role("main")).not_to_contain_text(text)

    def download(self, name: str, folder: Path) -> Path:
        with self.page.expect_download() as started:
            self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path


@pytest.fixture
def desk(page: Page, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Desk:
    settings.DATA_DIR, settings.MEDIA_ROOT, settings.DEMO = tmp_path / "data", tmp_path / "data" / "files", True
    apart(load)
    return Desk(page, live_server)


def apart(work: Callable[..., Result], *arguments: object) -> Result:
    """Do it in a thread of its own: Playwright keeps an event loop in this one, and signing wants its own."""

    def and_close() -> Result:
        try:
            return work(*arguments)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(and_close).result()


def test_from_the_excel_table_to_the_signed_review(desk: Desk, tmp_path: Path) -> None:
    programme = _import(desk)
    _negotiate(desk, programme)
    _agree(desk, programme)
    _freeze_and_sign(desk, programme)
    _look_at_files(desk, programme, tmp_path)
    _work(desk, programme)
    _amend(desk, programme)
    review = _review(desk, programme)
    _agree(desk, review)
    _freeze_and_sign(desk, review)
    _next_year(desk, review)
    assert verify_chain(Partnership.objects.get().chain) == []


def _import(desk: Desk) -> Instrument:
    """B1: the preview creates nothing; the confirmed draft is the department's alone."""
    before = Instrument.objects.count()
    desk.enter_as("chi.nguyen")
    desk.open("programmes:import_create")
    desk.page.set_input_files("input[type=file]", CASE / "programme-2025.xlsx")
    desk.press("Tải lên và xem trước")
    desk.sees("Chưa có gì được tạo")
    desk.sees("Quý II - quý III/2025")
    desk.sees("“cấp ủy nơi tiếp nhận” không có trong danh sách cơ quan")
    assert Instrument.objects.count() == before
    desk.press("Xác nhận, tạo bản soạn riêng")
    desk.sees("Bản này chỉ bên mình thấy")
    programme = Instrument.objects.latest("pk")
    desk.enter_as("khanh.do")
    desk.open("programmes:instrument_detail", programme.pk)
    desk.sees("Không tìm thấy trang này")
    return programme


def _negotiate(desk: Desk, programme: Instrument) -> None:
    """B2: what is not disclosed stays unseen; the other side edits with a reason; an edit voids the consent."""
    desk.enter_as("chi.nguyen")
    desk.open("programmes:instrument_detail", programme.pk)
    _embolden(desk, "Mỗi nội dung có đơn vị chủ trì")
    desk.press("Gửi bản đề nghị")
    desk.page.get_by_label("Lời gửi kèm").fill("Kính gửi nhà trường cho ý kiến.")
    desk.press("Gửi bản đề nghị")
    desk.sees("Đã gửi bản đề nghị")

    desk.enter_as("khanh.do")
    desk.open("notifications:notice_list")
    desk.sees("đã gửi đề nghị lần 1")
    desk.open("programmes:instrument_detail", programme.pk)
    desk.sees("Kính gửi nhà trường cho ý kiến.")
    workshop = desk.page.locator("tr", has_text="Hội thảo khoa học cấp tỉnh").first
    workshop.get_by_role("link", name="Sửa").click()
    desk.page.get_by_label("Ghi chú").fill(NOTE)
    desk.page.get_by_label("Lý do").fill("Ghi rõ trách nhiệm biên tập.")
    desk.press("Xong", exact=True)
    desk.sees(NOTE)

    desk.enter_as("chi.nguyen")
    desk.open("programmes:instrument_detail", programme.pk)
    desk.sees_not(NOTE)

    desk.enter_as("khanh.do")
    desk.open("programmes:instrument_detail", programme.pk)
    desk.press("Gửi bản đề nghị")
    desk.press("Gửi bản đề nghị")
    desk.sees("Đã gửi bản đề nghị")

    desk.enter_as("chi.nguyen")
    desk.open("programmes:instrument_detail", programme.pk)
    desk.sees(NOTE)
    desk.sees("Ghi rõ trách nhiệm biên tập.")


def _embolden(desk: Desk, beginning: str) -> None:
    """All words of a clause by the keyboard; the same keys once more take it back."""
    clause = desk.page.locator(".clause", has_text=beginning)
    clause.get_by_role("link", name="Sửa").click()
    words = desk.page.get_by_label("Nội dung", exact=True)
    plain = words.input_value()
    words.press("Control+a")
    words.press("Control+b")
    expect(words).to_have_value(f"**{plain}**")
    words.press("Control+b")
    expect(words).to_have_value(plain)
    words.press("Control+b")
    desk.press("Xong", exact=True)
    expect(clause.locator("strong")).to_have_text(plain)


def _agree(desk: Desk, text: Instrument) -> None:
    """Both officers consent to everything, both approvers approve."""
    for officer in ("chi.nguyen", "khanh.do"):
        desk.enter_as(officer)
        desk.open("programmes:instrument_detail", text.pk)
        rest = desk.page.get_by_role("main").get_by_role("link", name=re.compile("^Đồng thuận (cả|nội dung còn lại)"))
        if rest.count():
            rest.click()
            desk.page.get_by_role("button", name=re.compile(r"^Đồng thuận \d+ nội dung")).click()
            desk.sees("Đã đồng thuận")
    for approver in ("binh.pham", "hai.hoang"):
        desk.enter_as(approver)
        desk.open("programmes:instrument_detail", text.pk)
        desk.press("Xem và duyệt")
        desk.press("Duyệt toàn văn")
        desk.sees("Đã duyệt toàn văn")
    desk.sees("Các bên đã thống nhất toàn văn")


def _freeze_and_sign(desk: Desk, text: Instrument) -> None:
    """B3: the clerk takes the number; a wrong PIN signs nothing; the last signature brings it into force."""
    desk.enter_as("dung.tran")
    desk.open("programmes:instrument_detail", text.pk)
    desk.press("Lấy số và đóng băng")
    desk.press("Lấy số và đóng băng")
    desk.sees("Đã đóng băng văn bản số")
    for signatory in ("giang.vu", "an.le"):
        desk.enter_as(signatory)
        desk.open("programmes:instrument_detail", text.pk)
        desk.press("Xem và ký")
        desk.page.get_by_label("Mã PIN").fill("000000")
        desk.press("Ký", exact=True)
        desk.sees("Mã PIN không đúng")
        desk.page.get_by_label("Mã PIN").fill(PIN)
        desk.press("Ký", exact=True)
        desk.sees("Đã ký.")
    desk.open("programmes:instrument_detail", text.pk)
    desk.sees("hiệu lực từ")  # "có", or "hết" for a text of a year gone by


def _look_at_files(desk: Desk, programme: Instrument, folder: Path) -> None:
    """The signed file stands every check, one changed byte does not; Word and Excel open elsewhere."""
    desk.open("programmes:verification", programme.pk)
    desk.sees("Lê Thị An")
    desk.sees("Vũ Hà Giang")
    pdf = desk.download("Tải tệp PDF", folder)
    desk.open("programmes:instrument_detail", programme.pk)
    seen = subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, text=True, check=False).stdout
    assert seen.count("Signature is Valid.") == 2
    data = pdf.read_bytes()
    assert apart(_is_valid, data)
    changed = bytearray(data)
    changed[len(data) // 3] ^= 1
    assert not apart(_is_valid, bytes(changed))

    xlsx = load_workbook(desk.download("Excel", folder)).active
    assert xlsx is not None
    assert any("Hội thảo khoa học cấp tỉnh" in str(row) for row in xlsx.iter_rows(values_only=True))
    docx = desk.download("Word", folder)
    if office := shutil.which("soffice"):
        subprocess.run(
            [office, "--headless", "--convert-to", "pdf", "--outdir", folder / "office", docx], check=True, timeout=120
        )
        assert (folder / "office" / docx.with_suffix(".pdf").name).stat().st_size > 10_000


def _is_valid(data: bytes) -> bool:
    return verify_pdf(data, roots=trusted_roots()).valid


def _work(desk: Desk, programme: Instrument) -> None:
    """B4: the lead reports with evidence, the other side returns it, then confirms it."""
    item = programme.work_items.get(content__startswith="Tham mưu Ban Thường vụ Tỉnh ủy ban hành kế hoạch")
    _report(desk, item.pk, "Kế hoạch đã ban hành.")
    _answer(desk, item.pk, returned="Đề nghị ghi số của kế hoạch.")
    _report(desk, item.pk, "Kế hoạch số 15-KH/TU đã ban hành.")
    _answer(desk, item.pk)
    desk.sees("Đã xác nhận")

    desk.open("workitems:work_item_list")
    desk.page.get_by_label("Tìm trong nội dung").fill("ke hoach dao tao")
    desk.press("Lọc")
    desk.sees("Tham mưu Ban Thường vụ Tỉnh ủy ban hành kế hoạch")


def _report(desk: Desk, item: int, text: str) -> None:
    desk.enter_as("chi.nguyen")
    desk.open("workitems:work_item_detail", item)
    desk.press("Báo cáo")
    desk.page.get_by_label("Ngày hoàn thành").fill(f"{clock.today():%Y-%m-%d}")
    desk.page.get_by_label("Nội dung báo cáo").fill(text)
    desk.page.set_input_files("input[type=file]", CASE / "programme-2025.docx")
    desk.press("Gửi báo cáo")
    desk.sees(text)
    desk.sees("programme-2025.docx")


def _answer(desk: Desk, item: int, returned: str = "") -> None:
    desk.enter_as("khanh.do")
    desk.open("workitems:work_item_detail", item)
    if returned:
        desk.page.get_by_role("main").get_by_text("Trả lại…").click()
        desk.page.get_by_label("Bên kia cần bổ sung gì?").fill(returned)
        desk.press("Trả lại báo cáo")
        desk.sees(returned)
    else:
        desk.press("Xác nhận hoàn thành")


def _amend(desk: Desk, programme: Instrument) -> None:
    """An amendment is marked on the words in force and signed; the consolidated text and the work follow."""
    desk.enter_as("chi.nguyen")
    desk.open("programmes:instrument_detail", programme.pk)
    desk.press("Soạn sửa đổi, bổ sung")
    desk.press("Sửa đổi I.1", exact=True)
    desk.page.get_by_label("Nội dung", exact=True).fill("Phối hợp thường xuyên, kịp thời giữa hai cơ quan.")
    desk.press("Lưu riêng cho bên mình")
    desk.press("Bổ sung việc vào phụ lục")
    desk.page.get_by_label("Nội dung phối hợp").fill("Hội nghị chuyên đề về chuyển đổi số")
    desk.page.get_by_label("Lĩnh vực").fill("Hội thảo, tọa đàm")
    desk.page.locator("input[name=leads]").first.check()
    desk.page.get_by_label("Thời gian thực hiện").fill("Tháng 12")
    desk.press("Lưu riêng cho bên mình")
    desk.press("Xem văn bản sửa đổi")
    desk.sees("Sửa đổi mục I.1 như sau:")
    desk.press("Gửi bản đề nghị")
    desk.press("Gửi bản đề nghị")
    desk.sees("Đã gửi bản đề nghị")
    amendment = Instrument.objects.get(kind="amendment")
    _agree(desk, amendment)
    _freeze_and_sign(desk, amendment)

    desk.open("programmes:instrument_detail", programme.pk)
    desk.press("Văn bản hợp nhất")
    amendment.refresh_from_db()
    desk.sees(f"Được sửa đổi theo Văn bản sửa đổi, bổ sung số {amendment.number_text}")
    desk.sees("Phối hợp thường xuyên, kịp thời giữa hai cơ quan.")
    desk.open("workitems:work_item_detail", programme.work_items.get(content__startswith="Hội nghị chuyên đề").pk)
    desk.sees(amendment.number_text)


def _review(desk: Desk, programme: Instrument) -> Instrument:
    """B5: live figures, closed figures, each side's words."""
    desk.enter_as("chi.nguyen")
    desk.open("reviews:review_start", programme.pk)
    desk.press("Lập báo cáo")
    desk.press("Chốt số liệu")
    desk.sees("Số liệu chốt đến hết ngày")
    desk.press("Mở văn bản báo cáo")
    desk.press("Gửi bản đề nghị")
    desk.press("Gửi bản đề nghị")
    desk.sees("Đã gửi bản đề nghị")
    return Instrument.objects.latest("pk")


def _next_year(desk: Desk, review: Instrument) -> None:
    """The signed review leads to next year's programme; where there is one, both sides open it from there."""
    for login in ("khanh.do", "chi.nguyen"):
        desk.enter_as(login)
        desk.open("reviews:review_list")
        desk.sees(review.number_text)
        desk.open("reviews:review_detail", review.review.pk)
        desk.press("Mở chương trình năm sau")
        desk.sees(f"năm {review.period_end.year + 1}")
