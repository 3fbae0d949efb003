"""`kill -9` under load, of the server and of its database: nothing acknowledged is lost, nothing is there twice.

Twenty kills in all: six of the server on each kind of database, eight of PostgreSQL itself.
"""

from __future__ import annotations

import json
import random
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing

import psutil
import psycopg
import pytest

from tests.flows.phones import Fleet, Phone, a_family
from tools.bina_server import BinaServer
from tools.postgres_server import OwnServer

pytestmark = [pytest.mark.once, pytest.mark.slow]
SERVER_KILLS = 6
DATABASE_KILLS = 8
FORMS = ("family_registration", "growth_session")


def test_the_server_is_killed_under_load(server: BinaServer) -> None:
    chance = random.Random(1)
    with Fleet(server.port, server.token()) as fleet:
        for _ in range(SERVER_KILLS):
            time.sleep(chance.uniform(0.3, 1.0))
            workers = _workers(server)
            server.kill()
            # The workers end with their server: the port is free for the next one.
            assert psutil.wait_procs(workers, timeout=10)[1] == []
            server.start()
        time.sleep(0.5)
    _nothing_lost_nothing_twice(server, fleet)


def test_the_database_is_killed_under_load(server_on_own_postgres: BinaServer, own_postgres: OwnServer) -> None:
    server, chance = server_on_own_postgres, random.Random(2)
    with Fleet(server.port, server.token()) as fleet:
        for _ in range(DATABASE_KILLS):
            time.sleep(chance.uniform(0.3, 1.0))
            own_postgres.kill()
            time.sleep(chance.uniform(0.1, 0.3))
            own_postgres.start()
        time.sleep(1.0)
    assert fleet.unavailable > 0
    _nothing_lost_nothing_twice(server, fleet)


def test_while_the_database_is_away_every_door_says_so(
    server_on_own_postgres: BinaServer, own_postgres: OwnServer
) -> None:
    server = server_on_own_postgres
    token = server.token()
    posting, pushing = (Phone(server.port, token, seed) for seed in (0, 1))
    first, second = (a_family(random.Random(seed)) for seed in (5, 6))
    assert posting.deliver([first])
    own_postgres.kill()
    try:
        for _ in range(20):  # every thread of every process
            assert not posting.deliver([second])
            assert not pushing.deliver([second])
        assert posting.unavailable == pushing.unavailable == 20
        assert _status(f"http://127.0.0.1:{server.port}/sync/pull", token) == 503
        assert _status(f"http://127.0.0.1:{server.port}/key/{token}/formList") == 503
        assert _status(f"http://127.0.0.1:{server.port}/", cookie="sessionid=tidakada") == 503
    finally:
        own_postgres.start()
    assert posting.deliver([second])
    assert pushing.deliver([first, second])
    assert posting.complaints == pushing.complaints == []
    assert sorted(_ids(server)) == sorted([first.instance_id, second.instance_id])


def _nothing_lost_nothing_twice(server: BinaServer, fleet: Fleet) -> None:
    ids = _ids(server)
    assert fleet.complaints == []
    assert fleet.acknowledged == fleet.sent.keys(), "a phone never heard of what it sent"
    assert len(ids) > 30
    assert fleet.acknowledged - set(ids) == set(), "acknowledged and lost"
    assert len(ids) == len(set(ids)), "there twice"
    assert set(ids) - fleet.sent.keys() == set()
    _wait_until_all_is_interpreted(server)
    families = [id for id in ids if fleet.sent[id].form_id == FORMS[0]]
    assert _count(server, "SELECT count(*) FROM registry_family") == len(families)
    assert _count(server, "SELECT count(*) FROM ledger_processing WHERE outcome = 'quarantined'") == 0
    replayed = json.loads(server.bina("replay", "--all", "--json"))
    assert replayed["different"] == 0, replayed["differences"][:5]
    assert replayed["compared"] > len(ids)


def _ids(server: BinaServer) -> list[str]:
    return [id for form in FORMS for id in server.bina("submissions", "ids", form).split()]


def _wait_until_all_is_interpreted(server: BinaServer) -> None:
    """The server finds by itself what a dead database took along: within seconds, so a minute is plenty."""
    left = "SELECT count(*) FROM ledger_submission WHERE seq NOT IN (SELECT submission_id FROM ledger_processing)"
    for _ in range(600):
        if _count(server, left) == 0:
            return
        time.sleep(0.1)
    raise AssertionError("left uninterpreted")


def _count(server: BinaServer, query: str) -> int:
    if server.database.startswith("postgres"):
        with psycopg.connect(server.database) as connection:
            row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    else:
        with closing(sqlite3.connect(server.database)) as file:
            row = file.execute(query).fetchone()
    return int(row[0])


def _workers(server: BinaServer) -> list[psutil.Process]:
    assert server.process is not None
    return psutil.Process(server.process.pid).children(recursive=True)


def _status(url: str, token: str = "", cookie: str = "") -> int:
    headers = {"Authorization": f"Bearer {token}", "Cookie": cookie}
    request = urllib.request.Request(url, headers={name: value for name, value in headers.items() if value})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        assert len(refused.read()) > 20
        return refused.code
