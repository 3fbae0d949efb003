"""Growth from five to nineteen years by the WHO reference of 2007: z-scores by month, and a class by BMI.

Method: de Onis et al. 2007, as WHO's package `anthroplus` applies it: L, M and S linear between two months; weight and
BMI restricted beyond 3; rounded to two decimals as R rounds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from binakampung.domain.ages import completed_months
from binakampung.domain.growth_kernel import DAYS_OF_MONTH, LYING_IS_LONGER_CM, round_2
from binakampung.domain.growth_series import Child, Weighing
from binakampung.domain.growth_standard import Floats
from binakampung.domain.rules import AgeMethod, IndexClasses, Rule, Wording

SchoolIndex = Literal["height_for_age", "weight_for_age", "bmi_for_age"]
SCHOOL_INDICES: tuple[SchoolIndex, ...] = get_args(SchoolIndex)
KILOGRAMS, CENTIMETRES = (0.1, 1000.0), (10.0, 300.0)
Missing = Literal["sex_unknown", "too_young", "too_old", "not_measured", "implausible"]


@dataclass(frozen=True, slots=True)
class SchoolStandard:
    """LMS by month. `tables`: (index, sex 0 boys or 1 girls) -> rows of month, L, M, S, without gaps."""

    name: str
    source: str
    tables: Mapping[tuple[SchoolIndex, int], Floats]


@dataclass(frozen=True, slots=True)
class SchoolGrowth:
    """First and last completed month of each index, limits of what is plausible, and the classes of BMI for age."""

    rule: Rule
    months: Mapping[SchoolIndex, tuple[int, int]]
    plausible: Mapping[SchoolIndex, tuple[float, float]]
    classes: IndexClasses
    reasons: Mapping[Missing, Wording]


@dataclass(frozen=True, slots=True)
class SchoolAssessment:
    """The judgement of one measurement. `z`: rounded to two decimals, also where implausible.

    `unknown`: why an index has no z, or one that is not believed. `bmi_class`: None unless BMI for age is sound.
    """

    id: str
    age_months: int
    method: AgeMethod
    z: Mapping[SchoolIndex, float | None]
    unknown: Mapping[SchoolIndex, Missing]
    bmi_class: str | None
    rules: tuple[str, ...]


def assess_school_child(
    child: Child, weighing: Weighing, standard: SchoolStandard, rule: SchoolGrowth, method: AgeMethod = "by_day"
) -> SchoolAssessment:
    """Judge one measurement of a child past five. Never raises: what cannot be told is unknown, with the reason."""
    months = _months(child.birth_date, weighing.measured_on, method)
    values = _values(weighing)
    z: dict[SchoolIndex, float | None] = {}
    unknown: dict[SchoolIndex, Missing] = {}
    for index in SCHOOL_INDICES:
        why = _missing(child, months, values[index], rule.months[index])
        value = values[index]
        z[index] = None if why or value is None else _z(index, child, value, months, standard)
        found = why or _implausible(z[index], rule.plausible[index])
        if found:
            unknown[index] = found
    bmi = z["bmi_for_age"]
    sound = bmi is not None and "bmi_for_age" not in unknown
    return SchoolAssessment(
        id=weighing.id,
        age_months=completed_months(child.birth_date, weighing.measured_on),
        method=method,
        z=z,
        unknown=unknown,
        bmi_class=rule.classes.classify(bmi) if sound and bmi is not None else None,
        rules=(standard.name, rule.rule.key),
    )


def _months(born: date, on: date, method: AgeMethod) -> float:
    return (on - born).days / DAYS_OF_MONTH if method == "by_day" else float(completed_months(born, on))


def _values(weighing: Weighing) -> Mapping[SchoolIndex, float | None]:
    """Weight is no use with oedema; a height measured lying is shortened; what no child can be was not measured."""
    height = _within(weighing.length_cm, CENTIMETRES)
    weight = None if weighing.oedema else _within(weighing.weight_kg, KILOGRAMS)
    if height is not None and weighing.position == "lying":
        height -= LYING_IS_LONGER_CM
    bmi = weight / (height / 100) ** 2 if weight is not None and height is not None else None
    return {"height_for_age": height, "weight_for_age": weight, "bmi_for_age": bmi}


def _within(value: float | None, limits: tuple[float, float]) -> float | None:
    return value if value is not None and limits[0] <= value <= limits[1] else None


def _missing(child: Child, months: float, value: float | None, reach: tuple[int, int]) -> Missing | None:
    first, last = reach
    if child.sex is None:
        return "sex_unknown"
    if months < first:
        return "too_young"
    if months >= last + 1:
        return "too_old"
    return "not_measured" if value is None else None


def _implausible(z: float | None, limits: tuple[float, float]) -> Missing | None:
    return None if z is None or limits[0] <= z <= limits[1] else "implausible"


def _z(index: SchoolIndex, child: Child, value: float, months: float, standard: SchoolStandard) -> float:
    table = standard.tables[index, 0 if child.sex == "male" else 1]
    below = int(months - table[0, 0])
    above = min(below + 1, len(table) - 1)  # past the last month its numbers stand
    low, high = table[below, 1:], table[above, 1:]
    power, median, spread = map(float, low + (months - int(months)) * (high - low))
    z = (math.pow(value / median, power) - 1) / (power * spread)
    if index != "height_for_age" and abs(z) > 3:
        z = _restricted(value, power, median, spread, 1 if z > 0 else -1)
    return float(round_2(z))


def _restricted(value: float, power: float, median: float, spread: float, side: int) -> float:
    third, second = (median * math.pow(1 + power * spread * side * deviations, 1 / power) for deviations in (3, 2))
    return side * 3 + (value - third) / abs(third - second)
