"""Rule files -> frozen rules. A file that says something impossible stops the program and names its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import cast, get_args

from binakampung.catalogue.followup_rules import followup_of
from binakampung.catalogue.reading import (
    Node,
    RuleError,
    certainty,
    get,
    number,
    one_of,
    rule_file,
    rule_head,
    rule_ids,
    rule_versions,
    wording,
)
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.rules import (
    AgeMethod,
    Band,
    FollowupReason,
    GrowthAge,
    GrowthClasses,
    GrowthFlags,
    GrowthRules,
    IndexClasses,
    MinimumGain,
    Rule,
    Sex,
    TwoT,
    frozen_mapping,
)

__all__ = [
    "RuleError", "growth_rule_periods", "growth_rules", "growth_rules_on", "growth_rules_with", "known_reasons",
    "rules",
]  # fmt: skip
GROWTH = ("growth_flags", "growth_classes", "minimum_weight_gain", "growth_followup", "growth_age")


@lru_cache(maxsize=1)
def growth_rules() -> GrowthRules:
    """The growth rules in force. Raises `RuleError`."""
    return growth_rules_with({})


def growth_rules_with(other: Mapping[str, Node]) -> GrowthRules:
    """The growth rules in force, but for the rule files given by id (an older or a proposed version)."""
    return GrowthRules(
        flags=_flags(_node("growth_flags", other)),
        classes=_classes(_node("growth_classes", other)),
        gain=_gain(_node("minimum_weight_gain", other)),
        followup=followup_of(_node("growth_followup", other)),
        age=_age(_node("growth_age", other)),
    )


@lru_cache(maxsize=1)
def growth_rule_periods() -> tuple[tuple[date, GrowthRules], ...]:
    """The growth rules by the day they begin, ascending. The first day is the one from which all of them exist."""
    begins = [_begins(rule_id) for rule_id in GROWTH]
    first = max(min(days) for days in begins)
    days = sorted({first, *(day for each in begins for day in each if day > first)})
    return tuple((day, growth_rules_with({rule_id: rule_file(rule_id, on=day) for rule_id in GROWTH})) for day in days)


def growth_rules_on(day: date) -> GrowthRules:
    """The growth rules in force on a day; before all of them began, the first."""
    periods = growth_rule_periods()
    return next((rules for begin, rules in reversed(periods) if begin <= day), periods[0][1])


@lru_cache(maxsize=1)
def known_reasons() -> Mapping[str, FollowupReason]:
    """Every follow-up reason by its code, also those that only an older version has; the newest words."""
    return frozen_mapping(
        {reason.code: reason for _, rules in growth_rule_periods() for reason in rules.followup.reasons}
    )


def _begins(rule_id: str) -> list[date]:
    heads = [rule_head(node) for node in rule_versions(rule_id)]
    return [head.effective_from for head in heads if not head.proposed]


def _node(rule_id: str, other: Mapping[str, Node]) -> Node:
    return other[rule_id] if rule_id in other else rule_file(rule_id)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The heads of every rule file, in the order of their ids."""
    return tuple(rule_head(rule_file(rule_id)) for rule_id in rule_ids())


def _flags(node: Node) -> GrowthFlags:
    plausible = {index: limits(node["parameters"][index], f"growth_flags: {index}") for index in INDICES}
    return GrowthFlags(rule_head(node), frozen_mapping(plausible))


def limits(node: Node, where: str) -> tuple[float, float]:
    """`{lowest, highest}`. Raises `RuleError`."""
    lowest, highest = number(node, "lowest", where), number(node, "highest", where)
    if lowest >= highest:
        raise RuleError(f"{where}: lowest must be under highest")
    return lowest, highest


def _classes(node: Node) -> GrowthClasses:
    indices = {index: index_classes("growth_classes", index, stored) for index, stored in node["parameters"].items()}
    return GrowthClasses(rule_head(node), frozen_mapping(indices))


def index_classes(rule_id: str, index: str, node: Node) -> IndexClasses:
    """The classes of one index. Raises `RuleError`."""
    where = f"{rule_id}: {index}"
    bands = tuple(_band(band, where) for band in get(node, "bands", where))
    ends = [band.below if band.below is not None else band.up_to for band in bands]
    known = [end for end in ends if end is not None]
    if ends[-1] is not None or len(known) != len(bands) - 1 or known != sorted(known):
        raise RuleError(f"{where}: bands must ascend and the last must take the rest")
    return IndexClasses(
        label=wording(node, "label", where),
        bands=bands,
        certainty=certainty(node, where),
        from_month=int(node.get("from_month", 0)),
        to_month=int(node.get("to_month", 59)),
    )


def _band(node: Node, where: str) -> Band:
    return Band(str(get(node, "code", where)), wording(node, "wording", where), node.get("below"), node.get("up_to"))


def _gain(node: Node) -> MinimumGain:
    where, parameters = "minimum_weight_gain", node["parameters"]
    last = int(number(parameters, "last_month", where))
    return MinimumGain(
        rule=rule_head(node),
        grams=frozen_mapping({sex: _by_month(parameters["grams"][sex], last) for sex in get_args(Sex)}),
        shortest_gap_days=int(number(parameters, "shortest_gap_days", where)),
        longest_gap_days=int(number(parameters, "longest_gap_days", where)),
        two_t=cast(TwoT, one_of(parameters, "two_t", get_args(TwoT), where)),
    )


def _by_month(steps: Mapping[int, int], last: int) -> tuple[int | None, ...]:
    """Steps `{from month: grams}` spelt out for each month 0..last."""
    grams: list[int | None] = []
    for month in range(last + 1):
        grams.append(steps.get(month, grams[-1] if grams else None))
    return tuple(grams)


def _age(node: Node) -> GrowthAge:
    where, parameters = "growth_age", node["parameters"]
    reports, preterm = get(parameters, "reports", where), get(parameters, "preterm", where)
    rule = GrowthAge(
        rule=rule_head(node),
        method=cast(AgeMethod, one_of(parameters, "method", get_args(AgeMethod), where)),
        reports=frozen_mapping({report: one_of(reports, report, get_args(AgeMethod), where) for report in reports}),
        preterm_below_weeks=int(number(preterm, "below_weeks", where)),
        earliest_weeks=int(number(preterm, "earliest_weeks", where)),
        term_weeks=int(number(preterm, "term_weeks", where)),
        corrected_until_months=int(number(preterm, "until_months", where)),
    )
    if not rule.earliest_weeks <= rule.preterm_below_weeks <= rule.term_weeks:
        raise RuleError(f"{where}: earliest_weeks, below_weeks and term_weeks must ascend")
    return rule
