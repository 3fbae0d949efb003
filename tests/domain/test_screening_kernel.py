"""The kernel over columns says what the reference says of each person, for children and pregnant women."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.care_rules import child_rules, immunisation_schedule, pregnancy_rules
from binakampung.domain.answers import Answer
from binakampung.domain.screening import Screening
from binakampung.domain.screening_child import screen_under_five, screen_under_two
from binakampung.domain.screening_columns import (
    fact_columns,
    pregnancy_measures,
    under_five_measures,
    under_two_measures,
)
from binakampung.domain.screening_facts import PregnancyScreeningFacts, UnderFiveFacts, UnderTwoFacts
from binakampung.domain.screening_kernel import NO, UNKNOWN, YES, Screened, by_village, owed_by_role, screen_columns
from binakampung.domain.screening_pregnancy import screen_pregnancy
from binakampung.domain.screening_rules import COLOURS, ScreeningRule
from tests.domain.care import AS_OF, days_before, facts

pytestmark = pytest.mark.once
ANSWERS = {Answer.NO: NO, Answer.UNKNOWN: UNKNOWN, Answer.YES: YES}
Group = tuple[
    type, Callable[..., Screening], Callable[..., Any], Callable[[], Any], Callable[[Any], ScreeningRule], float
]
GROUPS: dict[str, Group] = {
    "under_two": (
        UnderTwoFacts, screen_under_two, under_two_measures, child_rules, lambda rules: rules.under_two, 2.5
    ),
    "under_five": (
        UnderFiveFacts, screen_under_five, under_five_measures, child_rules, lambda rules: rules.under_five, 5.5
    ),
    "pregnant": (
        PregnancyScreeningFacts, screen_pregnancy, pregnancy_measures, pregnancy_rules,
        lambda rules: rules.screening, 42,
    ),
}  # fmt: skip


def in_bulk(group: str, people: list[Any], as_of: date, streaks: Any = None) -> Screened:
    _, _, measures, rules, rule_of, _ = GROUPS[group]
    rule = rule_of(rules())
    columns = fact_columns(people, rule, immunisation_schedule())
    return screen_columns(measures(columns, as_of, rules()), rule, len(people), streaks)


@pytest.mark.parametrize("group", GROUPS)
@settings(deadline=None)
@given(data=st.data())
def test_kernel_and_reference_agree(group: str, data: st.DataObject) -> None:
    kind, judge, _, rules, rule_of, years = GROUPS[group]
    people = data.draw(st.lists(facts(kind, years), min_size=1, max_size=20))
    as_of = data.draw(st.one_of(st.just(AS_OF), days_before(1, 400)))
    rule = rule_of(rules())
    visits = data.draw(st.lists(st.sets(st.sampled_from([check.code for check in rule.checks])), max_size=4))
    found = in_bulk(group, people, as_of, streaks(rule, visits, len(people)))
    for place, person in enumerate(people):
        expected = judge(person, as_of, rules(), visits)
        answers = {outcome.check.code: ANSWERS[outcome.answer] for outcome in expected.outcomes}
        assert found.answers[:, place].tolist() == [answers.get(check.code, NO) for check in rule.checks]
        risks = [check.code for check, held in zip(rule.checks, found.risks[:, place], strict=True) if held]
        assert risks == [check.code for check in expected.risks]
        assert COLOURS[found.colours[place]] == expected.colour


def test_they_agree_on_the_edges_of_every_band_of_weight_gain() -> None:
    """At 100 cm the body mass index is the weight."""
    people = [
        PregnancyScreeningFacts(weeks=weeks, height_cm=100.0, weight_before_kg=bmi, weight_kg=bmi + tenths / 10)
        for bmi in (18.4, 18.5, 24.9, 25.0, 29.9, 30.0)
        for weeks in (12, 13, 20, 40)
        for tenths in range(-5, 190, 5)
    ]
    found, rules = in_bulk("pregnant", people, AS_OF), pregnancy_rules()
    expected = [[check.code for check in screen_pregnancy(each, AS_OF, rules).risks] for each in people]
    codes = [check.code for check in rules.screening.checks]
    assert [[codes[place] for place in np.flatnonzero(row)] for row in found.risks.T] == expected


def streaks(rule: ScreeningRule, visits: list[set[str]], count: int) -> Any:
    """How many visits running before this one found each check."""

    def running(code: str) -> int:
        found = 0
        for visit in reversed(visits):
            if code not in visit:
                break
            found += 1
        return found

    column = np.array([running(check.code) for check in rule.checks], np.int8)
    return np.repeat(column[:, None], count, axis=1)


@pytest.mark.parametrize("group", GROUPS)
def test_a_measure_that_nobody_has_is_unknown_to_all(group: str) -> None:
    _, _, _, rules, rule_of, _ = GROUPS[group]
    found = screen_columns({}, rule_of(rules()), 3)
    assert set(found.answers.ravel().tolist()) == {UNKNOWN} and not found.risks.any()
    assert [COLOURS[colour] for colour in found.colours] == ["unknown"] * 3


def test_counts_go_to_villages_and_to_those_who_owe() -> None:
    people = [
        UnderTwoFacts(birth_date=date(2025, 1, 1), safe_latrine=False),
        UnderTwoFacts(birth_date=date(2025, 1, 1), safe_latrine=False, gain="T"),
        UnderTwoFacts(birth_date=date(2025, 1, 1), gain="T", two_t=True),
    ]
    rule = child_rules().under_two
    found = in_bulk("under_two", people, AS_OF)
    village = np.array([0, 2, 2])
    counts = by_village(found.risks, village, 4)
    by_code = {check.code: counts[place].tolist() for place, check in enumerate(rule.checks)}
    assert by_code["unsafe_latrine"] == [1, 0, 1, 0]
    assert by_code["not_gained"] == [0, 0, 1, 0] and by_code["not_gained_twice"] == [0, 0, 1, 0]
    roles = owed_by_role(found.risks, rule)
    owed = dict(zip(roles, by_village(np.stack(list(roles.values())), village, 4).tolist(), strict=True))
    assert owed["public_works"] == [1, 0, 1, 0] and owed["quality_village"] == [0, 0, 2, 0]
    assert owed["hospital"] == [0, 0, 0, 0]
