"""Which target groups a person belongs to on a day, and when that changes next. It moves by itself, from dates alone.

Bride or groom to be, pregnant, post-partum, newborn, under two, under five: a person may be in several at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from binakampung.domain.care_facts import PersonCare, WeddingFacts
from binakampung.domain.days import plus_days, plus_months
from binakampung.domain.facts import PregnancyFacts
from binakampung.domain.gestation import first_day
from binakampung.domain.schedule_rules import VisitSchedule
from binakampung.domain.screening_rules import Group

BIRTHS = ("live_birth", "stillbirth", None)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stay in a group: days from `start` up to, not including, `end`. `event`: the wedding, the first day of the
    last period, or the birth; None when not known."""

    group: Group
    start: date
    end: date
    event: date | None


@dataclass(frozen=True, slots=True)
class LifeCourse:
    """The groups of a person on a day, and the first later day on which they are others (None: never, as known).

    `doubts`: what leaves a group open: `birth_date_ahead`, `wedding_unregistered`, `pregnancy_undated`,
    `pregnancy_end_unknown`, `pregnancy_contradictory`.
    """

    as_of: date
    stages: tuple[Stage, ...]
    next_change: date | None
    doubts: tuple[str, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """Each group once, in the order of life."""
        return tuple(dict.fromkeys(stage.group for stage in self.stages))


def life_course(person: PersonCare, as_of: date, schedule: VisitSchedule) -> LifeCourse:
    """Where a person stands on a day. Never raises, whatever the facts."""
    known = stages(person, schedule)
    boundaries = sorted({day for stage in known for day in (stage.start, stage.end) if day > as_of})
    now = _groups(known, as_of)
    return LifeCourse(
        as_of=as_of,
        stages=tuple(stage for stage in known if stage.start <= as_of < stage.end),
        next_change=next((day for day in boundaries if _groups(known, day) != now), None),
        doubts=_doubts(person, as_of, schedule),
    )


def stages(person: PersonCare, schedule: VisitSchedule) -> tuple[Stage, ...]:
    """Every stay that the facts tell of, past and to come, in order of time; cut off by death or moving away."""
    gone = min((day for day in (person.died_on, person.left_on) if day is not None), default=date.max)
    known = (*_engagements(person, schedule), *_motherhood(person, schedule), *_childhood(person, schedule))
    cut = {Stage(each.group, each.start, min(each.end, gone), each.event) for each in known}
    return tuple(sorted((each for each in cut if each.start < each.end), key=_order))


def _order(stage: Stage) -> tuple[date, date, str, date]:
    return stage.start, stage.end, stage.group, stage.event or date.min


def _groups(known: tuple[Stage, ...], on: date) -> frozenset[Group]:
    return frozenset(stage.group for stage in known if stage.start <= on < stage.end)


def _engagements(person: PersonCare, schedule: VisitSchedule) -> Iterator[Stage]:
    for wedding in person.weddings:
        if wedding.registered_on is not None:
            yield Stage("catin", wedding.registered_on, _engaged_until(wedding, schedule), wedding.wedding_on)


def _engaged_until(wedding: WeddingFacts, schedule: VisitSchedule) -> date:
    limits, registered = schedule.limits, wedding.registered_on or date.min
    longest = plus_days(registered, limits.engagement_days + 1)
    if wedding.wedding_on is not None:
        longest = min(longest, plus_days(wedding.wedding_on, limits.after_wedding_days + 1))
    return min(longest, wedding.cancelled_on or date.max)


def _motherhood(person: PersonCare, schedule: VisitSchedule) -> Iterator[Stage]:
    if person.sex == "male":
        return
    for pregnancy in person.pregnancies:
        began, known_on = _began(pregnancy, schedule), _known_on(pregnancy, schedule)
        if known_on is not None:
            latest = plus_days(began or known_on, schedule.limits.pregnancy_days + 1)
            yield Stage("pregnant", known_on, min(latest, pregnancy.ended_on or date.max), began)
        if pregnancy.ended_on is not None and pregnancy.outcome in BIRTHS:
            end = plus_days(pregnancy.ended_on, schedule.limits.postpartum_days + 1)
            yield Stage("postpartum", pregnancy.ended_on, end, pregnancy.ended_on)


def _began(pregnancy: PregnancyFacts, schedule: VisitSchedule) -> date | None:
    told = first_day(pregnancy.last_period_on, pregnancy.due_on, schedule.gestation)
    weeks, seen = pregnancy.weeks_when_seen, pregnancy.seen_on
    if told is not None or weeks is None or seen is None or not 0 <= weeks <= schedule.limits.pregnancy_days // 7:
        return told
    return plus_days(seen, -7 * weeks)


def _known_on(pregnancy: PregnancyFacts, schedule: VisitSchedule) -> date | None:
    """From when on the pregnancy counts: seen, but not before it began."""
    days = [day for day in (pregnancy.seen_on, _began(pregnancy, schedule)) if day is not None]
    return max(days, default=None)


def _childhood(person: PersonCare, schedule: VisitSchedule) -> Iterator[Stage]:
    born, limits = person.birth_date, schedule.limits
    if born is None:
        return
    second, fifth = plus_months(born, limits.under_two_months), plus_months(born, limits.under_five_months)
    yield Stage("newborn", born, plus_days(born, limits.newborn_days + 1), born)
    yield Stage("under_two", born, second, born)
    yield Stage("under_five", second, fifth, born)


def _doubts(person: PersonCare, as_of: date, schedule: VisitSchedule) -> tuple[str, ...]:
    found = [_pregnancy_doubt(pregnancy, as_of, schedule) for pregnancy in person.pregnancies]
    if person.birth_date is not None and person.birth_date > as_of:
        found.append("birth_date_ahead")
    if any(wedding.registered_on is None for wedding in person.weddings):
        found.append("wedding_unregistered")
    if person.pregnancies and person.sex == "male":
        found.append("pregnancy_contradictory")
    return tuple(sorted({doubt for doubt in found if doubt}))


def _pregnancy_doubt(pregnancy: PregnancyFacts, as_of: date, schedule: VisitSchedule) -> str:
    known_on, ended = _known_on(pregnancy, schedule), pregnancy.ended_on
    if ended is not None:
        return "pregnancy_contradictory" if known_on is not None and known_on > ended else ""
    if known_on is None:
        return "pregnancy_undated"
    began = _began(pregnancy, schedule) or known_on
    return "pregnancy_end_unknown" if as_of > plus_days(began, schedule.limits.pregnancy_days) else ""
