"""Phones that never give up: each sends its records one after the other, and again until it hears an answer.

They keep what a phone keeps: what was sent, and what the server said it has. Any answer that no phone should ever
hear is written down as a complaint.
"""

from __future__ import annotations

import gzip
import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.collect.xml import multipart, submission_xml, version_of

VILLAGES = ("3528052004", "3528052005", "3528052010")
KEPT = {"accepted", "identical", "superseding", "held", "quarantined"}
# What a server may do that is dying or whose database is: nothing, or say so.
NETWORK = (OSError, http.client.HTTPException)


@dataclass
class Record:
    """One submission on a phone."""

    form_id: str
    instance_id: str
    xml: bytes


@dataclass
class Phone:
    """One device. `run` sends until `stop` is set and everything begun is acknowledged."""

    port: int
    token: str
    seed: int
    sent: list[Record] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    unavailable: int = 0
    connection: http.client.HTTPConnection | None = None

    def run(self, stop: threading.Event, limit: threading.Event) -> None:
        rng = random.Random(self.seed)
        while not stop.is_set():
            batch = self._next(rng)
            self.sent += batch
            while not self.deliver(batch) and not limit.is_set():
                time.sleep(0.2)

    def deliver(self, batch: list[Record]) -> bool:
        """Send once. True when the server said of every record that it has it."""
        try:
            return self._push(batch) if self.seed % 2 else self._post(batch[0])
        except NETWORK:
            self.connection = None
            return False

    def _next(self, rng: random.Random) -> list[Record]:
        """A family and the day on which its child is weighed, now and then the day first."""
        made = [record for _ in range(rng.randrange(1, 4)) for record in _family_and_day(rng)]
        if rng.random() < 0.3:
            made.reverse()
        return made if self.seed % 2 else made[:1]

    def _post(self, record: Record) -> bool:
        kind, body = multipart(record.xml)
        headers = {"Content-Type": kind, "X-OpenRosa-Version": "1.0"}
        status, answer = self._request(f"/key/{self.token}/submission?deviceID=d{self.seed}", body, headers)
        if status in (201, 202):
            self.acknowledged.append(record.instance_id)
            return True
        return self._refused(status, answer)

    def _push(self, batch: list[Record]) -> bool:
        now = datetime.now(UTC).isoformat()
        items = [{"instance_id": each.instance_id, "xml": each.xml.decode(), "observed_at": now} for each in batch]
        body = gzip.compress(json.dumps({"device": f"d{self.seed}", "sent_at": now, "items": items}).encode(), 1)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Encoding": "gzip"}
        status, answer = self._request("/sync/push", body, headers)
        if status != 200:
            return self._refused(status, answer)
        results = json.loads(answer)["results"]
        self.acknowledged += [each["instance_id"] for each in results if each["outcome"] in KEPT]
        self.complaints += [f"{each}" for each in results if each["outcome"] not in KEPT]
        return True

    def _refused(self, status: int, answer: bytes) -> bool:
        if status == 503 and len(answer) > 20:  # in words
            self.unavailable += 1
        else:
            self.complaints.append(f"{status} {answer[:300]!r}")
        return False

    def _request(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.connection.request("POST", path, body, headers)
        response = self.connection.getresponse()
        return response.status, response.read()


class Fleet:
    """Phones at work in the background while the body of the `with` does its worst."""

    def __init__(self, port: int, token: str, phones: int = 4) -> None:
        self.phones = [Phone(port, token, seed) for seed in range(phones)]
        self._stop, self._limit = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=each.run, args=(self._stop, self._limit)) for each in self.phones]

    def __enter__(self) -> Fleet:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let every phone hear of what it has begun; a minute is all the patience a test has."""
        self._stop.set()
        patience = threading.Timer(60, self._limit.set)
        patience.start()
        for thread in self._threads:
            thread.join()
        patience.cancel()

    @property
    def sent(self) -> dict[str, Record]:
        return {record.instance_id: record for phone in self.phones for record in phone.sent}

    @property
    def acknowledged(self) -> set[str]:
        return {id for phone in self.phones for id in phone.acknowledged}

    @property
    def complaints(self) -> list[str]:
        return [each for phone in self.phones for each in phone.complaints]

    @property
    def unavailable(self) -> int:
        return sum(phone.unavailable for phone in self.phones)


def _family_and_day(rng: random.Random) -> list[Record]:
    child, village = _id(rng), rng.choice(VILLAGES)
    day = date(2026, 9, 1) + timedelta(days=rng.randrange(40))
    head = {"person_id": _id(rng), "name": "Sukron", "sex": "male", "birth_date": "1988-02-03", "relationship": "head"}
    small = {"person_id": child, "name": rng.choice(("Siti", "Ahmad")), "sex": "female", "relationship": "child"}
    small["birth_date"] = (date(2023, 1, 1) + timedelta(days=rng.randrange(900))).isoformat()
    family = {"registered_on": "2026-08-01", "village": village, "hamlet": "Laok", "members": [head, small]}
    rows = [{"listed": "yes", "child": child, "weight": f"{rng.randrange(60, 140) / 10:g}", "length": "78"}]
    session = {"session_date": day.isoformat(), "village": village, "posyandu": "Melati", "children": rows}
    return [record(rng, "family_registration", family), record(rng, "growth_session", session)]


def record(rng: random.Random, form_id: str, answers: dict[str, object]) -> Record:
    """A filled form under a new number."""
    instance_id = f"uuid:{_id(rng)}"
    return Record(form_id, instance_id, submission_xml(form_id, answers, instance_id, version=version_of(form_id)))


def a_family(rng: random.Random) -> Record:
    """One registration."""
    return _family_and_day(rng)[0]


def _id(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
