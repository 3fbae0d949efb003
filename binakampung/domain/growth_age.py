"""The age at which a growth standard is asked: by day or by completed month, since birth or since term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from binakampung.domain.ages import completed_months
from binakampung.domain.growth_kernel import DAYS_OF_MONTH
from binakampung.domain.growth_series import Child
from binakampung.domain.rules import AgeMethod, GrowthAge

AgeUsed = Literal["chronological", "corrected"]


@dataclass(frozen=True, slots=True)
class StandardAge:
    """`days`: what the kernel is given; negative before birth, or before term. `used`: which age that is."""

    days: float
    used: AgeUsed
    method: AgeMethod

    @property
    def day(self) -> int:
        """The row of the tables by day: halves up."""
        return int(self.days // 1) + (self.days % 1 >= 0.5)


def standard_age(child: Child, on: date, rule: GrowthAge, method: AgeMethod | None = None) -> StandardAge:
    """The age of a child on a day, by the rule's convention unless another is named."""
    method = method or rule.method
    early = days_early(child, on, rule)
    used: AgeUsed = "corrected" if early else "chronological"
    if method == "by_day":
        return StandardAge(float((on - child.birth_date).days - early), used, method)
    counted_from = min(child.birth_date, date.max - timedelta(days=early)) + timedelta(days=early)
    return StandardAge(completed_months(counted_from, on) * DAYS_OF_MONTH, used, method)


def days_early(child: Child, on: date, rule: GrowthAge) -> int:
    """How many days before term a preterm child was born; 0 for others, and once it is old enough."""
    weeks = child.gestation_weeks
    if weeks is None or not rule.earliest_weeks <= weeks < rule.preterm_below_weeks:
        return 0
    if completed_months(child.birth_date, on) >= rule.corrected_until_months:
        return 0
    return (rule.term_weeks - weeks) * 7
