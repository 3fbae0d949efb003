"""One real server for all tests of ODK Collect."""

from collections.abc import Iterator

import pytest

from tests.collect.client import Collect
from tests.collect.office import LOGIN, PASSWORD, Office, an_office
from tests.settings import TEST_DATABASE


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """`bina serve` on a database of the kind under test."""
    folder = tmp_path_factory.mktemp("office")
    if TEST_DATABASE == "sqlite":
        with an_office(str(folder / "bina.sqlite3"), folder) as running:
            yield running
        return
    from tools.postgres import temporary_database

    with temporary_database(TEST_DATABASE, "bina_collect") as database, an_office(database, folder) as running:
        yield running


@pytest.fixture
def phone(office: Office) -> Collect:
    """Collect set up from the worker's QR code."""
    return Collect(office.keyed)


@pytest.fixture
def phone_with_password(office: Office) -> Collect:
    """Collect set up with the server's address, a login and a password."""
    return Collect(f"{office.url}/openrosa/", LOGIN, PASSWORD)
