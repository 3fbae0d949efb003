"""Small cells of public tables: below a handful of people a figure tells on somebody, so it is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from binakampung.domain.measures import Measure

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Suppression:
    """`smallest`: the fewest people that a public cell may show. `zero_shown`: whether a cell of nobody is shown."""

    smallest: int
    zero_shown: bool = True

    def shows(self, count: float) -> bool:
        """Whether a cell of so many people may be public."""
        return count >= self.smallest or (count == 0 and self.zero_shown)


def public_cells(cells: Mapping[Key, int], rule: Suppression) -> dict[Key, int | None]:
    """The cells of one line of a table whose total is public too; None for a cell that is not shown.

    What is hidden must not follow from the total: further cells, the smallest first, are hidden until the hidden ones
    together could be shown and are not one alone.
    """
    hidden = {key for key, count in cells.items() if not rule.shows(count)}
    spare = sorted((key for key, count in cells.items() if key not in hidden and count), key=lambda key: cells[key])
    while hidden and spare and (len(hidden) == 1 or sum(cells[key] for key in hidden) < rule.smallest):
        hidden.add(spare.pop(0))
    return {key: None if key in hidden else count for key, count in cells.items()}


def public_share(measure: Measure, rule: Suppression) -> Measure | None:
    """A share that may be public, without the unknown; None when those in it or those left out are too few."""
    inside, outside = measure.numerator, measure.denominator - measure.numerator
    if measure.denominator < rule.smallest or not (rule.shows(inside) and rule.shows(outside)):
        return None
    return Measure(measure.code, inside, measure.denominator, measure.per)
