"""What screening is judged by: the measures that may be known of a person, and the checks made on them. Data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from binakampung.domain.conditions import Condition, Value
from binakampung.domain.reasons import Remedy
from binakampung.domain.rules import Certainty, Rule, Urgency, Wording

Group = Literal["catin", "pregnant", "postpartum", "newborn", "under_two", "under_five"]
Kind = Literal["number", "flag", "choice", "list"]
Level = Literal["danger", "risk", "advice"]
Colour = Literal["green", "unknown", "yellow", "red"]
COLOURS: tuple[Colour, ...] = ("green", "unknown", "yellow", "red")
"""In ascending order: the highest that applies is the status."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing known of a person. A number outside `plausible`, or a word not among `choices`, counts as unknown.

    `choices`: code -> words of a choice or of the entries of a list; empty for a list of any codes.
    """

    code: str
    kind: Kind
    label: Wording
    unit: Wording | None = None
    plausible: tuple[float, float] | None = None
    choices: Mapping[str, Wording] | None = None

    def believable(self, value: Value) -> bool:
        """Whether a value can be true."""
        if self.plausible is not None:
            lowest, highest = self.plausible
            return isinstance(value, int | float) and lowest <= value <= highest
        return self.kind != "choice" or value in (self.choices or {})


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another form of a check that some source or office uses: to be put in the place of `when` if that is decided."""

    when: Condition
    wording: Wording


@dataclass(frozen=True, slots=True)
class Check:
    """One screening question: the person is at risk when `when` holds.

    `applies`: to whom it is put (None: to all). `level`: danger refers the same day, risk colours the result, advice
    does neither. `correctable`: whether something can still clear it. `required`: whether the result stays open while
    the answer is unknown. `measures`: what it reads. `replaces`: weaker checks that it makes superfluous.
    """

    code: str
    when: Condition
    applies: Condition | None
    level: Level
    correctable: bool
    required: bool
    urgency: Urgency
    wording: Wording
    action: Wording
    remedy: Remedy
    certainty: Certainty
    source: str
    measures: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """From findings to a colour. `risk` and `fixed`: the colour of a risk that can and that cannot be cleared;
    a correctable risk that so many visits before found too is red. `due_in_days`: until when to act, by urgency."""

    rule: Rule
    unresolved_visits: int
    risk: Colour
    fixed: Colour
    due_in_days: Mapping[Urgency, int]


@dataclass(frozen=True, slots=True)
class Result:
    """How a group's result is called, and what follows from it."""

    label: Wording
    advice: Wording


@dataclass(frozen=True, slots=True)
class SaidOf:
    """How grounds are said: texts by the code of a reason, with `{label}` and `{value}`; `true`, `false`, `none`."""

    reasons: Mapping[str, Wording]
    answers: Mapping[str, Wording]


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """Everything that one group is screened by. Measures in the order of the file, checks most pressing first.

    `essential`: measures without which the result stays open. `leans_on`: rules whose checks or parameters this one
    takes over.
    """

    rule: Rule
    group: Group
    measures: Mapping[str, Measure]
    checks: tuple[Check, ...]
    ladder: Ladder
    results: Mapping[Colour, Result]
    essential: tuple[str, ...]
    leans_on: tuple[Rule, ...]
    said: SaidOf

    @property
    def versions(self) -> tuple[str, ...]:
        """The rules that a result rests on."""
        return tuple(rule.key for rule in (self.rule, *self.leans_on, self.ladder.rule))

    def check(self, code: str) -> Check:
        """The check of that code. Raises `KeyError`."""
        for check in self.checks:
            if check.code == code:
                return check
        raise KeyError(code)
