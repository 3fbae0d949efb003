"""Servers of our own on both kinds of database, apart from the database under test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.bina_server import BinaServer
from tools.postgres import temporary_database
from tools.postgres_server import OwnServer


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[OwnServer]:
    """A PostgreSQL that a test may kill."""
    with OwnServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BinaServer]:
    """A running `bina serve` with an empty ledger."""
    if request.param == "sqlite":
        with BinaServer(str(tmp_path / "bina.sqlite3"), tmp_path) as running:
            yield running
        return
    own: OwnServer = request.getfixturevalue("own_postgres")
    with temporary_database(own.url(), "flows") as url, BinaServer(url, tmp_path) as running:
        yield running


@pytest.fixture
def server_on_own_postgres(own_postgres: OwnServer, tmp_path: Path) -> Iterator[BinaServer]:
    """A running `bina serve` on the PostgreSQL that a test may kill."""
    with temporary_database(own_postgres.url(), "flows") as url, BinaServer(url, tmp_path) as running:
        yield running
