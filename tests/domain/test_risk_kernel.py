"""The risk rule over columns says what the reference says of each family."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.domain.answers import Answer
from binakampung.domain.blocks import BLOCK
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.family_state import state_of
from binakampung.domain.risk import RiskAssessment, RiskRule, judge_risk
from binakampung.domain.risk_kernel import CODES, OUTPUTS, columns_of, recap_by_area, recap_of, risk_answers
from binakampung.domain.risk_recap import ANSWERED, COLUMNS, recap
from tests.domain.families import AS_OF, drawn, families

pytestmark = pytest.mark.once
RULE = stunting_risk_rule()
VARIANTS = [
    RULE,
    replace(RULE, close_pair="any_two", many_children=4, children_counted="living"),
    replace(RULE, pregnant_exempt=False, unsafe_latrine={**RULE.unsafe_latrine, "shared": Answer.UNKNOWN}),
    replace(RULE, days_exempt_after_birth=365, too_old=(35, 49)),
]


def codes(found: RiskAssessment) -> list[int]:
    parts = {**found.targets, **found.four_too, **{code: factor.answer for code, factor in found.factors.items()}}
    whole = {"target": found.target, "at_risk": found.answer, "not_at_risk": found.not_at_risk}
    return [CODES[{**parts, **whole}[name]] for name in OUTPUTS]


def both(facts: Sequence[FamilyFacts], rule: RiskRule) -> tuple[Any, list[RiskAssessment]]:
    states = [state_of(each, AS_OF) for each in facts]
    return columns_of(states), [judge_risk(state, AS_OF, rule) for state in states]


@settings(max_examples=30)
@given(st.lists(families, max_size=4), st.sampled_from(VARIANTS))
def test_equal_on_families_of_any_kind(facts: list[FamilyFacts], rule: RiskRule) -> None:
    columns, reference = both(facts, rule)
    assert risk_answers(columns, rule).T.tolist() == [codes(each) for each in reference]


@pytest.mark.parametrize("rule", VARIANTS, ids=["shipped", "living", "pregnant counted", "exempt after birth"])
def test_equal_on_many_likely_families(rule: RiskRule) -> None:
    columns, reference = both(drawn(1, 1500), rule)
    answers = risk_answers(columns, rule)
    assert answers.T.tolist() == [codes(each) for each in reference]
    assert {int(code) for code in np.unique(answers[OUTPUTS.index("at_risk")])} == {0, 1, 2}


def test_recap_of_each_village_equals_the_reference() -> None:
    facts = drawn(2, 1500)
    columns, reference = both(facts, RULE)
    villages = sorted({each.village for each in facts})
    area = np.array([villages.index(each.village) for each in facts], dtype=np.int32)
    counts, unknown, undetermined = recap_by_area(risk_answers(columns, RULE), columns["rank"], area, len(villages) + 1)
    for place, village in enumerate(villages):
        expected = recap(each for each in reference if each.village == village)
        assert dict(zip(COLUMNS, counts[place].tolist(), strict=True)) == expected.counts
        assert dict(zip(ANSWERED, unknown[place].tolist(), strict=True)) == expected.unknown
        assert undetermined[place] == expected.undetermined
    assert not counts[-1].any()


def test_blocks_and_threads_change_nothing() -> None:
    columns, _ = both(drawn(3, 500), RULE)
    many = {name: np.resize(column, BLOCK + 1000) for name, column in columns.items()}
    once, twice = risk_answers(many, RULE), risk_answers(many, RULE, threads=2)
    assert (once == twice).all()
    area = np.arange(BLOCK + 1000, dtype=np.int32) % 7
    whole = recap_by_area(once, many["rank"], area, 7)
    for threads in (1, 2):
        in_blocks = recap_of(many, area, 7, RULE, threads)
        assert all((one == other).all() for one, other in zip(in_blocks, whole, strict=True))
    assert recap_of({name: column[:0] for name, column in many.items()}, area[:0], 7, RULE)[0].sum() == 0
    assert (once[:, :500] == risk_answers(columns, RULE)).all()
