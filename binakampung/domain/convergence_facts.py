"""From a family and what was reported of its members to the target persons of a quarter.

Someone counts in a quarter who was a target on the last day of at least one of its months, and is told of as on the
last such day: a pregnant woman until some weeks after birth, a child until it turns two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from binakampung.domain.answers import Answer
from binakampung.domain.convergence import ConvergenceRule, Service, TargetPerson
from binakampung.domain.days import days_between, plus_days
from binakampung.domain.facts import FamilyFacts, PersonFacts, PregnancyFacts
from binakampung.domain.family_state import LONGEST_PREGNANCY, UNDER_TWO, age_months, grown_up
from binakampung.domain.quarters import Quarter

YES, UNKNOWN = Answer.YES, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service given on a day; `count` for what is counted in pieces, such as tablets."""

    service: str
    on: date
    count: int = 1


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported of one person: services given, and answers that other rules find. `complete`: every report of
    the time asked about is in."""

    records: tuple[ServiceRecord, ...] = ()
    complete: bool = True
    malnourished: bool | None = None
    immunised: bool | None = None


Reports = Mapping[str, Reported]


def target_people(
    family: FamilyFacts, reports: Reports, quarter: Quarter, rule: ConvergenceRule
) -> tuple[TargetPerson, ...]:
    """The target persons of a family in a quarter. `reports` by person; whoever is not in it was not reported on."""
    women = _women(family, reports, quarter, rule)
    children = (_child(person, family, reports.get(person.id), quarter, rule) for person in family.people)
    return (*women, *(child for child in children if child is not None))


def _women(family: FamilyFacts, reports: Reports, quarter: Quarter, rule: ConvergenceRule) -> Iterable[TargetPerson]:
    """A woman once, by the latest of her pregnancies that counts; also one who only said that she is pregnant."""
    found: dict[str, TargetPerson] = {}
    told = sorted(family.pregnancies, key=lambda each: each.ended_on or date.max)
    untold = [PregnancyFacts(family.couple.wife_id)] if family.couple is not None and family.couple.pregnant else []
    for pregnancy in (*untold, *told):
        woman = _woman(pregnancy, family, reports.get(pregnancy.woman_id), quarter, rule)
        if woman is not None:
            found[woman.id] = woman
    return found.values()


def _woman(
    pregnancy: PregnancyFacts, family: FamilyFacts, reported: Reported | None, quarter: Quarter, rule: ConvergenceRule
) -> TargetPerson | None:
    woman, began = family.person(pregnancy.woman_id), _began(pregnancy, rule)
    seen = [day for day in _month_ends(quarter, woman) if _counts(pregnancy, began, day, rule)]
    if not seen:
        return None
    last, ended = seen[-1], pregnancy.ended_on
    over = ended is not None and ended <= last
    weeks = days_between(began, min(ended, last) if ended is not None else last)
    overdue = not over and began is not None and last - began > LONGEST_PREGNANCY
    days = days_between(ended, last) if over else None
    return TargetPerson(
        id=pregnancy.woman_id,
        household=family.id,
        village=family.village,
        group="pregnant",
        target=UNKNOWN if overdue else YES,
        week=None if weeks is None else weeks // 7,
        days_after_birth=days,
        months=len(seen),
        conditions={"delivered": _delivered(pregnancy) if over else False},
        standing=_standing(family, woman, rule),
        done=_done(rule.services["pregnant"], reported, quarter, last, _span(began, ended, last)),
        reports_missing=reported is not None and not reported.complete,
    )


def _child(
    child: PersonFacts, family: FamilyFacts, reported: Reported | None, quarter: Quarter, rule: ConvergenceRule
) -> TargetPerson | None:
    """A member without date of birth, and not known to be grown up, may be one."""
    seen = [day for day in _month_ends(quarter, child) if _may_be_under_two(child, day)]
    if grown_up(child, family) or not seen:
        return None
    last, born = seen[-1], child.birth_date
    return TargetPerson(
        id=child.id,
        household=family.id,
        village=family.village,
        group="under_two",
        target=UNKNOWN if born is None else YES,
        age_months=age_months(child, last),
        months=len(seen),
        conditions={"malnourished": reported.malnourished if reported else None},
        standing={**_standing(family, child, rule), "immunisation": reported.immunised if reported else None},
        done=_done(rule.services["under_two"], reported, quarter, last, lambda service: born or date.min),
        reports_missing=reported is not None and not reported.complete,
    )


def _month_ends(quarter: Quarter, person: PersonFacts | None) -> Iterator[date]:
    """The last days of the quarter's months on which a person was alive."""
    died = person.died_on if person is not None else None
    return (month.last_day for month in quarter.months if died is None or died > month.last_day)


def _counts(pregnancy: PregnancyFacts, began: date | None, day: date, rule: ConvergenceRule) -> bool:
    """Pregnant on the day, or within the days after a birth; a miscarriage ends it at once."""
    if began is not None and began > day:
        return False
    after = 0 if pregnancy.outcome == "miscarriage" else rule.postnatal_days + 1
    return pregnancy.ended_on is None or day < plus_days(pregnancy.ended_on, after)


def _delivered(pregnancy: PregnancyFacts) -> bool | None:
    return None if pregnancy.outcome is None else pregnancy.outcome != "miscarriage"


def _may_be_under_two(child: PersonFacts, day: date) -> bool:
    age = age_months(child, day)
    return child.birth_date is None or (age is not None and age in UNDER_TWO)


def _began(pregnancy: PregnancyFacts, rule: ConvergenceRule) -> date | None:
    """The first day of the last period: as told, else counted back from the expected birth or from when it was seen."""
    if pregnancy.last_period_on is not None:
        return pregnancy.last_period_on
    if pregnancy.due_on is not None:
        return plus_days(pregnancy.due_on, -rule.pregnancy_days)
    if pregnancy.seen_on is None or pregnancy.weeks_when_seen not in range(LONGEST_PREGNANCY.days // 7 + 1):
        return None
    return plus_days(pregnancy.seen_on, -7 * (pregnancy.weeks_when_seen or 0))


def _standing(family: FamilyFacts, person: PersonFacts | None, rule: ConvergenceRule) -> dict[str, bool | None]:
    """What is there or not: of the house, and of the person."""
    water, latrine = family.housing.drinking_water, family.housing.latrine
    insurance = person.insurance if person is not None else None
    return {
        "clean_water": None if water is None else water in rule.safe_water,
        "latrine": None if latrine is None else latrine in rule.safe_latrines,
        "insurance": None if insurance is None else insurance != "none",
        "birth_certificate": person.has_birth_certificate if person is not None else None,
    }


def _span(began: date | None, ended: date | None, last: date) -> Callable[[Service], date]:
    """From which day on a service of a pregnancy counts."""
    start = began if began is not None else plus_days(last, -LONGEST_PREGNANCY.days)
    return lambda service: ended or start if service.enough.basis == "after_birth" else start


def _done(
    services: Iterable[Service],
    reported: Reported | None,
    quarter: Quarter,
    last: date,
    start: Callable[[Service], date],
) -> dict[str, int | None]:
    """How often each service was given, within the time that it is asked for; None when nobody reported."""
    if reported is None:
        return {}
    return {
        service.code: _times(service, reported.records, quarter, last, start(service))
        for service in services
        if service.enough.basis != "standing"
    }


def _times(service: Service, records: Iterable[ServiceRecord], quarter: Quarter, last: date, start: date) -> int:
    basis = service.enough.basis
    if basis in ("monthly", "quarterly"):
        start = max(start, quarter.first_day)
    elif basis == "yearly":
        start = max(start, plus_days(last, -365))
    given = [record for record in records if record.service == service.code and start <= record.on <= last]
    if basis == "monthly":
        return len({(record.on.year, record.on.month) for record in given if record.count > 0})
    return sum(max(record.count, 0) for record in given)
