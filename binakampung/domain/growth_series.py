"""A child and the measurements taken of it, as they were written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.rules import Sex

Position = Literal["lying", "standing"]


@dataclass(frozen=True, slots=True)
class Child:
    """Whom the weighings are of. With the sex unknown there are no z-scores.

    `gestation_weeks`: completed weeks at birth; None is not known, and taken as born at term.
    """

    sex: Sex | None
    birth_date: date
    gestation_weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """One measurement as it was taken, unadjusted; None is not measured. It counts as weighed when it has a weight.

    `illness_signs`: codes of the signs seen that day. `development_delay`: what a check of development (KPSP, KKA, the
    KIA book) found.
    """

    id: str
    measured_on: date
    weight_kg: float | None = None
    length_cm: float | None = None
    position: Position | None = None
    head_cm: float | None = None
    muac_cm: float | None = None
    oedema: bool | None = None
    illness_signs: tuple[str, ...] = ()
    development_delay: bool | None = None

    @property
    def weighed(self) -> bool:
        """Whether the child was weighed (with oedema too)."""
        return self.weight_kg is not None and self.weight_kg > 0


@dataclass(frozen=True, slots=True)
class ChildSeries:
    """Every weighing known of one child, in any order; only those from `since` on are to be assessed."""

    child: Child
    weighings: Sequence[Weighing]
    since: date | None = None

    def in_order(self) -> list[Weighing]:
        """By date, then id: the same whatever the order of arrival."""
        return sorted(self.weighings, key=lambda weighing: (weighing.measured_on, weighing.id))
