"""Contraceptive use and unmet need: each answer three-valued, both formulas side by side, shares that add up."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.contraception import contraceptive_methods, method_numbers
from binakampung.catalogue.family_planning_rules import family_planning_rule
from binakampung.domain.answers import Answer
from binakampung.domain.couple_state import couple_state
from binakampung.domain.facts import CoupleFacts, FamilyFacts, PersonFacts, PregnancyFacts
from binakampung.domain.family_planning import (
    MEASURES,
    CoupleUse,
    FamilyPlanningRule,
    judge_family,
    method_mix,
    rates,
)
from binakampung.domain.measures import Measure
from tests.domain.families import AS_OF, before_and_after, families

pytestmark = pytest.mark.once
RULE = family_planning_rule()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
WIFE = PersonFacts("w", "female", date(1998, 5, 1), "spouse", "married")
HUSBAND = PersonFacts("h", "male", date(1995, 5, 1), "head", "married")
COUPLE = CoupleFacts("w", "h", pregnant=False, contraception="none", wish="no_more", infecund=False,
                     postpartum_amenorrhoea=False, birth_dates=(date(2026, 1, 1),))  # fmt: skip
FAMILY = FamilyFacts("f", "3528052004", (WIFE, HUSBAND), COUPLE, True)


def judged(rule: FamilyPlanningRule = RULE, family: FamilyFacts = FAMILY, **couple: Any) -> CoupleUse:
    return judge_family(replace(family, couple=replace(COUPLE, **couple)), AS_OF, rule)


@pytest.mark.parametrize(
    ("method", "uses", "modern", "long_acting"),
    [
        ("female_sterilisation", YES, YES, YES), ("male_sterilisation", YES, YES, YES), ("iud", YES, YES, YES),
        ("implant", YES, YES, YES), ("injection", YES, YES, NO), ("pill", YES, YES, NO), ("condom", YES, YES, NO),
        ("traditional", YES, NO, NO), ("none", NO, NO, NO), (None, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_methods(method: Any, uses: Answer, modern: Answer, long_acting: Answer) -> None:
    found = judged(contraception=method)
    assert (found.uses, found.modern, found.long_acting) == (uses, modern, long_acting)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"birth_dates": (date(2026, 5, 2),)}, YES),
        ({"birth_dates": (date(2026, 5, 1),)}, NO),
        ({"birth_dates": ()}, UNKNOWN),
        ({"postpartum_amenorrhoea": False}, NO),
        ({"postpartum_amenorrhoea": None}, UNKNOWN),
        ({"exclusive_breastfeeding": False}, NO),
        ({"exclusive_breastfeeding": None}, UNKNOWN),
    ],
)
def test_breastfeeding_is_a_method_for_a_while(facts: dict[str, Any], answer: Answer) -> None:
    told = {"postpartum_amenorrhoea": True, "exclusive_breastfeeding": True, "birth_dates": (date(2026, 8, 1),)}
    found = judged(contraception="lactational", **{**told, **facts})
    assert (found.uses, found.modern, found.long_acting) == (answer, answer, NO)


def test_an_office_may_ask_less_of_breastfeeding() -> None:
    rule = replace(RULE, lactation_asks=frozenset({"months_since_birth"}))
    asked = {"contraception": "lactational", "postpartum_amenorrhoea": None, "birth_dates": (date(2026, 8, 1),)}
    assert (judged(**asked).uses, judged(rule, **asked).uses) == (UNKNOWN, YES)


@pytest.mark.parametrize(
    ("couple", "routine", "survey"),
    [
        ({}, "limiting", "limiting"),
        ({"wish": "later"}, "spacing", "spacing"),
        ({"wish": "soon"}, "none", "none"),
        ({"wish": None}, "unknown", "unknown"),
        ({"infecund": True}, "limiting", "none"),
        ({"infecund": None}, "limiting", "unknown"),
        ({"wish": "soon", "infecund": None}, "none", "none"),
        ({"contraception": "traditional"}, "none", "none"),
        ({"contraception": None}, "unknown", "unknown"),
        ({"contraception": None, "wish": "soon"}, "none", "none"),
        ({"pregnant": None}, "unknown", "unknown"),
        ({"pregnant": True}, "none", "unknown"),
        ({"postpartum_amenorrhoea": True}, "limiting", "unknown"),
        ({"postpartum_amenorrhoea": True, "birth_dates": (date(2024, 11, 1),)}, "limiting", "limiting"),
        ({"postpartum_amenorrhoea": True, "birth_dates": ()}, "limiting", "unknown"),
    ],
)
def test_need_by_both_formulas(couple: dict[str, Any], routine: str, survey: str) -> None:
    found = judged(**couple)
    assert (found.routine, found.survey) == (routine, survey)
    assert not found.reasons if "unknown" not in (routine, survey) and found.uses is not UNKNOWN else found.reasons


@pytest.mark.parametrize(("wanted", "need"), [("soon", "none"), ("later", "spacing"), ("no_more", "limiting")])
def test_the_survey_asks_whether_the_child_was_wanted_then(wanted: Any, need: str) -> None:
    going_on = PregnancyFacts("w", last_period_on=date(2026, 7, 1), wanted=wanted)
    over = PregnancyFacts("w", ended_on=date(2026, 1, 1), outcome="live_birth", wanted=wanted)
    earlier = PregnancyFacts("w", ended_on=date(2022, 1, 1), outcome="live_birth", wanted="soon")
    pregnant = judged(family=replace(FAMILY, pregnancies=(going_on, earlier)), pregnant=True)
    delivered = judged(family=replace(FAMILY, pregnancies=(earlier, over)), postpartum_amenorrhoea=True)
    assert (pregnant.survey, pregnant.routine) == (need, "none")
    assert (delivered.survey, delivered.routine) == (need, "limiting")


def test_records_that_contradict_each_other_are_unknown() -> None:
    two = tuple(PregnancyFacts("w", last_period_on=date(2026, 7, 1), wanted=each) for each in ("soon", "later"))
    assert couple_state(replace(FAMILY, pregnancies=two), AS_OF).pregnancy_wanted is None
    found = judged(contraception="pill", pregnant=True)
    assert (found.uses, [reason.code for reason in found.reasons]) == (UNKNOWN, ["method_while_pregnant"])


@pytest.mark.parametrize(
    ("wife", "answer"),
    [
        (WIFE, YES),
        (replace(WIFE, birth_date=date(2011, 11, 1)), YES),
        (replace(WIFE, birth_date=date(2011, 11, 2)), NO),
        (replace(WIFE, birth_date=date(1976, 11, 2)), YES),
        (replace(WIFE, birth_date=date(1976, 11, 1)), NO),
        (replace(WIFE, birth_date=None), UNKNOWN),
        (replace(WIFE, marital_status="widowed"), UNKNOWN),
        (replace(WIFE, died_on=AS_OF), NO),
    ],
)
def test_who_is_eligible(wife: PersonFacts, answer: Answer) -> None:
    found = judged(family=replace(FAMILY, people=(wife, HUSBAND)))
    assert (found.eligible, bool(found.reasons)) == (answer, answer is UNKNOWN)


def test_a_family_without_a_couple_counts_in_no_share() -> None:
    alone = judge_family(replace(FAMILY, couple=None, has_couple=False), AS_OF, RULE)
    found = measures([alone, judged(contraception="pill")])
    assert (found["eligible_couples"].value, found["contraceptive_prevalence"].denominator) == (50.0, 1)


def measures(uses: list[CoupleUse]) -> dict[str, Measure]:
    return {measure.code: measure for measure in rates(uses)}


def test_shares_of_a_village() -> None:
    methods = ["implant"] * 2 + ["pill"] * 3 + ["traditional"] + ["none"] * 4 + [None] * 2
    found = measures([judged(contraception=method) for method in methods])
    whole = found["contraceptive_prevalence"]
    assert (whole.value, whole.unknown, whole.lowest) == (60.0, 2, 50.0)
    assert found["modern_prevalence"].value == 50.0
    assert found["long_acting_prevalence"].value == 20.0
    assert found["long_acting_share"].value == pytest.approx(100 / 3)
    assert (found["unmet_need"].value, found["unmet_need_spacing"].value) == (40.0, 0.0)
    mix = method_mix([judged(contraception=method) for method in methods], RULE)
    assert sum(measure.numerator for measure in mix.values()) == 6
    assert (mix["pill"].value, mix["pill"].unknown) == (50.0, 2)


@given(families)
def test_no_facts_are_too_strange(facts: FamilyFacts) -> None:
    found = judge_family(facts, AS_OF, RULE)
    unknown = UNKNOWN in (found.uses, found.modern, found.eligible) or "unknown" in (found.routine, found.survey)
    assert bool(found.reasons) or not unknown or found.eligible is NO
    assert all(reason.code in RULE.reasons for reason in found.reasons)
    assert found.uses is YES or found.modern is not YES
    assert found.modern is YES or found.long_acting is not YES


@given(before_and_after())
def test_an_answer_never_turns_yes_into_no(pair: tuple[FamilyFacts, FamilyFacts]) -> None:
    before, after = (judge_family(facts, AS_OF, RULE) for facts in pair)
    for name in ("eligible", "uses", "modern", "long_acting"):
        assert {getattr(before, name), getattr(after, name)} != {YES, NO}
    for name in ("routine", "survey"):
        assert "unknown" in (found := {getattr(before, name), getattr(after, name)}) or len(found) == 1


@settings(max_examples=25)
@given(st.lists(families, max_size=6))
def test_shares_add_up_and_lie_between_their_bounds(facts: list[FamilyFacts]) -> None:
    found = measures([judge_family(each, AS_OF, RULE) for each in facts])
    assert tuple(found) == MEASURES
    for measure in found.values():
        if measure.value is not None:
            assert measure.lowest is not None and measure.highest is not None
            assert 0 <= measure.lowest <= measure.value <= measure.highest <= 100
    for code in ("unmet_need", "unmet_need_survey"):
        whole, parts = found[code], [found[f"{code}_{kind}"] for kind in ("spacing", "limiting")]
        assert whole.numerator == sum(part.numerator for part in parts)
        assert {part.denominator for part in parts} == {whole.denominator}
    eligible = found["eligible_couples"]
    for code in ("contraceptive_prevalence", "modern_prevalence", "unmet_need", "unmet_need_survey"):
        assert found[code].denominator + found[code].unknown == eligible.numerator + eligible.unknown


def test_the_list_of_methods() -> None:
    methods = contraceptive_methods()
    assert {code for code, method in methods.items() if not method.modern} == {"traditional"}
    assert [code for code, method in methods.items() if method.long_acting] == [
        "female_sterilisation", "male_sterilisation", "iud", "implant"
    ]  # fmt: skip
    assert {code for code, method in methods.items() if method.sex == "male"} == {"male_sterilisation", "condom"}
    census = method_numbers()["PK21"]
    assert (census.certainty, census.number("iud"), census.number("none")) == ("U", 3, None)
