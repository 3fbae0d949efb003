"""Closing a month: its rows as of the last day are frozen, villages first, areas above by naming their villages.

Late data make a restated snapshot with the next number, and only when somebody asks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from binakampung.analytics.extract import (
    VILLAGE_DIGITS,
    Position,
    Query,
    Tables,
    read_position,
    read_rows,
    villages_of,
)
from binakampung.analytics.indicators import count_trend
from binakampung.analytics.snapshots import Part, Shelf, Snapshot
from binakampung.domain.indicators import RowKind
from binakampung.domain.periods import ReportingPeriod
from binakampung.domain.reports import ReportDefinition

Moment = Callable[[], AbstractContextManager[None]]


class NotEnded(ValueError):
    """A month cannot be closed before it is over."""


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closes what, when: facts that the caller knows. `restate` mends a month that is closed already."""

    report_id: str
    area: str
    period: ReportingPeriod
    by: str
    now: datetime
    today: date
    code_revision: str
    restate: bool = False


def close_period(shelf: Shelf, query: Query, closing: Closing, moment: Moment = nullcontext) -> Snapshot:
    """Freeze an area's month as of its last day. Returns the newest snapshot.

    A month closed already stays as it is, unless `restate` asks for a new number and the rows have changed.
    Everything is read inside `moment()`, a transaction in which all queries see the same; files are written after it,
    so that nobody waits for them. Raises `NotEnded`.
    """
    if not closing.period.ended(closing.today):
        raise NotEnded(str(closing.period))
    known = shelf.latest(closing.report_id, closing.area, closing.period)
    if known is not None and not closing.restate:
        return known
    definition = shelf.keep_definitions(closing.report_id)
    with moment():
        position = read_position(query)
        rows = read_rows(query, definition.rows, closing.area, closing.period)
        territory = villages_of(query, closing.area)
    tables = _masked(shelf, rows, definition.rows)
    act = _Act(shelf, closing, definition, position)
    if len(closing.area) == VILLAGE_DIGITS:
        return act.village(closing.area, tables)
    lived_in = {village for table in tables.values() for village in table["village"].to_pylist()}
    villages = sorted(lived_in | set(territory))
    return act.above([act.village(village, _of_village(tables, village)) for village in villages])


@dataclass(frozen=True, slots=True)
class _Act:
    """What all snapshots of one closing share."""

    shelf: Shelf
    closing: Closing
    definition: ReportDefinition
    position: Position

    def village(self, village: str, tables: Tables) -> Snapshot:
        known = self._known(village)
        if known is not None and (not self.closing.restate or self._same(known, tables)):
            return known
        followed = {id: count for (id, _), count in count_trend(self.definition, tables).items()}
        return self.shelf.put(self._manifest(village, known, followed), tables)

    def above(self, villages: Sequence[Snapshot]) -> Snapshot:
        known = self._known(self.closing.area)
        parts = tuple(Part(each.area, each.number, self.shelf.manifest_hash(each)) for each in villages)
        if known is not None and known.parts == parts and known.definitions == self.definition.hash:
            return known
        followed = Counter[str]()
        for village in villages:
            followed.update(village.followed)
        return self.shelf.put(self._manifest(self.closing.area, known, followed, parts), {})

    def _known(self, area: str) -> Snapshot | None:
        return self.shelf.latest(self.closing.report_id, area, self.closing.period)

    def _same(self, known: Snapshot, tables: Tables) -> bool:
        if known.definitions != self.definition.hash:
            return False
        stored = self.shelf.tables(known)
        return all(stored[name].equals(table) for name, table in tables.items())

    def _manifest(
        self, area: str, known: Snapshot | None, followed: Mapping[str, int], parts: tuple[Part, ...] = ()
    ) -> Snapshot:
        return Snapshot(
            report_id=self.closing.report_id,
            area=area,
            period=str(self.closing.period),
            number=known.number + 1 if known else 1,
            restates=known.number if known else None,
            as_of=self.closing.period.last_day.isoformat(),
            closed_at=self.closing.now.isoformat(),
            closed_by=self.closing.by,
            position=self.position,
            definitions=self.definition.hash,
            code_revision=self.closing.code_revision,
            followed=dict(followed),
            parts=parts,
        )


def _masked(shelf: Shelf, tables: Tables, kinds: Mapping[str, RowKind]) -> dict[str, Any]:
    return {name: _masked_table(shelf, tables[name], kind) for name, kind in kinds.items()}


def _masked_table(shelf: Shelf, table: Any, kind: RowKind) -> Any:
    """Pseudonyms for ids, and an order that says nothing of the registry's."""
    for column in kind.columns.values():
        if column.type == "id":
            place = table.schema.get_field_index(column.name)
            masked = [None if id is None else shelf.pseudonym(id) for id in table[column.name].to_pylist()]
            table = table.set_column(place, column.name, pa.array(masked, pa.string()))
    return table.sort_by(kind.key)


def _of_village(tables: Tables, village: str) -> dict[str, Any]:
    return {name: table.filter(pc.equal(table["village"], village)) for name, table in tables.items()}
