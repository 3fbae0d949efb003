"""Ages, always counted from dates and never typed in."""

from __future__ import annotations

from datetime import date


def completed_months(born: date, on: date) -> int:
    """Whole calendar months lived on a day (2 months 29 days are 2); negative before birth. Permenkes 2/2020."""
    return month_number(on) - month_number(born) - (on.day < born.day)


def five_years_before(on: date) -> date:
    """Whoever was born after this day is under five on the day given; born on 29 February, one is five on 1 March."""
    try:
        return on.replace(year=on.year - 5)
    except ValueError:  # 29 February
        return on.replace(year=on.year - 5, day=28)


def month_number(day: date) -> int:
    """Calendar months counted without gaps, so that following months differ by one."""
    return day.year * 12 + day.month


def age_in_days(months: float) -> int:
    """Months of WHO's length (30.4375 days) as days, rounded half up as WHO `anthro` does."""
    return int(months * 30.4375 + 0.5)
