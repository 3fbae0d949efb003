"""The examples of rules about families, run: facts from plain values, and what a rule says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from binakampung.catalogue.development_rules import development_rule_of
from binakampung.catalogue.needs_rules import family_rules, needs_rule_of
from binakampung.catalogue.reading import Node
from binakampung.catalogue.risk_rules import risk_rule_of
from binakampung.domain.answers import Answer
from binakampung.domain.facts import (
    CoupleFacts,
    DevelopmentFacts,
    FamilyFacts,
    HousingFacts,
    PersonFacts,
    PregnancyFacts,
    WelfareFacts,
)
from binakampung.domain.family_development import develop
from binakampung.domain.family_needs import needs_of_situation, situation_of
from binakampung.domain.risk import assess_risk

AS_OF = date(2026, 11, 1)
PARTS: Mapping[str, Any] = {
    "couple": CoupleFacts, "housing": HousingFacts, "development": DevelopmentFacts, "welfare": WelfareFacts
}  # fmt: skip


def family(given: Mapping[str, Any]) -> FamilyFacts:
    """A family with whatever parts the example names."""
    parts = {name: kind(**plain(given[name])) for name, kind in PARTS.items() if name in given}
    return FamilyFacts(
        id="example",
        people=tuple(PersonFacts(**plain(person)) for person in given.get("people", ())),
        has_couple=given.get("has_couple"),
        pregnancies=tuple(PregnancyFacts(**plain(each)) for each in given.get("pregnancies", ())),
        **parts,
    )


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples, as facts have them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


Run = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def stunting_risk(node: Node) -> Run:
    """Every flag and factor of a family, and the codes of the reasons."""
    rule = risk_rule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = assess_risk(family(given), AS_OF, rule)
        factors = {code: factor.answer for code, factor in found.factors.items()}
        reasons = [reason.code for reason in found.reasons]
        whole = {"target": found.target, "at_risk": found.answer, "reasons": reasons}
        return {**found.targets, **found.four_too, **factors, **whole}

    return run


def family_development(node: Node) -> Run:
    """The index of a family, its dimensions and scores, and what is missing."""
    rule = development_rule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        found = develop(family(given), AS_OF, rule)
        index = {"index": found.index, "lowest": found.lowest, "highest": found.highest, "band": found.band}
        return {**found.scores, **found.dimensions, **index, "unknown": list(found.unknown)}

    return run


def needs(node: Node) -> Run:
    """Codes of what a family needs in order, the leading organisations, what is restricted and what is to be asked."""
    rule = needs_rule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        growth = given.get("growth")
        screening = {code: Answer(answer) for code, answer in given.get("screening", {}).items()}
        known = None if growth is None else frozenset(growth)
        found = needs_of_situation(situation_of(family(given), AS_OF, family_rules(), known, screening), rule)
        return {
            "needs": [need.code for need in found.needs],
            "leads": [need.rule.lead for need in found.needs],
            "restricted": [need.code for need in found.needs if need.rule.restricted],
            "to_ask": [need.code for need in found.to_ask],
        }

    return run
