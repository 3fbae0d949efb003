"""Rule files -> frozen rules. A file that says something impossible stops the program and names its place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast, get_args

from binakampung.catalogue.reading import (
    Node,
    RuleError,
    certainty,
    get,
    number,
    one_of,
    rule_file,
    rule_head,
    rule_ids,
    wording,
)
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.rules import (
    Band,
    Followup,
    FollowupReason,
    GrowthClasses,
    GrowthFlags,
    GrowthRules,
    IndexClasses,
    MinimumGain,
    Rule,
    Sex,
    Trigger,
    TwoT,
    Urgency,
    frozen_mapping,
)

__all__ = ["RuleError", "growth_rules", "growth_rules_with", "rules"]


@lru_cache(maxsize=1)
def growth_rules() -> GrowthRules:
    """The growth rules in force. Raises `RuleError`."""
    return growth_rules_with({})


def growth_rules_with(other: Mapping[str, Node]) -> GrowthRules:
    """The growth rules in force, but for the rule files given by id (an older or a proposed version)."""
    return GrowthRules(
        flags=_flags(_node("growth_flags", other)),
        classes=_classes(_node("growth_classes", other)),
        gain=_gain(_node("minimum_weight_gain", other)),
        followup=_followup(_node("growth_followup", other)),
    )


def _node(rule_id: str, other: Mapping[str, Node]) -> Node:
    return other[rule_id] if rule_id in other else rule_file(rule_id)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The heads of every rule file, in the order of their ids."""
    return tuple(rule_head(rule_file(rule_id)) for rule_id in rule_ids())


def _flags(node: Node) -> GrowthFlags:
    limits = {index: _limits(node["parameters"][index], f"growth_flags: {index}") for index in INDICES}
    return GrowthFlags(rule_head(node), frozen_mapping(limits))


def _limits(node: Node, where: str) -> tuple[float, float]:
    lowest, highest = number(node, "lowest", where), number(node, "highest", where)
    if lowest >= highest:
        raise RuleError(f"{where}: lowest must be under highest")
    return lowest, highest


def _classes(node: Node) -> GrowthClasses:
    indices = {index: _index_classes(index, stored) for index, stored in node["parameters"].items()}
    return GrowthClasses(rule_head(node), frozen_mapping(indices))


def _index_classes(index: str, node: Node) -> IndexClasses:
    where = f"growth_classes: {index}"
    bands = tuple(_band(band, where) for band in get(node, "bands", where))
    limits = [band.below if band.below is not None else band.up_to for band in bands]
    known = [limit for limit in limits if limit is not None]
    if limits[-1] is not None or len(known) != len(bands) - 1 or known != sorted(known):
        raise RuleError(f"{where}: bands must ascend and the last must take the rest")
    return IndexClasses(
        label=wording(node, "label", where),
        bands=bands,
        certainty=certainty(node, where),
        from_month=int(node.get("from_month", 0)),
        to_month=int(node.get("to_month", 59)),
    )


def _band(node: Node, where: str) -> Band:
    return Band(str(get(node, "code", where)), wording(node, "wording", where), node.get("below"), node.get("up_to"))


def _gain(node: Node) -> MinimumGain:
    where, parameters = "minimum_weight_gain", node["parameters"]
    last = int(number(parameters, "last_month", where))
    return MinimumGain(
        rule=rule_head(node),
        grams=frozen_mapping({sex: _by_month(parameters["grams"][sex], last) for sex in get_args(Sex)}),
        shortest_gap_days=int(number(parameters, "shortest_gap_days", where)),
        longest_gap_days=int(number(parameters, "longest_gap_days", where)),
        two_t=cast(TwoT, one_of(parameters, "two_t", get_args(TwoT), where)),
    )


def _by_month(steps: Mapping[int, int], last: int) -> tuple[int | None, ...]:
    """Steps `{from month: grams}` spelt out for each month 0..last."""
    grams: list[int | None] = []
    for month in range(last + 1):
        grams.append(steps.get(month, grams[-1] if grams else None))
    return tuple(grams)


def _followup(node: Node) -> Followup:
    where, parameters = "growth_followup", node["parameters"]
    reasons = tuple(_reason(reason, where) for reason in parameters["reasons"])
    codes = {reason.code for reason in reasons}
    if len(codes) != len(reasons) or any(set(reason.replaces) - codes for reason in reasons):
        raise RuleError(f"{where}: reasons must have distinct codes and replace known ones")
    return Followup(
        rule=rule_head(node),
        red_line_z=number(parameters, "red_line_z", where),
        orange_line_z=number(parameters, "orange_line_z", where),
        reasons=reasons,
    )


def _reason(node: Node, where: str) -> FollowupReason:
    code = str(get(node, "code", where))
    where, when = f"{where}: {code}", get(node, "when", where)
    kind = cast(Trigger, one_of(when, "kind", get_args(Trigger), where))
    by_z = kind in ("z_below", "z_above")
    return FollowupReason(
        code=code,
        kind=kind,
        urgency=cast(Urgency, one_of(node, "urgency", get_args(Urgency), where)),
        due_in_days=int(number(node, "due_in_days", where)),
        wording=wording(node, "wording", where),
        action=wording(node, "action", where),
        certainty=certainty(node, where),
        source=str(get(node, "source", where)),
        index=cast(Any, one_of(when, "index", INDICES, where)) if by_z else None,
        limit=number(when, "limit", where) if by_z or kind in ("muac_below", "not_weighed_months") else 0.0,
        replaces=tuple(node.get("replaces", ())),
    )
