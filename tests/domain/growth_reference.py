"""z-scores computed slowly, one child and one rule at a time, as the method is written down. Tests compare with it."""

import math
from fractions import Fraction

from binakampung.domain.growth_standard import GrowthStandard


def reference(
    standard: GrowthStandard,
    sex: int,
    age: float,
    weight: float,
    lenhei: float,
    measure: int,
    headc: float,
    armc: float,
    oedema: int,
) -> list[tuple[float | None, int | None]]:
    """(z, flag) of the six indicators, None where there is none. Ages in days, NaN is missing."""
    nothing: tuple[None, None] = (None, None)
    months = age / 30.4375
    if sex not in (1, 2) or months >= 60 or age < 0:
        return [nothing] * 6
    days = None if math.isnan(age) else int(age) + (1 if age - int(age) >= 0.5 else 0)
    if days is not None and measure == 2 and months < 9:
        measure = 0
    if days is not None and days < 731 and measure == 2:
        lenhei = lenhei + 0.7
    if days is not None and days >= 731 and measure == 1:
        lenhei = lenhei - 0.7
    answers: list[tuple[float | None, int | None]] = [nothing] * 6
    if oedema != 1:
        answers[2] = flagged(weight_for_length(standard, sex, days, weight, lenhei, measure), -5, 5)
    if days is None:
        return answers
    square = (lenhei / 100) * (lenhei / 100)
    bmi = weight / square if square else math.inf if weight > 0 else math.nan
    answers[0] = flagged(for_age(standard, "lfa", sex, days, lenhei), -6, 6)
    answers[4] = flagged(for_age(standard, "hcfa", sex, days, headc), -5, 5)
    answers[5] = flagged(for_age(standard, "acfa", sex, days, armc), -5, 5)
    if oedema != 1:
        answers[1] = flagged(for_age(standard, "wfa", sex, days, weight), -6, 5)
        answers[3] = flagged(for_age(standard, "bmifa", sex, days, bmi), -5, 5)
    return answers


def for_age(standard: GrowthStandard, table: str, sex: int, days: int, value: float) -> float | None:
    rows = {int(row[0]): row[1:] for row in standard.tables[table, sex - 1].tolist()}
    if not value > 0 or days not in rows:
        return None
    z = plain(value, *rows[days])
    return z if table in ("lfa", "hcfa") else restricted(z, value, *rows[days])


def weight_for_length(
    standard: GrowthStandard, sex: int, days: int | None, weight: float, length: float, measure: int
) -> float | None:
    if math.isnan(length) or not weight >= 0:
        return None
    standing = days >= 731 if days is not None else measure == 2 or (measure == 0 and length >= 87)
    table, first, last = ("wfh", 65, 120) if standing else ("wfl", 45, 110)
    if not first <= length <= last:
        return None
    rows = {round(row[0] * 10): row[1:] for row in standard.tables[table, sex - 1].tolist()}
    below, above = int(length * 10), int(length * 10 + 1)
    part = (length - below / 10) / 0.1
    if part > 0 and above not in rows:
        return None
    lms = [low + part * (high - low) for low, high in zip(rows[below], rows.get(above, rows[below]), strict=True)]
    lms = lms if part > 0 else rows[below]
    return restricted(plain(weight, *lms), weight, *lms)


def plain(value: float, power: float, median: float, spread: float) -> float:
    try:
        ratio = (value / median) ** power
    except (ZeroDivisionError, OverflowError):  # as good as no weight, and L is negative
        ratio = math.inf
    return (ratio - 1) / (spread * power)


def restricted(z: float, value: float, power: float, median: float, spread: float) -> float:
    def at(count: int) -> float:
        return median * (1 + power * spread * count) ** (1 / power)

    if z > 3:
        return 3 + (value - at(3)) / (at(3) - at(2))
    if z < -3:
        return -3 + (value - at(-3)) / (at(-2) - at(-3))
    return z


def flagged(z: float | None, lowest: float, highest: float) -> tuple[float | None, int | None]:
    if z is None:
        return None, None
    rounded = round_as_r(z)
    return rounded, int(rounded < lowest or rounded > highest)


def round_as_r(value: float) -> float:
    """The nearer of the two neighbours with two decimals, by exact distance; at a tie the even one."""
    if math.isinf(value) or abs(value) > 1e12:
        return value
    size = abs(value)
    down = math.floor(size * 100)
    low, high = down / 100, math.ceil(size * 100) / 100
    to_low, to_high = Fraction(size) - Fraction(low), Fraction(high) - Fraction(size)
    nearest = low if to_low < to_high or (to_low == to_high and down % 2 == 0) else high
    return math.copysign(nearest, value)
