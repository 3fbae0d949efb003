"""The rule of the family development index: file -> frozen parameters."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import cast, get_args, get_type_hints

from binakampung.catalogue.reading import Node, RuleError, get, number, one_of, rule_file, rule_head, wording
from binakampung.catalogue.rule_parts import bands, codes_of, exactly, part, span, unsettled, whole
from binakampung.domain.development_scores import SCORERS, Choices, Scope
from binakampung.domain.facts import HousingFacts
from binakampung.domain.family_development import (
    DIMENSIONS,
    DevelopmentRule,
    Dimension,
    Treatment,
    Variable,
)
from binakampung.domain.housing import HousingStandard

RULE_ID = "family_development"


@lru_cache(maxsize=8)
def family_development_rule(version: str = "") -> DevelopmentRule:
    """The rule in force, or an older or proposed version of it. Raises `RuleError`."""
    return development_rule_of(rule_file(RULE_ID, version))


def development_rule_of(node: Node) -> DevelopmentRule:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    dimensions = exactly(given, "dimensions", DIMENSIONS, RULE_ID)
    variables = exactly(given, "variables", tuple(SCORERS), RULE_ID)
    return DevelopmentRule(
        rule=rule_head(node),
        dimensions=tuple(_dimension(code, each) for code, each in dimensions.items()),
        variables={code: _variable(code, each) for code, each in variables.items()},
        choices=_choices(given),
        not_applicable=cast(Treatment, one_of(given, "not_applicable", get_args(Treatment), RULE_ID)),
        classes=bands(given, "classes", RULE_ID),
        unsettled=unsettled(node),
    )


def _choices(given: Node) -> Choices:
    def scope(name: str) -> Scope:
        return cast(Scope, one_of(given, name, get_args(Scope), RULE_ID))

    return Choices(
        certificates=scope("certificates"),
        insurance=scope("insurance"),
        conflict=scope("conflict"),
        school_age=span(given, "school_age", RULE_ID),
        housing=_housing(get(given, "housing", RULE_ID)),
    )


def _housing(node: Node) -> HousingStandard:
    where, hints = f"{RULE_ID}: housing", get_type_hints(HousingFacts)
    items = get(node, "items", where)
    allowed = {name: get_args(get_args(hint)[0]) for name, hint in hints.items() if get_args(get_args(hint)[0])}
    unknown = set(items) - set(allowed)
    if unknown:
        raise RuleError(f"{where}: {sorted(unknown)[0]!r} is no question with choices")
    area = None if node.get("square_metres") is None else number(node, "square_metres", where)
    minimum = whole(node, "minimum_met", where)
    if minimum > len(items) + (area is not None):
        raise RuleError(f"{where}: minimum_met is more than there are items")
    return HousingStandard({name: codes_of(items, name, allowed[name], where) for name in items}, minimum, area)


def _dimension(code: str, node: Node) -> Dimension:
    where = f"{RULE_ID}: {code}"
    weight = number(node, "weight", where)
    if weight <= 0:
        raise RuleError(f"{where}: weight must be above 0")
    return Dimension(code, wording(node, "wording", where), Fraction(str(weight)))


def _variable(code: str, node: Node) -> Variable:
    return Variable(part(code, node, RULE_ID), str(one_of(node, "dimension", DIMENSIONS, f"{RULE_ID}: {code}")))
