"""The examples of the rule of people recorded twice, run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from binakampung.catalogue.duplicate_rules import duplicate_rule_of
from binakampung.catalogue.reading import Node
from binakampung.domain.duplicates import PersonRecord, likeness

# What an example does not say: two neighbours, of one sex, of whom no more is known.
USUAL = {
    "village": "3528052004", "hamlet": "Tengah", "rt": "003", "sex": "male", "birth_date": None, "mother_name": "",
    "nik_hash": None,
}  # fmt: skip


def duplicates(node: Node) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """What two records come to."""
    rule = duplicate_rule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        one, other = (PersonRecord(id=name, **{**USUAL, **given[name]}) for name in ("one", "other"))
        found = likeness(one, other, rule)
        return {"verdict": found.verdict, "score": round(found.score, 4), "reasons": list(found.reasons)}

    return run
