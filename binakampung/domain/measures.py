"""A figure of a population: numerator over denominator, with what is not known beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from binakampung.domain.answers import Answer
from binakampung.domain.rules import Certainty, Wording

Spread = Literal["part", "either", "numerator"]


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` = numerator / denominator * per, None without a denominator.

    `unknown`: those of whom nobody can say where they belong; they are in neither count. `lowest` and `highest` are the
    value at its worst and best, whoever they turn out to be. `spread` says where they may belong: `part` - to the
    denominator or to both (a share), `either` - to one of two groups set against each other (a ratio of men to women),
    `numerator` - only to the numerator (births of mothers of unknown age).
    """

    code: str
    numerator: float
    denominator: float
    per: float = 100.0
    unknown: int = 0
    spread: Spread = "part"

    @property
    def value(self) -> float | None:
        return self._of(self.numerator, self.denominator)

    @property
    def lowest(self) -> float | None:
        whole = self.denominator + (self.unknown if self.spread != "numerator" else 0)
        return self._of(self.numerator, whole)

    @property
    def highest(self) -> float | None:
        """None also where nobody is known to be in the denominator of a ratio: then nothing bounds it."""
        whole = self.denominator + (self.unknown if self.spread == "part" else 0)
        return self._of(self.numerator + self.unknown, whole)

    def _of(self, numerator: float, denominator: float) -> float | None:
        return numerator / denominator * self.per if denominator else None


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure in words: what is counted, of whom, over which time, by which formula, and how sure that is."""

    code: str
    title: Wording
    counted: Wording
    of_whom: Wording
    period: Wording
    formula: Wording
    certainty: Certainty
    source: str


Definitions = Mapping[str, Definition]


def share(code: str, answers: Iterable[Answer], per: float = 100.0) -> Measure:
    """How many of these are a yes, of those that are yes or no."""
    return share_of(code, ((answer, Answer.YES) for answer in answers), per)


def share_of(code: str, members: Iterable[tuple[Answer, Answer]], per: float = 100.0) -> Measure:
    """How many are a yes, of those who belong; each member is (is it one, does it belong).

    Whoever does not belong is left out; whoever may belong, or belongs and may be one, is unknown.
    """
    counted = dict.fromkeys(Answer, 0)
    for answer, belongs in members:
        if belongs is not Answer.NO:
            counted[answer if belongs is Answer.YES else Answer.UNKNOWN] += 1
    yes, no = counted[Answer.YES], counted[Answer.NO]
    return Measure(code, yes, yes + no, per, counted[Answer.UNKNOWN])
