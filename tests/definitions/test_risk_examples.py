"""The rule file of families at risk: its versions, its sources, and damaged files refused."""

from typing import Any

import pytest

from binakampung.catalogue.reading import RuleError, rule_file
from binakampung.catalogue.risk_rules import risk_rule_of, stunting_risk_rule
from binakampung.domain.rules import NO_SOURCE

pytestmark = pytest.mark.once
VERSIONS = ("1", "1-more-than-three")


def test_the_versions_differ_in_one_number() -> None:
    first, other = (dict(rule_file("stunting_risk", version)["parameters"]) for version in VERSIONS)
    assert (first.pop("many_children"), other.pop("many_children")) == (3, 4)
    assert first == other
    assert stunting_risk_rule(VERSIONS[1]).rule.proposed


def test_what_is_verified_says_where() -> None:
    for part in stunting_risk_rule().parts.values():
        assert (part.certainty == "V") == (part.source != NO_SOURCE), part.code
    assert len(stunting_risk_rule().unsettled) == 6


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("wife_age",), {"from": 49, "to": 15}, "from must not be above to"),
        (("many_children",), 2.5, "whole number"),
        (("close_pair",), "eldest", "close_pair is 'eldest'"),
        (("safe_water",), ["piped", "rainbow"], "'rainbow'"),
        (("unsafe_latrine",), {"shared": "yes"}, "must answer own_septic"),
        (("factors", "unsafe_water", "owed_by"), ["nobody"], "'nobody'"),
        (("factors", "unsafe_water", "source"), "none found", "only what is verified"),
        (("four_too",), {}, "four_too must be too_young"),
        (("pregnant_exempt",), "maybe", "pregnant_exempt is 'maybe'"),
    ],
)
def test_a_damaged_file_is_refused(path: tuple[str, ...], value: Any, words: str) -> None:
    stored: Any = rule_file("stunting_risk")
    node = stored["parameters"]
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(RuleError, match=words):
        risk_rule_of(stored)
