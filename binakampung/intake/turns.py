"""One import of a form at a time, whoever sends it: what a file is compared with must not change meanwhile.

The lock goes with the process: a dead import blocks nobody.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from binakampung.intake.tables import FileRefused

LOCKS = 7302  # the class of our advisory locks
PAUSE = 0.2


@contextmanager
def turn(form_id: str, patience: float) -> Iterator[None]:
    """Hold the turn of a form. Waits `patience` seconds for another import, then raises `FileRefused`."""
    if connection.vendor == "postgresql":
        with _advisory(form_id, patience):
            yield
    else:
        with _file(form_id, patience):
            yield


@contextmanager
def _advisory(form_id: str, patience: float) -> Iterator[None]:
    key = int.from_bytes(hashlib.sha256(form_id.encode()).digest()[:4], "big", signed=True)

    def ask(function: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", [LOCKS, key])
            return bool(cursor.fetchone()[0])

    _wait(lambda: ask("pg_try_advisory_lock"), patience)
    try:
        yield
    finally:
        ask("pg_advisory_unlock")


@contextmanager
def _file(form_id: str, patience: float) -> Iterator[None]:
    database = Path(str(connection.settings_dict["NAME"])).absolute()
    name = hashlib.sha256(form_id.encode()).hexdigest()[:16]
    with database.with_name(f"{database.name}.import-{name}").open("ab") as file:
        _wait(lambda: _locked(file.fileno()), patience)
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(lock: Callable[[], bool], patience: float) -> None:
    until = time.monotonic() + patience
    while not lock():
        if time.monotonic() > until:
            raise FileRefused("import_running")
        time.sleep(PAUSE)
