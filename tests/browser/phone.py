"""A worker's phone, in the words of the stories: what they tap, type and read on it."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect


class Phone:
    """Chromium with the field app. `errors` gathers what the app's scripts failed at."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.errors: list[str] = []
        self.page = self._tab()

    def _tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.url}/app/")
        return page

    def sign_in(self, login: str, password: str) -> None:
        """Once, with a signal; waits until the phone can do without."""
        self.page.get_by_label("Nama pengguna").fill(login)
        self.page.get_by_label("Sandi", exact=True).fill(password)
        self.tap("Masuk")
        expect(self.page.get_by_role("heading", name="Hari ini")).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        expect(self.page.get_by_text("Tidak ada kunjungan yang menunggu.")).to_be_visible()

    def lose_signal(self) -> None:
        self.context.set_offline(True)

    def find_signal(self) -> None:
        self.context.set_offline(False)

    def reopen(self) -> None:
        """The tab is thrown away, as a phone without memory does, and the app is opened anew."""
        self.page.close()
        self.page = self._tab()

    def tap(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def open_tab(self, name: str) -> None:
        self.page.locator(".tabs").get_by_role("link", name=name).click()

    def go_back(self) -> None:
        self.page.get_by_role("link", name="Kembali").click()

    def card(self, words: str) -> Locator:
        return self.page.locator(".card-link").filter(has_text=words)

    def start_posyandu_day(self, posyandu: str) -> None:
        self.open_tab("Posyandu")
        self.page.get_by_label("Posyandu", exact=True).select_option("…")
        self.page.get_by_label("Nama posyandu").fill(posyandu)
        self.tap("Mulai menimbang")

    def row(self, name: str) -> Locator:
        """A child's row of the roster."""
        named = self.page.get_by_text(name, exact=True)
        return self.page.locator(".row").filter(has=named)

    def measure(self, name: str, **answers: str) -> None:
        """One child of the roster: tapped, typed, saved."""
        self.row(name).click()
        self.fill(**answers)
        self.tap("Simpan dan kembali")

    def measure_unlisted(self, **answers: str) -> None:
        self.tap("Anak lain")
        self.fill(**answers)
        self.tap("Simpan dan kembali")

    def fill(self, **answers: str) -> None:
        """Text fields by the name of their question."""
        for question, text in answers.items():
            self.question(question).locator("input, textarea").first.fill(text)

    def question(self, name: str) -> Locator:
        return self.page.locator(f'[data-question$="/{name}"]')

    def choose(self, question: str, words: str) -> None:
        self.question(question).get_by_text(words, exact=True).click()

    def finish(self) -> None:
        self.tap("Selesai dan simpan")

    def finish_day(self) -> None:
        self.finish()
        self.page.get_by_role("dialog").get_by_role("button", name="Selesai dan simpan").click()

    def reads(self, receipt: str) -> None:
        """The one line at the bottom of every screen."""
        expect(self.page.locator(".receipt")).to_have_text(re.compile(receipt))

    def lose_next_answer(self) -> list[int]:
        """The next push arrives, and its answer does not. Returns the statuses that were lost, as they are."""
        lost: list[int] = []

        def swallow(route: Route) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.fetch().status)
            route.abort()

        self.context.route("**/sync/push", swallow)
        return lost
