"""A Chromium for the browser tests: the machine's, Debian's, or the one Playwright can download."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tools.console import SetupError, run_quietly, say

PLACES = ("/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome", "/opt/google/chrome/chrome")
PLAYWRIGHT_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find(python: Path) -> Path | None:
    """The browser to use: `BINA_CHROMIUM`, one of the usual places, or Playwright's own download."""
    chosen = os.environ.get("BINA_CHROMIUM")
    candidates = [Path(chosen)] if chosen else [Path(place) for place in PLACES]
    found = next((path for path in candidates if path.exists()), None)
    return found or _playwright_own(python)


def _playwright_own(python: Path) -> Path | None:
    answer = subprocess.run([python, "-c", PLAYWRIGHT_OWN], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    path = Path(answer.stdout.strip() or "-")
    return path if path.exists() else None


def ensure(python: Path) -> Path:
    found = find(python) or _install_debian(python) or _install_playwright(python)
    if found is None:
        raise SetupError(
            "Uji peramban memerlukan Chromium: sudo apt install chromium\nThe browser tests need Chromium (see above)."
        )
    return found


def _install_debian(python: Path) -> Path | None:
    """Debian's package; not on Ubuntu, whose package of that name only asks for a snap."""
    if not _is_debian() or (prefix := _root_prefix()) is None:
        return None
    try:
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
        run_quietly("apt-get update", [*apt, "update"])
        run_quietly("Chromium", [*apt, "install", "-y", "--no-install-recommends", "chromium"])
    except SetupError as failed:
        say(str(failed), "trying another way")
        return None
    return find(python)


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian\n" in f"\n{release.read_text()}\n" and shutil.which("apt-get") is not None


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    silent = ["sudo", "-n", "true"]
    may = shutil.which("sudo") and subprocess.run(silent, capture_output=True, stdin=subprocess.DEVNULL)
    return ["sudo", "-n"] if may and may.returncode == 0 else None


def _install_playwright(python: Path) -> Path | None:
    with_system_libraries = ["--with-deps"] if _root_prefix() is not None else []
    try:
        run_quietly("Chromium", [str(python), "-m", "playwright", "install", *with_system_libraries, "chromium"])
    except SetupError as failed:
        say(str(failed), "no browser")
    return find(python)
