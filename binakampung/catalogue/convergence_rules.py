"""The rule of convergence: file -> frozen parameters, and its examples run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast, get_args

from binakampung.catalogue.measure_definitions import measure_definitions
from binakampung.catalogue.reading import Node, RuleError, certainty, get, one_of, rule_file, rule_head
from binakampung.catalogue.rule_parts import codes_of, exactly, part, remedy, roles, unsettled, whole
from binakampung.domain.convergence import (
    GROUPS,
    MEASURES,
    PACKAGES,
    SERVICES,
    Basis,
    ConvergenceRule,
    Enough,
    Group,
    Service,
    TargetPerson,
    When,
    converge,
)
from binakampung.domain.facts import DrinkingWater, Latrine
from binakampung.domain.rules import frozen_mapping
from binakampung.domain.scorecard import sector_involvement

RULE_ID = "convergence"


@lru_cache(maxsize=8)
def convergence_rule(version: str = "") -> ConvergenceRule:
    """The rule in force, or an older or proposed version of it. Raises `RuleError`."""
    return convergence_rule_of(rule_file(RULE_ID, version))


def convergence_rule_of(node: Node) -> ConvergenceRule:
    """A rule file as parameters. Raises `RuleError`."""
    given = get(node, "parameters", RULE_ID)
    packages, services = exactly(given, "packages", PACKAGES, RULE_ID), exactly(given, "services", GROUPS, RULE_ID)
    return ConvergenceRule(
        rule=rule_head(node),
        pregnancy_days=whole(given, "pregnancy_days", RULE_ID),
        postnatal_days=whole(given, "postnatal_days", RULE_ID),
        iron_tablets=whole(given, "iron_tablets", RULE_ID),
        safe_water=codes_of(given, "safe_water", get_args(DrinkingWater), RULE_ID),
        safe_latrines=codes_of(given, "safe_latrines", get_args(Latrine), RULE_ID),
        sectors=roles(given, "sectors", RULE_ID),
        services=frozen_mapping({group: _services(group, services) for group in GROUPS}),
        packages=frozen_mapping({code: part(code, stored, RULE_ID) for code, stored in packages.items()}),
        measures=measure_definitions(given, MEASURES, RULE_ID),
        unsettled=unsettled(node),
    )


def _services(group: Group, node: Node) -> tuple[Service, ...]:
    stored = exactly(node, group, SERVICES[group], RULE_ID)
    return tuple(_service(group, code, each) for code, each in stored.items())


def _service(group: Group, code: str, node: Node) -> Service:
    where = f"{RULE_ID}: {group}: {code}"
    return Service(
        group=group,
        package=one_of(node, "package", PACKAGES, where),
        part=part(code, node, f"{RULE_ID}: {group}"),
        enough=_enough(get(node, "enough", where), where),
        when=cast(When, one_of(node, "when", get_args(When), where)) if "when" in node else None,
        remedy=remedy(node, where),
    )


def _enough(node: Node, where: str) -> Enough:
    basis = cast(Basis, one_of(node, "basis", get_args(Basis), where))
    steps = node.get("steps", {})
    times = {since: whole(steps, since, f"{where}: steps") for since in steps}
    if not all(isinstance(since, int) for since in times) or (basis in ("standing", "monthly")) == bool(times):
        raise RuleError(f"{where}: steps are whole numbers, for every basis but standing and monthly")
    if basis in ("yearly", "quarterly") and set(times) != {0}:
        raise RuleError(f"{where}: steps of {basis} have one number, under 0")
    at_birth = whole(node, "at_birth", where) if basis == "by_week" else 0
    return Enough(basis, frozen_mapping(times), at_birth, certainty(node, where))


def convergence(node: Node) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """The examples: the convergence of a person, or the sectors that acted."""
    rule = convergence_rule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        if "acted" in given:
            sectors = sector_involvement(given["acted"], rule)
            return {"involved": sectors.numerator, "expected": sectors.denominator, "unknown": sectors.unknown}
        found = converge(TargetPerson("person", "household", "village", **given["person"]), rule)
        measure = found.measure
        counts = {"received": measure.numerator, "due": measure.denominator, "unknown": measure.unknown}
        return {**counts, "complete": str(found.complete), "missing": list(found.missing)}

    return run
