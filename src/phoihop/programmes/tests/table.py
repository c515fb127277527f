"""One browser in front of one text, for journeys as several sides."""

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from phoihop.accounts.models import User
from phoihop.programmes.models import Instrument


class Table:
    """One browser at which the people of both sides sit down in turn before the same text."""

    def __init__(self, page: Page, server: LiveServer, instrument: Instrument) -> None:
        self.page, self.server = page, server
        self.text = reverse("programmes:instrument_detail", args=[instrument.pk])

    def seat(self, person: User) -> None:
        self.page.context.clear_cookies()
        self.page.goto(self.server.url + reverse("account_login"))
        self.page.click(f"button[value='{person.username}']")
        self.page.goto(self.server.url + self.text)

    def press(self, name: str) -> None:
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def writes(self, line: str, words: str) -> None:
        """In place, saved as it is typed."""
        self.page.locator("[data-line]", has_text=line).locator(".clause-words").first.click()
        self.page.locator("form[data-words] textarea[name=text]").fill(words)
        expect(self.page.locator("[data-state]")).to_contain_text("Đã lưu lúc")
        self.page.goto(self.server.url + self.text)

    def offers(self) -> None:
        self.press("Gửi bản đề nghị")
        self.press("Gửi bản đề nghị")
        self.sees("Đã gửi bản đề nghị.")
