"""iBangga: each variable, the policies an office may choose, and what the unanswered leave open."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.development_rules import development_rule_of, family_development_rule
from binakampung.catalogue.reading import RuleError, rule_file
from binakampung.domain.development_scores import SCORERS, Score
from binakampung.domain.facts import CoupleFacts, DevelopmentFacts, FamilyFacts, HousingFacts, PersonFacts
from binakampung.domain.family_development import DevelopmentRule, FamilyDevelopment, develop, summarise
from tests.domain.families import AS_OF, before_and_after, families

pytestmark = pytest.mark.once
RULE = family_development_rule()
WIFE = PersonFacts("w", "female", date(1990, 5, 1), "spouse", "married", insurance="subsidised")
HEAD = PersonFacts("h", "male", date(1988, 5, 1), "head", "married", insurance="contributory")
CHILD = PersonFacts(
    "c", "male", date(2016, 1, 1), "child", insurance="private", has_birth_certificate=True, attends_school=True
)
HOUSE = HousingFacts("piped", "own_septic", "cement", "brick", "tile", "electricity", "gas", "own", 60.0, 4)
GOOD = DevelopmentFacts(
    worships=True, marriage_registered=True, conflict_silence=False, conflict_separate=False, conflict_leaving=False,
    conflict_violence=False, has_income=True, eats_diverse_food=True, has_savings=True, long_illness=False,
    uses_internet=True, time_together_daily=True, parents_together=True, recreation_together=True,
    joins_community=True,
)  # fmt: skip
FAMILY = FamilyFacts(
    "f", people=(WIFE, HEAD, CHILD), couple=CoupleFacts("w", "h"), housing=HOUSE, development=GOOD
)  # fmt: skip


def found(facts: FamilyFacts = FAMILY, rule: DevelopmentRule = RULE, **development: Any) -> FamilyDevelopment:
    return develop(replace(facts, development=replace(GOOD, **development)), AS_OF, rule)


def people(*members: PersonFacts) -> FamilyFacts:
    return replace(FAMILY, people=members)


def test_seventeen_variables_six_seven_and_four() -> None:
    dimensions = [variable.dimension for variable in RULE.variables.values()]
    assert [dimensions.count(each.code) for each in RULE.dimensions] == [6, 7, 4]


@pytest.mark.parametrize(
    ("question", "bad", "variable"),
    [
        ("worships", False, "worship"), ("marriage_registered", False, "marriage_registered"),
        ("conflict_silence", True, "no_conflict"), ("conflict_violence", True, "no_conflict"),
        ("has_income", False, "income"), ("eats_diverse_food", False, "diverse_food"),
        ("has_savings", False, "savings"), ("long_illness", True, "no_long_illness"),
        ("uses_internet", False, "internet"), ("time_together_daily", False, "time_together"),
        ("parents_together", False, "joint_parenting"), ("recreation_together", False, "recreation"),
        ("joins_community", False, "community"),
    ],
)  # fmt: skip
def test_a_bad_answer_lowers_one_variable_and_no_answer_leaves_it_open(question: str, bad: bool, variable: str) -> None:
    for told, score in ((bad, Score.FALLS_SHORT), (None, Score.UNKNOWN)):
        scores = found(**{question: told}).scores
        assert {name for name, each in scores.items() if each is not Score.MEETS} == {variable}
        assert scores[variable] is score


@pytest.mark.parametrize(
    ("members", "variable", "score"),
    [
        ((WIFE, HEAD, replace(CHILD, has_birth_certificate=False)), "birth_certificates", Score.FALLS_SHORT),
        ((WIFE, HEAD, CHILD, replace(CHILD, id="d", has_birth_certificate=None)), "birth_certificates", Score.UNKNOWN),
        ((WIFE, HEAD), "birth_certificates", Score.NOT_APPLICABLE),
        ((WIFE, HEAD, replace(CHILD, relationship=None)), "birth_certificates", Score.UNKNOWN),
        ((WIFE, replace(HEAD, insurance="none"), CHILD), "health_insurance", Score.FALLS_SHORT),
        ((WIFE, replace(HEAD, insurance=None), CHILD), "health_insurance", Score.UNKNOWN),
        ((), "health_insurance", Score.UNKNOWN),
        ((WIFE, replace(HEAD, died_on=AS_OF, insurance="none"), CHILD), "health_insurance", Score.MEETS),
        ((WIFE, HEAD, replace(CHILD, attends_school=False)), "schooling", Score.FALLS_SHORT),
        ((WIFE, HEAD, replace(CHILD, attends_school=None)), "schooling", Score.UNKNOWN),
        ((WIFE, HEAD, replace(CHILD, birth_date=None)), "schooling", Score.UNKNOWN),
        ((WIFE, HEAD, replace(CHILD, birth_date=date(2019, 11, 2))), "schooling", Score.NOT_APPLICABLE),
        ((WIFE, HEAD, replace(CHILD, birth_date=date(2019, 11, 1))), "schooling", Score.MEETS),
        ((WIFE, replace(HEAD, marital_status="widowed")), "not_divorced", Score.MEETS),
        ((WIFE, replace(HEAD, marital_status="divorced")), "not_divorced", Score.FALLS_SHORT),
        ((WIFE, replace(HEAD, marital_status="never_married")), "not_divorced", Score.NOT_APPLICABLE),
        ((WIFE, replace(HEAD, marital_status=None)), "not_divorced", Score.UNKNOWN),
        ((WIFE, CHILD), "not_divorced", Score.UNKNOWN),
        ((WIFE, HEAD), "joint_parenting", Score.NOT_APPLICABLE),
    ],
)  # fmt: skip
def test_what_the_members_tell(members: tuple[PersonFacts, ...], variable: str, score: Score) -> None:
    assert found(people(*members)).scores[variable] is score


def test_any_instead_of_all() -> None:
    one = people(WIFE, replace(HEAD, insurance="none"), CHILD, replace(CHILD, id="d", has_birth_certificate=False))
    lenient = replace(RULE, choices=replace(RULE.choices, insurance="any", certificates="any", conflict="any"))
    scores = found(one, lenient, conflict_silence=True).scores
    assert [scores[name] for name in ("health_insurance", "birth_certificates", "no_conflict")] == [Score.MEETS] * 3
    strict = found(one, conflict_silence=True).scores
    assert [strict[name] for name in ("health_insurance", "birth_certificates", "no_conflict")] == ["0"] * 3


def test_a_lone_person_is_not_asked_about_a_couple() -> None:
    alone = replace(FAMILY, people=(replace(HEAD, marital_status="widowed"),), couple=None, has_couple=False)
    one = found(alone)
    not_asked = {name for name, score in one.scores.items() if score is Score.NOT_APPLICABLE}
    assert not_asked == {"marriage_registered", "birth_certificates", "no_conflict", "schooling", "joint_parenting"}
    assert one.index == 100.0


@pytest.mark.parametrize(
    ("treatment", "serenity", "index"),
    [("left_out", 66.67, 88.89), ("meets", 83.33, 94.44), ("falls_short", 33.33, 64.68)],
)
def test_what_does_not_apply(treatment: Any, serenity: float, index: float) -> None:
    """Without a couple and children: serenity is 2 of 3, 5 of 6 or 2 of 6."""
    alone = replace(FAMILY, people=(replace(HEAD, marital_status="divorced"),), couple=None, has_couple=False)
    one = found(alone, replace(RULE, not_applicable=treatment))
    assert (one.dimensions["serenity"], one.index) == (serenity, index)


def test_weights() -> None:
    heavy = tuple(replace(each, weight=Fraction(2 if each.code == "happiness" else 1)) for each in RULE.dimensions)
    one = found(FAMILY, replace(RULE, dimensions=heavy), recreation_together=False)
    assert one.index == 87.5  # (100 + 100 + 2 x 75) / 4
    assert found(recreation_together=False).index == 91.67


@pytest.mark.parametrize(
    ("below", "up_to", "index", "band"),
    [(40, 70, 100.0, "resilient"), (100, 100, 100.0, "developing"), (100.01, 100.02, 100.0, "vulnerable")],
)
def test_edges_of_the_classes(below: float, up_to: float, index: float, band: str) -> None:
    first, second, last = RULE.classes
    edges = (replace(first, below=below), replace(second, up_to=up_to), last)
    one = found(rule=replace(RULE, classes=edges))
    assert (one.index, one.band) == (index, band)


@pytest.mark.parametrize(
    ("area", "residents", "score"),
    [
        (60.0, 4, Score.MEETS), (28.8, 4, Score.MEETS), (28.7, 4, Score.FALLS_SHORT), (None, 4, Score.UNKNOWN),
        (60.0, 0, Score.UNKNOWN),
    ],
)  # fmt: skip
def test_space_may_be_asked_too(area: float | None, residents: int, score: Score) -> None:
    standard = replace(RULE.choices.housing, square_metres=7.2, minimum_met=9)
    rule = replace(RULE, choices=replace(RULE.choices, housing=standard))
    house = replace(HOUSE, floor_area_m2=area, residents=residents)
    assert found(replace(FAMILY, housing=house), rule).scores["fit_house"] is score


@given(families)
def test_no_family_is_too_strange(facts: FamilyFacts) -> None:
    one = develop(facts, AS_OF, RULE)
    assert list(one.scores) == list(SCORERS)
    assert (one.index is None) == bool(one.unknown or one.lowest is None)
    if one.lowest is not None and one.highest is not None:
        assert 0 <= one.lowest <= one.highest <= 100
        assert one.index in (None, one.lowest)


@given(before_and_after(), st.sampled_from(["left_out", "meets", "falls_short"]))
def test_an_answer_only_narrows_the_range(pair: Any, treatment: Any) -> None:
    before, after = (develop(facts, AS_OF, replace(RULE, not_applicable=treatment)) for facts in pair)
    for code, old in before.scores.items():
        assert old in (Score.UNKNOWN, after.scores[code]) or after.scores[code] is Score.UNKNOWN
    if set(after.unknown) <= set(before.unknown) and None not in (before.lowest, after.lowest):
        assert before.lowest <= after.lowest <= after.highest <= before.highest  # type: ignore[operator]
    if before.index is not None and not after.unknown:
        assert before.index == after.index


def test_an_area_is_the_mean_of_the_families_that_have_an_index() -> None:
    judged = [found(), found(recreation_together=False), found(has_income=None)]
    summary = summarise(judged, RULE)
    assert (summary.families, summary.unknown, summary.mean) == (3, 1, 95.84)
    assert summary.bands == {"vulnerable": 0, "developing": 0, "resilient": 3}
    assert summarise([], RULE).mean is None


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("variables", "worship", "dimension"), "wealth", "dimension is 'wealth'"),
        (("dimensions", "serenity", "weight"), 0, "weight must be above 0"),
        (("housing", "minimum_met"), 9, "more than there are items"),
        (("housing", "items", "floor"), ["marble"], "'marble'"),
        (("housing", "items", "floor_area_m2"), ["big"], "no question with choices"),
        (("insurance",), "most", "insurance is 'most'"),
        (("classes", 0, "below"), 80, "bands must ascend"),
        (("variables",), {}, "variables must be worship"),
    ],
)
def test_a_damaged_file_is_refused(path: tuple[Any, ...], value: Any, words: str) -> None:
    stored: Any = rule_file("family_development")
    node = stored["parameters"]
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(RuleError, match=words):
        development_rule_of(stored)
