"""Conditions as rule files write them: `{measure, below}`, `{all: [...]}`, `{any: [...]}`, or `{growth: code}` for what
the growth rule calls by that code (`complicated`: its child with complications)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binakampung.catalogue.reading import Node, RuleError, number
from binakampung.domain.conditions import AllOf, AnyOf, Comparison, Condition, Operator
from binakampung.domain.growth_reasons import MUAC_MONTHS
from binakampung.domain.rules import Followup, FollowupReason
from binakampung.domain.screening_rules import Measure

LIMITS: tuple[Operator, ...] = ("below", "at_most", "above", "at_least")
FITTING: Mapping[Operator, tuple[str, ...]] = {
    **dict.fromkeys(LIMITS, ("number",)), "is": ("flag", "list"), "one_of": ("choice",)
}  # fmt: skip


def condition(node: Any, measures: Mapping[str, Measure], followup: Followup, where: str) -> Condition:
    """A condition over known measures. Raises `RuleError`."""
    if not isinstance(node, dict):
        raise RuleError(f"{where}: a condition is a measure with a limit, all, any, or growth")
    for name, joined in (("all", AllOf), ("any", AnyOf)):
        if name in node:
            _nothing_but(node, {name}, where)
            return joined(tuple(condition(part, measures, followup, where) for part in node[name]))
    if "growth" in node:
        _nothing_but(node, {"growth"}, where)
        return _growth(str(node["growth"]), followup, where)
    return _comparison(node, measures, where)


def _growth(code: str, followup: Followup, where: str) -> Condition:
    if code == "complicated":
        young = Comparison("age_months", "below", followup.complicated_below_months)
        return AnyOf((Comparison("illness_signs", "is", True), young))
    return growth_condition(growth_reason(code, followup, where), followup)


def growth_reason(code: str, followup: Followup, where: str) -> FollowupReason:
    """A reason of the growth rule by its code. Raises `RuleError`."""
    try:
        return followup.reason(code)
    except KeyError:
        raise RuleError(f"{where}: growth_followup knows no {code!r}") from None


def growth_condition(reason: FollowupReason, rule: Followup) -> Condition:
    """When a growth reason holds, said of the measures of a child's last weighing."""
    if reason.kind in ("z_below", "z_above"):
        return Comparison(str(reason.index), "below" if reason.kind == "z_below" else "above", reason.limit)
    if reason.kind == "muac_below":
        ages = (
            Comparison("age_months", "at_least", MUAC_MONTHS.start),
            Comparison("age_months", "below", MUAC_MONTHS.stop),
        )
        return AllOf((Comparison("muac_cm", "below", reason.limit), *ages))
    return {
        "oedema": Comparison("oedema", "is", True),
        "illness_sign": Comparison("illness_signs", "is", True),
        "development_delay": Comparison("development_delay", "is", True),
        "not_gained": Comparison("gain", "one_of", ("T",)),
        "not_gained_twice": Comparison("two_t", "is", True),
        "below_red_line": Comparison("weight_for_age", "below", rule.red_line_z),
        "above_orange_line": Comparison("weight_for_age", "above", rule.orange_line_z),
        "not_weighed_months": Comparison("months_not_weighed", "at_least", reason.limit),
    }[reason.kind]


def _comparison(node: Node, measures: Mapping[str, Measure], where: str) -> Comparison:
    code, operators = str(node.get("measure")), [operator for operator in FITTING if operator in node]
    if code not in measures:
        raise RuleError(f"{where}: {code!r} is none of the rule's measures")
    if len(operators) != 1:
        raise RuleError(f"{where}: {code} needs one of {', '.join(FITTING)}")
    operator = operators[0]
    if measures[code].kind not in FITTING[operator]:
        raise RuleError(f"{where}: '{operator}' does not fit {code}, which is a {measures[code].kind}")
    _nothing_but(node, {"measure", operator}, where)
    return Comparison(code, operator, _operand(node, operator, measures[code], where))


def _operand(node: Node, operator: Operator, measure: Measure, where: str) -> float | bool | tuple[str, ...]:
    if operator in LIMITS:
        return number(node, operator, where)
    if operator == "is":
        if not isinstance(node["is"], bool):
            raise RuleError(f"{where}: 'is' takes true or false")
        return node["is"]
    unknown = [choice for choice in node["one_of"] if choice not in (measure.choices or {})]
    if unknown:
        raise RuleError(f"{where}: {unknown[0]!r} is no choice of {measure.code}")
    return tuple(node["one_of"])


def _nothing_but(node: Node, allowed: set[str], where: str) -> None:
    more = set(node) - allowed
    if more:
        raise RuleError(f"{where}: {', '.join(sorted(map(str, more)))} does not belong in the condition")
