"""Measures of many people at once, from columns of facts: what the screening of children and of pregnant women computes
before judging, agreeing with it to the last bit.

Columns of facts, each (n,): dates are datetime64[D], NaT unknown; numbers, yes (1) and no (0), choices (their place
among the measure's choices) and lists (whether they have entries) are floats, NaN unknown; `doses` is a set of bits in
the order of the immunisation schedule, -1 unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from binakampung.domain.days import plus_days
from binakampung.domain.growth_standard import Floats
from binakampung.domain.immunisation import ImmunisationSchedule
from binakampung.domain.screening_child import UNDER_FIVE_AS_TOLD, UNDER_TWO_AS_TOLD, ChildRules
from binakampung.domain.screening_facts import ChildFacts, PregnancyScreeningFacts
from binakampung.domain.screening_measures import LEAST_CM, LEAST_KG, MOST_CM, MOST_KG
from binakampung.domain.screening_pregnancy import PregnancyRules
from binakampung.domain.screening_rules import ScreeningRule

Days = npt.NDArray[np.datetime64]
Facts = Mapping[str, npt.NDArray[Any]]
PREGNANCY_AS_TOLD = (
    "children_living", "height_cm", "muac_cm", "hb_g_dl", "fetus_small", "smoke_exposure", "seen_by_doctor",
    "takes_iron", "iron_tablets", "multiple", "bleeding", "swelling", "fever", "movement_reduced",
)  # fmt: skip


def under_two_measures(facts: Facts, as_of: date, rules: ChildRules) -> dict[str, Floats]:
    """Measures of children of 0-23 months on a day."""
    return _child(facts, UNDER_TWO_AS_TOLD, as_of, rules)


def under_five_measures(facts: Facts, as_of: date, rules: ChildRules) -> dict[str, Floats]:
    """Measures of children of 24-59 months on a day."""
    return _child(facts, UNDER_FIVE_AS_TOLD, as_of, rules)


def pregnancy_measures(facts: Facts, as_of: date, rules: PregnancyRules) -> dict[str, Floats]:
    """Measures of pregnant women on a day."""
    period, due = facts["last_period_on"], facts["due_on"]
    began = np.where(np.isnat(period), due - np.timedelta64(rules.gestation.days, "D"), period)
    days = _days(began, as_of)
    weeks = np.where(np.isnan(days), facts["weeks"], np.floor(days / 7.0))
    bmi = _body_mass_index(facts["weight_before_kg"], facts["height_cm"])
    short, over = _gain(facts, bmi, weeks, rules)
    due_contacts = np.sum([weeks * 7.0 > span.due for span in rules.contacts], axis=0)
    visits = facts["antenatal_visits"]
    missed = np.where(visits < 0, visits, np.maximum(due_contacts - visits, 0.0))
    return {
        **{name: facts[name] for name in PREGNANCY_AS_TOLD},
        "age_years": np.floor(_months(facts["birth_date"], np.datetime64(as_of, "D")) / 12.0),
        "weeks": weeks,
        "trimester": _trimester(weeks, rules),
        "months_since_birth": _months(facts["last_birth_on"], began),
        "bmi": bmi,
        "gain_short_kg": short,
        "gain_over_kg": over,
        "has_disease": facts["diseases"],
        "contacts_missed": np.where(weeks >= 0, missed, np.nan),
    }


def fact_columns(
    facts: Sequence[ChildFacts | PregnancyScreeningFacts], rule: ScreeningRule, immunisation: ImmunisationSchedule
) -> dict[str, npt.NDArray[Any]]:
    """Facts of people of one kind (one at least) as columns."""
    codes = [dose.code for dose in immunisation.doses]

    def column(name: str, kind: str) -> npt.NDArray[Any]:
        values = [getattr(each, name) for each in facts]
        if name == "doses":
            return np.array([-1 if given is None else _bits(given, codes) for given in values], np.int64)
        if kind.startswith("date"):
            return np.array(values, "datetime64[D]")
        measure = rule.measures.get(name)
        choices = list(measure.choices or ()) if measure is not None and measure.kind == "choice" else []
        return np.array([_number(value, choices) for value in values], np.float64)

    return {field.name: column(field.name, str(field.type)) for field in fields(facts[0])}


def _number(value: Any, choices: Sequence[str]) -> float:
    if value is None or (choices and value not in choices):
        return np.nan
    if isinstance(value, tuple):
        return float(bool(value))
    return float(choices.index(value)) if choices else float(value)


def _bits(given: Sequence[str], codes: Sequence[str]) -> int:
    return sum(1 << place for place, code in enumerate(codes) if code in given)


def _child(facts: Facts, as_told: Sequence[str], as_of: date, rules: ChildRules) -> dict[str, Floats]:
    born, today = facts["birth_date"], np.datetime64(as_of, "D")
    age = _months(born, today)
    return {
        **{name: facts[name] for name in as_told},
        "age_months": age,
        "months_not_weighed": _not_weighed(facts, as_of),
        "doses_missed": _doses_missed(facts["doses"], born, age, as_of, rules.immunisation),
    }


def _doses_missed(
    given: npt.NDArray[np.int64], born: Days, age: Floats, as_of: date, schedule: ImmunisationSchedule
) -> Floats:
    missed = np.zeros(len(born), np.bool_)
    by_grace = {days: _months(born, _before(as_of, days)) for days in {dose.grace_days for dose in schedule.doses}}
    for place, dose in enumerate(schedule.doses):
        late = by_grace[dose.grace_days] >= dose.month
        if dose.last_month is not None:
            late &= age <= dose.last_month
        missed |= late & (given & (1 << place) == 0)
    return np.where((age >= 0) & (given >= 0), missed, np.nan)


def _before(day: date, days: int) -> np.datetime64:
    return np.datetime64(plus_days(day, -days), "D")


def _not_weighed(facts: Facts, as_of: date) -> Floats:
    since = np.where(facts["never_weighed"] == 1.0, facts["birth_date"], facts["last_weighed_on"])
    ended = as_of.year * 12 + as_of.month - ((as_of + timedelta(days=1)).day != 1)
    months = np.maximum(ended - _month_number(since), 0.0)
    return np.where(np.isnat(since), np.nan, np.where(since > np.datetime64(as_of, "D"), -1.0, months))


def _month_number(days: Days) -> Floats:
    """Calendar months counted as `ages.month_number` does."""
    numbers: Floats = days.astype("datetime64[M]").astype(np.float64) + (1970 * 12 + 1)
    return numbers


def _months(born: Days, on: Any) -> Floats:
    """Completed months, as `ages.completed_months`; NaN where a day is not known."""
    months, first = born.astype("datetime64[M]"), on.astype("datetime64[M]")
    earlier_in_month = (on - first) < (born - months)
    whole: Floats = (first - months).astype(np.float64) - earlier_in_month
    whole[np.isnat(born) | np.isnat(on)] = np.nan
    return whole


def _days(began: Days, as_of: date) -> Floats:
    return np.where(np.isnat(began), np.nan, (np.datetime64(as_of, "D") - began).astype(np.int64))


def _body_mass_index(weight_kg: Floats, height_cm: Floats) -> Floats:
    possible = (weight_kg >= LEAST_KG) & (weight_kg <= MOST_KG) & (height_cm >= LEAST_CM) & (height_cm <= MOST_CM)
    metres = np.where(possible, height_cm, np.nan) / 100.0
    return _rounded(weight_kg / (metres * metres))


def _gain(facts: Facts, bmi: Floats, weeks: Floats, rules: PregnancyRules) -> tuple[Floats, Floats]:
    limits = [band.below for band in rules.gain.bands if band.below is not None]
    band = np.searchsorted(limits, bmi, side="right")
    least = np.array([each.least_kg for each in rules.gain.bands])[band]
    most = np.array([each.most_kg for each in rules.gain.bands])[band]
    gained = np.where(np.isnan(bmi), np.nan, facts["weight_kg"] - facts["weight_before_kg"])
    first, last = rules.gain.from_week, rules.gain.to_week
    share = np.clip((weeks - first) / (last - first), 0.0, 1.0)
    return _rounded(least * share - gained), _rounded(gained - most)


def _trimester(weeks: Floats, rules: PregnancyRules) -> Floats:
    gestation = rules.gestation
    later = (weeks >= gestation.second_trimester_week) * 1.0 + (weeks >= gestation.third_trimester_week)
    return np.where(np.isnan(weeks), np.nan, 1.0 + later)


def _rounded(values: Floats) -> Floats:
    with np.errstate(over="ignore"):  # what overflows is not to be believed anyway
        rounded: Floats = np.rint(values * 10.0) / 10.0
    return rounded
