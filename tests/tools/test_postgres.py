"""The database helpers of tests and benchmarks, on the PostgreSQL that comes from a wheel."""

from collections.abc import Iterator

import psycopg
import pytest

from tools.postgres import temporary_database, with_database
from tools.postgres_server import OwnServer

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def own_server() -> Iterator[OwnServer]:
    with OwnServer() as server:
        yield server


def databases(server: OwnServer) -> set[str]:
    with psycopg.connect(server.url()) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_a_killed_server_keeps_what_it_confirmed(own_server: OwnServer) -> None:
    with temporary_database(own_server.url(), "bina") as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE confirmed (n int)")
            connection.execute("INSERT INTO confirmed VALUES (40)")
        own_server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        own_server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT n FROM confirmed").fetchall() == [(40,)]


def test_a_temporary_database_leaves_nothing(own_server: OwnServer) -> None:
    before = databases(own_server)
    with temporary_database(own_server.url(), "bina") as url, psycopg.connect(url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"CREATE DATABASE test_{name}_gw1")  # as Django's test runner does beside it
        assert databases(own_server) == {*before, name, f"test_{name}_gw1"}
        connection.close()
    assert databases(own_server) == before


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/x"),
        ("postgres://u:p@host/one?sslmode=require", "postgres://u:p@host/x?sslmode=require"),
        ("postgres:///postgres?host=/run/pg", "postgres:///x?host=/run/pg"),
    ],
)
def test_the_same_server_with_another_database(url: str, other: str) -> None:
    assert with_database(url, "x") == other
