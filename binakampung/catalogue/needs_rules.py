"""The rule of needs: file -> frozen parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast, get_args

from binakampung.catalogue.development_rules import family_development_rule
from binakampung.catalogue.family_planning_rules import family_planning_rule
from binakampung.catalogue.organisations import organisations, programmes
from binakampung.catalogue.reading import Node, RuleError, get, one_of, rule_file, rule_head, wording
from binakampung.catalogue.risk_rules import stunting_risk_rule
from binakampung.catalogue.rule_parts import codes_of, part, roles, span, whole, yes_no
from binakampung.domain.family_needs import FamilyRules
from binakampung.domain.need_conditions import TESTS, Of, Screened, Settings
from binakampung.domain.needs import Condition, NeedRule, NeedsRule
from binakampung.domain.rules import Urgency

RULE_ID = "needs"


@lru_cache(maxsize=8)
def needs_rule(version: str = "") -> NeedsRule:
    """The rule in force, or an older or proposed version of it. Raises `RuleError`."""
    return needs_rule_of(rule_file(RULE_ID, version))


@lru_cache(maxsize=1)
def family_rules() -> FamilyRules:
    """Every rule in force that the needs of a family rest on. Raises `RuleError`."""
    return FamilyRules(stunting_risk_rule(), family_development_rule(), family_planning_rule(), needs_rule())


def needs_rule_of(node: Node) -> NeedsRule:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    settings = _settings(given)
    known = (*TESTS, *settings.growth, *settings.screening)
    conditions: Mapping[str, Any] = get(given, "conditions", RULE_ID)
    if set(conditions) != set(known) or len(set(known)) != len(known):
        wrong = sorted(set(conditions) ^ set(known)) or ["one twice"]
        raise RuleError(f"{RULE_ID}: conditions must be those that can be answered, not {wrong[0]}")
    return NeedsRule(
        rule=rule_head(node),
        settings=settings,
        conditions={code: _condition(code, each) for code, each in conditions.items()},
        needs=tuple(_need(code, each, known) for code, each in get(given, "needs", RULE_ID).items()),
    )


def _settings(given: Node) -> Settings:
    growth, screening = get(given, "growth", RULE_ID), get(given, "screening", RULE_ID)
    return Settings(
        neediest_deciles=whole(given, "neediest_deciles", RULE_ID),
        school_age=span(given, "school_age", RULE_ID),
        early_education_age=span(given, "early_education_age", RULE_ID),
        elderly_from=whole(given, "elderly_from", RULE_ID),
        postpartum_days=whole(given, "postpartum_days", RULE_ID),
        growth={code: frozenset(reasons) for code, reasons in growth.items()},
        screening={code: _screened(code, each) for code, each in screening.items()},
    )


def _screened(code: str, node: Node) -> Screened:
    where = f"{RULE_ID}: screening: {code}"
    return Screened(cast(Of, one_of(node, "of", get_args(Of), where)), frozenset(get(node, "codes", where)))


def _condition(code: str, node: Node) -> Condition:
    where = f"{RULE_ID}: {code}"
    return Condition(code, wording(node, "wording", where), wording(node, "asks", where))


def _need(code: str, node: Node, conditions: tuple[str, ...]) -> NeedRule:
    where = f"{RULE_ID}: {code}"
    for name, known in (("any", conditions), ("all", conditions), ("programmes", tuple(programmes()))):
        codes_of(node, name, known, where)
    if not (node["any"] or node["all"]):
        raise RuleError(f"{where}: a need must rest on a condition")
    return NeedRule(
        part=part(code, node, RULE_ID),
        any=tuple(node["any"]),
        all=tuple(node["all"]),
        programmes=tuple(node["programmes"]),
        lead=str(one_of(node, "lead", tuple(organisations()), where)),
        partners=roles(node, "partners", where),
        urgency=cast(Urgency, one_of(node, "urgency", get_args(Urgency), where)),
        clears=wording(node, "clears", where),
        restricted=yes_no(node, "restricted", where),
    )
