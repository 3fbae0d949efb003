"""Rule files -> frozen rules. A file that says something impossible stops the program and names its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast, get_args

import yaml

from binakampung.catalogue.paths import definitions
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.rules import (
    NO_SOURCE,
    Band,
    Certainty,
    Example,
    Followup,
    FollowupReason,
    GrowthClasses,
    GrowthFlags,
    GrowthRules,
    IndexClasses,
    MinimumGain,
    Rule,
    Sex,
    Status,
    Trigger,
    TwoT,
    Urgency,
    Wording,
    frozen_mapping,
)

Node = Mapping[str, Any]


class RuleError(ValueError):
    """A rule file is not usable; the message names file and place."""


@lru_cache(maxsize=1)
def growth_rules() -> GrowthRules:
    """The growth rules in force. Raises `RuleError`."""
    return GrowthRules(
        flags=_flags(_file("growth_flags")),
        classes=_classes(_file("growth_classes")),
        gain=_gain(_file("minimum_weight_gain")),
        followup=_followup(_file("growth_followup")),
    )


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The heads of every rule file, in the order of their ids."""
    return tuple(_rule(_file(path.stem)) for path in sorted((definitions() / "rules").glob("*.yaml")))


def _file(rule_id: str) -> Node:
    path = definitions() / "rules" / f"{rule_id}.yaml"
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict) or stored.get("rule_id") != rule_id:
        raise RuleError(f"{path.name}: rule_id must be {rule_id}")
    return stored


def _rule(node: Node) -> Rule:
    rule_id = str(node["rule_id"])
    rule = Rule(
        rule_id=rule_id,
        version=str(_get(node, "version", rule_id)),
        title=_wording(node, "title", rule_id),
        wording=_wording(node, "wording", rule_id),
        effective_from=cast(date, _get(node, "effective_from", rule_id)),
        status=cast(Status, _one_of(node, "status", get_args(Status), rule_id)),
        certainty=_certainty(node, rule_id),
        source=str(_get(node, "source", rule_id)),
        examples=tuple(Example(example["given"], example["expect"]) for example in node.get("examples", ())),
    )
    if not isinstance(rule.effective_from, date):
        raise RuleError(f"{rule_id}: effective_from must be a date")
    if rule.certainty != "V" and (rule.status != "sementara" or rule.source != NO_SOURCE):
        raise RuleError(f"{rule_id}: a rule of certainty {rule.certainty} is 'sementara', its source '{NO_SOURCE}'")
    return rule


def _flags(node: Node) -> GrowthFlags:
    limits = {index: _limits(node["parameters"][index], f"growth_flags: {index}") for index in INDICES}
    return GrowthFlags(_rule(node), frozen_mapping(limits))


def _limits(node: Node, where: str) -> tuple[float, float]:
    lowest, highest = _number(node, "lowest", where), _number(node, "highest", where)
    if lowest >= highest:
        raise RuleError(f"{where}: lowest must be under highest")
    return lowest, highest


def _classes(node: Node) -> GrowthClasses:
    indices = {index: _index_classes(index, stored) for index, stored in node["parameters"].items()}
    return GrowthClasses(_rule(node), frozen_mapping(indices))


def _index_classes(index: str, node: Node) -> IndexClasses:
    where = f"growth_classes: {index}"
    bands = tuple(_band(band, where) for band in _get(node, "bands", where))
    limits = [band.below if band.below is not None else band.up_to for band in bands]
    known = [limit for limit in limits if limit is not None]
    if limits[-1] is not None or len(known) != len(bands) - 1 or known != sorted(known):
        raise RuleError(f"{where}: bands must ascend and the last must take the rest")
    return IndexClasses(
        label=_wording(node, "label", where),
        bands=bands,
        certainty=_certainty(node, where),
        from_month=int(node.get("from_month", 0)),
        to_month=int(node.get("to_month", 59)),
    )


def _band(node: Node, where: str) -> Band:
    return Band(str(_get(node, "code", where)), _wording(node, "wording", where), node.get("below"), node.get("up_to"))


def _gain(node: Node) -> MinimumGain:
    where, parameters = "minimum_weight_gain", node["parameters"]
    last = int(_number(parameters, "last_month", where))
    return MinimumGain(
        rule=_rule(node),
        grams=frozen_mapping({sex: _by_month(parameters["grams"][sex], last) for sex in get_args(Sex)}),
        shortest_gap_days=int(_number(parameters, "shortest_gap_days", where)),
        longest_gap_days=int(_number(parameters, "longest_gap_days", where)),
        two_t=cast(TwoT, _one_of(parameters, "two_t", get_args(TwoT), where)),
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
        rule=_rule(node),
        red_line_z=_number(parameters, "red_line_z", where),
        orange_line_z=_number(parameters, "orange_line_z", where),
        reasons=reasons,
    )


def _reason(node: Node, where: str) -> FollowupReason:
    code = str(_get(node, "code", where))
    where, when = f"{where}: {code}", _get(node, "when", where)
    kind = cast(Trigger, _one_of(when, "kind", get_args(Trigger), where))
    by_z = kind in ("z_below", "z_above")
    return FollowupReason(
        code=code,
        kind=kind,
        urgency=cast(Urgency, _one_of(node, "urgency", get_args(Urgency), where)),
        due_in_days=int(_number(node, "due_in_days", where)),
        wording=_wording(node, "wording", where),
        action=_wording(node, "action", where),
        certainty=_certainty(node, where),
        source=str(_get(node, "source", where)),
        index=cast(Any, _one_of(when, "index", INDICES, where)) if by_z else None,
        limit=_number(when, "limit", where) if by_z or kind in ("muac_below", "not_weighed_months") else 0.0,
        replaces=tuple(node.get("replaces", ())),
    )


def _get(node: Node, name: str, where: str) -> Any:
    if name not in node:
        raise RuleError(f"{where}: {name} is missing")
    return node[name]


def _number(node: Node, name: str, where: str) -> float:
    value = _get(node, name, where)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RuleError(f"{where}: {name} must be a number")
    return float(value)


def _one_of(node: Node, name: str, allowed: tuple[Any, ...], where: str) -> Any:
    value = _get(node, name, where)
    if value not in allowed:
        raise RuleError(f"{where}: {name} is {value!r}, not one of {', '.join(map(str, allowed))}")
    return value


def _certainty(node: Node, where: str) -> Certainty:
    return cast(Certainty, _one_of(node, "certainty", get_args(Certainty), where))


def _wording(node: Node, name: str, where: str) -> Wording:
    texts = _get(node, name, where)
    if not isinstance(texts, dict) or not texts.get("id") or not texts.get("en"):
        raise RuleError(f"{where}: {name} needs both languages, id and en")
    return Wording(str(texts["id"]), str(texts["en"]))
