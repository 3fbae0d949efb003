"""Indicators of a population for the village's data house: structure, fertility, marriage.

Every function takes plain facts and a day or period, and says what it could not place. Small villages have small
numbers: the caller shows numerator and denominator beside each rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from binakampung.domain.ages import completed_months
from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.facts import PersonFacts, Sex
from binakampung.domain.measures import Measure, share
from binakampung.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class PopulationRule:
    """Parameters: last open age group; working ages; fertile ages; ages of women asked for the age at first marriage
    and the ages under which a marriage counts as early; years of births pooled for fertility."""

    rule: Rule
    open_group_from: int
    working_from: int
    working_to: int
    fertile_from: int
    fertile_to: int
    married_women_from: int
    married_women_to: int
    early_marriage_below: tuple[int, ...]
    years_pooled: int


@dataclass(frozen=True, slots=True)
class PyramidRow:
    """One five-year age group; `last` is None for the open one."""

    first: int
    last: int | None
    male: int
    female: int


@dataclass(frozen=True, slots=True)
class Pyramid:
    """The population by age and sex; `unknown` people lack sex or date of birth."""

    rows: tuple[PyramidRow, ...]
    unknown: int

    def count(self, first: int, last: int | None, sexes: Sequence[Sex] = ("male", "female")) -> int:
        """People of these five-year groups (bounds of groups) and sexes."""
        return sum(
            getattr(row, sex)
            for row in self.rows
            for sex in sexes
            if row.first >= first and (last is None or (row.last is not None and row.last <= last))
        )

    @property
    def total(self) -> int:
        return self.count(0, None)


@dataclass(frozen=True, slots=True)
class Birth:
    """A live birth and its mother's date of birth, None when unknown."""

    on: date
    mother_birth_date: date | None


def alive_on(person: PersonFacts, day: date) -> bool:
    """Born by that day and not known dead by then (a person without a date of birth counts as born)."""
    born = person.birth_date is None or person.birth_date <= day
    return born and (person.died_on is None or person.died_on > day)


def age_in_years(person: PersonFacts, day: date) -> int | None:
    """Completed years, None without a date of birth."""
    return completed_months(person.birth_date, day) // 12 if person.birth_date else None


def pyramid(people: Iterable[PersonFacts], rule: PopulationRule, as_of: date) -> Pyramid:
    """Everyone alive on the day in five-year groups."""
    starts = range(0, rule.open_group_from + 1, 5)
    counts: dict[tuple[int, Sex], int] = {}
    unknown = 0
    for person in people:
        if not alive_on(person, as_of):
            continue
        age = age_in_years(person, as_of)
        if age is None or person.sex is None:
            unknown += 1
            continue
        group = min(age // 5 * 5, rule.open_group_from)
        counts[group, person.sex] = counts.get((group, person.sex), 0) + 1
    rows = tuple(
        PyramidRow(
            first,
            first + 4 if first < rule.open_group_from else None,
            counts.get((first, "male"), 0),
            counts.get((first, "female"), 0),
        )
        for first in starts
    )
    return Pyramid(rows, unknown)


def structure(found: Pyramid, rule: PopulationRule, area_km2: float | None = None) -> tuple[Measure, ...]:
    """Dependency ratio (and its two parts), sex ratio, and density where the area is known."""
    young = found.count(0, rule.working_from - 1)
    old = found.count(rule.working_to + 1, None)
    working = found.count(rule.working_from, rule.working_to)
    men, women = found.count(0, None, ("male",)), found.count(0, None, ("female",))
    measures = [
        Measure("dependency_ratio", young + old, working, 100.0, found.unknown),
        Measure("young_dependency_ratio", young, working, 100.0, found.unknown),
        Measure("old_dependency_ratio", old, working, 100.0, found.unknown),
        Measure("sex_ratio", men, women, 100.0, found.unknown),
    ]
    if area_km2:
        measures.append(Measure("density", found.total + found.unknown, area_km2, 1.0))
    return tuple(measures)


def growth_rate(before: int, after: int, years: float) -> float | None:
    """Yearly growth r = ln(Pt/P0)/t in percent; None when either population or the time is not positive."""
    if before <= 0 or after <= 0 or years <= 0:
        return None
    return math.log(after / before) / years * 100


def crude_birth_rate(births: int, mid_period_population: float, years: float = 1.0) -> Measure:
    """Live births a year per 1000 of the mid-period population."""
    return Measure("crude_birth_rate", births, mid_period_population * years, 1000.0)


@dataclass(frozen=True, slots=True)
class Fertility:
    """Age-specific rates per 1000 women a year by five-year group, their total (children a woman), the general rate.

    `unplaced` births have no mother's date of birth, or a mother outside the fertile ages.
    """

    by_age: Mapping[int, Measure]
    total: float | None
    general: Measure
    unplaced: int


def fertility(
    births: Iterable[Birth], women_years: Mapping[int, float], rule: PopulationRule, first: date, last: date
) -> Fertility:
    """Fertility of a period (days inclusive). `women_years`: years lived by women, by first age of the group."""
    groups = range(rule.fertile_from, rule.fertile_to + 1, 5)
    counted = dict.fromkeys(groups, 0)
    unplaced = 0
    for birth in births:
        if not first <= birth.on <= last:
            continue
        group = _group_of_mother(birth)
        if group in counted:
            counted[group] += 1
        else:
            unplaced += 1
    by_age = {group: Measure(f"asfr_{group}", counted[group], women_years.get(group, 0.0), 1000.0) for group in groups}
    values = [measure.value for measure in by_age.values()]
    total = None if any(value is None for value in values) else 5 * sum(value or 0.0 for value in values) / 1000
    years = sum(women_years.get(group, 0.0) for group in groups)
    return Fertility(by_age, total, Measure("general_fertility_rate", sum(counted.values()), years, 1000.0), unplaced)


def _group_of_mother(birth: Birth) -> int | None:
    if birth.mother_birth_date is None or birth.mother_birth_date > birth.on:
        return None
    return completed_months(birth.mother_birth_date, birth.on) // 12 // 5 * 5


def women_years(people: Iterable[PersonFacts], rule: PopulationRule, first: date, last: date) -> dict[int, float]:
    """Years lived in each five-year group by the women known, counted by their age at the middle of each month."""
    lived: dict[int, float] = {}
    middles = list(_middles(first, last))
    for person in people:
        if person.sex != "female" or person.birth_date is None:
            continue
        for day in middles:
            if alive_on(person, day):
                age = completed_months(person.birth_date, day) // 12
                if rule.fertile_from <= age <= rule.fertile_to:
                    lived[age // 5 * 5] = lived.get(age // 5 * 5, 0.0) + 1 / 12
    return lived


def _middles(first: date, last: date) -> Iterable[date]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield date(year, month, 15)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


@dataclass(frozen=True, slots=True)
class FirstMarriage:
    """Ages at first marriage of the women asked: `median` in years, shares married before each early age."""

    median: float | None
    women: int
    unknown: int
    early: tuple[Measure, ...]


def first_marriage(people: Iterable[PersonFacts], rule: PopulationRule, as_of: date) -> FirstMarriage:
    """Of women of the rule's ages who ever married. One whose age at marriage nobody said is counted apart."""
    ages: list[float] = []
    unknown = 0
    for person in people:
        age = age_in_years(person, as_of)
        if person.sex != "female" or age is None or not alive_on(person, as_of):
            continue
        if not rule.married_women_from <= age <= rule.married_women_to or person.marital_status == "never_married":
            continue
        married_at = _married_at(person)
        if married_at is None:
            unknown += 1
        else:
            ages.append(married_at)
    early = tuple(
        share(
            f"married_before_{limit}",
            [*(answer_of(age < limit) for age in ages), *(Answer.UNKNOWN for _ in range(unknown))],
        )
        for limit in rule.early_marriage_below
    )
    return FirstMarriage(median(ages) if ages else None, len(ages), unknown, early)


def _married_at(person: PersonFacts) -> float | None:
    if person.first_married_on and person.birth_date and person.first_married_on > person.birth_date:
        return completed_months(person.birth_date, person.first_married_on) // 12
    return person.age_at_first_marriage
