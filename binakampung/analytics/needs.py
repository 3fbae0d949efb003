"""Needs as an Ibis expression over a table of conditions (nullable booleans, a row a family): see `analytics.risk`."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from binakampung.domain.needs import NeedRule, NeedsRule


def conditions_table(rule: NeedsRule, name: str = "conditions") -> Any:
    """The table that the expressions below read: family, village and every condition of the rule."""
    keys = {"family_id": "string", "village": "string"}
    return ibis.table({**keys, **dict.fromkeys(rule.conditions, "boolean")}, name=name)


def need_answers(conditions: Any, rule: NeedsRule) -> Any:
    """Family, village, and one nullable boolean for each need, named `need_<code>`."""
    needs = {f"need_{need.code}": _answer(conditions, need) for need in rule.needs}
    return conditions.select("family_id", "village", **needs)


def needs_by_village(conditions: Any, rule: NeedsRule) -> Any:
    """One row a village: families with each need, and `unknown_<code>` those who are still to be asked."""
    judged = need_answers(conditions, rule)
    counts = {need.code: judged[f"need_{need.code}"].ifelse(1, 0).sum() for need in rule.needs}
    unknown = {f"unknown_{need.code}": judged[f"need_{need.code}"].isnull().ifelse(1, 0).sum() for need in rule.needs}
    return judged.group_by("village").aggregate(families=judged.count(), **counts, **unknown).order_by("village")


def needs_sql(rule: NeedsRule, table: str = "conditions", dialect: str = "duckdb") -> str:
    """The counts as one SELECT."""
    return str(ibis.to_sql(needs_by_village(conditions_table(rule, table), rule), dialect=dialect))


def _answer(conditions: Any, need: NeedRule) -> Any:
    every = [conditions[code] for code in need.all]
    one = [reduce(or_, (conditions[code] for code in need.any))] if need.any else []
    return reduce(and_, [*one, *every])
