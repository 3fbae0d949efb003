"""Reporting periods: calendar months, written `2026-10`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class ReportingPeriod:
    """One calendar month. Raises `ValueError` for a month that no calendar has."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9998 and 1 <= self.month <= 12):
            raise ValueError(f"no month {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> ReportingPeriod:
        """The inverse of `str`. Raises `ValueError`."""
        written = _WRITTEN.fullmatch(text)
        if written is None or not text.isascii():
            raise ValueError(f"{text!r} is not a month like 2026-10")
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, day: date) -> ReportingPeriod:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The day as of which the month is told."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def earlier(self, months: int = 1) -> ReportingPeriod:
        """So many months before."""
        return self.later(-months)

    def later(self, months: int = 1) -> ReportingPeriod:
        """So many months after."""
        count = self.year * 12 + self.month - 1 + months
        return ReportingPeriod(count // 12, count % 12 + 1)

    def ended(self, today: date) -> bool:
        """Is the whole month past?"""
        return today > self.last_day

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
