"""People by age and sex, births and women by age, and age at first marriage, as Ibis expressions by village.

The engine counts; what the counts come to is said by `domain.population`, `domain.fertility` and `domain.marriage`.
The people table has one row a person, the dead too; the births table one a live birth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Any

import ibis

from binakampung.domain.fertility import Fertility, fertility_of, years_until
from binakampung.domain.marriage import FirstMarriage
from binakampung.domain.measures import Measure
from binakampung.domain.population import PopulationRule, Pyramid, pyramid_of

PEOPLE_COLUMNS = {
    "person_id": "string", "village": "string", "sex": "string", "birth_date": "date", "died_on": "date",
    "marital_status": "string", "first_married_on": "date", "age_at_first_marriage": "int32",
}  # fmt: skip
BIRTH_COLUMNS = {"village": "string", "born_on": "date", "mother_birth_date": "date"}
Rows = Iterable[Mapping[str, Any]]


def people_table(name: str = "people") -> Any:
    """The people, not yet bound to an engine."""
    return ibis.table(PEOPLE_COLUMNS, name=name)


def births_table(name: str = "births") -> Any:
    """The births, not yet bound to an engine."""
    return ibis.table(BIRTH_COLUMNS, name=name)


def ages_by_village(people: Any, rule: PopulationRule, as_of: date) -> Any:
    """One row a village and age group: `first` age (NULL unknown), `male`, `female` and `unknown` people alive."""
    alive = people.filter(_alive(people, as_of))
    years = _years(alive, as_of, rule)
    group = ibis.least(years // 5 * 5, ibis.literal(rule.open_group_from))
    counted = alive.mutate(first=_when(years.notnull(), group))
    sexes = {sex: _count(counted.sex == sex) for sex in ("male", "female")}
    return counted.group_by("village", "first").aggregate(**sexes, unknown=_count(counted.sex.isnull()))


def pyramids_of(rows: Rows, rule: PopulationRule) -> dict[str, Pyramid]:
    """The pyramid of each village from rows of `ages_by_village`."""
    counts: dict[str, dict[int | None, tuple[int, int, int]]] = {}
    for row in rows:
        counts.setdefault(row["village"], {})[row["first"]] = (row["male"], row["female"], row["unknown"])
    return {village: pyramid_of(groups, rule) for village, groups in counts.items()}


def fertility_by_village(people: Any, births: Any, rule: PopulationRule, as_of: date) -> Any:
    """One row a village, `kind` (births, women, people) and age group: how many, over the years of the rule."""
    years = years_until(as_of, rule.years_pooled)
    born = births.filter(births.born_on.between(years[0].first, years[-1].last))
    group = _completed_months(born.mother_birth_date, born.born_on) // 12 // 5 * 5
    placed = born.mutate(first=_when(group.isin(list(rule.fertile_groups)), group), kind=ibis.literal("births"))
    counted = [placed.select("village", "kind", "first")]
    for year in years:
        alive = people.filter(_alive(people, year.middle))
        first = _years(alive, year.middle, rule) // 5 * 5
        women = alive.mutate(first=first, kind=ibis.literal("women")).filter(alive.sex == "female")
        everyone = alive.mutate(first=ibis.null("int64"), kind=ibis.literal("people"))
        counted += [women.select("village", "kind", "first"), everyone.select("village", "kind", "first")]
    rows = reduce(lambda one, other: one.union(other), (part.cast({"first": "int64"}) for part in counted))
    return rows.group_by("village", "kind", "first").aggregate(count=rows.count())


def fertilities_of(rows: Rows, rule: PopulationRule, as_of: date) -> dict[str, Fertility]:
    """The fertility of each village from rows of `fertility_by_village`."""
    years = years_until(as_of, rule.years_pooled)
    counts: dict[str, dict[str, dict[int | None, int]]] = {}
    for row in rows:
        counts.setdefault(row["village"], {}).setdefault(row["kind"], {})[row["first"]] = row["count"]
    return {
        village: fertility_of(
            kinds.get("births", {}),
            kinds.get("women", {}),
            sum(kinds.get("people", {}).values()),
            rule,
            (years[0].first, years[-1].last),
        )
        for village, kinds in counts.items()
    }


def first_marriage_by_village(people: Any, rule: PopulationRule, as_of: date) -> Any:
    """One row a village with such women: `median`, `women`, `unknown`, and `before_<age>` of each early age."""
    of_age = _years(people, as_of, rule).between(*rule.married_women)
    asked = people.filter((people.sex == "female") & of_age & _alive(people, as_of) & _ever_married(people))
    married = asked.mutate(age=_married_at(asked, as_of))
    early = {f"before_{limit}": _count(married.age < limit) for limit in rule.early_marriage_below}
    return married.group_by("village").aggregate(
        median=married.age.median(),
        women=_count(married.age.notnull()),
        unknown=_count(married.age.isnull()),
        **early,
    )


def first_marriages_of(rows: Rows, rule: PopulationRule) -> dict[str, FirstMarriage]:
    """The first marriages of each village from rows of `first_marriage_by_village`."""
    return {row["village"]: _first_marriage(row, rule) for row in rows}


def _first_marriage(row: Mapping[str, Any], rule: PopulationRule) -> FirstMarriage:
    women, unknown = row["women"], row["unknown"]
    early = (
        Measure(f"married_before_{limit}", row[f"before_{limit}"], women, 100.0, unknown)
        for limit in rule.early_marriage_below
    )
    return FirstMarriage(row["median"], women, unknown, tuple(early))


def _married_at(of: Any, as_of: date) -> Any:
    """As `domain.marriage.married_at`."""
    counted = _completed_months(of.birth_date, of.first_married_on) // 12
    reached = _completed_months(of.birth_date, ibis.literal(as_of)) // 12
    told, age = of.age_at_first_marriage, counted.coalesce(of.age_at_first_marriage.cast("int64"))
    possible = (age > 0) & (age <= reached) & (of.marital_status != "never_married").coalesce(True)
    agrees = (told.isnull() | ((told - age).abs() <= 1)) & (of.first_married_on <= as_of).coalesce(True)
    return _when(possible & agrees, age)


def _ever_married(of: Any) -> Any:
    told = of.first_married_on.notnull() | of.age_at_first_marriage.notnull()
    return told | (of.marital_status != "never_married").coalesce(True)


def _alive(of: Any, day: date) -> Any:
    return (of.birth_date <= day).coalesce(True) & (of.died_on > day).coalesce(True)


def _years(of: Any, day: date, rule: PopulationRule) -> Any:
    """Completed years; NULL without a date of birth that is possible."""
    years = _completed_months(of.birth_date, ibis.literal(day)) // 12
    return _when((of.birth_date <= day) & (years <= rule.oldest_age), years)


def _completed_months(born: Any, on: Any) -> Any:
    """As `domain.ages.completed_months`."""
    return (_month_number(on) - _month_number(born) - (on.day() < born.day()).ifelse(1, 0)).cast("int64")


def _month_number(day: Any) -> Any:
    return day.year() * 12 + day.month()


def _when(condition: Any, value: Any) -> Any:
    return ibis.cases((condition, value), else_=ibis.null("int64"))


def _count(answer: Any) -> Any:
    return answer.ifelse(1, 0).sum()
