"""An office for its own people: a real `bina serve` over the accounts and places of `tests.portal.office`.

Run as a program it prepares the database: `python -m tests.browser.desks DATABASE`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.collect.office import BINA, environment, ready
from tests.paths import ROOT

SIZES = {"phone": (360, 740), "laptop": (1366, 768)}


@contextmanager
def an_open_office(database: str, folder: Path) -> Iterator[str]:
    """The address of a running office; stopped afterwards."""
    prepare = [sys.executable, "-m", "tests.browser.desks", database]
    subprocess.run(prepare, cwd=ROOT, env=environment(database), check=True)
    with (folder / "server.log").open("wb") as log:
        command = [BINA, "serve", "--database", database, "--port", "0"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, stderr=log)
        try:
            yield ready(server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
            assert server.stdout is not None
            server.stdout.close()


@dataclass
class Desk:
    """A browser at a desk of the office. Every complaint of the browser (a refused script, a lost file) is kept."""

    context: BrowserContext
    url: str
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def go(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, login: str, password: str = "") -> None:
        from tests.portal.office import PASSWORD  # not at the top: as a program, Django is set up later

        page = self.go("/masuk/")
        page.get_by_label("Nama pengguna").fill(login)
        page.get_by_label("Sandi", exact=True).fill(password or PASSWORD)
        page.get_by_role("button", name="Masuk").click()


def a_desk(browser: Browser, url: str, size: str) -> Desk:
    """A new browser of the size of a phone or a laptop."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="id-ID", timezone_id="Asia/Jakarta"
    )
    context.set_default_timeout(20_000)
    return Desk(context, url)


if __name__ == "__main__":
    from binakampung.cli.options import open_database

    open_database(sys.argv[1])
    from tests.portal.office import open_office

    open_office()
