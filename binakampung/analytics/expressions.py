"""Filters and counts as Ibis expressions, compiled once to the engine's SQL.

Only the part of Ibis that behaves the same on DuckDB, PostgreSQL and Spark is used: a sum of `ifelse(1, 0)` instead
of a cast boolean, no engine's own functions. Ibis has no types, so this is the only file that touches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from binakampung.domain.indicators import ColumnType, Condition, Either, Filter, RowKind

TYPES: Mapping[ColumnType, str] = {
    "id": "string",
    "text": "string",
    "whole": "int32",
    "number": "float64",
    "yes_no": "boolean",
    "day": "date",
}


def counting_sql(kind: RowKind, filters: Mapping[str, Filter], dialect: str = "duckdb") -> str:
    """One SELECT over a table named like the kind: how many rows pass each filter, in a column named after it."""
    rows = _table(kind)
    sums = {name: _holds(rows, kind, filter).ifelse(1, 0).sum().coalesce(0) for name, filter in filters.items()}
    return str(ibis.to_sql(rows.aggregate(**sums), dialect=dialect))


def listing_sql(kind: RowKind, filter: Filter, dialect: str = "duckdb") -> str:
    """The keys and children of the rows that pass a filter, in a stable order."""
    rows = _table(kind)
    found = rows.filter(_holds(rows, kind, filter))
    wanted = found.select(key=found[kind.key], child=found[kind.child]).order_by("key")
    return str(ibis.to_sql(wanted, dialect=dialect))


def _table(kind: RowKind) -> Any:
    return ibis.table({name: TYPES[column.type] for name, column in kind.columns.items()}, name=kind.name)


def _holds(rows: Any, kind: RowKind, filter: Filter) -> Any:
    """A boolean column; for an empty filter one that is true everywhere (every row has its key)."""
    return reduce(and_, [_test(rows, kind, part) for part in filter] or [rows[kind.key].notnull()])


def _test(rows: Any, kind: RowKind, part: Condition | Either) -> Any:
    if isinstance(part, Condition):
        return _condition(rows[part.column], part)
    return reduce(or_, [_holds(rows, kind, alternative) for alternative in part.alternatives])


def _condition(column: Any, condition: Condition) -> Any:
    tests = []
    if condition.one_of:
        tests.append(column.isin(condition.one_of))
    if condition.at_least is not None:
        tests.append(column >= condition.at_least)
    if condition.below is not None:
        tests.append(column < condition.below)
    if condition.present is not None:
        tests.append(column.notnull() if condition.present else column.isnull())
    return reduce(and_, tests)
