"""Population indicators counted in DuckDB: the same pyramid, fertility and first marriages as the reference."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.analytics.population import (
    BIRTH_COLUMNS,
    PEOPLE_COLUMNS,
    ages_by_village,
    births_table,
    fertilities_of,
    fertility_by_village,
    first_marriage_by_village,
    first_marriages_of,
    people_table,
    pyramids_of,
)
from binakampung.catalogue.population_rules import population_rule
from binakampung.domain.facts import PersonFacts
from binakampung.domain.fertility import Birth, fertility
from binakampung.domain.marriage import first_marriage
from binakampung.domain.population import PopulationRule, pyramid
from tests.domain.families import AS_OF, facts_of, near

pytestmark = pytest.mark.once
RULE = population_rule()
VARIANTS = [RULE, replace(RULE, open_group_from=65, years_pooled=1, married_women=(15, 60), oldest_age=60)]
VILLAGES = st.sampled_from(["3528052004", "3528041003"])
days = near | st.dates(date(1800, 1, 1), date(2030, 1, 1))
people = st.lists(st.tuples(VILLAGES, facts_of(PersonFacts, birth_date=st.none() | days)), min_size=1, max_size=15)
births = st.lists(st.tuples(VILLAGES, st.builds(Birth, near, st.none() | near)), max_size=10)
TYPES = {"string": pa.string(), "date": pa.date32(), "int32": pa.int32()}
Villagers = list[tuple[str, PersonFacts]]
Births = list[tuple[str, Birth]]


def table(columns: dict[str, str], rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, TYPES[kind]) for name, kind in columns.items()]))


def run(expression: Any, people: Villagers, births: Births) -> list[dict[str, Any]]:
    person_rows = [{**asdict(person), "village": village} for village, person in people]
    birth_rows = [
        {"village": village, "born_on": birth.on, "mother_birth_date": birth.mother_birth_date}
        for village, birth in births
    ]
    with duckdb.connect() as connection:
        connection.register("people", table(PEOPLE_COLUMNS, [{**row, "person_id": row["id"]} for row in person_rows]))
        connection.register("births", table(BIRTH_COLUMNS, birth_rows))
        sql = str(ibis.to_sql(expression, dialect="duckdb"))
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found


def agree(people: Villagers, births: Births, rule: PopulationRule) -> None:
    ages = run(ages_by_village(people_table(), rule, AS_OF), people, births)
    pyramids = pyramids_of(ages, rule)
    born = run(fertility_by_village(people_table(), births_table(), rule, AS_OF), people, births)
    fertilities = fertilities_of(born, rule, AS_OF)
    married = run(first_marriage_by_village(people_table(), rule, AS_OF), people, births)
    marriages = first_marriages_of(married, rule)
    for village in {village for village, _ in people}:
        here = [person for place, person in people if place == village]
        born_here = [birth for place, birth in births if place == village]
        assert pyramids.get(village, pyramid([], rule, AS_OF)) == pyramid(here, rule, AS_OF)
        assert fertilities.get(village, fertility([], [], rule, AS_OF)) == fertility(born_here, here, rule, AS_OF)
        assert marriages.get(village, first_marriage([], rule, AS_OF)) == first_marriage(here, rule, AS_OF)


@settings(max_examples=20)
@given(people, births, st.sampled_from(VARIANTS))
def test_equal_on_people_of_any_kind(people: Villagers, births: Births, rule: PopulationRule) -> None:
    agree(people, births, rule)


@pytest.mark.parametrize("rule", VARIANTS, ids=["shipped", "other"])
def test_equal_on_many_likely_people(rule: PopulationRule) -> None:
    villages, sexes = ("3528052004", "3528041003"), ("male", "female", None)
    crowd = [
        PersonFacts(str(number), sexes[number % 7 % 3], AS_OF - timedelta(days=number * 17 % 36000),
                    marital_status="married", age_at_first_marriage=14 + number % 20)
        for number in range(3000)
    ]  # fmt: skip
    born = [
        Birth(AS_OF - timedelta(days=number * 3 % 1500), crowd[number * 11 % 3000].birth_date) for number in range(900)
    ]
    agree(
        [(villages[place % 2], person) for place, person in enumerate(crowd)],
        [(villages[place % 2], birth) for place, birth in enumerate(born)],
        rule,
    )


@pytest.mark.parametrize("dialect", ["postgres", "databricks"])
def test_other_engines_get_their_own_sql(dialect: str) -> None:
    for expression in (
        ages_by_village(people_table(), RULE, AS_OF),
        fertility_by_village(people_table(), births_table(), RULE, AS_OF),
        first_marriage_by_village(people_table(), RULE, AS_OF),
    ):
        assert "GROUP BY" in str(ibis.to_sql(expression, dialect=dialect))
