"""The README's pictures, made anew from the demonstration: `.venv/bin/python -m tools.pictures [URL]`.

Without a URL it serves a demonstration of its own. What it shows is invented, and says so on every picture.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools import browser
from tools.console import ROOT, SetupError

FOLDER = ROOT / "docs" / "pictures"
PASSWORD = "peragaan-2026"  # of the demonstration's accounts, which hold nothing real
LAPTOP, PHONE = (1366, 900), (360, 740)
COLOURS = 192


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks, with what, and the way to the page from the home page."""

    name: str
    login: str
    size: tuple[int, int]
    way: Callable[[Page], object]


def _home(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def _child(page: Page) -> None:
    page.locator("#terlambat .rows a").nth(2).click()
    page.wait_for_load_state("networkidle")


def _village(page: Page) -> None:
    page.locator("main").get_by_role("link", name="Batu Kalangan").first.click()


def _report(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Laporan").click()
    page.get_by_role("row", name="Batu Kalangan").get_by_role("link").nth(2).click()  # the month before: a whole one


def _attention(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Perlu perhatian").click()


def _territory(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Wilayah").click()
    page.get_by_role("link", name="Proppo", exact=True).click()


def _forms(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Formulir").click()
    page.get_by_role("link", name="Hari buka posyandu").click()


def _fill(page: Page) -> None:
    page.goto(re.sub(r"^(https?://[^/]+).*", r"\1/isi/growth_session/", page.url))
    page.get_by_role("button", name="Kirim").wait_for()


PICTURES = (
    Picture("district", "kabupaten", LAPTOP, _home),
    Picture("subdistrict", "kabupaten", LAPTOP, _territory),
    Picture("village", "plkb", LAPTOP, _village),
    Picture("child", "plkb", LAPTOP, _child),
    Picture("report", "plkb", LAPTOP, _report),
    Picture("attention", "plkb", LAPTOP, _attention),
    Picture("forms", "kabupaten", LAPTOP, _forms),
    Picture("cadre_phone", "kader", PHONE, _home),
    Picture("child_phone", "kader", PHONE, _child),
    Picture("fill_phone", "kader", PHONE, _fill),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _served(sys.argv[1] if len(sys.argv) > 1 else "") as url, sync_playwright() as playwright:
        found = browser.find(Path(sys.executable))
        if found is None:
            raise SetupError("Tidak ada Chromium / no Chromium")
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            _save(picture.name, _taken(chromium, url, picture))
            print(f"docs/pictures/{picture.name}.png")
        chromium.close()


@contextmanager
def _served(url: str) -> Iterator[str]:
    """The address given, or that of a demonstration started for this."""
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        bina, database = Path(sys.executable).with_name("bina"), Path(folder) / "pictures.sqlite3"
        # All of it first: while it is still coming in, every page says so.
        subprocess.run([bina, "demo", "--database", database], cwd=ROOT, check=True)
        command: list[str | Path] = [bina, "serve", "--demo", "--port", "0", "--database", database]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield _ready(server)
            finally:
                server.terminate()


def _ready(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if line.startswith("ready "):
            return line.split()[1].rstrip("/")
    raise SetupError("Peragaan tidak mulai / the demonstration did not start")


def _taken(chromium: Browser, url: str, picture: Picture) -> bytes:
    width, height = picture.size
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="id-ID", timezone_id="Asia/Jakarta", device_scale_factor=1.5
    )
    page = context.new_page()
    page.goto(f"{url}/masuk/")
    page.get_by_label("Nama pengguna").fill(picture.login)
    page.get_by_label("Sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", name="Selamat datang").wait_for()
    picture.way(page)
    page.wait_for_load_state("networkidle")
    taken = page.screenshot()
    context.close()
    return taken


def _save(name: str, png: bytes) -> None:
    """With few colours, so that the repository stays small."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
