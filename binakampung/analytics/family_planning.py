"""Contraceptive use and unmet need as Ibis expressions over a table of couples: the answers of
`domain.family_planning`, in the engine.

The table has the columns of `domain.couple_state.CoupleState` (without `doubts`); NULL is unknown. SQL's own logic is
Kleene's, so 'and' and 'or' need no help.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_
from typing import Any

import ibis

from binakampung.domain.family_planning import MEASURES, NEEDS, FamilyPlanningRule
from binakampung.domain.measures import Measure

COUPLE_COLUMNS = {
    "family_id": "string", "village": "string", "couple": "boolean", "wife_age": "int32", "pregnant": "boolean",
    "contraception": "string", "wish": "string", "pregnancy_wanted": "string", "birth_wanted": "string",
    "months_since_birth": "int32", "infecund": "boolean", "amenorrhoea": "boolean",
    "exclusive_breastfeeding": "boolean",
}  # fmt: skip


def couples_table(name: str = "couples") -> Any:
    """The table that the expressions below read, not yet bound to an engine."""
    return ibis.table(COUPLE_COLUMNS, name=name)


def couple_answers(couples: Any, rule: FamilyPlanningRule) -> Any:
    """The table with `eligible`, `uses`, `modern`, `long_acting` (nullable booleans) and the needs `routine` and
    `survey` (words)."""
    judged = couples.mutate(
        eligible=couples.couple & couples.wife_age.between(*rule.wife_age), uses=_uses(couples, rule)
    )
    modern, lasting = rule.codes(lambda method: method.modern), rule.codes(lambda method: method.long_acting)
    return judged.mutate(
        modern=judged.uses & judged.contraception.isin(sorted(modern)),
        long_acting=judged.uses & judged.contraception.isin(sorted(lasting)),
        routine=_need({need: ~judged.uses & ~judged.pregnant & (judged.wish == wish) for need, wish in NEEDS.items()}),
        survey=_need({need: ~judged.uses & _survey(judged, wish, rule) for need, wish in NEEDS.items()}),
    )


def rates_by_village(couples: Any, rule: FamilyPlanningRule) -> Any:
    """One row a village: of each measure its numerator, and `<measure>_of` and `<measure>_unknown` beside it."""
    judged = couple_answers(couples, rule)
    columns: dict[str, Any] = {}
    for code in MEASURES:
        answer, belongs = _belongs(code, judged)
        columns[code] = _count(belongs & answer)
        columns[f"{code}_of"] = _count(belongs & answer.notnull())
        columns[f"{code}_unknown"] = _count(belongs.isnull() | (belongs & answer.isnull()))
    return judged.group_by("village").aggregate(**columns).order_by("village")


def rates_sql(rule: FamilyPlanningRule, table: str = "couples", dialect: str = "duckdb") -> str:
    """The rates as one SELECT."""
    return str(ibis.to_sql(rates_by_village(couples_table(table), rule), dialect=dialect))


def measures_of(row: Mapping[str, Any]) -> tuple[Measure, ...]:
    """The measures of a row of `rates_by_village`, as `domain.family_planning.rates` has them."""
    return tuple(Measure(code, row[code], row[f"{code}_of"], 100.0, row[f"{code}_unknown"]) for code in MEASURES)


def _uses(of: Any, rule: FamilyPlanningRule) -> Any:
    method, unknown = of.contraception, ibis.null("boolean")
    return ibis.cases(
        (method == "none", False),
        (method.isnull() & of.pregnant, False),
        (method.isnull() | of.pregnant | ~method.isin(sorted(rule.methods)), unknown),
        (method == "lactational", _all(_protects(of, rule))),
        else_=True,
    )


def _protects(of: Any, rule: FamilyPlanningRule) -> Iterable[Any]:
    told = {
        "months_since_birth": of.months_since_birth < rule.lactation_months,
        "amenorrhoea": of.amenorrhoea,
        "exclusive_breastfeeding": of.exclusive_breastfeeding,
    }
    return (told[name] for name in sorted(rule.lactation_asks))


def _survey(of: Any, wish: str, rule: FamilyPlanningRule) -> Any:
    waiting = of.amenorrhoea & (of.months_since_birth < rule.amenorrhoea_months)
    return (
        (of.pregnant & (of.pregnancy_wanted == wish))
        | (~of.pregnant & waiting & (of.birth_wanted == wish))
        | (~of.pregnant & ~waiting & ~of.infecund & (of.wish == wish))
    )


def _need(answers: Mapping[Any, Any]) -> Any:
    unknown = reduce(lambda one, other: one | other, (answer.isnull() for answer in answers.values()))
    found = [(answer, need) for need, answer in answers.items()]
    return ibis.cases(*found, (unknown, "unknown"), else_="none")


def _belongs(code: str, of: Any) -> tuple[Any, Any]:
    """As `domain.family_planning.belongs`."""
    plain = {
        "eligible_couples": (of.eligible, ibis.literal(True)),
        "contraceptive_prevalence": (of.uses, of.eligible),
        "modern_prevalence": (of.modern, of.eligible),
        "long_acting_prevalence": (of.long_acting, of.eligible),
        "long_acting_share": (of.long_acting, of.eligible & of.uses),
    }
    if code in plain:
        return plain[code]
    need = of.survey if code.startswith("unmet_need_survey") else of.routine
    wanted = [each for each in NEEDS if code.endswith(each)] or list(NEEDS)
    return need.nullif("unknown").isin(wanted), of.eligible


def _all(answers: Iterable[Any]) -> Any:
    return reduce(and_, answers, ibis.literal(True))


def _count(answer: Any) -> Any:
    return answer.ifelse(1, 0).sum()
