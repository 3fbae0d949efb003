"""How an invented child measures on a day: the standard turned around, with the noise of a village scale."""

from __future__ import annotations

import math
import random
from datetime import date

from binakampung.demo.persons import Child
from binakampung.domain.growth_standard import LAST_DAY, GrowthStandard


def measured(rng: random.Random, child: Child, on: date, standard: GrowthStandard) -> dict[str, str]:
    """Answers of `growth_session` for one child: weight, length, position, sometimes arm and head."""
    days = (on - child.birth_date).days
    row = standard.by_age[0 if child.sex == "male" else 1, min(days, LAST_DAY)]
    faltering = min(1.0, days / 540)  # children are born near the standard and drift to their own line
    length = _value(1.0, row[0], row[1], child.length_z * faltering + rng.gauss(0, 0.10))
    weight = _value(row[2], row[3], row[4], child.weight_z * faltering + rng.gauss(0, 0.08))
    standing = days >= 731
    answers = {
        "weight": f"{weight:.1f}",
        "length": _ruler(rng, length - 0.7 if standing and rng.random() < 0.03 else length),
        "position": "standing" if standing else "lying",
        "oedema": "yes" if rng.random() < 0.0008 else "no",
    }
    if days >= 183 and rng.random() < 0.6:
        power, median, spread = row[10:13]
        answers["muac"] = f"{_value(power, median, spread, child.weight_z * 0.8 * faltering + rng.gauss(0, 0.2)):.1f}"
    if days < 730 and rng.random() < 0.4:
        answers["head"] = f"{_value(1.0, row[8], row[9], 0.4 * child.length_z + rng.gauss(0, 0.3)):.1f}"
    return answers


def _value(power: float, median: float, spread: float, z: float) -> float:
    """The measure that has this z under L, M, S."""
    z = max(-4.5, min(4.5, z))
    if abs(power) < 1e-9:
        return float(median * math.exp(spread * z))
    return float(median * max(0.2, 1 + power * spread * z) ** (1 / power))


def _ruler(rng: random.Random, length: float) -> str:
    """Half of the readings end in .0 or .5, as on any village board."""
    return f"{round(length * 2) / 2:.1f}" if rng.random() < 0.35 else f"{length:.1f}"
