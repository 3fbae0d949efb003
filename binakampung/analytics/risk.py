"""The risk rule as an Ibis expression over a table of family states: the same answers as `domain.risk`, in the engine.

The table has the columns of `domain.family_state.FamilyState` (without `doubts`); NULL is unknown. SQL's own logic
is Kleene's, so 'and' and 'or' need no help. Only Ibis that means the same on DuckDB, PostgreSQL and Spark is used.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from binakampung.domain.answers import Answer
from binakampung.domain.risk import FACTORS, FOUR_TOO, TARGETS, RiskRule
from binakampung.domain.risk_recap import ANSWERED, RANKS

STATE_COLUMNS = {
    "family_id": "string", "village": "string", "couple": "boolean", "wife_age": "int32", "pregnant": "boolean",
    "under_two": "boolean", "two_to_five": "boolean", "births": "int32", "youngest_gap": "int32",
    "smallest_gap": "int32", "days_since_birth": "int32", "children_born_alive": "int32", "children_living": "int32",
    "contraception": "string", "wish": "string", "drinking_water": "string", "latrine": "string", "rank": "string",
}  # fmt: skip
WHOLE = ("target", "at_risk", "not_at_risk")


def states_table(name: str = "families") -> Any:
    """The table that the expressions below read, not yet bound to an engine."""
    return ibis.table(STATE_COLUMNS, name=name)


def risk_answers(families: Any, rule: RiskRule) -> Any:
    """The table with one nullable boolean more for each target, factor and conclusion."""
    couple = families.couple & families.wife_age.between(*rule.wife_age)
    answers = {
        "eligible_couple": couple,
        "pregnant_couple": couple & families.pregnant,
        **{code: couple & answer for code, answer in _four_too(families, rule).items()},
        "unsafe_water": ~families.drinking_water.isin(sorted(rule.safe_water)),
        "unsafe_latrine": _unsafe_latrine(families.latrine, rule),
        "no_modern_method": couple & _no_modern_method(families, rule),
    }
    asked = families.mutate(**answers)
    asked = asked.mutate(
        four_too=reduce(or_, (asked[code] for code in FOUR_TOO)), target=reduce(or_, (asked[code] for code in TARGETS))
    )
    judged = asked.mutate(at_risk=asked.target & reduce(or_, (asked[code] for code in FACTORS)))
    return judged.mutate(not_at_risk=judged.target & ~judged.at_risk)


def recap_by_village(families: Any, rule: RiskRule) -> Any:
    """One row a village: the official columns, `unknown_<column>` beside each, and `undetermined`."""
    judged = risk_answers(families, rule)
    asked = {name: judged[name] if name in WHOLE else judged.target & judged[name] for name in ANSWERED}
    counts = {"families": judged.count()}
    counts |= {name: _count(answer) for name, answer in asked.items()}
    counts |= {f"unknown_{name}": _count(answer.isnull()) for name, answer in asked.items()}
    counts |= {name: _count(judged.at_risk & _ranked(judged, rank)) for rank, name in RANKS.items()}
    counts["undetermined"] = _count(judged.target & judged.at_risk.isnull())
    return judged.group_by("village").aggregate(**counts).order_by("village")


def recap_sql(rule: RiskRule, table: str = "families", dialect: str = "duckdb") -> str:
    """The recap as one SELECT."""
    return str(ibis.to_sql(recap_by_village(states_table(table), rule), dialect=dialect))


def _four_too(of: Any, rule: RiskRule) -> dict[str, Any]:
    return {
        "too_young": of.wife_age < rule.too_young_below,
        "too_old": of.wife_age.between(*rule.too_old),
        "too_close": _too_close(of, rule),
        "too_many": _too_many(of, rule),
    }


def _too_close(of: Any, rule: RiskRule) -> Any:
    gap = of.youngest_gap if rule.close_pair == "youngest_two" else of.smallest_gap
    return _answer(of.births.notnull() & (gap < rule.close_months), of.births >= of.children_born_alive)


def _too_many(of: Any, rule: RiskRule) -> Any:
    born, alive = of.children_born_alive, of.children_living
    known = [column.coalesce(0) for column in (born, alive, of.births)]
    living = rule.children_counted == "living"
    fewest, most = (known[1], alive.coalesce(born)) if living else (ibis.greatest(*known), born)
    sound = ~((fewest > most).coalesce(False) | (alive > born).coalesce(False))
    return _answer(sound & (fewest >= rule.many_children), sound & (most < rule.many_children))


def _unsafe_latrine(latrine: Any, rule: RiskRule) -> Any:
    def classed(answer: Answer) -> list[str]:
        return sorted(word for word, unsafe in rule.unsafe_latrine.items() if unsafe is answer)

    return _answer(latrine.isin(classed(Answer.YES)), latrine.isin(classed(Answer.NO)))


def _no_modern_method(of: Any, rule: RiskRule) -> Any:
    tests = [~of.contraception.isin(sorted(rule.modern_methods))]
    if rule.pregnant_exempt:
        tests.append(~of.pregnant)
    if rule.days_exempt_after_birth:
        childless = (of.births == 0) & (of.children_born_alive == 0)
        tests.append(
            _answer(childless | (of.days_since_birth > rule.days_exempt_after_birth), of.days_since_birth >= 0)
        )
    return reduce(and_, tests)


def _ranked(of: Any, rank: str | None) -> Any:
    return of["rank"].isnull() if rank is None else of["rank"] == rank


def _answer(yes: Any, no: Any) -> Any:
    """Yes, else no, else unknown; a test that is NULL does not hold."""
    return ibis.cases((yes, True), (no, False), else_=ibis.null("boolean"))


def _count(answer: Any) -> Any:
    return answer.ifelse(1, 0).sum()
