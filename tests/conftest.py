"""What every test may ask for. The database is chosen in tests/settings.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.settings import TEST_DATABASE

# No timing is asserted in tests: a slow machine is not a failure.
settings.register_profile("bina", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bina")


@pytest.fixture(autouse=True)
def no_memory_of_other_tests() -> None:
    """The installation's cache counts wrong passwords; it outlives a test, and a server beside the test shares it."""
    from binakampung.ledger.receipts import forget_counts

    cache.clear()
    forget_counts()


@pytest.fixture
def new_database(tmp_path: Path) -> Iterator[str]:
    """`--database` of an empty database of the kind under test, for programs run beside the test."""
    if TEST_DATABASE == "sqlite":
        yield str(tmp_path / "bina.sqlite3")
        return
    from tools.postgres import temporary_database

    with temporary_database(TEST_DATABASE, "bina_new") as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; one for the whole run. Mark tests that use it `browser`."""
    from tests.chromium import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
