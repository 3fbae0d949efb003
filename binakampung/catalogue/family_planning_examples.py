"""The examples of the rule of contraceptive use and unmet need, run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from binakampung.catalogue.family_examples import family
from binakampung.catalogue.family_planning_rules import family_planning_rule_of
from binakampung.catalogue.reading import Node
from binakampung.domain.family_planning import judge_family

WIFE = {"id": "wife", "sex": "female", "marital_status": "married"}
ANSWERS = ("eligible", "uses", "modern", "long_acting", "routine", "survey")


def family_planning(node: Node) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """What is known of the use and the need of a wife and her husband."""
    rule = family_planning_rule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        pregnancies = [{"woman_id": "wife", **each} for each in given.get("pregnancies", ())]
        couple = {"wife_id": "wife", **given["couple"]}
        facts = family({"people": [{**WIFE, **given["wife"]}], "couple": couple, "pregnancies": pregnancies})
        found = judge_family(facts, given["as_of"], rule)
        answers = {name: str(getattr(found, name)) for name in ANSWERS}
        return {**answers, "reasons": [reason.code for reason in found.reasons]}

    return run
