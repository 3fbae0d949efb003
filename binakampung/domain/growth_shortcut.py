"""A growth standard laid out for the quick way through the kernel: one short record per index and day.

A record holds what is left of the published formula once everything that does not depend on the child is worked out.
Beyond +-3 the restricted z is a straight line in X / M, so two numbers replace two `pow`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from binakampung.domain.growth_standard import Floats, GrowthStandard


class Shortcuts(NamedTuple):
    """Records by row `sex * days + day`, sex 0 boys, 1 girls; NaN where the standard has nothing.

    `length`, `head`, where L = 1: a, b of z = a X + b.
    `weight`, `bmi`, `arm`: 1 / M, L, 1 / S, then of the restricted z = 3 + (a X / M - b) / S: a, b above 3; and of
    z = -3 + (a X / M - b) / S: a, b below -3.
    `by_length`, by row `(position * 2 + sex) * steps + step`: the same with M and S in place of 1 / M and 1 / S.
    Between two steps of 0.1 cm the kernel draws straight lines, as the method does for M and S; a and b hardly bend.
    """

    length: Floats
    weight: Floats
    by_length: Floats
    bmi: Floats
    head: Floats
    arm: Floats


@lru_cache(maxsize=4)
def shortcuts(standard: GrowthStandard) -> Shortcuts:
    """The records of a standard, worked out at the first call."""
    numbers = standard.by_age.reshape(-1, standard.by_age.shape[-1]).T
    median, spread = standard.by_length[..., 0], standard.by_length[..., 1]
    power = np.broadcast_to(standard.length_power[:, :, None], median.shape)
    by_length = _restricted(power.ravel(), median.ravel(), spread.ravel())
    by_length[:, 0], by_length[:, 2] = median.ravel(), spread.ravel()
    return Shortcuts(
        length=_frozen(_plain(*numbers[0:2])),
        weight=_frozen(_restricted(*numbers[2:5])),
        by_length=_frozen(by_length),
        bmi=_frozen(_restricted(*numbers[5:8])),
        head=_frozen(_plain(*numbers[8:10])),
        arm=_frozen(_restricted(*numbers[10:13])),
    )


def _plain(median: Floats, spread: Floats) -> Floats:
    return np.stack([1 / (median * spread), -1 / spread], axis=1)


def _restricted(power: Floats, median: Floats, spread: Floats) -> Floats:
    below3, below2, above2, above3 = ((1 + power * spread * count) ** (1 / power) for count in (-3, -2, 2, 3))
    above, below = spread / (above3 - above2), spread / (below2 - below3)
    records = (1 / median, power, 1 / spread, above, above3 * above, below, below3 * below)
    return np.stack(records, axis=1)


def _frozen(records: Floats) -> Floats:
    records.setflags(write=False)
    return records
