"""The nightly linkage: who it finds, whom it never merges, and that each night says the same."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from benchmarks import linkage_people
from benchmarks.linkage_people import district
from binakampung.analytics import linkage
from binakampung.analytics.linkage import ENGINE, PAIRS, RECORDS, comparable, link, table_of
from binakampung.catalogue.duplicate_rules import duplicate_rule
from binakampung.domain.duplicates import LINKAGE_LEVELS, PersonRecord

pytestmark = pytest.mark.once
RULE = duplicate_rule()
CHILD: dict[str, Any] = {"birth_date": date(2021, 3, 7), "mother_name": "Siti Aminah"}


def record(id: str, family: str, name: str, **known: Any) -> PersonRecord:
    usual: dict[str, Any] = {
        "village": "3528052004", "hamlet": "Tengah", "rt": "003", "sex": "female", "birth_date": None,
        "mother_name": "", "nik_hash": None,
    }  # fmt: skip
    return PersonRecord(id=id, family_id=family, name=name, **{**usual, **known})


def verdicts(*people: PersonRecord) -> dict[tuple[str, str], str]:
    rows = link(table_of([*people, *others()]), RULE).to_pylist()
    return {(row["left"], row["right"]): row["verdict"] for row in rows}


def others() -> list[PersonRecord]:
    """A few hundred people of whom nobody is another."""
    first, second = ("Zubaidah", "Halimah", "Sulastri", "Wardah"), ("Kamilah", "Putri", "Laila")
    names = [f"{one} {two}" for one in first for two in second]
    return [
        record(f"z{year}-{place}", f"fz{year}-{place}", name, birth_date=date(year, 1 + place, 2 + year * 7 % 26))
        for year in range(1960, 1990)
        for place, name in enumerate(names)
    ]


def test_a_household_written_by_two_cadres() -> None:
    found = verdicts(
        record("a1", "fa", "H. Moch. Rizal Basri", sex="male", birth_date=date(1984, 2, 9), nik_hash="n"),
        record("a2", "fa", "Siti Rofiqoh", **CHILD),
        record("b1", "fb", "Muhammad Rijal Basri", sex="male", birth_date=date(1984, 2, 9), nik_hash="n"),
        record("b2", "fb", "St. Ropikah", **{**CHILD, "birth_date": date(2021, 7, 3)}),
    )
    assert found == {("a1", "b1"): "same", ("a2", "b2"): "same"}


def test_twins_of_a_household_recorded_twice() -> None:
    found = verdicts(
        record("a1", "fa", "Siti Rina", **CHILD),
        record("a2", "fa", "Siti Rini", **CHILD),
        record("b1", "fb", "St. Rina", **CHILD),
        record("b2", "fb", "St. Rini", **CHILD),
    )
    assert found == {("a1", "b1"): "same", ("a2", "b2"): "same"}


def test_one_who_married_away_is_found_by_the_nik() -> None:
    away = {"village": "3528012001", "hamlet": "Laok", "rt": "1"}
    found = verdicts(
        record("a", "fa", "Hotijah", birth_date=date(1999, 5, 20), nik_hash="n"),
        record("b", "fb", "Khadijah", birth_date=date(1999, 5, 20), nik_hash="n", **away),
    )
    assert found == {("a", "b"): "same"}


def test_one_nik_of_two_people_is_asked() -> None:
    found = verdicts(
        record("a", "fa", "Busiri", sex="male", birth_date=date(1961, 5, 20), nik_hash="n"),
        record("b", "fb", "Rofiqoh", birth_date=date(1999, 8, 11), nik_hash="n", village="3528012001"),
    )
    assert found == {("a", "b"): "ask"}


def test_a_number_written_to_fill_the_box_is_nobodys() -> None:
    names = ("Busiri", "Rofiqoh", "Hotijah", "Matrawi", "Sahriyah", "Junaidi")
    crowd = [record(f"p{n}", f"f{n}", name, birth_date=date(1950 + 7 * n, 1 + n, 25)) for n, name in enumerate(names)]
    assert verdicts(*(replace(each, nik_hash="0") for each in crowd)) == {}


def test_what_is_common_in_the_district_is_not_merged_unasked() -> None:
    """Forty women of one name, born on one day, in forty villages: nobody knows who is who."""
    name, born = "Siti Sulastri Anwar", date(1990, 3, 7)
    crowd = [record(f"c{n:02d}", f"fc{n}", name, birth_date=born, village=f"35280120{n:02d}") for n in range(40)]
    rows = link(table_of([*crowd, *others()]), RULE).to_pylist()
    assert "same" not in {row["verdict"] for row in rows}


def test_strange_names_and_gaps() -> None:
    empty = {name: None for name in RECORDS.names if name != "id"}
    odd = pa.Table.from_pylist([{**empty, "id": "e1"}, {**empty, "id": "e2"}], schema=RECORDS)
    names = [record(f"n{place}", "", name) for place, name in enumerate(("😀", "محمد حسن", "A", "", "By. Ny. Siti"))]
    assert link(pa.concat_tables([odd, table_of(names)]), RULE).num_rows == 0


@pytest.mark.parametrize("people", [[], [record("a", "f", "Hasan")]])
def test_nobody_to_compare(people: list[PersonRecord]) -> None:
    assert link(table_of(people), RULE).equals(PAIRS.empty_table())


def test_more_columns_in_another_order_and_in_chunks() -> None:
    two = [record("a", "fa", "Siti Rofiqoh", **CHILD), record("b", "fb", "Siti Rofiqoh", **CHILD)]
    people = table_of([*two, *others()])
    chunked = pa.concat_tables([people.slice(0, 1), people.slice(1)])
    shuffled = chunked.select(RECORDS.names[::-1]).append_column("more", pa.array(range(people.num_rows)))
    found = link(shuffled, RULE)
    assert found.schema.equals(PAIRS)
    assert found.to_pylist()[0]["verdict"] == "same"


def test_what_is_compared() -> None:
    people = [
        record("a", "f", "H. Moch. Hasan Basri", birth_date=date(2021, 3, 7), rt="RT 03", hamlet="Dsn. Tengah"),
        record("b", "f", "By. Ny. Siti", birth_date=date(1950, 7, 1), rt="", hamlet=""),
        record("c", "f", "Hasan", birth_date=date(2021, 3, 14)),
    ]
    one, two, three = comparable(table_of(people), RULE).to_pylist()
    assert (one["name"], one["telling"]) == ("basri hasan muhamat", ["asan", "basri"])
    assert (one["birth"], one["swapped"], one["stand_in"], one["rt"]) == ("20210307", "20210703", False, "3")
    assert (two["name"], two["sound"], two["stand_in"], two["rt"], two["hamlet"]) == (None, None, True, None, None)
    assert (three["swapped"], three["mother"]) == (None, None)


def test_each_level_of_the_rule_is_compared() -> None:
    compared = {each["output_column_name"]: each["comparison_levels"] for each in linkage._comparisons(RULE.linkage)}
    levels = {name: tuple(each["label_for_charts"] for each in found[1:]) for name, found in compared.items()}
    assert levels == {f"by_{name}": found for name, found in LINKAGE_LEVELS.items()}


def test_the_engine_fetches_nothing() -> None:
    with duckdb.connect(config=ENGINE) as engine:
        settings = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
        assert {value for _, value in engine.sql(settings).fetchall()} == {"false"}


@pytest.fixture(scope="module")
def small() -> tuple[Any, dict[str, int]]:
    made = district(8_000, seed=3)
    table = made.table()
    return table, dict(zip(table["id"].to_pylist(), made.truth, strict=True))


def test_each_night_and_each_machine_says_the_same(small: tuple[Any, dict[str, int]]) -> None:
    table, _ = small
    once = link(table, RULE, threads=1)
    backwards = table.take(pa.array(range(table.num_rows - 1, -1, -1)))
    again = link(backwards, RULE, threads=2)
    assert once.drop_columns(["probability"]).equals(again.drop_columns(["probability"]))
    assert once["probability"].to_pylist() == pytest.approx(again["probability"].to_pylist())


def test_who_spoils_the_names_knows_nothing_of_who_folds_them() -> None:
    source = Path(linkage_people.__file__).read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = [node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports]
    assert named and not [name for name in named if name.startswith(("binakampung", "."))]
    assert "definitions" not in source


def test_what_merges_by_itself_is_right(small: tuple[Any, dict[str, int]]) -> None:
    table, truth = small
    rows = link(table, RULE).to_pylist()
    right = Counter((row["verdict"], truth[row["left"]] == truth[row["right"]]) for row in rows)
    known = sum(count * (count - 1) // 2 for count in Counter(truth.values()).values())
    assert right["same", True] / (right["same", True] + right["same", False]) >= 0.99
    assert (right["same", True] + right["ask", True]) / known >= 0.85
