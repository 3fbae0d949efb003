"""Convergence of person, village and household: due and received three-valued, sums that add up, quarters bound."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.convergence_rules import convergence_rule
from binakampung.domain.answers import Answer
from binakampung.domain.convergence import SERVICES, PersonConvergence, TargetPerson, converge
from binakampung.domain.convergence_facts import Reported, ServiceRecord, target_people
from binakampung.domain.facts import CoupleFacts, FamilyFacts, HousingFacts, PersonFacts, PregnancyFacts
from binakampung.domain.measures import Measure
from binakampung.domain.quarters import Quarter
from binakampung.domain.scorecard import (
    ScoreRow,
    household_convergence,
    iron_90,
    scorecard,
    sector_involvement,
    village_convergence,
)
from tests.domain.families import MEMBERS, families

pytestmark = pytest.mark.once
RULE = convergence_rule()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
Q4 = Quarter(2026, 4)
ALL = [code for codes in SERVICES.values() for code in codes]
HOUSE = {"clean_water": True, "latrine": True, "insurance": True, "birth_certificate": True, "immunisation": True}
CHILD = TargetPerson("c", "f1", "v1", "under_two", age_months=9, conditions={"malnourished": False}, standing=HOUSE,
                     done={"weighing": 3, "length": 1, "parent_counselling": 3, "parenting": 1})  # fmt: skip
MOTHER = TargetPerson("m", "f1", "v1", "pregnant", week=20, conditions={"delivered": False}, standing=HOUSE,
                      done={"antenatal": 1, "iron_tablets": 1, "nutrition_class": 1, "home_visit": 1})  # fmt: skip


def states(person: TargetPerson) -> dict[str, tuple[Answer, Answer]]:
    return {state.code: (state.due, state.received) for state in converge(person, RULE).services}


def without(person: TargetPerson, *codes: str) -> TargetPerson:
    """The same person, to whom nobody gave these."""
    return replace(person, done={**person.done, **dict.fromkeys(codes, 0)})


def test_a_person_with_everything_is_complete() -> None:
    for person, due in ((CHILD, 9), (MOTHER, 7)):
        found = converge(person, RULE)
        assert (found.complete, found.measure.value, found.measure.denominator) == (YES, 100.0, due)
        assert found.missing == found.unknown == ()


@pytest.mark.parametrize(
    ("week", "done", "due", "received"),
    [(0, 1, YES, YES), (27, 1, YES, YES), (28, 2, YES, NO), (28, 3, YES, YES), (None, 6, UNKNOWN, UNKNOWN)],
)
def test_antenatal_contacts_by_week(week: int | None, done: int, due: Answer, received: Answer) -> None:
    assert states(replace(MOTHER, week=week, done={"antenatal": done}))["antenatal"] == (due, received)


@pytest.mark.parametrize(
    ("delivered", "days", "done", "state"),
    [
        (False, None, 0, NO), (True, 2, 0, NO), (True, 3, 0, YES), (True, 42, 2, YES), (None, 10, 2, UNKNOWN),
    ],
)  # fmt: skip
def test_postnatal_contacts_only_after_a_birth(delivered: Any, days: int | None, done: int, state: Answer) -> None:
    mother = replace(MOTHER, conditions={"delivered": delivered}, days_after_birth=days, done={"postnatal": done})
    assert states(mother)["postnatal"][0] is state


def test_a_birth_asks_for_the_whole() -> None:
    delivered = replace(MOTHER, conditions={"delivered": True}, days_after_birth=1)
    done = {"antenatal": 6, "iron_tablets": 89, "nutrition_class": 4, "home_visit": 1}
    assert converge(replace(delivered, done=done), RULE).missing == ("iron_tablets",)


@pytest.mark.parametrize(
    ("months", "length", "due", "received"),
    [
        (5, 0, NO, YES), (6, 0, YES, NO), (11, 1, YES, YES), (12, 1, YES, NO), (23, 2, YES, YES),
        (None, 2, UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_length_twice_a_year(months: int | None, length: int, due: Answer, received: Answer) -> None:
    assert states(replace(CHILD, age_months=months, done={"length": length}))["length"] == (due, received)


def test_weighed_in_each_month_that_it_counted() -> None:
    assert converge(replace(CHILD, months=2, done={**CHILD.done, "weighing": 2}), RULE).missing == ()
    assert converge(replace(CHILD, months=3, done={**CHILD.done, "weighing": 2}), RULE).missing == ("weighing",)
    assert converge(without(CHILD, "weighing"), RULE).missing == ("weighing",)


def test_a_visit_is_due_to_a_malnourished_child_only() -> None:
    for malnourished, due in ((True, YES), (False, NO), (None, UNKNOWN)):
        assert states(replace(CHILD, conditions={"malnourished": malnourished}))["home_visit"][0] is due


def test_what_nobody_reported_is_unknown() -> None:
    silent = converge(replace(CHILD, done={}), RULE)
    assert (silent.measure.numerator, silent.measure.denominator, silent.measure.unknown) == (5, 5, 4)
    late = converge(replace(without(CHILD, "weighing"), reports_missing=True), RULE)
    assert (late.complete, late.missing, late.unknown) == (UNKNOWN, (), ("weighing",))
    assert converge(replace(CHILD, reports_missing=True), RULE).complete is YES  # enough is enough


def test_village_and_household() -> None:
    lacking = without(CHILD, "weighing", "parenting")
    other = replace(CHILD, household="f2")
    silent = replace(CHILD, household="f3", done={})
    people = [converge(person, RULE) for person in (MOTHER, lacking, other, silent)]
    village = village_convergence(people)
    assert (village.numerator, village.denominator, village.unknown) == (7 + 7 + 9 + 5, 7 + 9 + 9 + 5, 4)
    homes = household_convergence(people)
    assert (homes.numerator, homes.denominator, homes.unknown) == (1, 2, 1)


def test_whoever_may_be_no_target_is_unknown() -> None:
    found = converge(replace(CHILD, target=UNKNOWN), RULE)
    assert (found.measure.denominator, found.measure.unknown, found.complete) == (0, 9, YES)
    assert household_convergence([found]).unknown == 1
    assert household_convergence([found, converge(replace(MOTHER), RULE)]).numerator == 1


def test_rows_of_the_scorecard() -> None:
    elsewhere = replace(CHILD, village="v0", household="f9")
    rows = scorecard([converge(person, RULE) for person in (MOTHER, without(CHILD, "weighing"), elsewhere)], Q4, RULE)
    assert [row.village for row in rows[:1]] == ["v0"] and len(rows) == 2 * (18 + 2 + 5 + 2)
    found = {(row.village, row.kind, row.group, row.code): row.measure for row in rows}
    assert found["v1", "service", "under_two", "weighing"].value == 0.0
    assert found["v0", "service", "pregnant", "antenatal"].value is None
    assert found["v1", "village", None, "all"].value == 100 * 15 / 16
    assert found["v1", "package", None, "mother_child_health"].denominator == 3 + 3
    assert (found["v1", "household", None, "all"].value, found["v0", "household", None, "all"].value) == (0.0, 100.0)


def test_ninety_tablets() -> None:
    tablets = [90, 89, 120, None]
    people = [replace(MOTHER, done={"iron_tablets": count}) for count in tablets]
    found = iron_90([*people, CHILD], RULE)
    assert (found.numerator, found.denominator, found.unknown) == (2, 3, 1)


def test_sectors_that_acted() -> None:
    found = sector_involvement({"health": True, "education": False, "police": True}, RULE)
    assert (found.numerator, found.denominator, found.unknown) == (1, 2, len(RULE.sectors) - 2)


counts = st.none() | st.integers(-1, 100)
answers = st.sampled_from([True, False, None])
targets = st.builds(
    TargetPerson, st.sampled_from("abc"), st.sampled_from("fgh"), st.sampled_from(["v1", "v2"]),
    st.sampled_from(["pregnant", "under_two"]), st.sampled_from([YES, UNKNOWN]), counts, counts, counts,
    st.integers(1, 3), st.dictionaries(st.sampled_from(["delivered", "malnourished"]), answers),
    st.dictionaries(st.sampled_from(ALL), answers), st.dictionaries(st.sampled_from(ALL), counts), st.booleans(),
)  # fmt: skip


@given(targets)
def test_no_target_is_too_strange(person: TargetPerson) -> None:
    found = converge(person, RULE)
    assert [state.code for state in found.services] == list(SERVICES[person.group])
    assert (found.complete is NO) == bool(found.missing)
    assert (found.complete is UNKNOWN) == (not found.missing and bool(found.unknown))
    if found.complete is YES and found.measure.value is not None:
        assert found.measure.value == 100


@given(st.lists(targets, max_size=8))
def test_parts_of_the_scorecard_add_up(people: list[TargetPerson]) -> None:
    rows = scorecard([converge(person, RULE) for person in people], Q4, RULE)
    for village in {person.village for person in people}:
        here = [row for row in rows if row.village == village]
        whole = total(here, "village")
        assert whole == total(here, "service") == total(here, "group") == total(here, "package")
    for row in rows:
        measure: Measure = row.measure
        if measure.value is not None:
            assert measure.lowest is not None and measure.highest is not None
            assert 0 <= measure.lowest <= measure.value <= measure.highest <= 100


def total(rows: list[ScoreRow], kind: str) -> tuple[float, float, int]:
    measures = [row.measure for row in rows if row.kind == kind]
    return (
        sum(measure.numerator for measure in measures),
        sum(measure.denominator for measure in measures),
        sum(measure.unknown for measure in measures),
    )


# --- from a family and what was reported to the target persons of a quarter ---

WIFE = PersonFacts("w", "female", date(1998, 5, 1), "spouse", "married", insurance="subsidised")
BABY = PersonFacts("b", "male", date(2026, 3, 15), "child", has_birth_certificate=False, insurance="none")
FAMILY = FamilyFacts("f", "v1", (WIFE, BABY), CoupleFacts("w"), housing=HousingFacts("piped", "shared"))


def people(*pregnancies: PregnancyFacts, family: FamilyFacts = FAMILY, **reports: Reported) -> list[TargetPerson]:
    return list(target_people(replace(family, pregnancies=pregnancies), reports, Q4, RULE))


def converged(person: TargetPerson) -> PersonConvergence:
    return converge(person, RULE)


def test_a_child_and_what_is_known_of_its_house() -> None:
    records = (ServiceRecord("weighing", date(2026, 10, 3)), ServiceRecord("weighing", date(2026, 10, 20)),
               ServiceRecord("weighing", date(2026, 12, 3)), ServiceRecord("weighing", date(2026, 9, 3)),
               ServiceRecord("length", date(2026, 4, 1)), ServiceRecord("length", date(2025, 4, 1)))  # fmt: skip
    (child,) = people(b=Reported(records, malnourished=False, immunised=True))
    assert (child.group, child.age_months, child.months) == ("under_two", 9, 3)
    assert (child.done["weighing"], child.done["length"], child.done["parenting"]) == (2, 1, 0)
    assert child.standing == {
        "clean_water": True, "latrine": False, "insurance": False, "birth_certificate": False, "immunisation": True
    }  # fmt: skip
    assert people()[0].done == {} and converged(people()[0]).complete is NO


@pytest.mark.parametrize(
    ("born", "months", "age"),
    [
        (date(2024, 11, 1), 1, 23), (date(2024, 10, 31), 0, None), (date(2024, 12, 31), 2, 22),
        (date(2025, 1, 1), 3, 23), (date(2026, 12, 31), 1, 0), (date(2027, 1, 1), 0, None), (date(2026, 11, 15), 2, 1),
    ],
)  # fmt: skip
def test_the_months_in_which_a_child_counts(born: date, months: int, age: int | None) -> None:
    found = people(family=replace(FAMILY, people=(WIFE, replace(BABY, birth_date=born))))
    assert [(child.months, child.age_months) for child in found] == ([(months, age)] if months else [])


def test_a_member_without_birth_date_may_be_a_child() -> None:
    found = people(family=replace(FAMILY, people=(replace(WIFE, birth_date=None), replace(BABY, birth_date=None))))
    assert [(child.id, child.target) for child in found] == [("b", UNKNOWN)]
    assert people(family=replace(FAMILY, people=(WIFE, replace(BABY, died_on=date(2026, 10, 31))))) == []


def test_a_pregnancy_in_its_course() -> None:
    tablets = tuple(ServiceRecord("iron_tablets", date(2026, month, 1), 30) for month in (9, 10))
    records = (*tablets, ServiceRecord("antenatal", date(2026, 8, 1)), ServiceRecord("antenatal", date(2026, 5, 1)),
               ServiceRecord("home_visit", date(2026, 9, 1)))  # fmt: skip
    woman = people(PregnancyFacts("w", last_period_on=date(2026, 7, 1)), w=Reported(records))[0]
    assert (woman.group, woman.week, woman.months, woman.days_after_birth) == ("pregnant", 26, 3, None)
    assert {code: woman.done[code] for code in ("antenatal", "iron_tablets", "home_visit")} == {
        "antenatal": 1, "iron_tablets": 60, "home_visit": 0
    }  # fmt: skip


def test_a_delivery_in_the_quarter() -> None:
    told = PregnancyFacts("w", date(2026, 1, 10), ended_on=date(2026, 10, 20), outcome="live_birth")
    record = ServiceRecord("postnatal", date(2026, 10, 22))
    woman = people(told, w=Reported((record,)))[0]
    assert (woman.week, woman.days_after_birth, woman.months) == (40, 41, 2)
    assert (woman.conditions, woman.done["postnatal"]) == ({"delivered": True}, 1)
    assert people(replace(told, ended_on=date(2026, 9, 18)))[0].group == "under_two"
    unsure = people(replace(told, outcome=None))[0]
    assert states(unsure)["postnatal"][0] is UNKNOWN


def test_a_miscarriage_ends_it_at_once() -> None:
    told = PregnancyFacts("w", date(2026, 8, 1), ended_on=date(2026, 11, 20), outcome="miscarriage")
    woman = people(told)[0]
    assert (woman.months, woman.conditions["delivered"]) == (1, False)
    assert people(replace(told, ended_on=date(2026, 10, 31)))[0].group == "under_two"


def test_pregnancies_told_otherwise() -> None:
    due = people(PregnancyFacts("w", due_on=date(2026, 12, 31)))[0]
    seen = people(PregnancyFacts("w", seen_on=date(2026, 12, 31), weeks_when_seen=12))[0]
    only_told = people(family=replace(FAMILY, couple=CoupleFacts("w", pregnant=True)))[0]
    overdue = people(PregnancyFacts("w", date(2025, 12, 1)))[0]
    assert (due.week, seen.week, only_told.week, only_told.target) == (40, 12, None, YES)
    assert (overdue.target, people(PregnancyFacts("w", date(2027, 1, 1)))[0].group) == (UNKNOWN, "under_two")


reported = st.builds(
    Reported,
    st.lists(st.builds(ServiceRecord, st.sampled_from(ALL), st.dates(), st.integers(-5, 90)), max_size=5).map(tuple),
    st.booleans(), answers, answers,
)  # fmt: skip


@settings(max_examples=60)
@given(families, st.dictionaries(st.sampled_from(MEMBERS), reported))
def test_no_family_is_too_strange(family: FamilyFacts, reports: dict[str, Reported]) -> None:
    found = target_people(family, reports, Q4, RULE)
    pregnant = [person.id for person in found if person.group == "pregnant"]
    assert len(pregnant) == len(set(pregnant))
    for person in found:
        assert 1 <= person.months <= 3
        assert converge(person, RULE).rule == "convergence@1"


@pytest.mark.parametrize("written", ["2026-Q3", "1900-Q1"])
def test_quarters(written: str) -> None:
    assert str(Quarter.parse(written)) == written
    assert (str(Quarter(2026, 3).first_day), str(Quarter(2026, 3).last_day)) == ("2026-07-01", "2026-09-30")


@pytest.mark.parametrize("written", ["2026-Q5", "2026-3", "1899-Q1", "2026-Q²"])
def test_what_is_no_quarter(written: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        Quarter.parse(written)
