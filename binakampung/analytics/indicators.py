"""Evaluating a report's definitions over its rows: every count in every column with one query a kind of row."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from binakampung.analytics.expressions import counting_sql, listing_sql
from binakampung.analytics.extract import Tables
from binakampung.domain.indicators import Count, Filter, Rate, RowKind, per_cent
from binakampung.domain.reports import Cell, ReportDefinition

Counts = Mapping[tuple[str, str], int]  # (indicator id, column id) -> how many
_own = threading.local()


@dataclass(frozen=True, slots=True)
class Listed:
    """One row behind a figure: what is counted (a child, or a task) and the child it is about."""

    key: str
    child: str


def count_all(definition: ReportDefinition, tables: Tables) -> Counts:
    """Every count of a report in every column."""
    counts: dict[tuple[str, str], int] = {}
    for kind, (sql, cells) in _compiled(definition).items():
        (values,) = _run(sql, kind, tables[kind])
        counts |= dict(zip(cells, map(int, values), strict=True))
    return counts


def cell_of(definition: ReportDefinition, counts: Counts, indicator: str, column: str) -> Cell:
    """The figure of one indicator in one column."""
    measure = definition.indicators[indicator].measure
    if isinstance(measure, Count):
        value = counts[indicator, column]
        return Cell(value, value, None, cell_key(indicator, column))
    return _rate(definition, counts, measure, column)


def _rate(definition: ReportDefinition, counts: Counts, measure: Rate, column: str) -> Cell:
    numerator, denominator = counts[measure.numerator, column], counts[measure.denominator, column]
    return Cell(
        per_cent(numerator, denominator),
        numerator,
        denominator,
        cell_key(measure.numerator, column),
        cell_key(measure.denominator, column),
        small=denominator < definition.small_denominator,
    )


def cell_list(definition: ReportDefinition, tables: Tables, key: str) -> list[Listed]:
    """The rows behind a count, as many as it says. Raises `KeyError` for a key of no cell."""
    kind, sql = _listing(definition, key)
    return [Listed(str(each), str(child)) for each, child in _run(sql, kind.name, tables[kind.name])]


def cell_key(indicator: str, column: str) -> str:
    """How a count is addressed: `stunted_all.months_6_11`."""
    return f"{indicator}.{column}"


def key_parts(definition: ReportDefinition, key: str) -> tuple[str, str]:
    """The inverse of `cell_key`. Raises `KeyError` unless it addresses a count of this report."""
    indicator, _, column = key.partition(".")
    if not isinstance(definition.indicators[indicator].measure, Count) or column not in _columns(definition):
        raise KeyError(key)
    return indicator, column


def _listing(definition: ReportDefinition, key: str) -> tuple[RowKind, str]:
    if (definition.hash, key) not in _listings:
        kind, filter = _cell_filter(definition, key)
        _listings[definition.hash, key] = kind, listing_sql(kind, filter)
    return _listings[definition.hash, key]


def _cell_filter(definition: ReportDefinition, key: str) -> tuple[RowKind, Filter]:
    indicator, column = key_parts(definition, key)
    measure = definition.indicators[indicator].measure
    assert isinstance(measure, Count)
    return definition.rows[measure.rows], (*measure.where, *_columns(definition)[column])


def _columns(definition: ReportDefinition) -> dict[str, Filter]:
    return {column.id: column.where for column in definition.columns}


# Definitions carry their hash, but hold mappings and so cannot be keys of a cache themselves. Both memories are
# bounded by what definitions there are: a few hundred cells each.
_compiled_by_hash: dict[str, dict[str, tuple[str, list[tuple[str, str]]]]] = {}
_listings: dict[tuple[str, str], tuple[RowKind, str]] = {}


def _compiled(definition: ReportDefinition) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Kind of row -> its counting query and the (indicator, column) of each value it gives."""
    if definition.hash not in _compiled_by_hash:
        _compiled_by_hash[definition.hash] = {name: _compile(definition, name) for name in definition.rows}
    return _compiled_by_hash[definition.hash]


def _compile(definition: ReportDefinition, kind: str) -> tuple[str, list[tuple[str, str]]]:
    filters: dict[tuple[str, str], Filter] = {}
    for id, indicator in definition.indicators.items():
        if isinstance(indicator.measure, Count) and indicator.measure.rows == kind:
            for column in definition.columns:
                filters[id, column.id] = (*indicator.measure.where, *column.where)
    sql = counting_sql(definition.rows[kind], {cell_key(*cell): filter for cell, filter in filters.items()})
    return sql, list(filters)


def _run(sql: str, name: str, table: Any) -> list[tuple[Any, ...]]:
    """Run one query over one table. A connection belongs to one thread."""
    connection = getattr(_own, "connection", None)
    if connection is None:
        connection = _own.connection = duckdb.connect(":memory:", config={"threads": 2})
    connection.register(name, table)
    try:
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        return found
    finally:
        connection.unregister(name)
