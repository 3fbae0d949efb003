"""The national indicators against stunting as a historical set: what their targets were, and what was reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.measures import Measure
from binakampung.domain.reasons import Part
from binakampung.domain.rules import Wording

Kind = Literal["specific", "sensitive"]
Unit = Literal["percent", "persons", "families"]
Direction = Literal["at_least", "at_most"]
Standing = Literal["berlaku", "historis"]


@dataclass(frozen=True, slots=True)
class NationalIndicator:
    """One indicator; `lead`: roles of the organisations that answer for it, the first one before the others."""

    kind: Kind
    part: Part
    target: float
    unit: Unit
    direction: Direction
    lead: tuple[str, ...]
    note: Wording | None = None


@dataclass(frozen=True, slots=True)
class NationalStrategy:
    """The indicators by code, the specific ones first, with targets for the end of one year."""

    title: Wording
    target_year: int
    indicators: Mapping[str, NationalIndicator]

    def standing(self, on: date) -> Standing:
        """Whether the targets still run on a day."""
        return "berlaku" if on.year <= self.target_year else "historis"


@dataclass(frozen=True, slots=True)
class Achievement:
    """What a measure reached of a target. `gap`: percentage points that lack (negative: beyond it). `reached` is
    unknown without a figure, while the unknown could turn it, and for targets that are the nation's alone."""

    indicator: NationalIndicator
    measure: Measure | None
    reached: Answer
    gap: float | None
    standing: Standing


def achievement(strategy: NationalStrategy, code: str, measure: Measure | None, on: date) -> Achievement:
    """A measure (in per cent) against the target of an indicator.

    Raises:
        KeyError: for a code that is no indicator of the strategy.
    """
    indicator = strategy.indicators[code]
    comparable = measure if indicator.unit == "percent" else None
    gap = None if comparable is None or comparable.value is None else _gap(indicator, comparable.value)
    return Achievement(indicator, measure, _reached(indicator, comparable), gap, strategy.standing(on))


def _gap(indicator: NationalIndicator, value: float) -> float:
    lacking = indicator.target - value
    return lacking if indicator.direction == "at_least" else -lacking


def _reached(indicator: NationalIndicator, measure: Measure | None) -> Answer:
    """Sure only when the lowest and the highest that the figure can be say the same."""
    bounds = (measure.lowest, measure.highest) if measure is not None else (None, None)
    answers = {answer_of(None if bound is None else _gap(indicator, bound) <= 0) for bound in bounds}
    return answers.pop() if len(answers) == 1 else Answer.UNKNOWN
