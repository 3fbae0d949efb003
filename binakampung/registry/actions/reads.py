"""The log of looks at names. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from binakampung.registry.models import ReadRow


def log_reads(
    families: Iterable[tuple[str, str]], *, by: str, role: str, what: str, route: str, now: datetime
) -> None:
    """One row a family (id, village); a second look within the hour adds none."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = [
        ReadRow(at=now, hour=hour, by=by, role=role, family_id=family, village=village, what=what, route=route[:60])
        for family, village in sorted(set(families))
        if family
    ]
    ReadRow.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
