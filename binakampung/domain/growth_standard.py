"""The shape of a growth standard: the numbers that a z-score needs, laid out for the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.int8]

Index = Literal["length_for_age", "weight_for_age", "weight_for_length", "bmi_for_age", "head_for_age", "arm_for_age"]
INDICES: tuple[Index, ...] = get_args(Index)
"""The six indicators in the order of every array of six."""

LAST_DAY = 1856


@dataclass(frozen=True, slots=True, eq=False)
class GrowthStandard:
    """LMS tables of a standard in contiguous read-only arrays; sex is 0 boys, 1 girls.

    Equal only to itself, so that what is worked out of it can be kept by it.

    `by_age` (2, 1857, 13): per day length M S, weight L M S, BMI L M S, head M S, arm L M S (NaN before day 91);
    length and head circumference have L = 1.
    `beyond` (2, 1857, 12): per day for weight, BMI and arm: SD3, SD3 - SD2, SD-3, SD-2 - SD-3, in measured units.
    `by_length` (2, 2, 652, 2): lying from 45 cm, standing from 65 cm; by sex; per 0.1 cm M S (NaN past the end).
    `length_power` (2, 2): L of weight-for-length, by position and sex.
    `tables`: the plain tables, columns (day or cm, L, M, S), keyed `(name, sex)`; for curves and exports.
    """

    name: str
    source: str
    by_age: Floats
    beyond: Floats
    by_length: Floats
    length_power: Floats
    tables: Mapping[tuple[str, int], Floats]

    def arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        """What the kernel takes, in its order."""
        return self.by_age, self.beyond, self.by_length, self.length_power
