"""What is computed from facts before they are judged, the same for every group. None where a fact is missing."""

from __future__ import annotations

import calendar
import math
from collections.abc import Collection
from datetime import date

from binakampung.domain.ages import completed_months, month_number
from binakampung.domain.days import rounded
from binakampung.domain.immunisation import ImmunisationSchedule
from binakampung.domain.schedule_rules import Span

# Nobody is lighter, heavier, shorter or taller: outside, arithmetic is spared.
LEAST_KG, MOST_KG, LEAST_CM, MOST_CM = 1.0, 500.0, 20.0, 300.0


def months_old(born: date | None, as_of: date) -> int | None:
    """Completed months; negative, and so not to be believed, before birth."""
    return None if born is None else completed_months(born, as_of)


def years_old(born: date | None, as_of: date) -> int | None:
    """Completed years."""
    return None if born is None else completed_months(born, as_of) // 12


def body_mass_index(weight_kg: float | None, height_cm: float | None) -> float | None:
    """kg/m2 to one decimal, as people read it; not a number, and so not to be believed, for impossible bodies."""
    if weight_kg is None or height_cm is None:
        return None
    if not (LEAST_KG <= weight_kg <= MOST_KG and LEAST_CM <= height_cm <= MOST_CM):
        return math.nan
    metres = height_cm / 100.0
    return rounded(weight_kg / (metres * metres))


def missed_spans(
    spans: Collection[Span], event: date | None, seen_on: Collection[date] | None, as_of: date
) -> tuple[str, ...] | None:
    """Codes of the contacts whose window has closed with nobody seen in it."""
    if event is None or seen_on is None or event > as_of:
        return None
    days, today = [(day - event).days for day in seen_on if day <= as_of], (as_of - event).days
    return tuple(
        span.code for span in spans if span.closes < today and not any(span.opens <= day <= span.closes for day in days)
    )


def months_not_weighed(born: date | None, last: date | None, never: bool | None, as_of: date) -> int | None:
    """Whole calendar months without a weighing, up to the last that has ended; counted from birth if never weighed."""
    since = born if never else last
    if since is None:
        return None
    ended = month_number(as_of) - (as_of.day < calendar.monthrange(as_of.year, as_of.month)[1])
    return max(ended - month_number(since), 0) if since <= as_of else -1


def doses_missed(
    born: date | None, given: Collection[str] | None, as_of: date, schedule: ImmunisationSchedule
) -> tuple[str, ...] | None:
    """Codes of the vaccines that should have been given by now."""
    if born is None or given is None or born > as_of:
        return None
    return schedule.overdue(born, given, as_of)


def has_any(entries: Collection[str] | None) -> bool | None:
    """Whether a list that was asked for has an entry."""
    return None if entries is None else bool(entries)
