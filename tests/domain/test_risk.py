"""Keluarga berisiko stunting: each factor, three-valued; identities of the recap; runs compared."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.domain.answers import Answer, any_of
from binakampung.domain.facts import CoupleFacts, FamilyFacts, HousingFacts, PersonFacts, PregnancyFacts, WelfareFacts
from binakampung.domain.reasons import say
from binakampung.domain.risk import FACTORS, RiskAssessment, RiskRule, assess_risk
from binakampung.domain.risk_changes import CHANGES, compare
from binakampung.domain.risk_recap import COLUMNS, RANKS, export_flag, recap
from tests.domain.families import AS_OF, before_and_after, families, likely

pytestmark = pytest.mark.once
RULE = stunting_risk_rule()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
WIFE = PersonFacts("w", "female", date(1998, 5, 1), "spouse", "married")
HUSBAND = PersonFacts("h", "male", date(1995, 5, 1), "head", "married")
SAFE = HousingFacts(drinking_water="piped", latrine="own_septic")
COUPLE = CoupleFacts(
    "w", "h", pregnant=False, contraception="implant", children_born_alive=1, children_living=1,
    birth_dates=(date(2023, 1, 1),),
)  # fmt: skip
CHILD = PersonFacts("c", "female", date(2023, 1, 1), "child", "never_married")
SOUND = FamilyFacts("f", "3528052004", (WIFE, HUSBAND, CHILD), COUPLE, True, housing=SAFE)


def judged(facts: FamilyFacts = SOUND, rule: RiskRule = RULE, **couple: Any) -> RiskAssessment:
    if couple:
        facts = replace(facts, couple=replace(COUPLE, **couple))
    return assess_risk(facts, AS_OF, rule)


def aged(years: int, days: int = 0) -> FamilyFacts:
    """The sound family with a wife who turned so many years, so many days ago."""
    born = AS_OF.replace(year=AS_OF.year - years) - timedelta(days=days)
    return replace(SOUND, people=(replace(WIFE, birth_date=born), HUSBAND, CHILD))


def test_a_sound_family_is_a_target_and_not_at_risk() -> None:
    found = judged()
    assert (found.target, found.answer, found.not_at_risk) == (YES, NO, YES)
    assert found.targets == {
        "eligible_couple": YES, "pregnant_couple": NO, "under_two": NO, "two_to_five": YES
    }  # fmt: skip
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("water", "answer"),
    [
        ("bottled", NO), ("piped", NO), ("borehole", NO), ("protected_well", NO), ("unprotected_well", YES),
        ("surface", YES), ("rain", YES), ("other", YES), (None, UNKNOWN),
    ],
)  # fmt: skip
def test_water(water: Any, answer: Answer) -> None:
    found = judged(replace(SOUND, housing=replace(SAFE, drinking_water=water)))
    assert (found.factors["unsafe_water"].answer, found.answer) == (answer, answer)


@pytest.mark.parametrize(
    ("latrine", "answer"),
    [("own_septic", NO), ("own_no_septic", YES), ("shared", YES), ("public", YES), ("none", YES), (None, UNKNOWN)],
)
def test_latrine(latrine: Any, answer: Answer) -> None:
    found = judged(replace(SOUND, housing=replace(SAFE, latrine=latrine)))
    assert (found.factors["unsafe_latrine"].answer, found.answer) == (answer, answer)


@pytest.mark.parametrize("answer", list(Answer))
def test_an_office_says_what_a_shared_latrine_is(answer: Answer) -> None:
    rule = replace(RULE, unsafe_latrine={**RULE.unsafe_latrine, "shared": answer})
    assert judged(replace(SOUND, housing=replace(SAFE, latrine="shared")), rule).answer is answer


def test_an_unanswered_latrine_is_never_not_at_risk() -> None:
    found = judged(replace(SOUND, housing=HousingFacts(drinking_water="piped")))
    assert (found.answer, found.not_at_risk) == (UNKNOWN, UNKNOWN)
    assert [reason.code for reason in found.reasons] == ["latrine_unanswered"]
    assert found.factors["unsafe_latrine"].remedy == RULE.asking


def test_one_known_factor_settles_what_is_unanswered() -> None:
    found = judged(replace(SOUND, housing=HousingFacts(drinking_water="surface")))
    assert found.answer is YES
    assert [reason.code for reason in found.reasons] == ["unsafe_water"]


@pytest.mark.parametrize(
    ("years", "code", "answer"),
    [
        (15, "too_young", YES), (19, "too_young", YES), (20, "too_young", NO), (34, "too_old", NO),
        (35, "too_old", YES), (40, "too_old", YES), (41, "too_old", NO), (49, "too_old", NO),
    ],
)  # fmt: skip
def test_age_of_the_wife(years: int, code: str, answer: Answer) -> None:
    found = judged(aged(years))
    assert (found.targets["eligible_couple"], found.four_too[code], found.answer) == (YES, answer, answer)


@pytest.mark.parametrize(
    ("facts", "answer"), [(aged(14, 300), NO), (aged(15), YES), (aged(49, 364), YES), (aged(50), NO)]
)
def test_who_is_an_eligible_couple(facts: FamilyFacts, answer: Answer) -> None:
    assert judged(facts).targets["eligible_couple"] is answer


@pytest.mark.parametrize(
    ("births", "born", "pair", "answer"),
    [
        ((date(2020, 3, 1), date(2022, 2, 28)), 2, "youngest_two", YES),
        ((date(2020, 3, 1), date(2022, 3, 1)), 2, "youngest_two", NO),
        ((date(2016, 1, 1), date(2017, 1, 1), date(2023, 1, 1)), 3, "youngest_two", NO),
        ((date(2016, 1, 1), date(2017, 1, 1), date(2023, 1, 1)), 3, "any_two", YES),
        ((date(2020, 3, 1), date(2020, 3, 1)), 2, "youngest_two", NO),  # twins are not too close
        ((date(2020, 3, 1), date(2020, 3, 2), date(2021, 3, 1)), 3, "youngest_two", YES),
        ((date(2023, 1, 1),), 1, "youngest_two", NO),
        ((date(2023, 1, 1),), 2, "youngest_two", UNKNOWN),  # one birth is not listed
        ((date(2023, 1, 1),), None, "youngest_two", UNKNOWN),
        ((date(2021, 6, 1), date(2022, 6, 1)), None, "youngest_two", YES),  # seen is seen
        ((), 0, "youngest_two", NO),
        ((date(2027, 1, 1),), 1, "youngest_two", UNKNOWN),  # not born yet
    ],
)
def test_too_close(births: Any, born: Any, pair: Any, answer: Answer) -> None:
    found = judged(
        rule=replace(RULE, close_pair=pair), birth_dates=births, children_born_alive=born, children_living=None
    )
    assert found.four_too["too_close"] is answer


@pytest.mark.parametrize(
    ("born", "living", "from_", "counted", "answer"),
    [
        (2, 2, 3, "born_alive", NO), (3, 3, 3, "born_alive", YES), (3, 3, 4, "born_alive", NO),
        (4, 4, 4, "born_alive", YES), (None, None, 3, "born_alive", UNKNOWN), (None, 3, 3, "born_alive", YES),
        (None, 2, 3, "born_alive", UNKNOWN), (3, 2, 3, "living", NO), (2, None, 3, "living", NO),
        (3, None, 3, "living", UNKNOWN), (2, 4, 3, "living", UNKNOWN), (2, 4, 3, "born_alive", UNKNOWN),
    ],
)  # fmt: skip
def test_too_many(born: Any, living: Any, from_: int, counted: Any, answer: Answer) -> None:
    rule = replace(RULE, many_children=from_, children_counted=counted)
    assert judged(rule=rule, children_born_alive=born, children_living=living).four_too["too_many"] is answer


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("none", YES),
        ("traditional", YES),
        ("pill", NO),
        ("lactational", NO),
        ("male_sterilisation", NO),
        (None, UNKNOWN),
    ],
)
def test_method(method: Any, answer: Answer) -> None:
    assert judged(contraception=method).factors["no_modern_method"].answer is answer


def test_a_pregnant_woman_is_not_asked_for_a_method() -> None:
    found = judged(pregnant=True, contraception="none").factors["no_modern_method"]
    assert (found.answer, found.applies, export_flag(found.answer, found.applies)) == (NO, NO, 3)
    counted = judged(rule=replace(RULE, pregnant_exempt=False), pregnant=True, contraception="none")
    assert counted.factors["no_modern_method"].answer is YES


@pytest.mark.parametrize(("days", "answer"), [(42, NO), (43, YES)])
def test_an_office_may_spare_women_just_delivered(days: int, answer: Answer) -> None:
    born = (AS_OF - timedelta(days=days),)
    found = judged(rule=replace(RULE, days_exempt_after_birth=42), contraception="none", birth_dates=born)
    assert found.factors["no_modern_method"].answer is answer


def test_whoever_may_be_pregnant_may_be_exempt() -> None:
    assert judged(pregnant=None, contraception="none").factors["no_modern_method"].answer is UNKNOWN


def test_without_a_couple_only_house_and_children_count() -> None:
    alone = replace(SOUND, people=(HUSBAND, CHILD), couple=None, has_couple=False)
    found = judged(alone)
    assert (found.target, found.answer) == (YES, NO)
    assert found.factors["four_too"].applies is NO
    assert judged(replace(alone, people=(HUSBAND,))).target is NO


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(SOUND, has_couple=False), "couple_contradictory"),
        (replace(SOUND, people=(replace(WIFE, marital_status="divorced"), CHILD)), "couple_contradictory"),
        (replace(SOUND, people=(replace(WIFE, sex="male"), CHILD)), "couple_contradictory"),
        (replace(SOUND, people=(HUSBAND, CHILD)), "wife_not_listed"),
        (replace(SOUND, people=(replace(WIFE, birth_date=None), CHILD)), "wife_birth_date_missing"),
        (replace(SOUND, people=(replace(WIFE, birth_date=date(2020, 1, 1)), CHILD)), "wife_birth_date_contradictory"),
        (replace(SOUND, couple=None, has_couple=None), "couple_unanswered"),
    ],
)
def test_a_doubtful_couple_is_unknown_and_says_why(facts: FamilyFacts, code: str) -> None:
    unsettled = None if facts.couple is None else replace(facts.couple, contraception="none")
    found = judged(replace(facts, couple=unsettled))
    assert (found.targets["eligible_couple"], found.answer) == (UNKNOWN, UNKNOWN)
    assert code in {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    ("pregnancy", "told", "answer"),
    [
        (PregnancyFacts("w", last_period_on=date(2026, 7, 1)), None, YES),
        (PregnancyFacts("w", last_period_on=date(2026, 7, 1)), False, UNKNOWN),
        (PregnancyFacts("w", last_period_on=date(2025, 7, 1)), None, UNKNOWN),  # long past its time
        (PregnancyFacts("w", last_period_on=date(2025, 7, 1)), False, NO),
        (PregnancyFacts("w", seen_on=date(2026, 10, 1), weeks_when_seen=20), None, YES),
        (PregnancyFacts("w", date(2026, 1, 1), ended_on=date(2026, 10, 1)), False, NO),
        (PregnancyFacts("other", last_period_on=date(2026, 7, 1)), None, UNKNOWN),
    ],
)
def test_pregnancies_on_record(pregnancy: PregnancyFacts, told: bool | None, answer: Answer) -> None:
    facts = replace(SOUND, pregnancies=(pregnancy,), couple=replace(COUPLE, pregnant=told))
    assert judged(facts).targets["pregnant_couple"] is answer


@pytest.mark.parametrize(
    ("born", "under_two", "two_to_five"),
    [
        (date(2024, 11, 2), YES, NO), (date(2024, 11, 1), NO, YES), (date(2021, 11, 2), NO, YES),
        (date(2021, 11, 1), NO, NO), (None, UNKNOWN, UNKNOWN), (date(2026, 12, 1), UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_children_by_completed_months(born: date | None, under_two: Answer, two_to_five: Answer) -> None:
    found = judged(replace(SOUND, people=(WIFE, HUSBAND, replace(CHILD, birth_date=born))))
    assert (found.targets["under_two"], found.targets["two_to_five"]) == (under_two, two_to_five)


def test_the_dead_are_no_target() -> None:
    gone = replace(SOUND, people=(WIFE, HUSBAND, replace(CHILD, died_on=AS_OF)))
    assert judged(gone).targets["two_to_five"] is NO
    assert judged(replace(SOUND, people=(replace(WIFE, died_on=AS_OF), CHILD))).targets["eligible_couple"] is NO


@given(families)
def test_no_family_is_too_strange_to_be_judged(facts: FamilyFacts) -> None:
    found = assess_risk(facts, AS_OF, RULE)
    assert found.rule == "stunting_risk@1"
    assert (found.answer is NO) == (not found.reasons)
    assert found.answer in (found.target, NO, UNKNOWN)
    for reason in [*found.reasons, *(r for factor in found.factors.values() for r in factor.reasons)]:
        assert say(RULE.reasons[reason.code], reason.facts).id
    for factor in found.factors.values():
        assert (factor.remedy is None) == (factor.answer is NO)


@given(families)
def test_at_risk_is_a_target_with_a_factor(facts: FamilyFacts) -> None:
    found = assess_risk(facts, AS_OF, RULE)
    factors = any_of(found.factors[code].answer for code in FACTORS)
    assert (found.answer is YES) == (found.target is YES and factors is YES)
    assert (found.answer is NO) == (found.target is NO or factors is NO)
    assert found.factors["four_too"].answer is any_of(found.four_too.values())


@given(before_and_after(), st.sampled_from(["youngest_two", "any_two"]), st.sampled_from(["born_alive", "living"]))
def test_an_answer_never_turns_yes_into_no(pair: Any, close: Any, counted: Any) -> None:
    rule = replace(RULE, close_pair=close, children_counted=counted)
    before, after = (assess_risk(facts, AS_OF, rule) for facts in pair)
    for old, new in zip(all_answers(before), all_answers(after), strict=True):
        assert {old, new} != {YES, NO}


def all_answers(found: RiskAssessment) -> list[Answer]:
    factors = [factor.answer for factor in found.factors.values()]
    return [found.answer, found.target, *found.targets.values(), *found.four_too.values(), *factors]


@settings(max_examples=25)
@given(st.lists(families, max_size=6))
def test_identities_of_the_recap(facts: list[FamilyFacts]) -> None:
    found = recap(assess_risk(each, AS_OF, RULE) for each in facts)
    counts, unknown = found.counts, found.unknown
    assert list(counts) == list(COLUMNS)
    assert counts["families"] == len(facts)
    assert counts["target"] == counts["at_risk"] + counts["not_at_risk"] + found.undetermined
    assert sum(counts[name] for name in RANKS.values()) == counts["at_risk"]
    assert max(counts["unsafe_water"], counts["unsafe_latrine"], counts["four_too"]) <= counts["at_risk"]
    overlapping = [counts[code] for code in ("too_young", "too_old", "too_close", "too_many")]
    assert max(overlapping) <= counts["four_too"] <= sum(overlapping)
    assert counts["at_risk"] + unknown["at_risk"] <= counts["families"]
    assert counts["pregnant_couple"] <= counts["eligible_couple"] <= counts["target"] <= counts["families"]


def test_a_family_counts_once_in_four_too() -> None:
    young = replace(
        aged(19),
        couple=replace(
            COUPLE, birth_dates=(date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)), children_born_alive=3
        ),
        welfare=WelfareFacts(rank="2"),
    )
    counts = recap([judged(young)]).counts
    assert (counts["too_young"], counts["too_close"], counts["too_many"], counts["four_too"]) == (1, 1, 1, 1)
    assert (counts["at_risk_rank_2"], counts["at_risk"]) == (1, 1)


def test_what_is_unknown_is_counted_apart() -> None:
    found = recap([judged(), judged(replace(SOUND, housing=HousingFacts(drinking_water="piped")))])
    assert (found.counts["not_at_risk"], found.counts["at_risk"], found.undetermined) == (1, 0, 1)
    assert (found.unknown["unsafe_latrine"], found.unknown["unsafe_water"]) == (1, 0)


def test_two_runs_compared() -> None:
    def family(id: str, water: Any, latrine: Any = "own_septic", people: Any = SOUND.people) -> RiskAssessment:
        return judged(replace(SOUND, id=id, housing=HousingFacts(water, latrine), people=people))

    alone = replace(SOUND, id="target", people=(HUSBAND,), couple=None, has_couple=False)
    before = [
        family("stays", "rain"), family("leaves", "rain"), family("new", "piped"), family("unclear", "rain"),
        family("gone", "rain"), judged(alone), family("calm", "piped"), family("was_unknown", None),
    ]  # fmt: skip
    after = [
        family("stays", "surface"), family("leaves", "piped"), family("new", "rain", None), family("unclear", None),
        family("target", "piped"), family("calm", "piped"), family("was_unknown", "rain"), family("born", "rain"),
    ]  # fmt: skip
    found = {change.family_id: change for change in compare(before, after)}
    assert {name: change.change for name, change in found.items()} == {
        "stays": "stays", "leaves": "leaves", "new": "new", "unclear": "unclear", "gone": "gone",
        "target": "new_target", "calm": "none", "was_unknown": "new", "born": "new",
    }  # fmt: skip
    assert found["leaves"].factors_cleared == ("unsafe_water",)
    assert found["new"].factors_added == ("unsafe_water",)


@settings(max_examples=25)
@given(st.lists(st.tuples(likely(), likely()), max_size=4))
def test_who_was_and_who_is_at_risk_adds_up(pairs: list[tuple[FamilyFacts, FamilyFacts]]) -> None:
    before = [assess_risk(replace(old, id=str(n)), AS_OF, RULE) for n, (old, _) in enumerate(pairs)]
    after = [assess_risk(replace(new, id=str(n + 2)), AS_OF, RULE) for n, (_, new) in enumerate(pairs)]
    changes = [change.change for change in compare(before, after)]
    count = {name: changes.count(name) for name in CHANGES}
    assert count["new"] + count["stays"] == recap(after).counts["at_risk"]
    assert count["stays"] + count["leaves"] + count["unclear"] + count["gone"] == recap(before).counts["at_risk"]
