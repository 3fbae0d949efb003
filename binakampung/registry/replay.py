"""Replay: rebuild rows from the ledger alone and compare them with the live ones. A proof and a finder of damage.

The rebuilding store has no database behind it, so nothing of a live row can leak into it; live rows are read only
to compare. Submissions are taken in the order in which they were first interpreted.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Min

from binakampung.ledger.models import Processing, Subject
from binakampung.ledger.reading import Recorded, read
from binakampung.registry.models import (
    Family,
    FamilyMembership,
    GrowthAssessment,
    GrowthMeasurement,
    HomeVisit,
    Person,
    Task,
)
from binakampung.registry.project import interpret
from binakampung.registry.store import TABLES, Store, columns, values

CHUNK = 50
# Tables whose rows belong to a family, and the column that leads there.
OF_FAMILY: tuple[tuple[type[models.Model], str], ...] = (
    (Family, "id"),
    (Person, "family_id"),
    (FamilyMembership, "family_id"),
    (GrowthMeasurement, "person_id"),
    (GrowthAssessment, "person_id"),
    (HomeVisit, "person_id"),
    (Task, "person_id"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not what the ledger says: `live` or `replayed` is None when the row is missing there."""

    table: str
    id: str
    live: dict[str, Any] | None
    replayed: dict[str, Any] | None


@dataclass(slots=True)
class Comparison:
    """How many rows were compared, and those that differ."""

    compared: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, table: type[models.Model], live: dict[str, Any], replayed: dict[str, Any]) -> None:
        """Compare two sets of rows of one table, by id."""
        for id in sorted(live.keys() | replayed.keys()):
            self.compared += 1
            ours, theirs = live.get(id), replayed.get(id)
            if ours is None or theirs is None or values(ours) != values(theirs):
                self.differences.append(Difference(table.__name__, id, *_unequal(table, ours, theirs)))


def replay_all() -> Comparison:
    """Rebuild everything and compare every projected and derived row."""
    store = rebuild(_in_order(None))
    comparison = Comparison()
    for table in TABLES:
        live = {row.pk: row for row in table._default_manager.iterator(5000)}
        comparison.add(table, live, store.rows[table])
    return comparison


def replay_sample(count: int, seed: int | None = None) -> Comparison:
    """Rebuild a random sample of families."""
    ids = list(Subject.objects.values_list("subject", flat=True).distinct().order_by("subject"))
    ids = sorted(set(ids) | set(Family.objects.values_list("pk", flat=True)))
    chosen = random.Random(seed).sample(ids, min(count, len(ids)))
    return replay_families(chosen)


def replay_families(families: Sequence[str]) -> Comparison:
    """Rebuild these families and compare what belongs to them."""
    comparison = Comparison()
    for start in range(0, len(families), CHUNK):
        chunk = set(families[start : start + CHUNK])
        store = rebuild(_in_order(_seqs_of(chunk)))
        _compare_families(comparison, store, chunk)
    return comparison


def rebuild(submissions: Iterable[Recorded]) -> Store:
    """A store made from these submissions alone."""
    store = Store(live=False)
    known: dict[int, Recorded] = {}

    def by_seq(seqs: Iterable[int]) -> dict[int, Recorded]:
        return {seq: known[seq] for seq in seqs}

    batch: list[Recorded] = []
    for recorded in submissions:
        known[recorded.seq] = recorded
        batch.append(recorded)
        if len(batch) == CHUNK:
            _interpret_safely(store, batch, by_seq)
            batch = []
    _interpret_safely(store, batch, by_seq)
    return store


def _interpret_safely(store: Store, batch: list[Recorded], by_seq: Any) -> None:
    """What the live door quarantines as unexpected leaves no rows here either."""
    mark = store.mark()
    try:
        interpret(store, batch, by_seq)
    except Exception:
        store.undo_to(mark)
        for recorded in batch if len(batch) > 1 else ():
            _interpret_safely(store, [recorded], by_seq)


def _in_order(seqs: Sequence[int] | None) -> Iterator[Recorded]:
    first = Processing.objects.values("submission_id").annotate(first=Min("id")).order_by("first")
    if seqs is not None:
        first = first.filter(submission_id__in=seqs)
    order = [row["submission_id"] for row in first]
    for start in range(0, len(order), 500):
        found = read(order[start : start + 500])
        yield from (found[seq] for seq in order[start : start + 500])


def _seqs_of(families: set[str]) -> list[int]:
    """Submissions that spoke of these families, or of people whom a name alone could confuse with theirs."""
    people = Person.objects.filter(family_id__in=families).values_list("village", "name_key")
    namesakes: set[str] = set()
    for village, name in set(people):
        same = Person.objects.filter(village=village, name_key=name).values_list("family_id", flat=True)
        namesakes.update(same)
    found = Subject.objects.filter(subject__in=families | namesakes).values_list("submission_id", flat=True)
    return sorted(set(found))


def _compare_families(comparison: Comparison, store: Store, families: set[str]) -> None:
    people = {row.pk for family in families for row in store.where(Person, "family_id", family)}
    people |= set(Person.objects.filter(family_id__in=families).values_list("pk", flat=True))
    for table, column in OF_FAMILY:
        wanted = people if column == "person_id" else families
        live = {row.pk: row for row in table._default_manager.filter(**{f"{column}__in": wanted})}
        replayed = {id: row for id, row in store.rows[table].items() if getattr(row, column) in wanted}
        comparison.add(table, live, replayed)


def _unequal(
    table: type[models.Model], live: Any, replayed: Any
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Only the columns that differ; everything when one side is missing."""
    sides = [
        dict(zip(columns(table), values(row), strict=True)) if row is not None else None for row in (live, replayed)
    ]
    ours, theirs = sides
    if ours is None or theirs is None:
        return ours, theirs
    unequal = [name for name in ours if ours[name] != theirs[name]]
    return {name: ours[name] for name in unequal}, {name: theirs[name] for name in unequal}
