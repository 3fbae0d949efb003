"""The people of an area by age and sex, and what follows from that: dependency, sex ratio, density, growth.

Small villages have small numbers: whoever shows a rate shows its numerator and denominator too. The parameters are
those of `definitions/rules/population.yaml`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from binakampung.domain.ages import completed_months
from binakampung.domain.facts import PersonFacts, Sex
from binakampung.domain.measures import Definitions, Measure
from binakampung.domain.rules import Rule, Wording
from binakampung.domain.suppression import Suppression

STRUCTURE = ("dependency_ratio", "young_dependency_ratio", "old_dependency_ratio", "sex_ratio", "density")
FERTILITY = ("crude_birth_rate", "general_fertility_rate", "age_specific_fertility_rate", "total_fertility_rate")
MARRIAGE = ("median_age_at_first_marriage", "married_before")
DEFINED = ("age_pyramid", *STRUCTURE, "growth_rate", *FERTILITY, *MARRIAGE)


@dataclass(frozen=True, slots=True)
class PopulationRule:
    """Ages are completed years, both ends included, and fit five-year groups.

    `open_group_from`: the last group has no upper end; `oldest_age`: who would be older has a wrong date of birth.
    `married_women`: whose age at first marriage is asked; `early_marriage_below`: the ages under which it was early.
    `years_pooled`: how many years of births make one fertility rate.
    """

    rule: Rule
    open_group_from: int
    oldest_age: int
    working_age: tuple[int, int]
    fertile_age: tuple[int, int]
    married_women: tuple[int, int]
    early_marriage_below: tuple[int, ...]
    years_pooled: int
    suppression: Suppression
    measures: Definitions
    unsettled: tuple[Wording, ...]

    @property
    def age_groups(self) -> tuple[int, ...]:
        """First ages of the five-year groups."""
        return tuple(range(0, self.open_group_from + 1, 5))

    @property
    def fertile_groups(self) -> tuple[int, ...]:
        """First ages of the groups of women who bear children."""
        return tuple(range(self.fertile_age[0], self.fertile_age[1] + 1, 5))


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One age group: `last` is None for the open one, `first` too for people of unknown age; `unknown` sex."""

    first: int | None
    last: int | None
    male: int = 0
    female: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.male + self.female + self.unknown


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Everyone alive, youngest group first, people of unknown age last."""

    rows: tuple[AgeRow, ...]

    def aged(self, first: int, last: int | None = None) -> int:
        """People of the groups that lie within these ages (without an end: all older ones)."""
        return sum(
            row.total
            for row in self.rows
            if row.first is not None
            and row.first >= first
            and (last is None or (row.last is not None and row.last <= last))
        )

    @property
    def of_unknown_age(self) -> int:
        return sum(row.total for row in self.rows if row.first is None)

    @property
    def men(self) -> int:
        return sum(row.male for row in self.rows)

    @property
    def women(self) -> int:
        return sum(row.female for row in self.rows)

    @property
    def of_unknown_sex(self) -> int:
        return sum(row.unknown for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def alive_on(person: PersonFacts, day: date) -> bool:
    """Born by that day and not known dead by then; a person without date of birth counts as born."""
    born = person.birth_date is None or person.birth_date <= day
    return born and (person.died_on is None or person.died_on > day)


def age_in_years(person: PersonFacts, day: date, rule: PopulationRule) -> int | None:
    """Completed years; None without a date of birth, or with one that lies ahead or too far back."""
    if person.birth_date is None or person.birth_date > day:
        return None
    years = completed_months(person.birth_date, day) // 12
    return years if years <= rule.oldest_age else None


def pyramid(people: Iterable[PersonFacts], rule: PopulationRule, as_of: date) -> Pyramid:
    """Everyone alive on the day in five-year groups."""
    alive = [person for person in people if alive_on(person, as_of)]
    counts = Counter((_group(person, rule, as_of), person.sex) for person in alive)
    return pyramid_of({group: _by_sex(counts, group) for group in (*rule.age_groups, None)}, rule)


def pyramid_of(counts: dict[int | None, tuple[int, int, int]], rule: PopulationRule) -> Pyramid:
    """The pyramid of counts (men, women, sex unknown) by first age of the group; None is the unknown age."""
    groups: Sequence[int | None] = (*rule.age_groups, None)
    return Pyramid(tuple(AgeRow(first, _last(first, rule), *counts.get(first, (0, 0, 0))) for first in groups))


def _group(person: PersonFacts, rule: PopulationRule, as_of: date) -> int | None:
    years = age_in_years(person, as_of, rule)
    return None if years is None else min(years // 5 * 5, rule.open_group_from)


def _last(first: int | None, rule: PopulationRule) -> int | None:
    return None if first is None or first == rule.open_group_from else first + 4


def _by_sex(counts: Counter[tuple[int | None, Sex | None]], group: int | None) -> tuple[int, int, int]:
    return counts[group, "male"], counts[group, "female"], counts[group, None]


def structure(found: Pyramid, rule: PopulationRule, area_km2: float | None = None) -> tuple[Measure, ...]:
    """Dependency ratio and its two parts, sex ratio, and density where the area is known."""
    first, last = rule.working_age
    young, working, old = found.aged(0, first - 1), found.aged(first, last), found.aged(last + 1)
    unknown = found.of_unknown_age
    return (
        Measure("dependency_ratio", young + old, working, 100.0, unknown, "either"),
        Measure("young_dependency_ratio", young, working, 100.0, unknown, "either"),
        Measure("old_dependency_ratio", old, working, 100.0, unknown, "either"),
        Measure("sex_ratio", found.men, found.women, 100.0, found.of_unknown_sex, "either"),
        Measure("density", found.total, area_km2 if area_km2 is not None and area_km2 > 0 else 0.0, 1.0),
    )


def growth_rate(before: int, after: int, years: float) -> float | None:
    """Yearly growth r = ln(Pt/P0)/t in per cent; None when a population or the time is not positive."""
    if before <= 0 or after <= 0 or years <= 0:
        return None
    return math.log(after / before) / years * 100
