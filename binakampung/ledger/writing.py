"""Transactions that write.

SQLite has one writer: inside a process they queue fairly instead of asking again and again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_one_writer = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction, committed at the end."""
    if connection.vendor == "sqlite":
        with _one_writer, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield
