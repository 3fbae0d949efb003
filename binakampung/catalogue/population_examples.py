"""The examples of the rule of population indicators, run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from binakampung.catalogue.population_rules import population_rule_of
from binakampung.catalogue.reading import Node
from binakampung.domain.facts import PersonFacts
from binakampung.domain.fertility import Birth, fertility
from binakampung.domain.marriage import first_marriage
from binakampung.domain.measures import Measure
from binakampung.domain.population import PopulationRule, growth_rate, pyramid, structure
from binakampung.domain.suppression import public_cells

Given = Mapping[str, Any]


def population(node: Node) -> Callable[[Given], Given]:
    """Everything that what is given allows to compute; rates to three decimals."""
    rule = population_rule_of(node)

    def run(given: Given) -> Given:
        found: dict[str, Any] = {}
        for needed, compute in COMPUTED.items():
            if needed in given:
                found |= compute(given, rule)
        return found

    return run


def _people_and_births(given: Given, rule: PopulationRule) -> dict[str, Any]:
    return {**_structure(given, rule), **_fertility(given, rule)}


def _structure(given: Given, rule: PopulationRule) -> dict[str, Any]:
    found = pyramid(_people(given), rule, given["as_of"])
    counts = {name: getattr(found, name) for name in ("total", "of_unknown_age", "of_unknown_sex")}
    groups = {row.first: row.total for row in found.rows if row.first is not None and row.total}
    return {**counts, "groups": groups, **_values(structure(found, rule, given.get("area_km2")))}


def _fertility(given: Given, rule: PopulationRule) -> dict[str, Any]:
    births = [Birth(day, mother) for day, mother, count in given.get("births", ()) for _ in range(count)]
    found = fertility(births, _people(given), rule, given["as_of"])
    rates = _values((*found.by_age.values(), found.general, found.crude))
    return {
        "births": found.births,
        "unplaced": found.unplaced,
        "total_fertility_rate": _rounded(found.total),
        **rates,
    }


def _marriage(given: Given, rule: PopulationRule) -> dict[str, Any]:
    women = [
        PersonFacts(str(place), "female", born, marital_status="married", age_at_first_marriage=age)
        for place, (born, age, count) in enumerate(given["married"])
        for _ in range(count)
    ]
    found = first_marriage(women, rule, given["as_of"])
    counts = {"women": found.women, "unknown": found.unknown}
    return {"median_age_at_first_marriage": found.median, **counts, **_values(found.early)}


def _public(given: Given, rule: PopulationRule) -> dict[str, Any]:
    return {"public_cells": public_cells(given["public_cells"], rule.suppression)}


def _growth(given: Given, rule: PopulationRule) -> dict[str, Any]:
    return {"growth_rate": _rounded(growth_rate(given["before"], given["after"], given["years"]))}


def _people(given: Given) -> list[PersonFacts]:
    return [PersonFacts("", sex, born) for sex, born, count in given["people"] for _ in range(count)]


def _values(measures: tuple[Measure, ...]) -> dict[str, float | None]:
    return {measure.code: _rounded(measure.value) for measure in measures}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


COMPUTED: Mapping[str, Callable[[Given, PopulationRule], dict[str, Any]]] = {
    "people": _people_and_births, "married": _marriage, "public_cells": _public, "before": _growth
}  # fmt: skip
