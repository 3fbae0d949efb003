"""Taking the next number of the change feed, and writing a store's difference under it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F

from binakampung.ledger.inserting import insert
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import FeedCounter, GrowthAssessment, Person, Task, Tombstone
from binakampung.registry.store import FED, Changes, Store, columns

# What a phone keeps by id, and must be told to forget.
HELD_BY_PHONES = (Person, Task)


def next_number() -> int:
    """The next feed number. The counter's row stays locked until the transaction ends: numbers appear in order."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE registry_feedcounter SET value = value + 1 WHERE id = 1 RETURNING value")
            row = cursor.fetchone()
        if row is not None:
            return int(row[0])
    if not FeedCounter.objects.filter(pk=1).update(value=F("value") + 1):
        FeedCounter.objects.get_or_create(pk=1, defaults={"value": 0})
        return next_number()
    return FeedCounter.objects.values_list("value", flat=True).get(pk=1)


def current_number() -> int:
    """The highest number that is visible."""
    return FeedCounter.objects.filter(pk=1).values_list("value", flat=True).first() or 0


def write(store: Store) -> None:
    """Write everything that changed in a store. Call inside a transaction."""
    changes = list(store.changes())
    judged = {row.person_id for each in changes if each.table is GrowthAssessment for row in (*each.new, *each.changed)}
    number = next_number() if judged or any(each.table in FED for each in changes) else 0
    for each in changes:
        _write(each, number)
    if judged:
        # A phone shows a child's last measurement beside the name: the child is news too.
        Person.objects.filter(pk__one_of=judged).exclude(feed=number).update(feed=number)


def _write(changes: Changes, number: int) -> None:
    table = changes.table
    if table in FED:
        for row in (*changes.new, *changes.changed):
            row.feed = number
    if table in HELD_BY_PHONES:
        _bury(changes, number)
    if changes.new:
        insert(table, changes.new)
    if changes.changed:
        names = [name for name in columns(table) if name != "id"] + ["feed"] * (table in FED)
        table._default_manager.bulk_update(changes.changed, names, batch_size=200)
    if changes.gone:
        table._default_manager.filter(pk__one_of=changes.gone).delete()


def _left(changes: Changes, row: Any) -> bool:
    """Is the row in another village now, or a person who went away or died?"""
    if row.village != changes.before(row.pk, "village"):
        return True
    return isinstance(row, Person) and row.status != RESIDENT and changes.before(row.pk, "status") == RESIDENT


def _bury(changes: Changes, number: int) -> None:
    """Phones of the village where a row was must forget it: it is gone, or in another village now."""
    moved = [row.pk for row in changes.changed if _left(changes, row)]
    kind = changes.table.__name__.lower()
    graves = [
        Tombstone(kind=kind, ref=id, area_code=changes.before(id, "village"), feed=number)
        for id in (*changes.gone, *moved)
    ]
    if graves:
        Tombstone.objects.bulk_create(graves)
