"""Age at first marriage of the women of an area: the median, and how many married early."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from binakampung.domain.ages import completed_months
from binakampung.domain.answers import answer_of
from binakampung.domain.facts import PersonFacts
from binakampung.domain.measures import Measure, share
from binakampung.domain.population import PopulationRule, age_in_years, alive_on


@dataclass(frozen=True, slots=True)
class FirstMarriage:
    """Of the women of the rule's ages who ever married: `median` age in years, `women` whose age is known, `unknown`
    those who married at an age that nobody said or that contradicts itself, `early` the shares by limit."""

    median: float | None
    women: int
    unknown: int
    early: tuple[Measure, ...]


def first_marriage(people: Iterable[PersonFacts], rule: PopulationRule, as_of: date) -> FirstMarriage:
    """Of the women alive and of the rule's ages on the day."""
    youngest, oldest = rule.married_women
    asked = []
    for person in people:
        age = age_in_years(person, as_of, rule)
        if person.sex == "female" and age is not None and youngest <= age <= oldest and alive_on(person, as_of):
            asked.append(person)
    ages = [married_at(person, as_of) for person in asked if _ever_married(person)]
    known = [age for age in ages if age is not None]
    early = tuple(
        share(f"married_before_{limit}", (answer_of(None if age is None else age < limit) for age in ages))
        for limit in rule.early_marriage_below
    )
    return FirstMarriage(median(known) if known else None, len(known), len(ages) - len(known), early)


def married_at(person: PersonFacts, as_of: date) -> int | None:
    """Completed years at the first marriage: from its date, else as told; None when these contradict each other, the
    marital status, or the dates of birth and of today."""
    if person.birth_date is None or person.marital_status == "never_married":
        return None
    told, on = person.age_at_first_marriage, person.first_married_on
    reached = completed_months(person.birth_date, as_of) // 12
    counted = None if on is None else completed_months(person.birth_date, on) // 12
    age = told if counted is None else counted
    if age is None or not 0 < age <= reached or (on is not None and on > as_of):
        return None
    return age if told is None or abs(told - age) <= 1 else None


def _ever_married(person: PersonFacts) -> bool:
    """Whoever is not known to be single, or told of a marriage all the same, is asked."""
    told = person.first_married_on is not None or person.age_at_first_marriage is not None
    return told or person.marital_status != "never_married"
