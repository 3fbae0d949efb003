"""What was measured beside what is wanted, as a table."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: the median of `runs`. `wanted` is empty where nothing is promised."""

    name: str
    value: float
    unit: str
    runs: Sequence[float]
    wanted: float | None = None
    more_is_better: bool = True

    @property
    def good(self) -> bool:
        if self.wanted is None:
            return True
        return self.value >= self.wanted if self.more_is_better else self.value <= self.wanted


def median_row(
    name: str, runs: Sequence[float], unit: str, wanted: float | None = None, more_is_better: bool = True
) -> Row:
    """A row from the runs of one measurement."""
    return Row(name, statistics.median(runs), unit, runs, wanted, more_is_better)


def show(rows: Iterable[Row], say: Callable[[str], None]) -> bool:
    """Print the rows; True when every figure is as wanted."""
    rows = list(rows)
    say(f"{'':<58} {'median':>12} {'wanted':>12}   runs")
    for row in rows:
        bound = f"{'>=' if row.more_is_better else '<='} {row.wanted:,g}" if row.wanted is not None else ""
        runs = " ".join(f"{run:,.3g}" if run < 100 else f"{run:,.0f}" for run in row.runs)
        mark = "" if row.good else "   NOT MET"
        value = f"{row.value:,.3g}" if row.value < 100 else f"{row.value:,.0f}"
        say(f"{row.name:<58} {value:>8} {row.unit:<4} {bound:>11}   {runs}{mark}")
    return all(row.good for row in rows)


def machine() -> str:
    """The machine and how busy it was before we came: figures of a busy one say little."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load before {os.getloadavg()[0]:.2f}"
