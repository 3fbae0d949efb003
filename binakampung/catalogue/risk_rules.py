"""The rule of families at risk of stunting: file -> frozen parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import cast, get_args

from binakampung.catalogue.reading import Node, get, one_of, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import (
    answers,
    codes_of,
    exactly,
    part,
    remedy,
    span,
    unsettled,
    whole,
    wordings,
    yes_no,
)
from binakampung.domain.facts import Contraception, DrinkingWater, Latrine
from binakampung.domain.risk import FACTORS, FOUR_TOO, TARGETS, ChildrenCounted, ClosePair, RiskRule

RULE_ID = "stunting_risk"


@lru_cache(maxsize=8)
def stunting_risk_rule(version: str = "") -> RiskRule:
    """The rule in force, or an older or proposed version of it. Raises `RuleError`."""
    return risk_rule_of(rule_file(RULE_ID, version))


def risk_rule_of(node: Node) -> RiskRule:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    factors, four_too = exactly(given, "factors", FACTORS, RULE_ID), exactly(given, "four_too", FOUR_TOO, RULE_ID)
    targets = exactly(given, "targets", TARGETS, RULE_ID)
    return RiskRule(
        rule=rule_head(node),
        wife_age=span(given, "wife_age", RULE_ID),
        too_young_below=whole(given, "too_young_below", RULE_ID),
        too_old=span(given, "too_old", RULE_ID),
        close_months=whole(given, "close_months", RULE_ID),
        close_pair=cast(ClosePair, one_of(given, "close_pair", get_args(ClosePair), RULE_ID)),
        many_children=whole(given, "many_children", RULE_ID),
        children_counted=cast(ChildrenCounted, one_of(given, "children_counted", get_args(ChildrenCounted), RULE_ID)),
        safe_water=codes_of(given, "safe_water", get_args(DrinkingWater), RULE_ID),
        unsafe_latrine=answers(given, "unsafe_latrine", get_args(Latrine), RULE_ID),
        modern_methods=codes_of(given, "modern_methods", get_args(Contraception), RULE_ID),
        pregnant_exempt=yes_no(given, "pregnant_exempt", RULE_ID),
        days_exempt_after_birth=whole(given, "days_exempt_after_birth", RULE_ID),
        targets={code: wording(targets, code, RULE_ID) for code in TARGETS},
        parts={code: part(code, stored, RULE_ID) for code, stored in {**factors, **four_too}.items()},
        remedies={code: remedy(stored, f"{RULE_ID}: {code}") for code, stored in factors.items()},
        asking=remedy(get(given, "asking", RULE_ID), f"{RULE_ID}: asking"),
        reasons=wordings(given, "reasons", RULE_ID),
        unsettled=unsettled(node),
    )
