"""People by age and sex, fertility, first marriage: exact on small villages, never failing on strange facts."""

import math
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.population_rules import population_rule
from binakampung.domain.facts import CoupleFacts, FamilyFacts, PersonFacts
from binakampung.domain.fertility import Birth, births_of, fertility, years_until
from binakampung.domain.marriage import first_marriage, married_at
from binakampung.domain.measures import Measure
from binakampung.domain.population import alive_on, growth_rate, pyramid, structure
from tests.domain.families import AS_OF, DAYS, facts_of, near

pytestmark = pytest.mark.once
RULE = population_rule()
people = st.lists(facts_of(PersonFacts, id=st.just("p"), birth_date=st.none() | near), max_size=30)
strange = st.lists(facts_of(PersonFacts, id=st.just("p"), birth_date=st.none() | DAYS), max_size=8)
births = st.lists(st.tuples(near, st.none() | near).map(lambda days: Birth(*days)), max_size=20)


def person(sex: Any, years: int | None, days: int = 0, **facts: Any) -> PersonFacts:
    """Who turned so many years, so many days ago."""
    born = None if years is None else AS_OF.replace(year=AS_OF.year - years) - timedelta(days=days)
    return PersonFacts("p", sex, born, **facts)


def structured(found: list[PersonFacts], area_km2: float | None = None) -> dict[str, Measure]:
    return {measure.code: measure for measure in structure(pyramid(found, RULE, AS_OF), RULE, area_km2)}


def test_groups_of_five_years_by_sex() -> None:
    village = [person("male", 4, 300), person("female", 5), person("female", 74, 364), person("male", 75),
               person("male", 120, 364), person("male", 121), person(None, 30), person("female", None)]  # fmt: skip
    rows = {row.first: (row.last, row.male, row.female, row.unknown) for row in pyramid(village, RULE, AS_OF).rows}
    assert rows[0] == (4, 1, 0, 0) and rows[5] == (9, 0, 1, 0) and rows[70] == (74, 0, 1, 0)
    assert rows[75] == (None, 2, 0, 0) and rows[30] == (34, 0, 0, 1) and rows[None] == (None, 1, 1, 0)
    assert list(rows) == [*range(0, 76, 5), None]


def test_the_dead_and_the_unborn_are_not_counted() -> None:
    village = [person("male", 3, died_on=AS_OF), person("male", 3, died_on=AS_OF + timedelta(days=1)), person(None, -1)]
    assert pyramid(village, RULE, AS_OF).total == 1


def test_structure_of_a_village() -> None:
    village = [person("male", 10)] * 30 + [person("female", 30)] * 60 + [person("female", 65)] * 6
    found = structured([*village, person("male", None), person(None, 30)], 4.9)
    assert (found["dependency_ratio"].numerator, found["dependency_ratio"].denominator) == (36, 61)
    assert (found["young_dependency_ratio"].numerator, found["old_dependency_ratio"].numerator) == (30, 6)
    assert (found["sex_ratio"].numerator, found["sex_ratio"].denominator, found["sex_ratio"].unknown) == (31, 66, 1)
    assert (found["dependency_ratio"].unknown, found["density"].value) == (1, pytest.approx(20))
    assert structured(village)["density"].value is None and structured(village, -1.0)["density"].value is None


@given(people)
def test_everyone_alive_is_in_the_pyramid_once(people: list[PersonFacts]) -> None:
    found = pyramid(people, RULE, AS_OF)
    alive = [each for each in people if alive_on(each, AS_OF)]
    assert found.total == len(alive) == found.men + found.women + found.of_unknown_sex
    assert found.total == found.aged(0, 14) + found.aged(15, 64) + found.aged(65) + found.of_unknown_age
    assert found.men == sum(each.sex == "male" for each in alive)
    for measure in structure(found, RULE, 1.0):
        if measure.value is not None and measure.highest is not None:
            assert measure.lowest is not None and measure.lowest <= measure.value <= measure.highest


@given(strange, st.dates())
def test_no_facts_are_too_strange(people: list[PersonFacts], as_of: date) -> None:
    assert pyramid(people, RULE, as_of).total == sum(alive_on(each, as_of) for each in people)
    marriage = first_marriage(people, RULE, as_of)
    assert marriage.women + marriage.unknown <= len(people)
    found = fertility([Birth(each.birth_date or as_of) for each in people], people, RULE, as_of)
    assert found.births == found.unplaced <= len(people)


def test_growth() -> None:
    assert growth_rate(1000, 1100, 5) == pytest.approx(100 * (math.log(1100) - math.log(1000)) / 5)
    assert [growth_rate(0, 5, 1), growth_rate(5, 0, 1), growth_rate(5, 5, 0)] == [None, None, None]


@pytest.mark.parametrize(
    ("as_of", "count", "years"),
    [
        (date(2026, 12, 31), 1, [("2026-01-01", "2026-07-01", "2026-12-31")]),
        (
            date(2026, 11, 1),
            2,
            [("2024-11-02", "2025-05-02", "2025-11-01"), ("2025-11-02", "2026-05-02", "2026-11-01")],
        ),
    ],
)
def test_years_on_end(as_of: date, count: int, years: list[tuple[str, str, str]]) -> None:
    assert [(str(each.first), str(each.middle), str(each.last)) for each in years_until(as_of, count)] == years


def test_a_woman_counts_at_the_middle_of_each_year() -> None:
    """Three years to 1 November 2026: middles on 2 May 2024, 2025 and 2026."""
    woman = PersonFacts("w", "female", date(2000, 5, 3), died_on=date(2026, 5, 2))  # 23 and 24 at the middles
    found = fertility([Birth(date(2025, 5, 3), woman.birth_date), Birth(date(2025, 5, 2), woman.birth_date)],
                      [woman, PersonFacts("m", "male", date(1998, 1, 1))], RULE, AS_OF)  # fmt: skip
    assert (found.by_age[20].numerator, found.by_age[20].denominator) == (1, 2)
    assert (found.by_age[25].numerator, found.by_age[25].denominator) == (1, 0)
    assert (found.crude.value, found.general.value) == (400.0, 1000.0)
    assert (str(found.first), str(found.last), found.total) == ("2023-11-02", "2026-11-01", None)


def test_births_that_fit_nowhere_are_told_apart() -> None:
    woman = PersonFacts("w", "female", date(1990, 1, 1))
    odd = [Birth(date(2026, 1, 1), mother) for mother in (None, date(2015, 1, 1), date(2027, 1, 1))]
    too_early = Birth(date(2020, 1, 1), woman.birth_date)
    found = fertility([*odd, too_early], [woman, replace(woman, birth_date=None)], RULE, AS_OF)
    assert (found.births, found.unplaced, found.women_unknown) == (3, 3, 3)
    assert (found.by_age[35].value, found.by_age[35].highest) == (0.0, 1500.0)  # she is 34, 35 and 36
    assert found.general.value == 1000.0


def test_births_as_wives_told_of_them() -> None:
    wife = PersonFacts("w", "female", date(1998, 5, 1))
    couple = CoupleFacts("w", birth_dates=(date(2020, 1, 1), date(2024, 1, 1)))
    told = FamilyFacts("f", people=(wife,), couple=couple)
    assert births_of([told, replace(told, people=()), FamilyFacts("g")]) == (
        Birth(date(2020, 1, 1), wife.birth_date), Birth(date(2024, 1, 1), wife.birth_date),
        Birth(date(2020, 1, 1)), Birth(date(2024, 1, 1)),
    )  # fmt: skip


@given(people, births)
def test_the_total_rate_is_five_times_the_sum(people: list[PersonFacts], births: list[Birth]) -> None:
    """Against a computation of its own, year by year and woman by woman."""
    crowd = [*people, *(person("female", age + 1) for age in range(15, 50))]
    found = fertility(births, crowd, RULE, AS_OF)
    women: Counter[int] = Counter()
    for year in (2024, 2025, 2026):
        for each in crowd:
            if each.sex == "female" and each.birth_date and (each.died_on is None or each.died_on > date(year, 5, 2)):
                women[_age(each.birth_date, date(year, 5, 2)) // 5] += 1
    born = Counter(_age(birth.mother_birth_date, birth.on) // 5 for birth in births if birth.mother_birth_date
                   and date(2023, 11, 2) <= birth.on <= AS_OF)  # fmt: skip
    assert found.total == pytest.approx(5 * sum(born[group] / women[group] for group in range(3, 10)))
    assert found.births == found.unplaced + sum(measure.numerator for measure in found.by_age.values())


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@pytest.mark.parametrize(
    ("facts", "age"),
    [
        ({"age_at_first_marriage": 18}, 18),
        ({"first_married_on": date(2015, 10, 31)}, 18),
        ({"first_married_on": date(2015, 11, 1)}, 19),
        ({"first_married_on": date(2015, 11, 1), "age_at_first_marriage": 18}, 19),
        ({"first_married_on": date(2015, 11, 1), "age_at_first_marriage": 25}, None),
        ({"first_married_on": date(2026, 11, 2)}, None),
        ({"first_married_on": date(1990, 1, 1)}, None),
        ({"age_at_first_marriage": 31}, None),
        ({"age_at_first_marriage": -1}, None),
        ({"age_at_first_marriage": 18, "marital_status": "never_married"}, None),
        ({}, None),
    ],
)
def test_age_at_first_marriage(facts: dict[str, Any], age: int | None) -> None:
    assert married_at(person("female", 30, **facts), AS_OF) == age


def test_first_marriage_of_the_women_of_a_village() -> None:
    ages = [17, 18, 19, 20, 22, 25]
    village = [person("female", 25 + place, age_at_first_marriage=age) for place, age in enumerate(ages)]
    apart = [person("female", 24, age_at_first_marriage=16), person("female", 50, age_at_first_marriage=16),
             person("male", 30, age_at_first_marriage=16), person("female", 30, marital_status="never_married"),
             person("female", 30, age_at_first_marriage=16, died_on=AS_OF)]  # fmt: skip
    found = first_marriage([*village, *apart, person("female", 30), person("female", None)], RULE, AS_OF)
    assert (found.median, found.women, found.unknown) == (19.5, 6, 1)
    assert [(measure.code, measure.numerator, measure.unknown) for measure in found.early] == [
        ("married_before_19", 2, 1), ("married_before_21", 4, 1)
    ]  # fmt: skip
    assert first_marriage([], RULE, AS_OF).median is None


@given(people, st.lists(st.tuples(st.integers(20, 55), st.none() | st.integers(10, 30)), min_size=1))
def test_half_married_by_the_median(people: list[PersonFacts], told: list[tuple[int, int | None]]) -> None:
    women = [replace(each, sex="female", died_on=None) for each in people]
    women += [person("female", years, age_at_first_marriage=age) for years, age in told]
    found = first_marriage(women, RULE, AS_OF)
    ages = [age for each in women if (age := married_at(each, AS_OF)) is not None and _years(each) in range(25, 50)]
    assert (found.women, found.median) == (len(ages), median(ages) if ages else None)
    assert all(measure.denominator == found.women and measure.unknown == found.unknown for measure in found.early)


def _years(woman: PersonFacts) -> int:
    assert woman.birth_date is not None
    return _age(woman.birth_date, AS_OF)
