"""Screening as Ibis expressions over a table of measures: the same answers as `domain.screening`, in the engine.

One table a group: `person_id`, `village`, and one column a measure of its rule; NULL is unknown, a list is whether it
has entries. SQL's own logic is Kleene's, so 'and' and 'or' need no help. What earlier visits found is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, ge, gt, le, lt, or_
from typing import Any

import ibis

from binakampung.domain.conditions import AllOf, Comparison, Condition
from binakampung.domain.screening_rules import COLOURS, Check, Kind, Measure, ScreeningRule

KEYS = {"person_id": "string", "village": "string"}
KINDS: Mapping[Kind, str] = {"number": "float64", "flag": "boolean", "choice": "string", "list": "boolean"}
LIMITS: Mapping[str, Callable[[Any, Any], Any]] = {"below": lt, "at_most": le, "above": gt, "at_least": ge}


def measures_table(rule: ScreeningRule, name: str = "measures") -> Any:
    """The table that the expressions below read, not yet bound to an engine."""
    return ibis.table({**KEYS, **{code: KINDS[measure.kind] for code, measure in rule.measures.items()}}, name=name)


def screening_answers(measures: Any, rule: ScreeningRule) -> Any:
    """Keys, one nullable boolean for each check (no where it is not put to the person), and `colour`, in words."""
    usable = measures.mutate(**{code: _usable(measures[code], each) for code, each in rule.measures.items()})
    answers = {check.code: _answer(check, usable) for check in rule.checks}
    lacking = reduce(or_, (usable[code].isnull() for code in rule.essential))
    asked = usable.select(*KEYS, **answers, lacking=lacking)
    places = [_colour(asked[check.code], check, rule) for check in rule.checks]
    place = ibis.greatest(asked.lacking.ifelse(COLOURS.index("unknown"), 0), *places)
    colour = ibis.cases(*((place == number, name) for number, name in enumerate(COLOURS)), else_=COLOURS[0])
    return asked.mutate(colour=colour).drop("lacking")


def risks_by_village(measures: Any, rule: ScreeningRule) -> Any:
    """One row a village: people screened, of each colour, with each risk (not counting what a stronger one replaces),
    whose answer is not known (`unknown_<check>`), and to whom each role owes something (`owed_<role>`)."""
    asked = screening_answers(measures, rule)
    risks = {check.code: _risk(asked, check, rule) for check in rule.checks}
    counts = {"screened": asked.count()}
    counts |= {colour: _count(asked.colour == colour) for colour in COLOURS}
    counts |= {code: _count(risk) for code, risk in risks.items()}
    counts |= {f"unknown_{code}": _count(asked[code].isnull()) for code in risks}
    counts |= {f"owed_{role}": _count(owed) for role, owed in _owed(risks, rule).items()}
    return asked.group_by("village").aggregate(**counts).order_by("village")


def risks_sql(rule: ScreeningRule, table: str = "measures", dialect: str = "duckdb") -> str:
    """The counts as one SELECT."""
    return str(ibis.to_sql(risks_by_village(measures_table(rule, table), rule), dialect=dialect))


def holds_in(condition: Condition, measures: Any) -> Any:
    """A condition as a nullable boolean."""
    if not isinstance(condition, Comparison):
        joined = and_ if isinstance(condition, AllOf) else or_
        return reduce(joined, (holds_in(part, measures) for part in condition.parts))
    column = measures[condition.measure]
    if condition.operator == "is":
        return column if condition.operand else ~column
    if isinstance(condition.operand, tuple):
        return column.isin(condition.operand)
    return LIMITS[condition.operator](column, condition.operand)


def _usable(column: Any, measure: Measure) -> Any:
    """NULL where the value cannot be true."""
    if measure.plausible is not None:
        return column.between(*measure.plausible).ifelse(column, ibis.null("float64"))
    if measure.kind == "choice":
        return column.isin(list(measure.choices or ())).ifelse(column, ibis.null("string"))
    return column


def _answer(check: Check, measures: Any) -> Any:
    when = holds_in(check.when, measures)
    return when if check.applies is None else holds_in(check.applies, measures) & when


def _colour(answer: Any, check: Check, rule: ScreeningRule) -> Any:
    """The place of the colour that a check gives."""
    of_risk = rule.ladder.risk if check.correctable else rule.ladder.fixed
    found = {"danger": "red", "advice": "green"}.get(check.level, of_risk)
    unknown = COLOURS.index("unknown") if check.required else 0
    return ibis.cases((answer.isnull(), unknown), (answer, COLOURS.index(found)), else_=0)


def _risk(asked: Any, check: Check, rule: ScreeningRule) -> Any:
    stronger = [asked[other.code] for other in rule.checks if check.code in other.replaces]
    found = asked[check.code].coalesce(False)
    return reduce(lambda risk, other: risk & ~other.coalesce(False), stronger, found)


def _owed(risks: Mapping[str, Any], rule: ScreeningRule) -> dict[str, Any]:
    owed: dict[str, Any] = {}
    for check in rule.checks:
        for role in check.remedy.owed_by:
            owed[role] = owed[role] | risks[check.code] if role in owed else risks[check.code]
    return owed


def _count(flag: Any) -> Any:
    return flag.ifelse(1, 0).sum()
