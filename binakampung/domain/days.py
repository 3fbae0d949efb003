"""Days counted on from a day, without falling off either end of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from binakampung.domain.ages import month_number


def plus_days(day: date, days: int) -> date:
    """So many days later, or earlier when negative."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def plus_months(day: date, months: int) -> date:
    """The first day on which `completed_months(day, ...)` is that many: 31 January and one month is 1 March."""
    return _day(month_number(day) + months, day.day)


def month_start(day: date, months: int = 0) -> date:
    """The first of the month, so many calendar months later."""
    return _day(month_number(day) + months, 1)


def _day(month: int, day_of_month: int) -> date:
    """That day of a month counted as `month_number` does; the first of the next month where there is no such day."""
    year, place = divmod(month - 1, 12)
    if year < 1:
        return date.min
    if year > date.max.year:
        return date.max
    try:
        return date(year, place + 1, day_of_month)
    except ValueError:
        return _day(month + 1, 1)


def rounded(value: float) -> float:
    """To one decimal, as people read it; exactly halves go to the even digit."""
    return round(value * 10.0) / 10.0


def days_between(earlier: date | None, later: date | None) -> int | None:
    """Days from one day to another, negative when they are the other way round; None when one is not known."""
    return None if earlier is None or later is None else (later - earlier) // timedelta(days=1)
