"""How many records of a device are safe here: the figure a cadre sees after each sync.

Counting all of a busy device's rows at each push would grow with its history, so each process remembers the count up
to a point well below the newest number (a submission still being committed has a number above it) and counts only
what came since. What is remembered is dropped now and then and counted anew.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Max

from binakampung.ledger.models import Submission

# Numbers that may still be in the hands of an open transaction.
MARGIN = 2_000
REMEMBERED_SECONDS = 600


@dataclass(slots=True)
class _Remembered:
    """`count` rows of the device have a number up to `seq`."""

    seq: int
    count: int
    since: float


_known: dict[tuple[str, str], _Remembered] = {}


def safe_records(device: str) -> int:
    """Submissions of a device that the ledger holds; 0 for a phone that names no device."""
    if not device:
        return 0
    key = (str(connection.settings_dict["NAME"]), device)
    known = _known.get(key)
    if known is None or time.monotonic() - known.since > REMEMBERED_SECONDS:
        known = _Remembered(0, 0, time.monotonic())
    rows = Submission.objects.filter(device_id=device, seq__gt=known.seq)
    found = rows.aggregate(count=Count("seq"), newest=Max("seq"))
    total = known.count + int(found["count"])
    settled = int(found["newest"] or 0) - MARGIN
    if settled > known.seq + MARGIN:
        known.count += rows.filter(seq__lte=settled).count()
        known.seq = settled
    _known[key] = known
    return total


def forget_counts() -> None:
    """Forget what is remembered (between tests)."""
    _known.clear()
