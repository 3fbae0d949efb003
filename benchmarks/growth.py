"""Children a second through the growth kernel, beside what the arithmetic alone allows.

    .venv/bin/python -m benchmarks.growth [--rows 1000000] [--runs 7]

Children are drawn with the ages, heights and weights of a population under five, measured as scales show them. The
bound is four `pow` a child (weight, weight for length, BMI and arm need one each) and nothing else. One core is timed
by the CPU time of its thread, so that other work on the machine does not disturb the share; all cores by the wall
clock. R's package `anthro` does 25,000 children a second on a machine of this kind (measured apart; R is not needed
here).
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from binakampung.domain.growth_kernel import compiled, zscores
from binakampung.domain.growth_standard import Floats
from binakampung.standards import who_2006

R_ROWS_A_SECOND = 25_000


def main() -> None:
    """Print one JSON object with the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    columns, standard = population(options.rows), who_2006()
    shares, powers = np.random.default_rng(2).uniform(0.7, 1.3, options.rows), np.full(options.rows, -0.35)

    def rate(work: Callable[[], Any], clock: Callable[[], float] = time.thread_time) -> int:
        return round(options.rows / median_seconds(work, options.runs, clock))

    one = rate(lambda: zscores(**columns, standard=standard, threads=1))
    every = rate(lambda: zscores(**columns, standard=standard, threads=None), time.perf_counter)
    bound = rate(lambda: four_powers(shares, powers, np.empty(options.rows)))
    result = {
        "rows": options.rows,
        "runs": options.runs,
        "rows_a_second_one_core": one,
        "rows_a_second_all_cores": every,
        "four_pow_a_second_one_core": bound,
        "share_of_the_bound": round(one / bound, 2),
        "times_r": round(one / R_ROWS_A_SECOND),
    }
    print(json.dumps(result, indent=2))


def median_seconds(work: Callable[[], Any], runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median after one run that is not counted."""
    work()
    seconds = []
    for _ in range(runs):
        start = clock()
        work()
        seconds.append(clock() - start)
    return statistics.median(seconds)


def population(rows: int) -> dict[str, Any]:
    """Children under five, somewhat short and light, one in five hundred with oedema."""
    chance, standard = np.random.default_rng(1), who_2006()
    sex, days = chance.integers(1, 3, rows), chance.integers(0, 1827, rows)
    lms = standard.by_age[sex - 1, days]
    arm = np.where(days >= 91, lms[:, 11] * np.exp(np.nan_to_num(lms[:, 12]) * chance.normal(-0.5, 1, rows)), 12.0)
    return {
        "sex": sex.astype(np.int8),
        "age_days": days.astype(np.float64),
        "weight": np.round(lms[:, 3] * np.exp(lms[:, 4] * chance.normal(-0.8, 1.1, rows)), 1),
        "lenhei": np.round(lms[:, 0] * (1 + lms[:, 1] * chance.normal(-0.9, 1.2, rows)), 1),
        "measure": chance.integers(0, 3, rows).astype(np.int8),
        "headc": np.round(lms[:, 8] * (1 + lms[:, 9] * chance.normal(-0.5, 1, rows)), 1),
        "armc": np.round(arm, 1),
        "oedema": (chance.random(rows) < 0.002).astype(np.int8),
    }


@compiled
def four_powers(share: Floats, power: Floats, out: Floats) -> None:
    """The part of a z-score that cannot be had cheaper."""
    for row in range(len(share)):
        x, y = share[row], power[row]
        out[row] = math.pow(x, y) + math.pow(x + 0.01, y) + math.pow(x, y - 0.5) + math.pow(x + 0.02, y + 0.1)


if __name__ == "__main__":
    main()
