"""Screening of many people at once: the checks of `screening`, read from the same rule, over columns of measures.

Answers are bytes in an order that makes Kleene's logic arithmetic: 'all' is the least, 'any' the greatest.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from binakampung.domain.conditions import AllOf, Comparison, Condition
from binakampung.domain.growth_standard import Bytes, Floats
from binakampung.domain.screening_rules import COLOURS, Check, Ladder, Measure, ScreeningRule

NO, UNKNOWN, YES = 0, 1, 2
Flags = npt.NDArray[np.bool_]
Columns = Mapping[str, Floats]
LIMITS: Mapping[str, Callable[[Any, Any], Any]] = {
    "below": operator.lt, "at_most": operator.le, "above": operator.gt, "at_least": operator.ge
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Screened:
    """n people screened by a rule of c checks.

    `answers` (c, n): NO, UNKNOWN or YES; NO also where a check is not put to a person. `risks` (c, n): checks that
    found something and that no stronger one replaces. `colours` (n,): place in `COLOURS`.
    """

    answers: Bytes
    risks: Flags
    colours: Bytes


def screen_columns(columns: Columns, rule: ScreeningRule, count: int, streaks: Bytes | None = None) -> Screened:
    """Screen people by their measures.

    Args:
        columns: measure -> (n,) numbers; NaN is unknown. Yes and no are 1 and 0, a list is whether it has entries, a
            choice is its place among the measure's choices. A measure that is not there is unknown to all.
        count: n.
        streaks: (c, n), how many visits running before this one found each check; None for none.
    """
    usable = {code: _usable(columns.get(code), measure, count) for code, measure in rule.measures.items()}
    answers = np.stack([_answer(check, usable, rule) for check in rule.checks])
    colours = np.zeros(count, np.int8)
    for code in rule.essential:
        np.maximum(colours, np.isnan(usable[code]).astype(np.int8), out=colours)
    for place, check in enumerate(rule.checks):
        streak = None if streaks is None else streaks[place]
        np.maximum(colours, _colours(check, answers[place], streak, rule.ladder), out=colours)
    return Screened(answers, _risks(answers, rule), colours)


def owed_by_role(risks: Flags, rule: ScreeningRule) -> dict[str, Flags]:
    """Role -> (n,), whether the role owes that person something."""
    places = [(role, place) for place, check in enumerate(rule.checks) for role in check.remedy.owed_by]
    roles = dict.fromkeys(role for role, _ in places)
    rows = {role: [place for each, place in places if each == role] for role in roles}
    return {role: np.asarray(risks[own].any(axis=0)) for role, own in rows.items()}


def by_village(flags: Flags, village: npt.NDArray[np.intp], villages: int) -> npt.NDArray[np.int64]:
    """People for whom a flag holds, by village: flags (k, n) -> counts (k, villages)."""
    return np.stack([np.bincount(village[row], minlength=villages) for row in flags])


def holds_in(condition: Condition, columns: Columns, rule: ScreeningRule) -> Bytes:
    """The answers of many people to one condition; its measures must be among the columns."""
    if isinstance(condition, Comparison):
        return _compared(condition, columns[condition.measure], rule.measures[condition.measure])
    joined = np.minimum if isinstance(condition, AllOf) else np.maximum
    return reduce(joined, (holds_in(part, columns, rule) for part in condition.parts))


def _compared(comparison: Comparison, values: Floats, measure: Measure) -> Bytes:
    if comparison.operator == "is":
        found = (values != 0.0) == comparison.operand
    elif isinstance(comparison.operand, tuple):
        choices = list(measure.choices or ())
        found = np.isin(values, [choices.index(choice) for choice in comparison.operand])
    else:
        found = LIMITS[comparison.operator](values, comparison.operand)
    answers: Bytes = found.astype(np.int8) << 1
    answers[np.isnan(values)] = UNKNOWN
    return answers


def _usable(values: Floats | None, measure: Measure, count: int) -> Floats:
    """The column with what cannot be true made unknown."""
    if values is None:
        return np.full(count, np.nan)
    if measure.plausible is None:
        return values
    lowest, highest = measure.plausible
    believable = (values >= lowest) & (values <= highest)
    return values if believable.all() else np.where(believable, values, np.nan)


def _answer(check: Check, usable: Columns, rule: ScreeningRule) -> Bytes:
    answers = holds_in(check.when, usable, rule)
    if check.applies is not None:
        answers = np.minimum(answers, holds_in(check.applies, usable, rule))
    return answers


def _risks(answers: Bytes, rule: ScreeningRule) -> Flags:
    found = answers == YES
    risks: Flags = found.copy()
    places = {check.code: place for place, check in enumerate(rule.checks)}
    for place, check in enumerate(rule.checks):
        for code in check.replaces:
            risks[places[code]] &= ~found[place]
    return risks


def _colours(check: Check, answers: Bytes, streak: Bytes | None, ladder: Ladder) -> Bytes:
    """The colour that one check gives each person."""
    red = COLOURS.index("red")
    if check.level == "danger":
        found = red
    elif check.level == "advice":
        found = COLOURS.index("green")
    else:
        found = COLOURS.index(ladder.risk if check.correctable else ladder.fixed)
    colours = np.array([0, COLOURS.index("unknown") if check.required else 0, found], np.int8)[answers]
    if streak is not None and check.level == "risk" and check.correctable:
        colours[(answers == YES) & (streak >= ladder.unresolved_visits)] = red
    return colours
