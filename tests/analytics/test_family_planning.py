"""Contraceptive use and unmet need in DuckDB: the reference's answer for each couple, and the same rates."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.analytics.family_planning import (
    COUPLE_COLUMNS,
    couple_answers,
    couples_table,
    measures_of,
    rates_sql,
)
from binakampung.catalogue.family_planning_rules import family_planning_rule
from binakampung.domain.answers import answer_of
from binakampung.domain.couple_state import CoupleState, couple_state
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.family_planning import FamilyPlanningRule, judge_couple, rates
from tests.domain.families import AS_OF, drawn, families

pytestmark = pytest.mark.once
RULE = family_planning_rule()
VARIANTS = [
    RULE,
    replace(RULE, lactation_asks=frozenset(), amenorrhoea_months=200),
    replace(RULE, lactation_asks=frozenset({"months_since_birth"}), lactation_months=120, wife_age=(10, 60)),
]
ANSWERS = ("eligible", "uses", "modern", "long_acting")
TYPES = {"boolean": pa.bool_(), "int32": pa.int32(), "string": pa.string()}
SCHEMA = pa.schema([(name, TYPES[kind]) for name, kind in COUPLE_COLUMNS.items()])


def run(sql: str, states: Sequence[CoupleState]) -> list[dict[str, Any]]:
    rows = [{name: value for name, value in asdict(state).items() if name in COUPLE_COLUMNS} for state in states]
    with duckdb.connect() as connection:
        connection.register("couples", pa.Table.from_pylist(rows, schema=SCHEMA))
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found


def agree(states: Sequence[CoupleState], rule: FamilyPlanningRule) -> None:
    found = run(str(ibis.to_sql(couple_answers(couples_table(), rule), dialect="duckdb")), states)
    engine = {row["family_id"]: row for row in found}
    for state in states:
        row, one = engine[state.family_id], judge_couple(state, rule)
        assert [answer_of(row[name]) for name in ANSWERS] == [getattr(one, name) for name in ANSWERS]
        assert (row["routine"], row["survey"]) == (one.routine, one.survey)


@settings(max_examples=15)
@given(st.lists(families, min_size=1, max_size=4), st.sampled_from(VARIANTS))
def test_equal_on_families_of_any_kind(facts: list[FamilyFacts], rule: FamilyPlanningRule) -> None:
    agree([couple_state(replace(each, id=str(place)), AS_OF) for place, each in enumerate(facts)], rule)


@pytest.mark.parametrize("rule", VARIANTS, ids=["shipped", "lax", "wide"])
def test_equal_on_many_likely_families(rule: FamilyPlanningRule) -> None:
    agree([couple_state(each, AS_OF) for each in drawn(6, 1000)], rule)


def test_rates_by_village() -> None:
    states = [couple_state(each, AS_OF) for each in drawn(7, 1000)]
    found = {row["village"]: measures_of(row) for row in run(rates_sql(RULE), states)}
    assert len(found) == 3
    for village, measures in found.items():
        assert measures == rates(judge_couple(state, RULE) for state in states if state.village == village)


@pytest.mark.parametrize("dialect", ["postgres", "databricks"])
def test_other_engines_get_their_own_sql(dialect: str) -> None:
    assert "GROUP BY" in rates_sql(RULE, dialect=dialect)
