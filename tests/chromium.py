"""Starting the Chromium that `./test` found (or that lies in one of the usual places)."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tools import browser

# Nothing but the page under test goes over the network.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def launch(playwright: Playwright) -> Browser:
    """A headless browser. As root Chromium cannot build its own sandbox, so it then starts without one."""
    found = browser.find(Path(sys.executable))
    if found is None:
        raise RuntimeError("no Chromium: `./test` installs one, or set BINA_CHROMIUM")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox])
