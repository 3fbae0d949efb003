"""z-scores of one child or of a million: compiled loops, equal to WHO's R package `anthro` to the last decimal.

There are two ways to a z. The exact one keeps every operation of the published method in its order, because z is
rounded to two decimals afterwards and a different last bit would round the other way. Source of the method: WHO Child
Growth Standards, Methods and development (2006, 2007), chapter 7 for the restricted z; conventions as `anthro` applies
them.

The quick one comes first and takes half the time, for nearly every child. It works from `growth_shortcut`, with short
series in place of `pow` and no branch that a processor could guess wrong, and is right to `FAR_OFF` hundredths of a z.
Where that error cannot reach another rounding, the rounded z is the exact one to the last bit. A row with any z nearer
to a tie (one in two hundred), or with an input that has a rule of its own, is left to the exact way.
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

from binakampung.domain.growth_shortcut import Shortcuts, shortcuts
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

FAR_OFF = 2e-4
"""In hundredths of a z: eight times what a quick z below `FAR_OUT` was ever seen to differ from the exact one."""
WITHIN = 0.25 - FAR_OFF
FAR_OUT = 3_000.0  # hundredths too: z = 30

Rows = npt.NDArray[np.int64]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Machine code on the first call, kept on disk for the next process; runs without Python's lock."""
    try:
        return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # nowhere to keep it: every process compiles for itself
        return cast(Function, numba.njit(nogil=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Becomes part of the loop that calls it: arrays handed to a function are counted, at more cost than its work."""
    return cast(Function, numba.njit(error_model="numpy", inline="always")(function))


def contracted(function: Function) -> Function:
    """May round a product and a sum at once where the processor can. Only for what is compared with `FAR_OFF`."""
    return cast(Function, numba.njit(error_model="numpy", fastmath={"contract"})(function))


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
    exact, quick, starts = standard.arrays(), shortcuts(standard), range(0, count, BLOCK)
    quickly: Callable[..., None] = _quickly
    exactly: Callable[..., None] = _exactly
    workers = threads or os.cpu_count() or 1

    def fill_block(start: int) -> None:
        part = slice(start, start + BLOCK)
        taken, answers = [column[part] for column in columns], (z[part], flags[part])
        quickly(*taken, quick, *answers)
        left = _settle(*answers, flag_limits)
        if len(left):
            exactly(left, *taken, *exact, flag_limits, *answers)

    if workers == 1 or len(starts) == 1:
        for start in starts:
            fill_block(start)
    else:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(fill_block, starts))
    return z, flags


def _column(values: npt.ArrayLike, kind: Any = np.float64) -> npt.NDArray[Any]:
    """Contiguous and writable: a read-only array would be another type, and compiled for once more."""
    return np.require(values, dtype=kind, requirements=["C", "W"])


@compiled
def _quickly(
    sex: Bytes,
    age_days: Floats,
    weight: Floats,
    lenhei: Floats,
    measure: Bytes,
    headc: Floats,
    armc: Floats,
    oedema: Bytes,
    quick: Shortcuts,
    z: Floats,
    flags: Bytes,
) -> None:
    """For `_settle`: z times a hundred, not rounded, and in place of flags which of them are wanted."""
    days, steps = len(quick.length) // 2, len(quick.by_length) // 4
    for row in range(len(sex)):
        age, girl = age_days[row], sex[row] - 1
        kilos = math.nan if oedema[row] == 1 else weight[row]
        if not (girl == 0 or girl == 1) or not 0.0 <= age < DAYS_OF_60_MONTHS or kilos <= 0.0:
            for index in range(6):
                z[row, index], flags[row, index] = math.nan, 1
            continue
        day = _round_half_up(age)
        position = _position(measure[row], age)
        length, head, arm = lenhei[row] + _shift(position, day), headc[row], armc[row]
        bmi = _bmi(kilos, length)
        table = _table(length, position, day)
        record = np.uint64(girl * days + day)  # unsigned, so that nothing is counted from the end
        start = (max(table, 0) * 2 + girl) * steps
        z[row, 0] = _straight(length, quick.length[record, 0], quick.length[record, 1])
        z[row, 1] = _curved(kilos * quick.weight[record, 0], quick.weight, record)
        z[row, 2] = _between_curves(kilos, length, table, start, quick.by_length)
        z[row, 3] = _curved(bmi * quick.bmi[record, 0], quick.bmi, record)
        z[row, 4] = _straight(head, quick.head[record, 0], quick.head[record, 1])
        z[row, 5] = _curved(arm * quick.arm[record, 0], quick.arm, record)
        flags[row, 0] = length > 0.0
        flags[row, 1] = kilos > 0.0
        flags[row, 2] = (kilos > 0.0) & (table >= 0)
        flags[row, 3] = bmi > 0.0
        flags[row, 4] = head > 0.0
        flags[row, 5] = (arm > 0.0) & (day >= ARM_FROM_DAY)


@compiled
def _settle(z: Floats, flags: Bytes, plausible: Floats) -> Rows:
    """Rounds and flags what `_quickly` filled in, without branches; returns the rows where a z is in doubt."""
    left, remaining = np.empty(len(z), dtype=np.int64), 0
    for row in range(len(z)):
        doubtful = 0
        for index in range(6):
            hundredfold, wanted = z[row, index], flags[row, index]
            doubtful |= wanted & (not _certain(hundredfold))
            rounded = np.rint(hundredfold) / 100.0 if wanted else math.nan
            z[row, index] = rounded
            flags[row, index] = _flag(rounded, plausible[index, 0], plausible[index, 1])
        left[remaining] = row
        remaining += doubtful
    return left[:remaining]


@compiled
def _certain(hundredfold: float) -> bool:
    """Near neither a tie nor a whole number (zero has two signs), nor so large that the error is; false for NaN."""
    off: float = abs(hundredfold - np.rint(hundredfold))
    return (abs(off - 0.25) < WITHIN) & (abs(hundredfold) < FAR_OUT)


@contracted
def _straight(value: float, slope: float, offset: float) -> float:
    return 100.0 * (value * slope + offset)


@inlined
def _curved(ratio: float, records: Floats, record: np.uint64) -> float:
    """A hundred times z of X / M, by the record of a day."""
    return hundredfold_z(
        ratio,
        records[record, 1],
        records[record, 2],
        records[record, 3],
        records[record, 4],
        records[record, 5],
        records[record, 6],
    )


@inlined
def _between_curves(weight: float, length: float, table: int, start: int, records: Floats) -> float:
    """A hundred times z of a weight for length, all its numbers linear between steps as in `_weight_for_length`."""
    inside = length if table >= 0 else 65.0  # what comes of 65 is not used
    tenths = math.floor(inside * 10.0)
    part = (inside - tenths / 10.0) * 10.0
    start -= 450 + 200 * max(table, 0)
    below, above = np.uint64(start + tenths), np.uint64(start + math.floor(inside * 10.0 + 1.0))
    return hundredfold_z(
        weight / _line(part, records[below, 0], records[above, 0]),
        records[below, 1],
        1.0 / _line(part, records[below, 2], records[above, 2]),
        _line(part, records[below, 3], records[above, 3]),
        _line(part, records[below, 4], records[above, 4]),
        _line(part, records[below, 5], records[above, 5]),
        _line(part, records[below, 6], records[above, 6]),
    )


@contracted
def _line(part: float, below: float, above: float) -> float:
    return below + part * (above - below)


@contracted
def hundredfold_z(
    ratio: float,
    power: float,
    steepness: float,
    above_slope: float,
    above_offset: float,
    below_slope: float,
    below_offset: float,
) -> float:
    """A hundred times the restricted z, closer than `FAR_OFF`, from X / M and the rest of a record of `Shortcuts`.

    ((X / M)^L - 1) / (L S) is log(X / M) / S times (e^u - 1) / u, where u = L log(X / M). Within +-3 the logarithm is
    below 0.5 in size and u below 0.25, so that a few terms of both series do; no division by an L near 0 is left.
    """
    small = (ratio - 1.0) / (ratio + 1.0)  # log(ratio) = 2 artanh(small)
    square = small * small
    log = small * (2.0 + square * (2 / 3 + square * (2 / 5 + square * (2 / 7 + square * (2 / 9)))))
    u = power * log
    growth = 1.0 + u * (1 / 2 + u * (1 / 6 + u * (1 / 24 + u * (1 / 120 + u * (1 / 720)))))
    above, below = above_slope * ratio - above_offset, below_slope * ratio - below_offset
    z = 3.0 + above * steepness if above > 0.0 else log * growth * steepness
    return 100.0 * (-3.0 + below * steepness if below < 0.0 else z)


@compiled
def _exactly(
    rows: Rows,
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
    for row in rows:
        for index in range(6):
            z[row, index] = math.nan
            flags[row, index] = MISSING
        age, girl = age_days[row], sex[row] - 1
        aged = 0.0 <= age < DAYS_OF_60_MONTHS
        if not (girl == 0 or girl == 1) or not (aged or math.isnan(age)):
            continue
        day = _round_half_up(age) if aged else -1
        position = _position(measure[row], age)
        length = lenhei[row] + _shift(position, day)
        kilos = math.nan if oedema[row] == 1 else weight[row]
        bmi = _bmi(kilos, length)
        table = _table(length, position, day)
        if table >= 0 and kilos >= 0.0:
            z[row, 2] = _weight_for_length(kilos, length, table, girl, by_length, length_power)
        if aged:
            if length > 0.0:
                z[row, 0] = _plain(length, girl, day, 0, by_age)
            if kilos > 0.0:
                z[row, 1] = _restricted(kilos, girl, day, 2, by_age, 0, beyond)
            if bmi > 0.0:
                z[row, 3] = _restricted(bmi, girl, day, 5, by_age, 4, beyond)
            if headc[row] > 0.0:
                z[row, 4] = _plain(headc[row], girl, day, 8, by_age)
            if armc[row] > 0.0 and day >= ARM_FROM_DAY:
                z[row, 5] = _restricted(armc[row], girl, day, 10, by_age, 8, beyond)
        for index in range(6):
            flags[row, index] = _flag(z[row, index], plausible[index, 0], plausible[index, 1])
        if kilos < 0.0 and table >= 0:
            flags[row, 2] = NOT_A_NUMBER
        if aged and kilos == 0.0 and math.isnan(bmi) and not math.isnan(length):
            flags[row, 3] = NOT_A_NUMBER


@compiled
def _position(measure: int, age: float) -> int:
    """How the child was measured; standing is not believed below nine months."""
    return measure & (LYING if age < DAYS_OF_9_MONTHS else -1)


@compiled
def _bmi(weight: float, length: float) -> float:
    return weight / ((length / 100.0) * (length / 100.0))


@compiled
def _round_half_up(age: float) -> int:
    whole = math.floor(age)
    return whole + int(age - whole >= 0.5)


@compiled
def _shift(position: int, day: int) -> float:
    """What makes it a length below 731 days, a height from then on; `day` is -1 when the age is not known."""
    too_long = day >= HEIGHT_FROM_DAY and position == LYING
    too_short = 0 <= day < HEIGHT_FROM_DAY and position == STANDING
    return LYING_IS_LONGER_CM * (int(too_short) - int(too_long))


@compiled
def _table(length: float, position: int, day: int) -> int:
    """0 for weight-for-length, 1 for weight-for-height, -1 when the length is in neither."""
    by_age = day >= HEIGHT_FROM_DAY
    by_position = position == STANDING or (position != LYING and length >= 87.0)
    standing = int(by_age if day >= 0 else by_position)
    return standing if 45.0 + 20.0 * standing <= length <= 110.0 + 10.0 * standing else -1


@inlined
def _plain(value: float, girl: int, day: int, first: int, by_age: Floats) -> float:
    """z for L = 1, from M and S at `first` of the day's numbers."""
    return round_2((value / by_age[girl, day, first] - 1.0) / by_age[girl, day, first + 1])


@inlined
def _restricted(value: float, girl: int, day: int, first: int, by_age: Floats, limit: int, beyond: Floats) -> float:
    """z from L, M and S at `first`; beyond 3 counted in steps of the distance between SD2 and SD3, found at `limit`."""
    z = _z(value, by_age[girl, day, first], by_age[girl, day, first + 1], by_age[girl, day, first + 2])
    if z > 3.0:
        z = 3.0 + (value - beyond[girl, day, limit]) / beyond[girl, day, limit + 1]
    elif z < -3.0:
        z = -3.0 + (value - beyond[girl, day, limit + 2]) / beyond[girl, day, limit + 3]
    return round_2(z)


@inlined
def _weight_for_length(
    weight: float, length: float, table: int, girl: int, by_length: Floats, length_power: Floats
) -> float:
    """The restricted z, from M and S linear between the steps of 0.1 cm.

    The step above is 10 x length + 1, truncated: just under a step (102.39999999999999) the sum may round up and skip
    one. The reference does so; the same child must get the same z. So it does with a weight of 0, which is flagged.
    """
    tenths = math.floor(length * 10.0)
    below = tenths - 450 - 200 * table
    above = below + math.floor(length * 10.0 + 1.0) - tenths
    part = (length - tenths / 10.0) / 0.1
    median = _between(part, by_length[table, girl, below, 0], by_length[table, girl, above, 0])
    spread = _between(part, by_length[table, girl, below, 1], by_length[table, girl, above, 1])
    power = length_power[table, girl]
    z = _z(weight, power, median, spread)
    return round_2(_beyond(z, weight, power, median, spread) if abs(z) > 3.0 else z)


@compiled
def _z(value: float, power: float, median: float, spread: float) -> float:
    return (math.pow(value / median, power) - 1.0) / (spread * power)


@compiled
def _between(part: float, below: float, above: float) -> float:
    return below + part * (above - below) if part > 0.0 else below


@compiled
def _beyond(z: float, value: float, power: float, median: float, spread: float) -> float:
    """The restricted z where nothing is laid out beforehand."""
    side = 1.0 if z > 0.0 else -1.0
    third, second = _deviation(3.0 * side, power, median, spread), _deviation(2.0 * side, power, median, spread)
    step = third - second if z > 0.0 else second - third
    return 3.0 * side + (value - third) / step


@compiled
def _deviation(count: float, power: float, median: float, spread: float) -> float:
    return median * math.pow(1.0 + power * spread * count, 1.0 / power)


@compiled
def _flag(z: float, lowest: float, highest: float) -> int:
    return MISSING if math.isnan(z) else int(z < lowest) | int(z > highest)


@compiled
def round_2(value: float) -> float:
    """R's `round(value, 2)`, of version 4.0.0 and later."""
    hundredfold = value * 100.0
    nearest = float(np.rint(hundredfold))
    if abs(abs(hundredfold - nearest) - 0.5) > 1e-6 and abs(value) < 1e6:
        return nearest / 100.0  # not near a tie: every method agrees
    return -_nearer(-value) if value < 0.0 else _nearer(value)


@compiled
def _nearer(value: float) -> float:
    """The nearer of the two neighbours k/100 of a value >= 0; of two equally near ones that with the even k."""
    if not value < 1e13:
        return value
    hundredfold = value * 100.0
    whole = math.floor(hundredfold)
    down, up = whole / 100.0, math.ceil(hundredfold) / 100.0
    to_up, to_down = up - value, value - down
    return up if to_up < to_down or (to_up == to_down and whole % 2 == 1) else down
