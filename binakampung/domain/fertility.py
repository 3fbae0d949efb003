"""Births against women, by age and altogether, over the years that the rule pools.

Women are counted at the middle of each of the years, so that anyone can count them again by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from binakampung.domain.ages import completed_months
from binakampung.domain.days import plus_days, plus_months
from binakampung.domain.facts import FamilyFacts, PersonFacts
from binakampung.domain.measures import Measure
from binakampung.domain.population import PopulationRule, age_in_years, alive_on


@dataclass(frozen=True, slots=True)
class Birth:
    """A live birth and its mother's date of birth, None when unknown."""

    on: date
    mother_birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months: first and last day, and the day at their middle."""

    first: date
    middle: date
    last: date


@dataclass(frozen=True, slots=True)
class Fertility:
    """Fertility of the years pooled.

    `by_age`: births per 1000 women a year by first age of the five-year group; `total`: children a woman would bear
    (TFR), None where a group has no woman. `unplaced`: births whose mother's age is unknown or outside the fertile
    ages: they count in the crude and the general rate, in no group. `women_unknown`: women without a usable date of
    birth, over the years: in no rate.
    """

    first: date
    last: date
    births: int
    unplaced: int
    women_unknown: int
    by_age: Mapping[int, Measure]
    total: float | None
    general: Measure
    crude: Measure


def years_until(as_of: date, count: int) -> tuple[Year, ...]:
    """So many years on end, the last of them ending on the day; oldest first."""
    ends = [plus_months(as_of, -12 * back) for back in range(count, -1, -1)]
    return tuple(
        Year(plus_days(before, 1), plus_months(plus_days(before, 1), 6), end) for before, end in pairwise(ends)
    )


def births_of(families: Iterable[FamilyFacts]) -> tuple[Birth, ...]:
    """The live births that the wives of these families have told of; children of unmarried mothers are not among
    them."""
    found = []
    for family in families:
        if family.couple is not None:
            wife = family.person(family.couple.wife_id)
            found += [Birth(day, wife.birth_date if wife else None) for day in family.couple.birth_dates]
    return tuple(found)


def fertility(births: Iterable[Birth], people: Iterable[PersonFacts], rule: PopulationRule, as_of: date) -> Fertility:
    """Fertility of the years that end on the day. `people`: everyone of the area, also those who died since."""
    years, known = years_until(as_of, rule.years_pooled), list(people)
    counted = Counter(_group_of_mother(birth, rule) for birth in births if years[0].first <= birth.on <= years[-1].last)
    at_middle = [(person, year.middle) for year in years for person in known if alive_on(person, year.middle)]
    women = Counter(_group_of_woman(person, day, rule) for person, day in at_middle if person.sex == "female")
    return fertility_of(counted, women, len(at_middle), rule, (years[0].first, years[-1].last))


def fertility_of(
    births: Mapping[int | None, int],
    women: Mapping[int | None, int],
    people: int,
    rule: PopulationRule,
    period: tuple[date, date],
) -> Fertility:
    """Fertility of counts over the years: births and women by first age of the group (None: not to be placed, of
    unknown age), and everyone alive at the middle of a year."""
    groups, all_births = rule.fertile_groups, sum(births.values())
    unplaced = all_births - sum(births.get(group, 0) for group in groups)
    by_age = {
        group: Measure(f"asfr_{group}", births.get(group, 0), women.get(group, 0), 1000.0, unplaced, "numerator")
        for group in groups
    }
    fertile_women = sum(women.get(group, 0) for group in groups)
    return Fertility(
        first=period[0],
        last=period[1],
        births=all_births,
        unplaced=unplaced,
        women_unknown=women.get(None, 0),
        by_age=by_age,
        total=total_rate(by_age),
        general=Measure("general_fertility_rate", all_births, fertile_women, 1000.0),
        crude=Measure("crude_birth_rate", all_births, people, 1000.0),
    )


def total_rate(by_age: Mapping[int, Measure]) -> float | None:
    """TFR = 5 x the sum of the rates of the five-year groups / 1000."""
    values = [measure.value for measure in by_age.values()]
    known = [value for value in values if value is not None]
    return 5 * sum(known) / 1000 if len(known) == len(values) else None


def _group_of_mother(birth: Birth, rule: PopulationRule) -> int | None:
    if birth.mother_birth_date is None:
        return None
    group = completed_months(birth.mother_birth_date, birth.on) // 12 // 5 * 5
    return group if group in rule.fertile_groups else None


def _group_of_woman(woman: PersonFacts, day: date, rule: PopulationRule) -> int | None:
    """The first age of her group, of whatever age; None when her age is unknown."""
    years = age_in_years(woman, day, rule)
    return None if years is None else years // 5 * 5
