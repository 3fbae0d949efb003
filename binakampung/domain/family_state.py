"""A family on one day, drawn together from its facts: one flat row, as the rules of the field and their bulk engines
read it.

None means unknown: nobody has said, or what was said contradicts itself. `doubts` names which of the two, by field.
Nothing here is policy; ages and limits that an office may set are parameters of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from binakampung.domain.ages import completed_months
from binakampung.domain.facts import (
    Contraception,
    CoupleFacts,
    DrinkingWater,
    FamilyFacts,
    Latrine,
    PersonFacts,
    PregnancyFacts,
    Wish,
)

UNDER_TWO, TWO_TO_FIVE = range(24), range(24, 60)
YOUNGEST_WIFE = 10  # the census asks married women from this age on; a younger wife is a slip of the pen
LONGEST_PREGNANCY = timedelta(weeks=45)
ONE_DELIVERY = timedelta(days=30)  # twins, also across midnight or written down a few days apart
Told: TypeAlias = tuple[bool | None, str]  # the answer, or None and the doubt


@dataclass(frozen=True, slots=True)
class FamilyState:
    """One row of the families table.

    `wife_age` in completed years. `births`: of the wife, as listed; `youngest_gap` and `smallest_gap` in completed
    months, between her two youngest deliveries and between any two that follow each other; `days_since_birth` from
    the youngest. `doubts`: field -> code of what is missing or contradictory.
    """

    family_id: str
    village: str
    couple: bool | None
    wife_age: int | None
    pregnant: bool | None
    under_two: bool | None
    two_to_five: bool | None
    births: int | None
    youngest_gap: int | None
    smallest_gap: int | None
    days_since_birth: int | None
    children_born_alive: int | None
    children_living: int | None
    contraception: Contraception | None
    wish: Wish | None
    drinking_water: DrinkingWater | None
    latrine: Latrine | None
    rank: str | None
    doubts: Mapping[str, str] = field(default_factory=dict)


def state_of(facts: FamilyFacts, as_of: date) -> FamilyState:
    """The state of a family on a day. Never raises for facts of any kind."""
    couple = facts.couple or CoupleFacts(wife_id="")
    told = {
        "couple": _couple(facts, as_of),
        "pregnant": _pregnant(facts, as_of),
        "under_two": _child(facts, as_of, UNDER_TWO),
        "two_to_five": _child(facts, as_of, TWO_TO_FIVE),
    }
    age, age_doubt = _wife_age(facts, as_of)
    births, births_doubt = _births(couple, as_of)
    gaps = _gaps(births or ())
    doubts = {name: doubt for name, (_, doubt) in told.items()} | {"wife_age": age_doubt, "births": births_doubt}
    return FamilyState(
        family_id=facts.id,
        village=facts.village,
        couple=told["couple"][0],
        wife_age=age,
        pregnant=told["pregnant"][0],
        under_two=told["under_two"][0],
        two_to_five=told["two_to_five"][0],
        births=None if births is None else len(births),
        youngest_gap=gaps[-1] if gaps else None,
        smallest_gap=min(gaps, default=None),
        days_since_birth=(as_of - births[-1]).days if births else None,
        children_born_alive=_count(couple.children_born_alive),
        children_living=_count(couple.children_living),
        contraception=couple.contraception,
        wish=couple.wish,
        drinking_water=facts.housing.drinking_water,
        latrine=facts.housing.latrine,
        rank=facts.welfare.rank,
        doubts={name: doubt for name, doubt in doubts.items() if doubt},
    )


def state_of_couple(facts: FamilyFacts, as_of: date) -> bool | None:
    """Whether there is a married couple on the day."""
    return _couple(facts, as_of)[0]


def living(facts: FamilyFacts, as_of: date) -> Iterator[PersonFacts]:
    """The members who were not dead on the day."""
    return (person for person in facts.people if not _dead(person, as_of))


def age_months(person: PersonFacts, as_of: date) -> int | None:
    """Completed months on the day; None when the birth date is not known or lies ahead."""
    if person.birth_date is None or person.birth_date > as_of:
        return None
    return completed_months(person.birth_date, as_of)


def grown_up(person: PersonFacts, facts: FamilyFacts) -> bool:
    """Whether a member without birth date is surely no child: head or spouse, of the couple, or once married."""
    couple = facts.couple
    return (
        person.relationship in ("head", "spouse")
        or person.marital_status in ("married", "divorced", "widowed")
        or (couple is not None and person.id in (couple.wife_id, couple.husband_id))
    )


def _dead(person: PersonFacts | None, as_of: date) -> bool:
    return person is not None and person.died_on is not None and person.died_on <= as_of


def _couple(facts: FamilyFacts, as_of: date) -> Told:
    couple = facts.couple
    if couple is None:
        return facts.has_couple, "couple_unanswered" if facts.has_couple is None else ""
    wife, husband = facts.person(couple.wife_id), facts.person(couple.husband_id or "")
    if facts.has_couple is False or couple.wife_id == couple.husband_id or _no_couple(wife, husband):
        return None, "couple_contradictory"
    return not (_dead(wife, as_of) or _dead(husband, as_of)), ""


def _no_couple(wife: PersonFacts | None, husband: PersonFacts | None) -> bool:
    """Whether the two cannot be husband and wife as they are described."""
    unmarried = any(each is not None and each.marital_status not in (None, "married") for each in (wife, husband))
    wrong = (wife is not None and wife.sex == "male") or (husband is not None and husband.sex == "female")
    return unmarried or wrong


def _wife_age(facts: FamilyFacts, as_of: date) -> tuple[int | None, str]:
    wife = facts.person(facts.couple.wife_id) if facts.couple is not None else None
    if wife is None:
        return None, "wife_not_listed"
    if wife.birth_date is None:
        return None, "wife_birth_date_missing"
    months = age_months(wife, as_of)
    if months is None or months < 12 * YOUNGEST_WIFE:
        return None, "wife_birth_date_contradictory"
    return months // 12, ""


def _pregnant(facts: FamilyFacts, as_of: date) -> Told:
    """As told, or as a pregnancy on record shows; the one against the other is a doubt."""
    if _couple(facts, as_of)[0] is False:
        return False, ""
    told = facts.couple.pregnant if facts.couple is not None else None
    recorded, doubt = _recorded_pregnancy(facts, as_of)
    if told is False and recorded:
        return None, "pregnancy_contradictory"
    if told is not None:
        return told, ""
    return (True, "") if recorded else (None, doubt)


def _recorded_pregnancy(facts: FamilyFacts, as_of: date) -> tuple[bool, str]:
    wife = facts.couple.wife_id if facts.couple is not None else None
    going_on = [_going_on(each, as_of) for each in facts.pregnancies if each.woman_id == wife]
    if True in going_on:
        return True, ""
    return False, "pregnancy_overdue" if None in going_on else "pregnancy_unanswered"


def _going_on(pregnancy: PregnancyFacts, as_of: date) -> bool | None:
    """Whether a pregnancy on record goes on; None when it should have ended and nobody wrote how."""
    if pregnancy.ended_on is not None and pregnancy.ended_on <= as_of:
        return False
    began = _began(pregnancy)
    if began is None:
        return True
    return False if began > as_of else (True if as_of - began <= LONGEST_PREGNANCY else None)


def _began(pregnancy: PregnancyFacts) -> date | None:
    if pregnancy.last_period_on is not None:
        return pregnancy.last_period_on
    if pregnancy.seen_on is None:
        return None
    weeks = pregnancy.weeks_when_seen if pregnancy.weeks_when_seen in range(46) else 0
    return _earlier(pregnancy.seen_on, timedelta(weeks=weeks or 0))


def _earlier(day: date, by: timedelta) -> date:
    return day - by if day - date.min >= by else date.min


def _child(facts: FamilyFacts, as_of: date, months: range) -> Told:
    """Whether a living member is of that age; a member whose age is not known may be."""
    if not facts.people:
        return None, "members_unanswered"
    doubt = ""
    for person in living(facts, as_of):
        age = age_months(person, as_of)
        adult = grown_up(person, facts)
        if age is not None and age in months and not adult:
            return True, ""
        if age is None and not (adult and person.birth_date is None):
            doubt = "member_birth_date_missing" if person.birth_date is None else "member_birth_date_contradictory"
        elif age is not None and adult and age in months:
            doubt = "member_birth_date_contradictory"
    return (None, doubt) if doubt else (False, "")


def _births(couple: CoupleFacts, as_of: date) -> tuple[Sequence[date] | None, str]:
    """The births on record in order, twins twice; None when one lies ahead."""
    days = list(couple.birth_dates)
    if couple.last_birth_on is not None and couple.last_birth_on not in days:
        days.append(couple.last_birth_on)
    if any(day > as_of for day in days):
        return None, "births_contradictory"
    return sorted(days), ""


def _gaps(births: Sequence[date]) -> list[int]:
    """Completed months between deliveries that follow each other."""
    deliveries: list[date] = []
    for day in births:
        if not deliveries or day - deliveries[-1] > ONE_DELIVERY:
            deliveries.append(day)
    return [completed_months(earlier, later) for earlier, later in pairwise(deliveries)]


def _count(number: int | None) -> int | None:
    """A count as told; a negative one tells nothing."""
    return number if number is not None and number >= 0 else None
