"""z-scores of one child or of a million: one compiled loop, equal to WHO's R package `anthro` to the last decimal.

Every expression keeps the order of operations of the published method, because z is rounded afterwards and a
different last bit would round the other way. Source of the method: WHO Child Growth Standards, Methods and
development (2006, 2007), chapter 7 for the restricted z; conventions as `anthro` applies them.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

from binakampung.domain.growth_standard import Bytes, Floats, GrowthStandard

DAYS_OF_MONTH = 30.4375
DAYS_OF_60_MONTHS = 60 * DAYS_OF_MONTH
DAYS_OF_9_MONTHS = 9 * DAYS_OF_MONTH
HEIGHT_FROM_DAY = 731
ARM_FROM_DAY = 91
LYING_IS_LONGER_CM = 0.7

FLAGGED, PLAUSIBLE, MISSING, NOT_A_NUMBER = 1, 0, -1, -2
"""Values of a flag. `NOT_A_NUMBER`: all inputs are there, but the formula has no answer (a negative weight)."""

WHO_FLAG_LIMITS: Floats = np.array([[-6, 6], [-6, 5], [-5, 5], [-5, 5], [-5, 5], [-5, 5]], dtype=np.float64)
LYING, STANDING = 1, 2
BLOCK = 65_536

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Machine code on the first call, kept on disk for the next process; runs without Python's lock."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def zscores(
    sex: npt.ArrayLike,
    age_days: npt.ArrayLike,
    weight: npt.ArrayLike,
    lenhei: npt.ArrayLike,
    measure: npt.ArrayLike,
    headc: npt.ArrayLike,
    armc: npt.ArrayLike,
    oedema: npt.ArrayLike,
    standard: GrowthStandard,
    flag_limits: Floats = WHO_FLAG_LIMITS,
    threads: int | None = 1,
) -> tuple[Floats, Bytes]:
    """z-scores rounded to two decimals as R rounds, and their flags, of n children.

    Args, each of shape (n,); NaN (0 for codes) is missing:
        sex: 1 boy, 2 girl. age_days: not rounded (months x 30.4375); negative counts as missing altogether.
        weight: kg. lenhei, headc, armc: cm. measure: 1 lying, 2 standing. oedema: 1 yes, anything else no.
        flag_limits: (6, 2), the lowest and highest z that is plausible, in the order of `INDICES`.
        threads: how many cores share the rows; None for all of them.
    Returns:
        z (n, 6) in the order of `INDICES`, NaN where there is none; flags (n, 6): see `FLAGGED` and its neighbours.
    """
    columns = (
        _column(sex, np.int8), _column(age_days), _column(weight), _column(lenhei), _column(measure, np.int8),
        _column(headc), _column(armc), _column(oedema, np.int8),
    )  # fmt: skip
    count = len(columns[0])
    if any(len(column) != count for column in columns):
        raise ValueError("All columns must have the same number of rows")
    z = np.empty((count, 6))
    flags = np.empty((count, 6), dtype=np.int8)
    fixed = (*standard.arrays(), flag_limits)
    workers = threads or os.cpu_count() or 1
    if workers == 1 or count <= BLOCK:
        _fill(*columns, *fixed, z, flags)
        return z, flags
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, count, BLOCK):
            part = slice(start, start + BLOCK)
            pool.submit(_fill, *(column[part] for column in columns), *fixed, z[part], flags[part])
    return z, flags


def _column(values: npt.ArrayLike, kind: Any = np.float64) -> npt.NDArray[Any]:
    return np.ascontiguousarray(values, dtype=kind)


@compiled
def _fill(
    sex: Bytes,
    age_days: Floats,
    weight: Floats,
    lenhei: Floats,
    measure: Bytes,
    headc: Floats,
    armc: Floats,
    oedema: Bytes,
    by_age: Floats,
    beyond: Floats,
    by_length: Floats,
    length_power: Floats,
    plausible: Floats,
    z: Floats,
    flags: Bytes,
) -> None:
    for row in range(len(sex)):
        for index in range(6):
            z[row, index] = math.nan
            flags[row, index] = MISSING
        age = age_days[row]
        aged = age < DAYS_OF_60_MONTHS and age >= 0.0
        if not (1 <= sex[row] <= 2) or not (aged or math.isnan(age)):
            continue
        girl = sex[row] - 1
        day = _round_half_up(age) if aged else -1
        position = measure[row]
        if position == STANDING and aged and age < DAYS_OF_9_MONTHS:
            position = 0
        length = _adjusted(lenhei[row], position, day)
        swollen = oedema[row] == 1
        if not swollen:
            _weight_for_length(
                weight[row], length, position, day, girl, by_length, length_power, plausible, z[row], flags[row]
            )
        if not aged:
            continue
        lms = by_age[girl, day]
        limits = beyond[girl, day]
        if length > 0.0:
            _put(0, _unrestricted(length, lms[0], lms[1]), plausible, z[row], flags[row])
        if not swollen:
            if weight[row] > 0.0:
                value = _restricted(weight[row], lms[2], lms[3], lms[4], limits[0:4])
                _put(1, value, plausible, z[row], flags[row])
            if not (math.isnan(weight[row]) or math.isnan(length)):
                bmi = weight[row] / ((length / 100.0) * (length / 100.0))
                if not bmi <= 0.0:
                    value = _restricted(bmi, lms[5], lms[6], lms[7], limits[4:8])
                    _put(3, value, plausible, z[row], flags[row])
        if headc[row] > 0.0:
            _put(4, _unrestricted(headc[row], lms[8], lms[9]), plausible, z[row], flags[row])
        if armc[row] > 0.0 and day >= ARM_FROM_DAY:
            value = _restricted(armc[row], lms[10], lms[11], lms[12], limits[8:12])
            _put(5, value, plausible, z[row], flags[row])


@compiled
def _round_half_up(age: float) -> int:
    whole = math.floor(age)
    return int(whole) + 1 if age - whole >= 0.5 else int(whole)


@compiled
def _adjusted(lenhei: float, position: int, day: int) -> float:
    """Length below 731 days, height from then on; `day` is -1 when the age is not known."""
    if day >= HEIGHT_FROM_DAY and position == LYING:
        return lenhei - LYING_IS_LONGER_CM
    if 0 <= day < HEIGHT_FROM_DAY and position == STANDING:
        return lenhei + LYING_IS_LONGER_CM
    return lenhei


@compiled
def _unrestricted(value: float, median: float, spread: float) -> float:
    return (value / median - 1.0) / spread


@compiled
def _restricted(value: float, power: float, median: float, spread: float, limits: Floats) -> float:
    z = (math.pow(value / median, power) - 1.0) / (spread * power)
    if z > 3.0:
        z = 3.0 + (value - limits[0]) / limits[1]
    elif z < -3.0:
        z = -3.0 + (value - limits[2]) / limits[3]
    return z


@compiled
def _weight_for_length(
    weight: float,
    length: float,
    position: int,
    day: int,
    girl: int,
    by_length: Floats,
    length_power: Floats,
    plausible: Floats,
    z: Floats,
    flags: Bytes,
) -> None:
    """A weight of 0 keeps its (flagged) z, and a negative one has none: so does the reference."""
    if math.isnan(weight):
        return
    standing = day >= HEIGHT_FROM_DAY if day >= 0 else position == STANDING or (position != LYING and length >= 87.0)
    first, last = (65.0, 120.0) if standing else (45.0, 110.0)
    if not first <= length <= last:
        return
    tenths = math.floor(length * 10.0)
    table = by_length[int(standing), girl]
    below, above = int(tenths) - int(first) * 10, _step_above(length) - int(first) * 10
    median, spread = table[below, 0], table[below, 1]
    part = (length - tenths / 10.0) / 0.1
    if part > 0.0:
        median += part * (table[above, 0] - median)
        spread += part * (table[above, 1] - spread)
    if math.isnan(median):
        return
    power = length_power[int(standing), girl]
    value = (math.pow(weight / median, power) - 1.0) / (spread * power)
    if value > 3.0:
        limit = _limit(3.0, power, median, spread)
        value = 3.0 + (weight - limit) / (limit - _limit(2.0, power, median, spread))
    elif value < -3.0:
        limit = _limit(-3.0, power, median, spread)
        value = -3.0 + (weight - limit) / (_limit(-2.0, power, median, spread) - limit)
    _put(2, value, plausible, z, flags)


@compiled
def _step_above(length: float) -> int:
    """The next 0.1 cm in tenths. Adding before truncating may skip a step just under one (102.39999999999999 gives
    1025): the reference does, so the same child gets the same z."""
    return math.floor(length * 10.0 + 1.0)


@compiled
def _limit(deviations: float, power: float, median: float, spread: float) -> float:
    return median * math.pow(1.0 + power * spread * deviations, 1.0 / power)


@compiled
def _put(index: int, value: float, plausible: Floats, z: Floats, flags: Bytes) -> None:
    if math.isnan(value):
        flags[index] = NOT_A_NUMBER
        return
    rounded = round_2(value)
    z[index] = rounded
    implausible = rounded < plausible[index, 0] or rounded > plausible[index, 1]
    flags[index] = FLAGGED if implausible else PLAUSIBLE


@compiled
def round_2(value: float) -> float:
    """R's `round(value, 2)` (R 4.0.0 and later): the nearer of the two neighbours k/100, at a tie the even k."""
    if value < 0.0:
        return -_round_2(-value)
    return _round_2(value)


@compiled
def _round_2(value: float) -> float:
    hundredfold = value * 100.0
    whole = math.floor(hundredfold)
    part = hundredfold - whole
    if part < 0.499999 and value < 1e6:
        return whole / 100.0
    if part > 0.500001 and value < 1e6:
        return (whole + 1.0) / 100.0
    if not value < 1e13:
        return value
    down, up = whole / 100.0, math.ceil(hundredfold) / 100.0
    to_up, to_down = up - value, value - down
    return up if to_up < to_down or (to_up == to_down and whole % 2.0 == 1.0) else down
