"""Where the numbers of a growth chart fall on its paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from binakampung.domain.growth_kernel import DAYS_OF_MONTH
from binakampung.domain.growth_standard import Floats, GrowthStandard

DRAWN = 60  # points of a line


@dataclass(frozen=True, slots=True)
class Scale:
    """The part of a standard that is drawn. `table`: rows of x, L, M, S; x in days or cm, `unit` x to a labelled step.

    `first`..`last` in x, `low`..`high` in kg or cm; `every` x labels, `value_step` between two horizontal lines.
    """

    table: Floats
    first: float
    last: float
    low: float
    high: float
    unit: float
    every: float
    value_step: float

    def line(self, z: float) -> Floats:
        """The value at z along the table, by Cole's LMS."""
        power, median, spread = self.table[:, 1], self.table[:, 2], self.table[:, 3]
        values: Floats = median * (1 + power * spread * z) ** (1 / power)
        return values

    def holds(self, x: float, value: float) -> bool:
        """Whether a point lies on the paper."""
        return self.first <= x <= self.last and self.low <= value <= self.high

    def at(self, x: float, z: float) -> float:
        """The value at z at one place."""
        return float(np.interp(x, self.table[:, 0], self.line(z)))


def by_age(
    standard: GrowthStandard, name: str, sex: int, months: tuple[int, int], values: Sequence[float], wide: bool
) -> Scale:
    """From one month of age to another."""
    first, last = (month * DAYS_OF_MONTH for month in months)
    table = _thinned(standard.tables[name, sex], first, last)
    long = months[1] - months[0] > 36
    every = (6 if long else 3) if wide else (12 if long else 6)
    return _scale(table, first, last, values, DAYS_OF_MONTH, every, 20 if wide else 12)


def by_length(
    standard: GrowthStandard, sex: int, standing: bool, lengths: Iterable[float], values: Sequence[float], wide: bool
) -> Scale:
    """Over the lengths of lying or of standing children; only the shorter half while the child is in it."""
    first, middle, last = (65.0, 95.0, 120.0) if standing else (45.0, 80.0, 110.0)
    end = middle if max(lengths, default=first) <= middle - 2 else last
    table = _thinned(standard.tables["wfh" if standing else "wfl", sex], first, end)
    return _scale(table, first, end, values, 1.0, 5, 20 if wide else 12)


def _thinned(table: Floats, first: float, last: float) -> Floats:
    inside = table[(table[:, 0] >= first) & (table[:, 0] <= last)]
    # closer together where the lines bend most, at the beginning
    chosen = np.unique(np.rint(np.linspace(0, 1, DRAWN) ** 1.6 * (len(inside) - 1)).astype(int))
    thinned: Floats = inside[chosen]
    return thinned


def _scale(
    table: Floats, first: float, last: float, values: Sequence[float], unit: float, every: float, rows: int
) -> Scale:
    bare = Scale(table, first, last, 0, 1, unit, every, 1)
    low, high = float(bare.line(-3).min()), float(bare.line(3).max())
    inside = [value for value in values if low * 0.7 <= value <= high * 1.2]
    low, high = min([low * 0.94, *inside]), max([high * 1.02, *inside])
    step = next(step for step in (1, 2, 5, 10) if (high - low) / step <= rows or step == 10)
    return Scale(
        table, first, last, float(np.floor(low / step) * step), float(np.ceil(high / step) * step), unit, every, step
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's edges on the paper, in pixels, and its scale. `size`: of the letters."""

    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    size: float

    def x(self, x: float) -> float:
        return self.left + (self.right - self.left) * (x - self.scale.first) / (self.scale.last - self.scale.first)

    def y(self, value: float) -> float:
        low, high = self.scale.low, self.scale.high
        return self.bottom - (self.bottom - self.top) * (value - low) / (high - low)

    def curve(self, z: float) -> list[tuple[float, float]]:
        """The line of a z from end to end, kept on the paper."""
        values = np.clip(self.scale.line(z), self.scale.low, self.scale.high)
        return [
            (self.x(float(x)), self.y(float(value))) for x, value in zip(self.scale.table[:, 0], values, strict=True)
        ]

    def columns(self) -> Iterator[tuple[float, float]]:
        """(place, label) of the vertical lines."""
        scale = self.scale
        count = round((scale.last - scale.first) / scale.unit / scale.every)
        for number in range(count + 1):
            x = scale.first + number * scale.every * scale.unit
            if x <= scale.last + 0.01:
                yield self.x(x), x / scale.unit

    def months(self) -> Iterator[float]:
        """Places of the months of a chart of two or three years, as the card has a column for each."""
        days = self.scale.unit == DAYS_OF_MONTH and self.scale.last - self.scale.first <= 36 * DAYS_OF_MONTH
        first, last = (round(end / DAYS_OF_MONTH) for end in (self.scale.first, self.scale.last))
        return (self.x(month * DAYS_OF_MONTH) for month in range(first + 1, last) if days)

    def rows(self) -> Iterator[tuple[float, float]]:
        """(place, label) of the horizontal lines."""
        scale = self.scale
        for number in range(round((scale.high - scale.low) / scale.value_step) + 1):
            value = scale.low + number * scale.value_step
            yield self.y(value), value

    def data(self) -> dict[str, str]:
        """What a page needs to put further points on the drawing: edges in pixels, and what they stand for."""
        edges = {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom}
        ends = {"first": self.scale.first, "last": self.scale.last, "low": self.scale.low, "high": self.scale.high}
        return {f"data_{name}": f"{value:g}" for name, value in {**edges, **ends}.items()}
