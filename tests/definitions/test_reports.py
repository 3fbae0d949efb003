"""Indicators and layouts: an office may change them, and is told where it went wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from binakampung.analytics.expressions import counting_sql
from binakampung.analytics.extract import table_of
from binakampung.analytics.indicators import cell_of, count_all
from binakampung.catalogue.reports import DefinitionError, bundled, report, report_from, report_ids
from binakampung.domain.indicators import columns_of
from binakampung.domain.rules import NO_SOURCE

pytestmark = pytest.mark.once


@pytest.fixture
def bundle() -> dict[str, Any]:
    """The report's definitions, to be changed."""
    return copy.deepcopy(bundled("growth_monthly"))


def indicator(bundle: dict[str, Any], id: str) -> dict[str, Any]:
    return next(each for theme in bundle["themes"] for each in theme["indicators"] if each["id"] == id)


@pytest.mark.parametrize("report_id", report_ids())
def test_every_layout_loads(report_id: str) -> None:
    assert report(report_id).report_id == report_id


def test_the_letters_of_the_field_are_all_there() -> None:
    codes = {each.code for each in report().indicators.values()}
    wanted = {"S", "K", "D", "N", "T", "O", "B", "D/S", "N/D'", "K/S", "D/K", "stunting", "severe_stunting", "wasting"}
    wanted |= {"severe_wasting", "underweight", "severe_underweight", "flagged_share", "coverage", "visits_due"}
    assert wanted | {"visits_done"} <= codes


def test_what_was_read_nowhere_says_so() -> None:
    for each in report().indicators.values():
        if not each.confirmed:
            assert (each.status, each.source) == ("sementara", NO_SOURCE), each.id


def test_every_prevalence_stands_beside_its_coverage() -> None:
    rows = [row for section in report().sections for row in section.rows]
    assert {row.indicator: row.beside for row in rows if row.indicator in ("stunting", "wasting", "underweight")} == {
        "stunting": "coverage",
        "wasting": "coverage",
        "underweight": "coverage",
    }


def test_a_new_column_is_an_edit_of_the_layout(bundle: dict[str, Any]) -> None:
    """No code knows which columns there are."""
    column = {"id": "girls_12_23", "title": {"id": "P 12–23", "en": "Girls 12–23"}}
    column["where"] = {"sex": "female", "age_months": {"at_least": 12, "below": 24}}  # type: ignore[assignment]
    bundle["report"]["columns"].append(column)
    changed = report_from(bundle)
    given = [{"sex": "female", "age_months": 14}, {"sex": "male", "age_months": 14}, {"sex": "female", "age_months": 2}]
    tables = {
        "children": table_of(changed.rows["children"], [{"child": str(n), **row} for n, row in enumerate(given)]),
        "follow_ups": table_of(changed.rows["follow_ups"], []),
    }
    assert cell_of(changed, count_all(changed, tables), "all_children", "girls_12_23").value == 1
    assert changed.hash != report().hash


def test_a_new_indicator_is_a_few_lines(bundle: dict[str, Any]) -> None:
    new = copy.deepcopy(indicator(bundle, "weighed"))
    where = {"class_muac": ["severe", "moderate"]}
    new |= {"id": "thin_arm", "code": "LiLA", "count": {"rows": "children", "where": where}}
    bundle["themes"][0]["indicators"].append(new)
    made = report_from(bundle).indicators["thin_arm"]
    assert [*columns_of(made.measure.where)] == ["class_muac"]  # type: ignore[union-attr]


def test_the_same_expression_speaks_other_engines() -> None:
    """The part of the expression language in use compiles for PostgreSQL and Spark too."""
    filters = {id: each.measure.where for id, each in report().indicators.items() if hasattr(each.measure, "where")}
    for dialect in ("postgres", "pyspark"):
        for kind in report().rows.values():
            own = {id: where for id, where in filters.items() if set(columns_of(where)) <= set(kind.columns)}
            assert "SUM(" in counting_sql(kind, own, dialect).upper()


BROKEN = {
    "an unknown column": lambda b: indicator(b, "gained")["count"].update(where={"gian": "N"}),
    "a value of another type": lambda b: indicator(b, "gained")["count"].update(where={"gain": 1}),
    "a truth for a number": lambda b: indicator(b, "gained")["count"].update(where={"age_months": True}),
    "a limit for a word": lambda b: indicator(b, "gained")["count"].update(where={"gain": {"below": 3}}),
    "an unknown test": lambda b: indicator(b, "gained")["count"].update(where={"age_months": {"over": 3}}),
    "an empty any": lambda b: indicator(b, "gained")["count"].update(where={"any": []}),
    "a filter on somebody's id": lambda b: indicator(b, "gained")["count"].update(where={"child": "x"}),
    "an unknown kind of row": lambda b: indicator(b, "gained")["count"].update(rows="families"),
    "a rate of a rate": lambda b: indicator(b, "gain_rate")["rate"].update(numerator="participation"),
    "a rate of nothing": lambda b: indicator(b, "gain_rate")["rate"].update(denominator="nothing"),
    "words in one language": lambda b: indicator(b, "gained")["title"].pop("en"),
    "no example": lambda b: indicator(b, "gained").update(examples=[]),
    "a source for what is unsure": lambda b: indicator(b, "gained").update(source="Permenkes 99/2099"),
    "the same id twice": lambda b: b["themes"][0]["indicators"].append(indicator(b, "gained")),
    "the same code twice": lambda b: indicator(b, "gained").update(code="T"),
    "a row of no indicator": lambda b: b["report"]["sections"][0]["rows"].append({"indicator": "nothing"}),
    "a column that only some rows have": lambda b: b["report"]["columns"][0].update(where={"gain": "N"}),
    "a due day that some months lack": lambda b: b["report"]["due"].update(day=31),
    "no title": lambda b: b["report"].pop("title"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_definition_is_refused(bundle: dict[str, Any], what: str) -> None:
    BROKEN[what](bundle)
    with pytest.raises(DefinitionError):
        report_from(bundle)
