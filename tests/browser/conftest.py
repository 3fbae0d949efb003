"""A real server and a phone, or an office's desks, beside it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.desks import Desk, a_desk, an_open_office
from tests.browser.phone import Phone
from tests.collect.office import Office, an_office
from tests.settings import TEST_DATABASE


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """`bina serve` on a database of its own, of the kind under test; one for each story."""
    folder = tmp_path_factory.mktemp("office")
    if TEST_DATABASE == "sqlite":
        with an_office(str(folder / "bina.sqlite3"), folder) as running:
            yield running
        return
    from tools.postgres import temporary_database

    with temporary_database(TEST_DATABASE, "bina_field") as database, an_office(database, folder) as running:
        yield running


@pytest.fixture
def phone(chromium: Browser, office: Office) -> Iterator[Phone]:
    """A new phone with the app open, on which nobody has signed in."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, locale="id-ID", timezone_id="Asia/Jakarta", has_touch=True
    )
    context.set_default_timeout(20_000)
    phone = Phone(context, office.url)
    yield phone
    context.close()
    assert phone.errors == []


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One running office for all the stories of a file; each leaves the others' things alone."""
    folder = tmp_path_factory.mktemp("desks")
    if TEST_DATABASE == "sqlite":
        with an_open_office(str(folder / "bina.sqlite3"), folder) as url:
            yield url
        return
    from tools.postgres import temporary_database

    with temporary_database(TEST_DATABASE, "bina_desks") as database, an_open_office(database, folder) as url:
        yield url


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Callable[[str], Desk]]:
    """Makes desks; at the end no browser may have complained."""
    made: list[Desk] = []

    def make(size: str = "laptop") -> Desk:
        made.append(a_desk(chromium, address, size))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    assert [error for each in made for error in each.errors] == []
