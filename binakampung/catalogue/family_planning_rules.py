"""The rule of contraceptive use and unmet need: file -> frozen parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import cast, get_args

from binakampung.catalogue.contraception import contraceptive_methods
from binakampung.catalogue.measure_definitions import measure_definitions
from binakampung.catalogue.reading import Node, get, rule_file, rule_head
from binakampung.catalogue.rule_parts import codes_of, exactly, span, unsettled, whole, wordings
from binakampung.domain.family_planning import MEASURES, REASONS, Asked, FamilyPlanningRule

RULE_ID = "family_planning"


@lru_cache(maxsize=8)
def family_planning_rule(version: str = "") -> FamilyPlanningRule:
    """The rule in force, or an older or proposed version of it. Raises `RuleError`."""
    return family_planning_rule_of(rule_file(RULE_ID, version))


def family_planning_rule_of(node: Node) -> FamilyPlanningRule:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    exactly(given, "reasons", REASONS, RULE_ID)
    return FamilyPlanningRule(
        rule=rule_head(node),
        wife_age=span(given, "wife_age", RULE_ID),
        methods=contraceptive_methods(),
        lactation_months=whole(given, "lactation_months", RULE_ID),
        lactation_asks=cast("frozenset[Asked]", codes_of(given, "lactation_asks", get_args(Asked), RULE_ID)),
        amenorrhoea_months=whole(given, "amenorrhoea_months", RULE_ID),
        measures=measure_definitions(given, MEASURES, RULE_ID),
        reasons=wordings(given, "reasons", RULE_ID),
        unsettled=unsettled(node),
    )
