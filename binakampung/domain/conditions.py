"""Conditions over named measures, as rule files write them: comparisons joined by 'all' and 'any', three-valued."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from binakampung.domain.answers import Answer, all_of, answer_of, any_of

Value: TypeAlias = float | bool | str | tuple[str, ...] | None
Measures: TypeAlias = Mapping[str, Value]
Operator = Literal["below", "at_most", "above", "at_least", "is", "one_of"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure against a limit (`below` .. `at_least`), a yes or no (`is`; a list is a yes when not empty), or a
    set of choices (`one_of`)."""

    measure: str
    operator: Operator
    operand: float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one part does."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Comparison | AllOf | AnyOf

COMPARE: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
    "is": lambda value, wanted: bool(value) is wanted,
    "one_of": lambda value, choices: value in choices,
}


def holds(condition: Condition, measures: Measures) -> Answer:
    """Whether the condition holds; a measure that is not there leaves it open unless the others settle it."""
    if isinstance(condition, Comparison):
        value = measures.get(condition.measure)
        return answer_of(None if value is None else COMPARE[condition.operator](value, condition.operand))
    answers = [holds(part, measures) for part in condition.parts]
    return all_of(answers) if isinstance(condition, AllOf) else any_of(answers)


def named(condition: Condition) -> tuple[str, ...]:
    """The measures that a condition reads, each once, in the order of reading."""
    if isinstance(condition, Comparison):
        return (condition.measure,)
    return tuple(dict.fromkeys(name for part in condition.parts for name in named(part)))
