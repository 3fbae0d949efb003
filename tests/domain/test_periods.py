"""Months as people write them, and what lies around them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.periods import ReportingPeriod

pytestmark = pytest.mark.once

months = st.builds(ReportingPeriod, st.integers(1950, 2100), st.integers(1, 12))


@given(months)
def test_writing_and_reading(period: ReportingPeriod) -> None:
    assert ReportingPeriod.parse(str(period)) == period


@given(months, st.integers(-600, 600))
def test_going_and_coming_back(period: ReportingPeriod, distance: int) -> None:
    assert period.later(distance).earlier(distance) == period


@given(months)
def test_the_next_month_begins_the_day_after(period: ReportingPeriod) -> None:
    assert (period.later().first_day - period.last_day).days == 1
    assert ReportingPeriod.of(period.last_day) == period
    assert not period.ended(period.last_day)
    assert period.ended(period.later().first_day)


NO_MONTHS = ["", "2026", "2026-1", "2026-13", "2026-00", "2026-10-01", "26-10", " 2026-10", "２０２６-10"]


@pytest.mark.parametrize("text", NO_MONTHS)
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError):
        ReportingPeriod.parse(text)


def test_february() -> None:
    assert ReportingPeriod(2028, 2).last_day == date(2028, 2, 29)
