"""How far a pregnancy is, from whichever date is known, and the weight that it should have brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from binakampung.domain.days import plus_days
from binakampung.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Gestation:
    """Counted from the first day of the last period: days to the expected birth, and the first week of a trimester."""

    days: int
    second_trimester_week: int
    third_trimester_week: int

    def trimester(self, weeks: int) -> int:
        """1, 2 or 3."""
        return 1 + (weeks >= self.second_trimester_week) + (weeks >= self.third_trimester_week)


@dataclass(frozen=True, slots=True)
class GainBand:
    """Weight in kg that a whole pregnancy brings: `below` takes body mass indices under it, None the rest."""

    below: float | None
    least_kg: float
    most_kg: float


@dataclass(frozen=True, slots=True)
class PregnancyGain:
    """Weight gain by body mass index before pregnancy. Of the least gain a part is due from `from_week` on, all of it
    in `to_week`."""

    rule: Rule
    bands: tuple[GainBand, ...]
    from_week: int
    to_week: int

    def band(self, bmi: float) -> GainBand:
        """The band of a body mass index: the first that takes it; the last takes the rest."""
        return next(band for band in self.bands if band.below is None or bmi < band.below)

    def share_due(self, weeks: float) -> float:
        """The part of the least gain that is due in a week, 0 to 1."""
        return min(max((weeks - self.from_week) / (self.to_week - self.from_week), 0.0), 1.0)


def first_day(last_period_on: date | None, due_on: date | None, gestation: Gestation) -> date | None:
    """The first day of the last period: as told, else counted back from the expected day of birth."""
    if last_period_on is not None:
        return last_period_on
    return None if due_on is None else plus_days(due_on, -gestation.days)


def weeks_on(began: date | None, told: int | None, as_of: date) -> int | None:
    """Completed weeks of a pregnancy on a day, negative before it began; the told number where no date is known."""
    return told if began is None else (as_of - began) // timedelta(weeks=1)
