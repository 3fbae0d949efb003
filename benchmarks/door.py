"""Household-sized submissions through a running server, complete: stored, interpreted and answered with a good word.

Client, server and PostgreSQL share this machine. Requests are made beforehand and answers only looked at, so that
the client takes about a fiftieth of the time of one core.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.client import Run, drive
from benchmarks.households import FORM, Household, collect_post, households, push
from benchmarks.table import Row, median_row
from tools.bina_server import BinaServer
from tools.postgres import fresh_database

RUNS = 3
SINGLY = 600
BATCH = 50
PUSHED = 1_000
EXPORTED = 12_000
Request = Callable[[Sequence[Household]], list[bytes]]


class Door:
    """A server under measurement. Every run sends other households; `posted` counts them."""

    def __init__(self, server: BinaServer, kind: str) -> None:
        self.server = server
        self.kind = kind
        self.token = server.token()
        self.posted = 0

    def run(self, count: int, connections: int, requests: Request, good: Callable[[int, bytes], bool]) -> Run:
        """Post so many new households over so many connections."""
        made = households(count, seed=self.posted + 1)
        self.posted += count
        return drive(self.server.port, requests(made), connections, good)

    def collect(self, count: int, connections: int) -> Run:
        """One POST a household, as ODK Collect does it."""
        return self.run(count, connections, self._posts, lambda status, _: status == 201)

    def sync(self, count: int, connections: int, batch: int) -> Run:
        """Pushes of the field app, `batch` households each."""
        return self.run(
            count, connections, lambda made: [push(each, self.token) for each in _batches(made, batch)], _all_accepted
        )

    def top_up(self, count: int) -> None:
        """Post until so many households are there."""
        if self.posted < count:
            self.sync(count - self.posted, 8, BATCH)

    def check(self) -> None:
        """Everything posted is there once, and its interpretation is what a replay says of a sample."""
        ids = self.server.bina("submissions", "ids", FORM).split()
        assert len(ids) == len(set(ids)) == self.posted, (len(ids), self.posted)
        self.server.bina("replay", "--sample", "200", "--json")

    def _posts(self, made: Sequence[Household]) -> list[bytes]:
        return [collect_post(each, self.token) for each in made]


def measure(door: Door, wanted: bool) -> Iterator[Row]:
    """The figures of one door. `wanted`: this is the machine and database that the promises speak of."""
    door.collect(100, 8)
    for name, run in (
        ("one POST each, as Collect does", door.collect),
        ("one push each, as the field app does", lambda count, connections: door.sync(count, connections, 1)),
    ):
        runs = [run(SINGLY, 8) for _ in range(RUNS)]
        yield _rate(f"{door.kind}: {name}, 8 connections", runs, 90 if wanted else None)
        yield _latency(f"{door.kind}: the same, 99 of 100 answered within", runs, 150 if wanted else None)
        _no_errors(runs)
    for connections in (1, 8):
        runs = [door.sync(PUSHED, connections, BATCH) for _ in range(RUNS)]
        name = f"{door.kind}: pushes of {BATCH}, {connections} connection{'s' * (connections > 1)}"
        yield _rate(name, runs, 600 if wanted else None, BATCH)
        _no_errors(runs)
    runs = [door.collect(SINGLY, 32) for _ in range(RUNS)]
    yield _rate(f"{door.kind}: one POST each, 32 connections", runs, None)
    errors = [float(run.errors) for run in runs]
    yield median_row(f"{door.kind}: the same, errors", errors, "", 0, more_is_better=False)


@contextmanager
def doors(kind: str) -> Iterator[Door]:
    """A new server on a new database: `sqlite` or `postgresql`."""
    with tempfile.TemporaryDirectory(prefix="bina-bench-") as folder:
        home = Path(folder)
        if kind == "sqlite":
            with BinaServer(str(home / "bina.sqlite3"), home) as server:
                yield Door(server, "SQLite")
        else:
            with fresh_database("bench") as url, BinaServer(url, home) as server:
                yield Door(server, "PostgreSQL")


def _batches(made: Sequence[Household], size: int) -> list[Sequence[Household]]:
    return [made[start : start + size] for start in range(0, len(made), size)]


def _all_accepted(status: int, body: bytes) -> bool:
    # Each household has one item: its word stands twice, for the submission and for the item.
    return status == 200 and body.count(b'"outcome":"accepted"') == 2 * body.count(b'"instance_id"')


def _rate(name: str, runs: Sequence[Run], wanted: float | None, each: int = 1) -> Row:
    return median_row(name, [run.requests * each / run.seconds for run in runs], "/s", wanted)


def _latency(name: str, runs: Sequence[Run], wanted: float | None) -> Row:
    return median_row(name, [run.p99 for run in runs], "ms", wanted, more_is_better=False)


def _no_errors(runs: Sequence[Run]) -> None:
    assert all(run.errors == 0 for run in runs), [run.errors for run in runs]
