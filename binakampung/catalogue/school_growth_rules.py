"""The rule of growth past five years: file -> frozen parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import get_args

from binakampung.catalogue.reading import Node, RuleError, get, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import span
from binakampung.catalogue.rules import index_classes, limits
from binakampung.domain.rules import frozen_mapping
from binakampung.domain.school_growth import SCHOOL_INDICES, Missing, SchoolGrowth

RULE_ID = "school_growth"


@lru_cache(maxsize=1)
def school_growth() -> SchoolGrowth:
    """The rule in force. Raises `RuleError`."""
    return school_growth_of(rule_file(RULE_ID))


def school_growth_of(node: Node) -> SchoolGrowth:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    months, plausible = get(given, "months", RULE_ID), get(given, "plausible", RULE_ID)
    reasons = get(given, "reasons", RULE_ID)
    rule = SchoolGrowth(
        rule=rule_head(node),
        months=frozen_mapping({index: span(months, index, RULE_ID) for index in SCHOOL_INDICES}),
        plausible=frozen_mapping(
            {index: limits(get(plausible, index, RULE_ID), f"{RULE_ID}: {index}") for index in SCHOOL_INDICES}
        ),
        classes=index_classes(RULE_ID, "bmi_for_age", get(given, "bmi_for_age", RULE_ID)),
        reasons=frozen_mapping({code: wording(reasons, code, f"{RULE_ID}: reasons") for code in get_args(Missing)}),
    )
    if any(first < 61 or last > 228 for first, last in rule.months.values()) or rule.months["weight_for_age"][1] > 120:
        raise RuleError(f"{RULE_ID}: months must lie within the tables: 61 to 228, weight to 120")
    return rule
