"""What a family needs and from whom: conditions, three-valued; restricted needs; names that an office changes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue import organisations as lists
from binakampung.catalogue.needs_rules import family_rules, needs_rule_of
from binakampung.catalogue.reading import RuleError, rule_file
from binakampung.catalogue.rules import growth_rules
from binakampung.domain.answers import Answer
from binakampung.domain.facts import CoupleFacts, DevelopmentFacts, FamilyFacts, HousingFacts, PersonFacts, WelfareFacts
from binakampung.domain.family_needs import needs_of_situation, situation_of
from binakampung.domain.need_conditions import TESTS, conditions_of
from binakampung.domain.needs import FamilyNeeds, by_organisation
from tests.domain.families import AS_OF, before_and_after, families

pytestmark = pytest.mark.once
RULES = family_rules()
SETTINGS = RULES.needs.settings
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
WIFE = PersonFacts("w", "female", date(1992, 5, 1), "spouse", "married")
CHILD = PersonFacts("c", "male", date(2025, 3, 1), "child")
FAMILY = FamilyFacts("f", "3528052004", (WIFE, CHILD), CoupleFacts("w", pregnant=False))


def conditions(facts: FamilyFacts, growth: Any = None, screening: Any = None) -> dict[str, Answer]:
    return conditions_of(situation_of(facts, AS_OF, RULES, growth, screening), SETTINGS)


def needs(facts: FamilyFacts, growth: Any = None, screening: Any = None) -> FamilyNeeds:
    return needs_of_situation(situation_of(facts, AS_OF, RULES, growth, screening), RULES.needs)


def codes(found: FamilyNeeds) -> set[str]:
    return {need.code for need in found.needs}


def child(**told: Any) -> FamilyFacts:
    return replace(FAMILY, people=(replace(CHILD, **told),))


def couple(**told: Any) -> FamilyFacts:
    return replace(FAMILY, couple=replace(CoupleFacts("w", pregnant=False), **told))


@pytest.mark.parametrize(
    ("facts", "condition", "answer"),
    [
        (child(insurance="none"), "uninsured", YES), (child(insurance="private"), "uninsured", NO),
        (child(), "uninsured", UNKNOWN), (replace(FAMILY, people=()), "uninsured", UNKNOWN),
        (child(insurance="none", died_on=AS_OF), "uninsured", NO),
        (child(has_nik=False), "without_nik", YES), (child(), "without_nik", UNKNOWN),
        (child(has_birth_certificate=False), "without_birth_certificate", YES),
        (child(has_birth_certificate=False, relationship="other"), "without_birth_certificate", NO),
        (child(has_birth_certificate=False, relationship=None), "without_birth_certificate", UNKNOWN),
        (child(birth_date=date(2019, 11, 1), attends_school=False), "out_of_school", YES),
        (child(birth_date=date(2019, 11, 2), attends_school=False), "out_of_school", NO),
        (child(birth_date=date(2019, 11, 2), attends_school=False), "no_early_education", YES),
        (child(birth_date=date(2023, 11, 2), attends_school=False), "no_early_education", NO),
        (child(birth_date=date(2007, 11, 2), attends_school=False), "out_of_school", YES),
        (child(birth_date=date(2007, 11, 1), attends_school=False), "out_of_school", NO),
        (child(birth_date=None, attends_school=False), "out_of_school", UNKNOWN),
        (child(birth_date=None, attends_school=True), "out_of_school", NO),
        (child(birth_date=date(1966, 11, 1)), "elderly", YES), (child(birth_date=date(1966, 11, 2)), "elderly", NO),
        (child(smokes=True), "smoker", YES), (child(disabled=True), "disabled", YES),
        (FAMILY, "child_or_pregnancy", YES), (child(birth_date=date(2010, 1, 1)), "child_or_pregnancy", NO),
        (replace(FAMILY, development=DevelopmentFacts(conflict_violence=True)), "violence", YES),
        (FAMILY, "violence", UNKNOWN),
        (replace(FAMILY, development=DevelopmentFacts(has_income=False)), "no_income", YES),
        (replace(FAMILY, couple=None, has_couple=False), "marriage_unregistered", NO),
        (replace(FAMILY, housing=HousingFacts(latrine="none")), "unsafe_latrine", YES),
        (replace(FAMILY, welfare=WelfareFacts(decile=4)), "neediest", YES), (FAMILY, "neediest", UNKNOWN),
        (replace(FAMILY, welfare=WelfareFacts(programmes=())), "without_aid", YES),
        (couple(contraception="none", wish="no_more"), "unmet_need", YES),
        (couple(contraception="none", wish="soon"), "unmet_need", NO),
        (couple(contraception="pill", wish="no_more"), "unmet_need", NO),
        (couple(contraception="none"), "unmet_need", UNKNOWN),
        (couple(contraception="none", birth_dates=(AS_OF - timedelta(days=42),)), "delivered_without_method", YES),
        (couple(contraception="none", birth_dates=(AS_OF - timedelta(days=43),)), "delivered_without_method", NO),
        (couple(contraception="none", children_born_alive=0), "delivered_without_method", NO),
        (couple(contraception="none"), "delivered_without_method", UNKNOWN),
    ],
)  # fmt: skip
def test_conditions(facts: FamilyFacts, condition: str, answer: Answer) -> None:
    assert conditions(facts)[condition] is answer


@pytest.mark.parametrize(
    ("facts", "growth", "answer"),
    [
        (FAMILY, frozenset({"not_gained"}), YES), (FAMILY, frozenset(), NO), (FAMILY, None, UNKNOWN),
        (child(birth_date=date(2010, 1, 1)), None, NO), (child(birth_date=None), None, UNKNOWN),
    ],
)  # fmt: skip
def test_growth(facts: FamilyFacts, growth: Any, answer: Answer) -> None:
    assert conditions(facts, growth)["growth_faltering"] is answer


@pytest.mark.parametrize(
    ("pregnant", "screening", "answer"),
    [
        (True, {"pregnant.anaemia": YES}, YES), (True, {}, UNKNOWN), (False, {}, NO), (None, {}, UNKNOWN),
        (True, {"pregnant.anaemia": NO, "pregnant.severe_anaemia": NO, "pregnant.low_muac": NO}, NO),
        (True, {"pregnant.anaemia": NO}, UNKNOWN),
    ],
)  # fmt: skip
def test_screening_of_a_pregnant_woman(pregnant: Any, screening: Any, answer: Answer) -> None:
    assert conditions(couple(pregnant=pregnant), screening=screening)["undernourished_mother"] is answer


def test_whoever_is_not_marrying_is_not_concerned() -> None:
    assert conditions(FAMILY)["bride_or_groom"] is NO
    assert codes(needs(FAMILY, screening={"catin": YES})) == {"marriage_preparation"}


def test_most_pressing_first_with_reasons_and_who_owes_it() -> None:
    facts = replace(FAMILY, housing=HousingFacts("piped", "none"))
    found = needs(facts, frozenset({"stunted", "oedema"}))
    assert [need.code for need in found.needs] == ["severe_malnutrition", "stunted_child", "safe_latrine"]
    latrine = found.needs[-1]
    assert [reason.code for reason in latrine.reasons] == ["unsafe_latrine"]
    assert latrine.rule.remedy.owed_by == ("public_works", "housing", "village", "health")
    assert {"genting", "stbm"} < set(latrine.rule.programmes)
    assert found.rule == "needs@1"


def test_what_is_open_says_what_to_ask() -> None:
    open_ = {need.code: [reason.code for reason in need.reasons] for need in needs(FAMILY).to_ask}
    assert open_["social_aid"] == ["neediest", "without_aid"]
    assert RULES.needs.conditions["without_aid"].asks.id.endswith("?")
    aided = replace(FAMILY, welfare=WelfareFacts(decile=9))
    assert "social_aid" not in {need.code for need in needs(aided).to_ask}


def test_violence_is_restricted_known_or_not() -> None:
    violent = needs(replace(FAMILY, development=DevelopmentFacts(conflict_violence=True)))
    assert "protection" in codes(violent)
    assert "protection" not in codes(violent.open_to_all())
    unknown = needs(FAMILY)
    assert "protection" in {need.code for need in unknown.to_ask}
    assert "protection" not in {need.code for need in unknown.open_to_all().to_ask}
    assert len(unknown.open_to_all().to_ask) == len(unknown.to_ask) - 1


def test_families_by_leading_organisation() -> None:
    facts = replace(FAMILY, housing=HousingFacts("surface", "none"))
    found = by_organisation([needs(facts), needs(replace(facts, housing=HousingFacts("piped", "none")))])
    assert found == {"public_works": {"safe_latrine": 2, "safe_water": 1}}


def test_an_office_renames_its_agencies_in_the_list_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stored = dict(lists.codelist("organisations"))
    stored["public_works"] = {"short": "DPUPRPKP", "name": {"id": "Dinas baru", "en": "New office"}, "confirmed": True}
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists" / "organisations.yaml").write_text(yaml.safe_dump(stored), encoding="utf-8")
    monkeypatch.setattr(lists, "definitions", lambda: tmp_path)
    renamed = lists.organisations.__wrapped__()
    found = needs(replace(FAMILY, housing=HousingFacts("surface", "own_septic")))
    (water,) = [need for need in found.needs if need.code == "safe_water"]
    assert renamed[water.rule.lead].short == "DPUPRPKP"
    assert "DPUPRPKP" not in str(rule_file("needs"))


def test_growth_reasons_that_needs_name_exist_and_screening_groups_too() -> None:
    known = {reason.code for reason in growth_rules().followup.reasons}
    assert frozenset().union(*SETTINGS.growth.values()) <= known
    for screened in SETTINGS.screening.values():
        for code in screened.codes:
            group, _, check = code.partition(".")
            checks = rule_file(f"screening_{group}")["parameters"]["checks"]
            assert not check or check in {each["code"] for each in checks}


def test_every_programme_is_reached_and_every_condition_used() -> None:
    reached = {code for need in RULES.needs.needs for code in need.programmes}
    assert reached == set(lists.programmes())
    used = {code for need in RULES.needs.needs for code in need.conditions}
    assert used == set(RULES.needs.conditions)


signals = st.none() | st.frozensets(st.sampled_from(["oedema", "not_gained", "stunted"]))
outcomes = st.dictionaries(st.sampled_from(["pregnant.anaemia", "catin", "catin.too_young"]), st.sampled_from(Answer))


@settings(max_examples=50)
@given(families, signals, outcomes)
def test_no_family_is_too_strange(facts: FamilyFacts, growth: Any, screening: Any) -> None:
    answers = conditions(facts, growth, screening)
    assert set(answers) == set(RULES.needs.conditions) >= set(TESTS)
    found = needs(facts, growth, screening)
    assert len(found.needs) + len(found.to_ask) <= len(RULES.needs.needs)
    assert all(need.reasons for need in (*found.needs, *found.to_ask))


@settings(max_examples=50)
@given(before_and_after(), signals)
def test_an_answer_never_turns_yes_into_no(pair: Any, growth: Any) -> None:
    before, after = (conditions(facts, growth) for facts in pair)
    for need in RULES.needs.needs:
        assert {need.answer(before), need.answer(after)} != {YES, NO}, need.code


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("needs", "safe_water", "any"), ["unsafe_air"], "'unsafe_air'"),
        (("needs", "safe_water", "any"), [], "must rest on a condition"),
        (("needs", "safe_water", "lead"), "army", "lead is 'army'"),
        (("needs", "safe_water", "programmes"), ["rain_dance"], "'rain_dance'"),
        (("conditions", "unsafe_air"), {}, "not unsafe_air"),
        (("screening", "bride_or_groom", "of"), "everyone", "of is 'everyone'"),
        (("needs", "safe_water", "certainty"), "V", "only what is verified"),
    ],
)
def test_a_damaged_file_is_refused(path: tuple[str, ...], value: Any, words: str) -> None:
    stored: Any = rule_file("needs")
    node = stored["parameters"]
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(RuleError, match=words):
        needs_rule_of(stored)
