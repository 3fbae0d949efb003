"""Quarters of a year, written `2026-Q3`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from binakampung.domain.periods import ReportingPeriod

_WRITTEN = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three calendar months. Raises `ValueError` for a quarter that no calendar has."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9998 and 1 <= self.number <= 4):
            raise ValueError(f"no quarter {self.year}-Q{self.number}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """The inverse of `str`. Raises `ValueError`."""
        written = _WRITTEN.fullmatch(text)
        if written is None or not text.isascii():
            raise ValueError(f"{text!r} is not a quarter like 2026-Q3")
        return cls(int(written[1]), int(written[2]))

    @property
    def months(self) -> tuple[ReportingPeriod, ...]:
        """Its months in order."""
        first = ReportingPeriod(self.year, 3 * self.number - 2)
        return first, first.later(1), first.later(2)

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[-1].last_day

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"
