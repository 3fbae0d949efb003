"""An office for tests over HTTP: a real `bina serve` on a database of its own, with one worker and some families.

Run as a program it prepares the database: `python -m tests.collect.office DATABASE` prints one JSON object.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.paths import ROOT

BINA = str(Path(sys.executable).with_name("bina"))
LOGIN, PASSWORD = "kader.melati", "sandi yang panjang"
BORN = date(2025, 4, 12)
NAMES = [f"Anak {letter}{number}" for letter in "ABCD" for number in range(1, 11)]


@dataclass(frozen=True)
class Office:
    """A running server: its address, its database, the worker's key, the children on the list by name."""

    url: str
    database: str
    token: str
    children: Mapping[str, str]

    @property
    def keyed(self) -> str:
        """The address in the QR code of the worker's phone."""
        return f"{self.url}/key/{self.token}"

    def ids(self, form_id: str) -> list[str]:
        """The numbers of the form's submissions, as the command line tells them."""
        told = subprocess.run(
            [BINA, "submissions", "ids", form_id, "--database", self.database],
            cwd=ROOT, env=environment(self.database), check=True, capture_output=True, text=True,
        )  # fmt: skip
        return told.stdout.split()


@contextmanager
def an_office(database: str, folder: Path) -> Iterator[Office]:
    """Prepare the database, serve it, and stop the server afterwards."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.collect.office", database],
        cwd=ROOT, env=environment(database), check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    known = json.loads(told.stdout)
    with (folder / "server.log").open("wb") as log:
        command = [BINA, "serve", "--database", database, "--port", "0"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, stderr=log)
        try:
            yield Office(ready(server), database, known["token"], known["children"])
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            server.stdout.close() if server.stdout else None


def ready(server: subprocess.Popen[bytes]) -> str:
    """The address that a starting server announces."""
    assert server.stdout is not None
    for line in server.stdout:
        word, _, url = line.decode().strip().partition(" ")
        if word == "ready":
            return url
    raise AssertionError(f"the server ended with {server.wait()} before it was ready")


def environment(database: str) -> dict[str, str]:
    """What a program needs to work on this database."""
    return {**os.environ, "BINA_DATABASE": database, "DJANGO_SETTINGS_MODULE": "binakampung.config.settings"}


def prepare() -> dict[str, object]:
    """One cadre and forty children in one village; the key of the cadre's phone."""
    from binakampung.registry.actions.accounts import add_worker, issue_device_token
    from tests.builders import VILLAGE, a_family, send

    since = date(2020, 1, 1)
    worker = add_worker(
        login=LOGIN, name="Kader Melati", role="cadre", password=PASSWORD, areas=[VILLAGE], since=since, by="bina"
    )
    family = a_family()
    for name in NAMES:
        family = family.with_child(name, BORN)
    send(family)
    token = issue_device_token(user=worker, by="bina")
    return {"token": token, "children": {child.name: child.id for child in family.children}}


if __name__ == "__main__":
    from binakampung.cli.options import open_database

    open_database(sys.argv[1])
    print(json.dumps(prepare()))
