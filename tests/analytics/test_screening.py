"""Screening in DuckDB says what the kernel says of each person, and so what the reference does."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.analytics.screening import measures_table, risks_sql, screening_answers
from binakampung.catalogue.care_rules import immunisation_schedule
from binakampung.domain.screening_columns import fact_columns
from binakampung.domain.screening_kernel import NO, UNKNOWN, YES, Screened, by_village, owed_by_role, screen_columns
from binakampung.domain.screening_rules import COLOURS, Measure, ScreeningRule
from tests.domain.care import AS_OF, facts
from tests.domain.test_screening_kernel import GROUPS

pytestmark = pytest.mark.once
VILLAGES = ("3528052001", "3528052002", "3528052003")
ANSWERS = {True: YES, False: NO, None: UNKNOWN}
TYPES = {"number": pa.float64(), "flag": pa.bool_(), "choice": pa.string(), "list": pa.bool_()}


def table(columns: Any, rule: ScreeningRule, count: int) -> pa.Table:
    """Columns of measures as the engine has them."""
    keys = {
        "person_id": pa.array([str(place) for place in range(count)]),
        "village": pa.array([VILLAGES[place % len(VILLAGES)] for place in range(count)]),
    }
    measures = {
        code: pa.array([_value(value, measure) for value in columns[code].tolist()], TYPES[measure.kind])
        for code, measure in rule.measures.items()
    }
    return pa.table(keys | measures)


def _value(value: float, measure: Measure) -> Any:
    if math.isnan(value):
        return None
    if measure.kind == "choice":
        return list(measure.choices or ())[int(value)]
    return value if measure.kind == "number" else bool(value)


def run(sql: str, measures: pa.Table) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.register("measures", measures)
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=10)
@given(data=st.data())
def test_engine_and_kernel_agree(group: str, data: st.DataObject) -> None:
    kind, _, measures_of, rules, rule_of, years = GROUPS[group]
    people = data.draw(st.lists(facts(kind, years), min_size=1, max_size=60))
    rule = rule_of(rules())
    columns = measures_of(fact_columns(people, rule, immunisation_schedule()), AS_OF, rules())
    expected = screen_columns(columns, rule, len(people))
    measures = table(columns, rule, len(people))
    answers, counts = statements(group)
    same_answers(run(answers, measures), expected, rule)
    same_counts(run(counts, measures), expected, rule)


@lru_cache(maxsize=8)
def statements(group: str) -> tuple[str, str]:
    """The answers of each person, and the counts of each village."""
    _, _, _, rules, rule_of, _ = GROUPS[group]
    rule = rule_of(rules())
    return str(ibis.to_sql(screening_answers(measures_table(rule), rule))), risks_sql(rule)


def same_answers(found: list[dict[str, Any]], expected: Screened, rule: ScreeningRule) -> None:
    for row in found:
        place = int(row["person_id"])
        assert [ANSWERS[row[check.code]] for check in rule.checks] == (expected.answers[:, place].tolist())
        assert row["colour"] == COLOURS[expected.colours[place]]


def same_counts(found: list[dict[str, Any]], expected: Screened, rule: ScreeningRule) -> None:
    village = np.arange(len(expected.colours)) % len(VILLAGES)
    flags = {check.code: expected.risks[place] for place, check in enumerate(rule.checks)}
    flags |= {f"unknown_{check.code}": expected.answers[place] == UNKNOWN for place, check in enumerate(rule.checks)}
    flags |= {f"owed_{role}": owed for role, owed in owed_by_role(expected.risks, rule).items()}
    flags |= {colour: expected.colours == place for place, colour in enumerate(COLOURS)}
    flags["screened"] = np.ones(len(village), bool)
    counts = dict(zip(flags, by_village(np.stack(list(flags.values())), village, len(VILLAGES)), strict=True))
    for row in found:
        place = VILLAGES.index(row["village"])
        assert {name: row[name] for name in counts} == {name: int(count[place]) for name, count in counts.items()}
    assert len(found) == min(len(VILLAGES), len(village))


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "sqlite"])
def test_the_counts_compile_for_each_engine(dialect: str) -> None:
    _, _, _, rules, rule_of, _ = GROUPS["under_two"]
    assert "unsafe_latrine" in risks_sql(rule_of(rules()), dialect=dialect)
