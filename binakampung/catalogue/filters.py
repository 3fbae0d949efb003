"""Filters as an office writes them -> frozen conditions.

    where: {gain: N, age_months: {at_least: 6, below: 24}, any: [{oedema: true}, {class_muac: [severe, moderate]}]}

All parts hold together; `any` wants at least one of its filters. A test is a value, a list of values, or a mapping of
`at_least`, `below`, `present`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binakampung.domain.indicators import Condition, Either, Filter, RowColumn, Value

TESTS = {"at_least", "below", "present"}
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "text": str,
    "whole": int,
    "number": (int, float),
    "yes_no": bool,
}


class FilterError(ValueError):
    """A filter is not usable; the message names its place."""


def read_filter(node: Any, columns: Mapping[str, RowColumn], where: str) -> Filter:
    """The filter of a mapping. Raises `FilterError`."""
    if not isinstance(node, Mapping):
        raise FilterError(f"{where}: a filter is a mapping of columns to tests")
    return tuple(_part(name, test, columns, where) for name, test in node.items())


def _part(name: str, test: Any, columns: Mapping[str, RowColumn], where: str) -> Condition | Either:
    if name == "any":
        if not isinstance(test, list) or not test:
            raise FilterError(f"{where}: any wants a list of filters")
        return Either(tuple(read_filter(each, columns, where) for each in test))
    if name not in columns:
        raise FilterError(f"{where}: no column {name}")
    return _condition(columns[name], test, f"{where}: {name}")


def _condition(column: RowColumn, test: Any, where: str) -> Condition:
    if isinstance(test, Mapping):
        if not test or set(test) - TESTS:
            raise FilterError(f"{where}: a test is one of {', '.join(sorted(TESTS))}")
        if isinstance(test.get("present", True), bool) is False:
            raise FilterError(f"{where}: present is true or false")
        return Condition(
            column.name,
            at_least=_limit(test.get("at_least"), column, where),
            below=_limit(test.get("below"), column, where),
            present=test.get("present"),
        )
    values = test if isinstance(test, list) else [test]
    return Condition(column.name, one_of=tuple(_value(value, column, where) for value in values))


def _limit(value: Any, column: RowColumn, where: str) -> float | None:
    if value is None:
        return None
    if column.type not in ("whole", "number") or isinstance(value, bool) or not isinstance(value, int | float):
        raise FilterError(f"{where}: limits are numbers, for columns of numbers")
    return float(value)


def _value(value: Any, column: RowColumn, where: str) -> Value:
    wanted = TYPES.get(column.type)
    if wanted is None or not isinstance(value, wanted) or (isinstance(value, bool) and column.type != "yes_no"):
        raise FilterError(f"{where}: {value!r} is not a value of this column ({column.type})")
    return value  # type: ignore[no-any-return]
