"""The rule of growth's red flags: file -> frozen rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from binakampung.catalogue.reading import Node, RuleError, certainty, get, number, one_of, rule_head, wording
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.rules import Followup, FollowupReason, Trigger, Urgency, Wording, frozen_mapping

RULE_ID = "growth_followup"
WITH_LIMIT = ("z_below", "z_above", "muac_below", "not_weighed_months")


def followup_of(node: Node) -> Followup:
    """A rule file as red flags. Raises `RuleError`."""
    parameters = node["parameters"]
    rule = Followup(
        rule=rule_head(node),
        red_line_z=number(parameters, "red_line_z", RULE_ID),
        orange_line_z=number(parameters, "orange_line_z", RULE_ID),
        reasons=tuple(_reason(reason) for reason in parameters["reasons"]),
        places=_words(parameters, "places"),
        lists=_words(parameters, "lists"),
        illness_signs=_words(parameters, "illness_signs"),
        complicated_below_months=int(number(parameters, "complicated_below_months", RULE_ID)),
    )
    _check(rule)
    return rule


def _words(parameters: Node, name: str) -> Mapping[str, Wording]:
    stored = get(parameters, name, RULE_ID)
    return frozen_mapping({code: wording(stored, code, f"{RULE_ID}: {name}") for code in stored})


def _reason(node: Node) -> FollowupReason:
    code = str(get(node, "code", RULE_ID))
    where, when = f"{RULE_ID}: {code}", get(node, "when", f"{RULE_ID}: {code}")
    kind = cast(Trigger, one_of(when, "kind", get_args(Trigger), where))
    return FollowupReason(
        code=code,
        kind=kind,
        urgency=cast(Urgency, one_of(node, "urgency", get_args(Urgency), where)),
        due_in_days=int(number(node, "due_in_days", where)),
        wording=wording(node, "wording", where),
        action=wording(node, "action", where),
        certainty=certainty(node, where),
        source=str(get(node, "source", where)),
        index=cast(Any, one_of(when, "index", INDICES, where)) if kind in ("z_below", "z_above") else None,
        limit=number(when, "limit", where) if kind in WITH_LIMIT else 0.0,
        replaces=tuple(node.get("replaces", ())),
        refer_to=str(get(node, "refer_to", where)),
        if_complicated=str(node.get("if_complicated", "")),
        lists=tuple(node.get("lists", ())),
    )


def _check(rule: Followup) -> None:
    """What reasons name is there."""
    codes = {reason.code for reason in rule.reasons}
    if len(codes) != len(rule.reasons) or any(set(reason.replaces) - codes for reason in rule.reasons):
        raise RuleError(f"{RULE_ID}: reasons must have distinct codes and replace known ones")
    for reason in rule.reasons:
        for place in filter(None, (reason.refer_to, reason.if_complicated)):
            if place not in rule.places:
                raise RuleError(f"{RULE_ID}: {reason.code}: {place!r} is not a place")
        if set(reason.lists) - set(rule.lists):
            raise RuleError(f"{RULE_ID}: {reason.code}: lists must be known ones")
