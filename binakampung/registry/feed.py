"""Taking the next number of the change feed, and writing a store's difference under it."""

from __future__ import annotations

from django.db import connection, models
from django.db.models import F

from binakampung.registry.models import FeedCounter, GrowthAssessment, Person, Task, Tombstone
from binakampung.registry.store import FED, Store, columns


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
    if not changes:
        return
    judged = {
        row.person_id for table, new, changed, _ in changes if table is GrowthAssessment for row in (*new, *changed)
    }
    fed = judged or any(table in FED for table, *_ in changes)
    number = next_number() if fed else 0
    for table, new, changed, gone in changes:
        if table in FED:
            for row in (*new, *changed):
                row.feed = number
        if new:
            table._default_manager.bulk_create(new)
        if changed:
            _update(table, changed)
        if gone:
            if table is Task:
                _bury(table, gone, number)
            table._default_manager.filter(pk__in=gone).delete()
    if judged:
        # A phone shows a child's last measurement beside the name: the child is news too.
        Person.objects.filter(pk__in=judged).exclude(feed=number).update(feed=number)


def _update(table: type[models.Model], rows: list[models.Model]) -> None:
    names = [name for name in columns(table) if name != "id"]
    if table in FED:
        names.append("feed")
    table._default_manager.bulk_update(rows, names, batch_size=200)


def _bury(table: type[models.Model], ids: list[str], number: int) -> None:
    villages = dict(table._default_manager.filter(pk__in=ids).values_list("pk", "village"))
    Tombstone.objects.bulk_create(
        [Tombstone(kind=table.__name__.lower(), ref=id, area_code=villages[id], feed=number) for id in villages]
    )
