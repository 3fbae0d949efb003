"""The rule of population indicators: file -> frozen parameters."""

from __future__ import annotations

from functools import lru_cache

from binakampung.catalogue.measure_definitions import measure_definitions
from binakampung.catalogue.reading import Node, RuleError, get, rule_file, rule_head
from binakampung.catalogue.rule_parts import span, unsettled, whole, yes_no
from binakampung.domain.population import DEFINED, PopulationRule
from binakampung.domain.suppression import Suppression

RULE_ID = "population"


@lru_cache(maxsize=8)
def population_rule(version: str = "") -> PopulationRule:
    """The rule in force, or an older or proposed version of it. Raises `RuleError`."""
    return population_rule_of(rule_file(RULE_ID, version))


def population_rule_of(node: Node) -> PopulationRule:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    cell, early = get(given, "public_cell", RULE_ID), get(given, "early_marriage_below", RULE_ID)
    rule = PopulationRule(
        rule=rule_head(node),
        open_group_from=whole(given, "open_group_from", RULE_ID),
        oldest_age=whole(given, "oldest_age", RULE_ID),
        working_age=span(given, "working_age", RULE_ID),
        fertile_age=span(given, "fertile_age", RULE_ID),
        married_women=span(given, "married_women", RULE_ID),
        early_marriage_below=tuple(whole({"limit": age}, "limit", f"{RULE_ID}: early_marriage_below") for age in early),
        years_pooled=whole(given, "years_pooled", RULE_ID),
        suppression=Suppression(whole(cell, "smallest", RULE_ID), yes_no(cell, "zero_shown", RULE_ID)),
        measures=measure_definitions(given, DEFINED, RULE_ID),
        unsettled=unsettled(node),
    )
    _check(rule)
    return rule


def _check(rule: PopulationRule) -> None:
    """Ages must be bounds of five-year groups, and there must be a year to pool."""
    ends = [age for first, last in (rule.working_age, rule.fertile_age) for age in (first, last + 1)]
    if any(age % 5 for age in (rule.open_group_from, *ends)) or max(ends) > rule.open_group_from:
        raise RuleError(f"{RULE_ID}: open_group_from, working_age and fertile_age must fit five-year groups")
    if rule.years_pooled < 1:
        raise RuleError(f"{RULE_ID}: years_pooled must be at least 1")
