"""Vaccines by age: which doses a child should have had by a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from binakampung.domain.ages import completed_months
from binakampung.domain.days import plus_days
from binakampung.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose, due at an age in completed months; missed `grace_days` later. `last_month`: after it nobody asks."""

    code: str
    month: int
    grace_days: int
    last_month: int | None = None


@dataclass(frozen=True, slots=True)
class ImmunisationSchedule:
    """The doses in order of age."""

    rule: Rule
    doses: tuple[Dose, ...]

    def overdue(self, born: date, given: Collection[str], as_of: date) -> tuple[str, ...]:
        """Codes of the doses that a child has missed so far, in order of age."""
        return tuple(dose.code for dose in self.doses if dose.code not in given and missed(dose, born, as_of))


def missed(dose: Dose, born: date, as_of: date) -> bool:
    """Whether a dose that was not given should have been, and can still be asked for."""
    if dose.last_month is not None and completed_months(born, as_of) > dose.last_month:
        return False
    return completed_months(born, plus_days(as_of, -dose.grace_days)) >= dose.month
