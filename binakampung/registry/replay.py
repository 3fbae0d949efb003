"""Replay: rebuild rows from the ledger alone and compare them with the live ones. A proof and a finder of damage.

The rebuilding store has no database behind it, so nothing of a live row can leak into it; live rows are read only
to compare. Submissions are taken in the order in which they were first interpreted.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Min, Q, QuerySet

from binakampung.catalogue.forms import declaring_forms
from binakampung.ledger.models import Processing, Subject, Submission
from binakampung.ledger.reading import Recorded, read
from binakampung.registry.models import (
    Dwelling,
    Family,
    FamilyMembership,
    GrowthAssessment,
    GrowthMeasurement,
    HomeVisit,
    Person,
    Statement,
    Task,
    Voided,
    WaitingItem,
)
from binakampung.registry.project import interpret, work_on
from binakampung.registry.store import TABLES, Store, columns, values

log = logging.getLogger(__name__)
CHUNK = 50
Table = type[models.Model]
# Tables whose rows belong to a family, and the column that leads there.
OF_FAMILY: tuple[tuple[Table, str], ...] = (
    (Family, "id"),
    (Person, "family_id"),
    (FamilyMembership, "family_id"),
    (GrowthMeasurement, "person_id"),
    (GrowthAssessment, "person_id"),
    (HomeVisit, "person_id"),
    (Task, "person_id"),
    (WaitingItem, "source_root"),
    (Statement, "source_root"),
    (Voided, "source_root"),
    (Dwelling, "source_root"),
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

    def add(self, table: Table, live: dict[str, Any], replayed: dict[str, Any]) -> None:
        """Compare two sets of rows of one table, by id."""
        for id in sorted(live.keys() | replayed.keys()):
            self.compared += 1
            ours, theirs = live.get(id), replayed.get(id)
            if ours is None or theirs is None or values(ours) != values(theirs):
                self.differences.append(Difference(table.__name__, id, *_unequal(table, ours, theirs)))


def replay_all() -> Comparison:
    """Rebuild everything and compare every projected and derived row."""
    store = rebuild(Submission.objects.all())
    comparison = Comparison()
    for table in TABLES:
        live = {row.pk: row for row in table._default_manager.iterator(5000)}
        comparison.add(table, live, store.rows[table])
    return comparison


def replay_sample(count: int, seed: int | None = None) -> Comparison:
    """Rebuild a random sample of families."""
    ids = set(Subject.objects.values_list("subject", flat=True).distinct())
    ids |= set(Family.objects.values_list("pk", flat=True))
    return replay_families(random.Random(seed).sample(sorted(ids), min(count, len(ids))))


def replay_families(families: Sequence[str]) -> Comparison:
    """Rebuild these families and compare what belongs to them, and what waits in submissions that spoke of them."""
    comparison = Comparison()
    for start in range(0, len(families), CHUNK):
        chunk = set(families[start : start + CHUNK])
        store = rebuild(_needed_for(chunk))
        for table, live, replayed in rows_of(chunk, store):
            comparison.add(table, live, replayed)
    return comparison


def rebuild(submissions: QuerySet[Submission]) -> Store:
    """A store made from these submissions alone."""
    store = Store(live=False)
    batch: list[Recorded] = []
    for recorded in in_order(submissions):
        batch.append(recorded)
        if len(batch) == CHUNK:
            _interpret_safely(store, batch)
            batch = []
    _interpret_safely(store, batch)
    return store


def rows_of(families: set[str], store: Store) -> Iterator[tuple[Table, dict[str, Any], dict[str, Any]]]:
    """Per table, the live and the rebuilt rows that belong to these families."""
    people = {row.pk for family in families for row in store.where(Person, "family_id", family)}
    people |= set(Person.objects.filter(family_id__in=families).values_list("pk", flat=True))
    wanted = {"person_id": people, "source_root": set(_roots_of(families))}
    for table, column in OF_FAMILY:
        ids = wanted.get(column, families)
        live = {row.pk: row for row in table._default_manager.filter(**{f"{column}__in": ids})}
        replayed = {id: row for id, row in store.rows[table].items() if getattr(row, column) in ids}
        yield table, live, replayed


def _interpret_safely(store: Store, batch: list[Recorded]) -> None:
    """What the live door quarantines as unexpected leaves no rows here either."""
    mark = store.mark()
    try:
        interpret(store, [work_on(recorded) for recorded in batch], read)
    except Exception:
        store.undo_to(mark)
        if len(batch) == 1:
            log.warning("submission %s could not be interpreted in replay", batch[0].seq, exc_info=True)
        for recorded in batch if len(batch) > 1 else ():
            _interpret_safely(store, [recorded])
    store.settle()


def in_order(submissions: QuerySet[Submission]) -> Iterator[Recorded]:
    """As they took effect: by the first attempt that read anything (before it, nothing of them was there)."""
    attempts = Processing.objects.filter(submission__in=submissions).values("submission_id")
    took_effect = Min("id", filter=~Q(outcome="quarantined"))
    rows = attempts.annotate(first=Min("id"), effect=took_effect).values_list("submission_id", "first", "effect")
    order = [seq for _, seq in sorted((effect or first, seq) for seq, first, effect in rows)]
    for start in range(0, len(order), 500):
        found = read(order[start : start + 500])
        yield from (found[seq] for seq in order[start : start + 500])


def _needed_for(families: Iterable[str]) -> QuerySet[Submission]:
    """Every version of the submissions that spoke of these families, and of what made everyone else there who they are.

    A child is told from its namesakes by who was declared, and a person who moved between families is what was said
    of both; so those families' declarations and events come along, and theirs in turn.
    """
    roots = set(_roots_of(families))
    known, fresh = set(families), set(roots)
    while fresh:
        others = set(Subject.objects.filter(submission__root_id__in=fresh).values_list("subject", flat=True)) - known
        known |= others
        said = Subject.objects.filter(subject__in=others, submission__form_id__in=declaring_forms())
        fresh = set(said.values_list("submission__root_id", flat=True)) - roots
        roots |= fresh
    return Submission.objects.filter(root_id__in=roots)


def _roots_of(families: Iterable[str]) -> QuerySet[Any, str]:
    spoke = Subject.objects.filter(subject__in=set(families))
    return Submission.objects.filter(subject__in=spoke).values_list("root_id", flat=True).distinct()


def _unequal(table: Table, live: Any, replayed: Any) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Only the columns that differ; everything when one side is missing."""
    ours, theirs = (
        dict(zip(columns(table), values(row), strict=True)) if row is not None else None for row in (live, replayed)
    )
    if ours is None or theirs is None:
        return ours, theirs
    unequal = [name for name in ours if ours[name] != theirs[name]]
    return {name: ours[name] for name in unequal}, {name: theirs[name] for name in unequal}
