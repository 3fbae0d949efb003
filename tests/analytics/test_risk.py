"""The risk rule in DuckDB says what the reference says of each family, and adds up to the same recap."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.analytics.risk import STATE_COLUMNS, recap_sql, risk_answers, states_table
from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.family_state import FamilyState, state_of
from binakampung.domain.risk import RiskRule, judge_risk
from binakampung.domain.risk_recap import ANSWERED, COLUMNS, recap
from tests.domain.families import AS_OF, drawn, families
from tests.domain.test_risk_kernel import VARIANTS

pytestmark = pytest.mark.once
RULE = stunting_risk_rule()
SCHEMA = pa.schema([(name, {"boolean": pa.bool_(), "int32": pa.int32()}.get(kind, pa.string()))
                    for name, kind in STATE_COLUMNS.items()])  # fmt: skip


def table(states: Sequence[FamilyState]) -> pa.Table:
    rows = [{name: value for name, value in asdict(state).items() if name in STATE_COLUMNS} for state in states]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def answers(states: Sequence[FamilyState], rule: RiskRule) -> dict[str, dict[str, Answer]]:
    """By family, as the engine answers."""
    sql = str(ibis.to_sql(risk_answers(states_table(), rule), dialect="duckdb"))
    found = run(sql, states)
    return {
        row["family_id"]: {name: answer_of(row[name]) for name in row if name not in STATE_COLUMNS} for row in found
    }


def run(sql: str, states: Sequence[FamilyState]) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.register("families", table(states))
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found


def expected(states: Sequence[FamilyState], rule: RiskRule) -> dict[str, dict[str, Answer]]:
    found = {}
    for state in states:
        one = judge_risk(state, AS_OF, rule)
        factors = {code: factor.answer for code, factor in one.factors.items()}
        whole = {"target": one.target, "at_risk": one.answer, "not_at_risk": one.not_at_risk}
        parts = {**one.targets, **one.four_too, **factors, **whole}
        found[state.family_id] = {name: answer for name, answer in parts.items() if name not in STATE_COLUMNS}
    return found


@settings(max_examples=15)
@given(st.lists(families, min_size=1, max_size=4), st.sampled_from(VARIANTS))
def test_equal_on_families_of_any_kind(facts: list[FamilyFacts], rule: RiskRule) -> None:
    states = [state_of(replace(each, id=str(place)), AS_OF) for place, each in enumerate(facts)]
    assert answers(states, rule) == expected(states, rule)


@pytest.mark.parametrize("rule", VARIANTS, ids=["shipped", "living", "pregnant counted", "exempt after birth"])
def test_equal_on_many_likely_families(rule: RiskRule) -> None:
    states = [state_of(each, AS_OF) for each in drawn(4, 1000)]
    assert answers(states, rule) == expected(states, rule)


def test_recap_by_village() -> None:
    states = [state_of(each, AS_OF) for each in drawn(5, 1000)]
    found = {row["village"]: row for row in run(recap_sql(RULE), states)}
    for village, row in found.items():
        one = recap(judge_risk(state, AS_OF, RULE) for state in states if state.village == village)
        assert {name: row[name] for name in COLUMNS} == one.counts
        assert {name: row[f"unknown_{name}"] for name in ANSWERED} == one.unknown
        assert row["undetermined"] == one.undetermined
    assert len(found) == 3


@pytest.mark.parametrize("dialect", ["postgres", "databricks"])
def test_other_engines_get_their_own_sql(dialect: str) -> None:
    assert "GROUP BY" in recap_sql(RULE, dialect=dialect)
