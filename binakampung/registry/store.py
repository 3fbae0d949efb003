"""The rows that one interpretation touches: loaded in bulk, changed in memory, written as one difference.

Projections and casework see only a `Store`. Over the database it loads what `want` names, and `changes` says what to
write; a replay uses the same class with no database behind it, so it cannot see a live row. A change to one item
can be undone (`mark`, `undo_to`) without any database savepoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from binakampung.domain.duplicates import Pair
from binakampung.registry.models import (
    Dwelling,
    Family,
    FamilyMembership,
    GrowthAssessment,
    GrowthMeasurement,
    HomeVisit,
    Person,
    Statement,
    SurveyMeasurement,
    Task,
    Voided,
    WaitingItem,
)

Row = TypeVar("Row", bound=models.Model)

# The columns by which projections look rows up; kept as indexes in memory.
INDEXED: dict[type[models.Model], tuple[str, ...]] = {
    Statement: ("source_root", "about_id", "family_id"),
    Voided: ("source_root", "target_root"),
    Dwelling: (),
    Family: ("card_hash",),
    Person: ("family_id", "nik_hash"),
    FamilyMembership: ("person_id", "family_id"),
    GrowthMeasurement: ("source_root", "person_id", "declared_person"),
    GrowthAssessment: ("person_id",),
    HomeVisit: ("source_root", "person_id", "declared_person"),
    SurveyMeasurement: ("source_root",),
    Task: ("person_id",),
    WaitingItem: ("source_root", "key", "other_key"),
}
# Their indexes leave out the many rows without a number; a query must say so too, or the table is read whole.
HASHED = frozenset({"nik_hash", "card_hash"})
# Parents before children is not needed (no foreign keys between them); this order only keeps writes stable.
TABLES = tuple(INDEXED)
# What a phone can see: every change takes the next number of the feed.
FED: tuple[type[models.Model], ...] = (Family, Person, Task)


class Store:
    """An identity map over the projected tables. `live=False`: from empty tables, never reading the database."""

    def __init__(self, live: bool = True) -> None:
        self.live = live
        self.rows: dict[type[models.Model], dict[str, Any]] = {table: {} for table in TABLES}
        self.indexes: dict[tuple[type[models.Model], str], dict[Any, set[str]]] = {
            (table, column): defaultdict(set) for table, columns in INDEXED.items() for column in columns
        }
        self.names: dict[tuple[str, str], set[str]] = defaultdict(set)  # (village, name_key) -> persons
        self.birthdays: dict[tuple[str, date | None], set[str]] = defaultdict(set)  # (village, birth date) -> persons
        self.merges: dict[str, set[str]] = defaultdict(set)  # record -> statements that merge it, either way
        self.loaded: dict[type[models.Model], dict[str, tuple[Any, ...]]] = {table: {} for table in TABLES}
        self.touched: dict[type[models.Model], set[str]] = {table: set() for table in TABLES}
        self.fetched: set[tuple[type[models.Model], str, Any]] = set()
        self.alike: list[Pair] = []  # people who came, beside others who may be the same; no row of any table
        self.journal: list[tuple[type[models.Model], str, Any]] = []

    # -- reading ---------------------------------------------------------------------------------------------

    def get(self, table: type[Row], id: str | None) -> Row | None:
        """The row, or None. In live use `want` must have named it before."""
        return self.rows[table].get(id) if id else None

    def where(self, table: type[Row], column: str, value: Any) -> list[Row]:
        """Rows by an indexed column, by id."""
        ids = self.indexes[table, column].get(value, ())
        return [self.rows[table][id] for id in sorted(ids)]

    def all(self, table: type[Row]) -> list[Row]:
        """Every row that is here."""
        return list(self.rows[table].values())

    def named(self, village: str, name_key: str) -> list[Person]:
        """People of a village by folded name, by id."""
        return [self.rows[Person][id] for id in sorted(self.names.get((village, name_key), ()))]

    def merges_of(self, id: str) -> list[Statement]:
        """What merges this record with another, in either direction, by id."""
        return [self.rows[Statement][each] for each in sorted(self.merges.get(id, ()))]

    def waiting_for(self, keys: Iterable[str]) -> list[WaitingItem]:
        """Held items that any of these keys releases, in the order of their submissions."""
        columns = ("key", "other_key")
        found = {row.pk: row for key in keys for name in columns for row in self.where(WaitingItem, name, key)}
        return sorted(found.values(), key=lambda row: (row.source_seq, row.source_item))

    def is_new(self, table: type[models.Model], id: str) -> bool:
        """Did this run make the row?"""
        return id not in self.loaded[table]

    def want(self, table: type[models.Model], column: str, values: Iterable[Any]) -> None:
        """Load rows by a column in one query, unless they are here already."""
        missing = {value for value in values if value and (table, column, value) not in self.fetched}
        if not self.live or not missing:
            return
        self.fetched |= {(table, column, value) for value in missing}
        rows = table._default_manager.filter(**{f"{column}__one_of": missing})
        if column in HASHED:
            rows = rows.exclude(**{column: ""})
        for row in rows:
            self._hold(row)

    def want_named(self, names: Iterable[tuple[str, str]]) -> None:
        """Load people by (village, folded name) in one query."""
        missing = {name for name in names if (Person, "name", name) not in self.fetched}
        if not self.live or not missing:
            return
        self.fetched |= {(Person, "name", name) for name in missing}
        villages = {village for village, _ in missing}
        keys = {key for _, key in missing}
        for row in Person.objects.filter(village__one_of=villages, name_key__one_of=keys):
            self._hold(row)

    def born(self, village: str, day: date | None) -> list[Person]:
        """People of a village born on a day (or of unknown birth, for None: nobody), by id."""
        return [self.rows[Person][id] for id in sorted(self.birthdays.get((village, day), ()))] if day else []

    def want_born(self, days: Iterable[tuple[str, date]]) -> None:
        """Load people by (village, day of birth) in one query."""
        missing = {day for day in days if (Person, "born", day) not in self.fetched}
        if not self.live or not missing:
            return
        self.fetched |= {(Person, "born", day) for day in missing}
        villages, dates = {village for village, _ in missing}, {day for _, day in missing}
        for row in Person.objects.filter(village__one_of=villages, birth_date__in=dates):
            self._hold(row)

    def want_waiting(self, keys: Iterable[str]) -> None:
        """Load held items by what releases them, in one query, unless these keys were asked for already."""
        missing = {key for key in keys if (WaitingItem, "released", key) not in self.fetched}
        if self.live and missing:
            self.fetched |= {(WaitingItem, "released", key) for key in missing}
            for row in WaitingItem.objects.filter(Q(key__one_of=missing) | Q(other_key__one_of=missing)):
                self._hold(row)

    def _hold(self, row: models.Model) -> None:
        table = type(row)
        if row.pk in self.rows[table] or row.pk in self.loaded[table]:
            return  # already here, perhaps changed or removed since
        self.loaded[table][row.pk] = values(row)
        self._place(table, row.pk, row)

    # -- changing --------------------------------------------------------------------------------------------

    def put(self, row: models.Model) -> None:
        """Insert or replace a row by its id."""
        table = type(row)
        self.journal.append((table, row.pk, self.rows[table].get(row.pk)))
        self._place(table, row.pk, row)
        self.touched[table].add(row.pk)

    def remove(self, row: models.Model) -> None:
        """Take a row away."""
        table = type(row)
        self.journal.append((table, row.pk, row))
        self._place(table, row.pk, None)
        self.touched[table].add(row.pk)

    def mark(self) -> int:
        """A point to come back to."""
        return len(self.journal)

    def undo_to(self, mark: int) -> None:
        """Undo every change after `mark`."""
        while len(self.journal) > mark:
            table, id, before = self.journal.pop()
            self._place(table, id, before)

    def settle(self) -> None:
        """Forget how to undo what was done so far."""
        self.journal.clear()

    def _place(self, table: type[models.Model], id: str, row: Any) -> None:
        before = self.rows[table].get(id)
        if before is not None:
            self._index(table, before, set.discard)
        if row is None:
            self.rows[table].pop(id, None)
        else:
            self.rows[table][id] = row
            self._index(table, row, set.add)

    def _index(self, table: type[models.Model], row: Any, act: Any) -> None:
        for column in INDEXED[table]:
            act(self.indexes[table, column][getattr(row, column)], row.pk)
        if table is Person:
            act(self.names[row.village, row.name_key], row.pk)
            act(self.birthdays[row.village, row.birth_date], row.pk)
        elif table is Statement and row.kind == "merged":
            act(self.merges[row.about_id], row.pk)
            act(self.merges[row.family_id], row.pk)

    # -- writing ---------------------------------------------------------------------------------------------

    def changes(self) -> Iterator[Changes]:
        """What was added, changed and removed, table by table."""
        for table in TABLES:
            changes = Changes(table, self.loaded[table])
            for id in sorted(self.touched[table]):
                changes.add(id, self.rows[table].get(id))
            if changes.new or changes.changed or changes.gone:
                yield changes


@dataclass(slots=True)
class Changes:
    """The difference of one table. `loaded`: the values, by id, that the database holds of what was looked at."""

    table: type[models.Model]
    loaded: Mapping[str, tuple[Any, ...]]
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def add(self, id: str, row: Any) -> None:
        """Compare the row as it is now (None: removed) with what the database holds."""
        before = self.loaded.get(id)
        if row is None:
            self.gone += [id] if before is not None else []
        elif before is None:
            self.new.append(row)
        elif values(row) != before:
            self.changed.append(row)

    def before(self, id: str, column: str) -> Any:
        """What the database holds in a column of a row that changed or is gone."""
        return self.loaded[id][_COLUMNS[self.table].index(column)]


def columns(table: type[models.Model]) -> tuple[str, ...]:
    """Every column but the feed number, which says when a phone is told and not what is true."""
    return tuple(field.attname for field in table._meta.concrete_fields if field.attname != "feed")


_COLUMNS = {table: columns(table) for table in TABLES}


def values(row: models.Model) -> tuple[Any, ...]:
    """The row's values in the order of `columns`."""
    return tuple(getattr(row, column) for column in _COLUMNS[type(row)])
