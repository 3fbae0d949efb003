"""The rule of growth's soft checks: file -> frozen limits."""

from __future__ import annotations

from functools import lru_cache

from binakampung.catalogue.reading import Node, get, number, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import whole
from binakampung.domain.growth_checks import DOUBTS, DoubtWords, GrowthChecks
from binakampung.domain.rules import frozen_mapping

RULE_ID = "growth_checks"


@lru_cache(maxsize=1)
def growth_checks() -> GrowthChecks:
    """The checks in force. Raises `RuleError`."""
    return growth_checks_of(rule_file(RULE_ID))


def growth_checks_of(node: Node) -> GrowthChecks:
    """A rule file as limits. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    weight, length = get(given, "weight_change", RULE_ID), get(given, "length_gain", RULE_ID)
    words = get(given, "doubts", RULE_ID)
    return GrowthChecks(
        rule=rule_head(node),
        shortest_gap_days=whole(given, "shortest_gap_days", RULE_ID),
        length_loss_cm=number(given, "length_loss_cm", RULE_ID),
        weight_change_percent=number(weight, "percent_a_month", f"{RULE_ID}: weight_change"),
        weight_gain_from_month=whole(weight, "gain_from_month", f"{RULE_ID}: weight_change"),
        length_gain_cm=number(length, "cm_a_month", f"{RULE_ID}: length_gain"),
        length_gain_from_month=whole(length, "from_month", f"{RULE_ID}: length_gain"),
        same_values_at_least=whole(given, "same_values_at_least", RULE_ID),
        words=frozen_mapping({code: _words(get(words, code, f"{RULE_ID}: doubts"), code) for code in DOUBTS}),
    )


def _words(node: Node, code: str) -> DoubtWords:
    where = f"{RULE_ID}: {code}"
    return DoubtWords(wording(node, "wording", where), wording(node, "action", where))
