"""Indicators as data: which rows are counted, by what filter, and which count is divided by which.

Definitions are frozen values; analytics turns them into database expressions, nothing here touches a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from binakampung.domain.rules import Certainty, Status, Wording

# `id` names somebody or something in the registry: no filter may use it, and a frozen month keeps a pseudonym of it.
ColumnType = Literal["id", "text", "whole", "number", "yes_no", "day"]
Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one column of a row. An empty value passes only `present=False`."""

    column: str
    one_of: tuple[Value, ...] = ()
    at_least: float | None = None
    below: float | None = None
    present: bool | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these filters holds."""

    alternatives: tuple[Filter, ...]


# All of the parts hold; an empty filter takes every row.
Filter = tuple[Condition | Either, ...]


def columns_of(filter: Filter) -> Iterator[str]:
    """The columns that a filter looks at."""
    for part in filter:
        if isinstance(part, Condition):
            yield part.column
        else:
            for alternative in part.alternatives:
                yield from columns_of(alternative)


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One column that filters may use."""

    name: str
    type: ColumnType
    wording: Wording


@dataclass(frozen=True, slots=True)
class RowKind:
    """One kind of row that indicators count. `key` is the column that tells rows apart, `child` the child's."""

    name: str
    about: Wording
    key: str
    child: str
    columns: Mapping[str, RowColumn]


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows pass a filter."""

    rows: str
    where: Filter


@dataclass(frozen=True, slots=True)
class Rate:
    """One count in per cent of another, both named by indicator id. No value where the denominator is 0."""

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class IndicatorExample:
    """Rows (columns left out are empty) and the figure they must give."""

    given: tuple[Mapping[str, Any], ...]
    expect: Any


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: what it counts or divides, its words, and how sure its definition is.

    `certainty`: V read in its source, K known, U uncertain; K and U are `sementara` and shown as 'belum dipastikan'.
    """

    id: str
    code: str
    title: Wording
    wording: Wording
    measure: Count | Rate
    version: str
    effective_from: date
    status: Status
    certainty: Certainty
    source: str
    examples: tuple[IndicatorExample, ...]

    @property
    def confirmed(self) -> bool:
        """Whether the definition was read in a source."""
        return self.certainty == "V"


def per_cent(numerator: int, denominator: int) -> float | None:
    """The exact share in per cent; None of nothing."""
    return 100 * numerator / denominator if denominator else None
