"""Evaluating a report's definitions over its rows: every count in every column with one query a kind of row."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from binakampung.analytics.expressions import counting_sql, listing_sql
from binakampung.analytics.extract import Tables
from binakampung.domain.indicators import Count, Filter, Rate, RowKind, per_cent
from binakampung.domain.reports import Cell, Column, ReportDefinition

Counts = Mapping[tuple[str, str], int]  # (indicator id, column id) -> how many
# Kind of row -> its counting query, and the (indicator, column) of each value that it gives.
Queries = Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
_own = threading.local()
# Definitions carry their hash, but hold mappings and so cannot be keys of a cache themselves. Both memories are
# bounded by what definitions there are: a few hundred cells each.
_queries: dict[tuple[str, bool], Queries] = {}
_listings: dict[tuple[str, str], tuple[RowKind, str]] = {}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row behind a figure: what is counted (a child, or a task) and the child it is about."""

    key: str
    child: str


def count_all(definition: ReportDefinition, tables: Tables) -> Counts:
    """Every count of a report in every column."""
    return _counted(_compiled(definition, whole=True), tables)


def count_trend(definition: ReportDefinition, tables: Tables) -> Counts:
    """Only the counts that the trend's rates are made of, in the first column."""
    return _counted(_compiled(definition, whole=False), tables)


def rows_of_trend(definition: ReportDefinition) -> dict[str, RowKind]:
    """The kinds of row that the trend's rates count."""
    return {kind: definition.rows[kind] for kind in _compiled(definition, whole=False)}


def _counted(queries: Queries, tables: Tables) -> Counts:
    counts: dict[tuple[str, str], int] = {}
    for kind, (sql, cells) in queries.items():
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


def _compiled(definition: ReportDefinition, whole: bool) -> Queries:
    if (definition.hash, whole) not in _queries:
        columns = definition.columns if whole else definition.columns[:1]
        counts = [id for id, each in definition.indicators.items() if isinstance(each.measure, Count)]
        wanted = counts if whole else [id for id in counts if id in _followed(definition)]
        compiled = {kind: _compile(definition, kind, wanted, columns) for kind in definition.rows}
        _queries[definition.hash, whole] = {kind: query for kind, query in compiled.items() if query[1]}
    return _queries[definition.hash, whole]


def _followed(definition: ReportDefinition) -> set[str]:
    rates = [definition.indicators[id].measure for id in definition.trend.indicators]
    return {id for rate in rates if isinstance(rate, Rate) for id in (rate.numerator, rate.denominator)}


def _compile(
    definition: ReportDefinition, kind: str, indicators: Sequence[str], columns: Sequence[Column]
) -> tuple[str, Sequence[tuple[str, str]]]:
    filters: dict[tuple[str, str], Filter] = {}
    for id in indicators:
        measure = definition.indicators[id].measure
        if isinstance(measure, Count) and measure.rows == kind:
            filters |= {(id, column.id): (*measure.where, *column.where) for column in columns}
    named = {cell_key(*cell): filter for cell, filter in filters.items()}
    return counting_sql(definition.rows[kind], named) if named else "", list(filters)


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
