"""Needs over columns and in DuckDB say what the reference says of each family."""

from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.analytics.needs import conditions_table, need_answers, needs_sql
from binakampung.catalogue.needs_rules import family_rules
from binakampung.domain import needs_kernel
from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.family_needs import situation_of
from binakampung.domain.need_conditions import conditions_of
from binakampung.domain.risk_kernel import CODES
from tests.domain.families import AS_OF, drawn

pytestmark = pytest.mark.once
RULES = family_rules()
RULE = RULES.needs
VILLAGES = ["3528041003", "3528052004", "3528052005"]
Row = dict[str, Answer]
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(RULE.conditions, st.sampled_from(Answer))), min_size=1, max_size=4)


def likely() -> list[tuple[str, Row]]:
    families = drawn(7, 500)
    situations = [situation_of(each, AS_OF, RULES, frozenset({"stunted"}) if n % 3 else None)
                  for n, each in enumerate(families)]  # fmt: skip
    return [(each.facts.village, conditions_of(each, RULE.settings)) for each in situations]


def reference(families: list[Row]) -> list[list[Answer]]:
    return [[need.answer(row) for need in RULE.needs] for row in families]


def run(sql: str, families: list[tuple[str, Row]]) -> list[dict[str, Any]]:
    told = {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: None}
    stored = [
        {"family_id": str(n), "village": village, **{code: told[answer] for code, answer in row.items()}}
        for n, (village, row) in enumerate(families)
    ]
    fields = [("family_id", pa.string()), ("village", pa.string()), *((code, pa.bool_()) for code in RULE.conditions)]
    with duckdb.connect() as connection:
        connection.register("conditions", pa.Table.from_pylist(stored, schema=pa.schema(fields)))
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found


def from_engine(families: list[tuple[str, Row]]) -> list[list[Answer]]:
    sql = str(ibis.to_sql(need_answers(conditions_table(RULE), RULE).order_by("family_id"), dialect="duckdb"))
    found = sorted(run(sql, families), key=lambda row: int(row["family_id"]))
    return [[answer_of(row[f"need_{need.code}"]) for need in RULE.needs] for row in found]


def from_kernel(families: list[Row]) -> list[list[int]]:
    answers: list[list[int]] = needs_kernel.need_answers(
        needs_kernel.condition_columns(families, RULE), RULE
    ).T.tolist()
    return answers


def as_codes(answers: list[list[Answer]]) -> list[list[int]]:
    return [[CODES[answer] for answer in row] for row in answers]


@settings(max_examples=25)
@given(rows)
def test_equal_on_any_answers(families: list[Row]) -> None:
    expected = reference(families)
    assert from_kernel(families) == as_codes(expected)
    assert from_engine([(VILLAGES[0], row) for row in families]) == expected


def test_equal_on_likely_families() -> None:
    families = likely()
    expected = reference([row for _, row in families])
    assert from_engine(families) == expected
    assert from_kernel([row for _, row in families]) == as_codes(expected)
    assert {answer for row in expected for answer in row} == set(Answer)


def test_counts_of_each_village() -> None:
    families = likely()
    area = np.array([VILLAGES.index(village) for village, _ in families], dtype=np.int32)
    columns = needs_kernel.condition_columns([row for _, row in families], RULE)
    counts = needs_kernel.needs_by_area(needs_kernel.need_answers(columns, RULE), area, len(VILLAGES))
    for place, row in enumerate(run(needs_sql(RULE), families)):
        mine = reference([each for village, each in families if village == row["village"]])
        for number, need in enumerate(RULE.needs):
            column = [answers[number] for answers in mine]
            assert counts[place, number].tolist() == [column.count(word) for word in CODES]
            assert (row[need.code], row[f"unknown_{need.code}"]) == (
                column.count(Answer.YES), column.count(Answer.UNKNOWN)
            )  # fmt: skip
    assert counts.sum() == len(families) * len(RULE.needs)
