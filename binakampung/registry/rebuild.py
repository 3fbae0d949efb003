"""Making every projected row anew from the ledger: after a new way of keeping them, or to mend damage. Rarely needed.

All in one transaction and one turn: readers see the old rows until the new ones stand, and nothing arrives between.
Ids are derived, so everybody keeps theirs; phones fetch what changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import models

from binakampung.ledger.models import Submission
from binakampung.ledger.reading import Recorded, read
from binakampung.registry import feed, risk
from binakampung.registry.interpret import turn
from binakampung.registry.models import FamilyRisk, Person, Statement
from binakampung.registry.project import LOCAL, interpret, work_on
from binakampung.registry.replay import in_order
from binakampung.registry.store import TABLES, Store

CHUNK = 200
Progress = Callable[[int, int], None]


def needed() -> bool:
    """Are there people from before statements were kept?"""
    return Person.objects.exists() and not Statement.objects.exists()


def rebuild_all(now: datetime, progress: Progress | None = None) -> int:
    """Make all projected and derived rows anew. Returns how many submissions were read."""
    everything = Submission.objects.all()
    total, done = everything.count(), 0
    with turn():
        tables: tuple[type[models.Model], ...] = (*TABLES, FamilyRisk)
        for table in tables:
            table._default_manager.all()._raw_delete(table._default_manager.db)
        batch: list[Recorded] = []
        for recorded in in_order(everything):
            batch.append(recorded)
            if len(batch) == CHUNK:
                done += _write(batch, done, total, progress)
                batch = []
        done += _write(batch, done, total, progress)
        risk.refresh_all(now.astimezone(LOCAL).date())
    return done


def _write(batch: list[Recorded], done: int, total: int, progress: Progress | None) -> int:
    """One batch; one that cannot be read together is read one by one, and what cannot be read alone leaves no row."""
    try:
        store = Store()
        interpret(store, [work_on(recorded) for recorded in batch], read)
    except Exception:
        if len(batch) == 1:
            return 1  # quarantined as unexpected when it came; its rows were none then either
        return sum(_write([recorded], done, total, None) for recorded in batch)
    feed.write(store)
    if progress:
        progress(done + len(batch), total)
    return len(batch)
