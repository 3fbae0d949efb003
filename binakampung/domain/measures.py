"""A figure of a population: numerator over denominator, with what is not known beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from binakampung.domain.answers import Answer


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` = numerator / denominator * per, None without a denominator.

    `unknown` counts those of whom nobody can say whether they belong to the numerator; `lowest` and `highest` are the
    value if none or all of them did. The unknown are in neither numerator nor denominator of `value`.
    """

    code: str
    numerator: float
    denominator: float
    per: float = 100.0
    unknown: int = 0

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator * self.per if self.denominator else None

    @property
    def lowest(self) -> float | None:
        whole = self.denominator + self.unknown
        return self.numerator / whole * self.per if whole else None

    @property
    def highest(self) -> float | None:
        whole = self.denominator + self.unknown
        return (self.numerator + self.unknown) / whole * self.per if whole else None


def share(code: str, answers: Iterable[Answer], per: float = 100.0) -> Measure:
    """How many of these are a yes, of those that are yes or no."""
    counted = {word: 0 for word in Answer}
    for answer in answers:
        counted[answer] += 1
    yes, no = counted[Answer.YES], counted[Answer.NO]
    return Measure(code, yes, yes + no, per, counted[Answer.UNKNOWN])
