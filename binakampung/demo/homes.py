"""The house, the family's life and the aid of an invented family, as likely as a village of the regency suggests.

The shares are invented too: nobody counted them. What a poor house lacks it tends to lack together.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from binakampung.demo.chance import answered, one_of, told, yes
from binakampung.demo.persons import Person

WATER = {
    False: {"bottled": 0.17, "piped": 0.16, "borehole": 0.42, "protected_well": 0.2, "unprotected_well": 0.03,
            "rain": 0.01, "surface": 0.01},
    True: {"bottled": 0.03, "piped": 0.07, "borehole": 0.28, "protected_well": 0.27, "unprotected_well": 0.21,
           "rain": 0.04, "surface": 0.1},
}  # fmt: skip
LATRINE = {
    False: {"own_septic": 0.89, "own_no_septic": 0.05, "shared": 0.04, "public": 0.01, "none": 0.01},
    True: {"own_septic": 0.34, "own_no_septic": 0.27, "shared": 0.14, "public": 0.07, "none": 0.18},
}
FLOOR = {
    False: {"ceramic": 0.7, "cement": 0.28, "wood": 0.02},
    True: {"ceramic": 0.16, "cement": 0.55, "wood": 0.03, "earth": 0.26},
}
WALL = {False: {"brick": 0.96, "wood": 0.03, "bamboo": 0.01}, True: {"brick": 0.6, "wood": 0.1, "bamboo": 0.3}}
ROOF = {"tile": 0.9, "metal": 0.07, "concrete": 0.02, "thatch": 0.01}
FUEL = {False: {"gas": 0.88, "wood": 0.1, "electricity": 0.02}, True: {"gas": 0.47, "wood": 0.53}}
TENURE = {"own": 0.83, "family": 0.14, "rent": 0.03}
PROGRAMMES = {
    "family_hope": 0.4,
    "staple_food_aid": 0.55,
    "village_cash": 0.16,
    "smart_indonesia": 0.18,
    "house_repair": 0.02,
}


def home(rng: random.Random, people: int) -> dict[str, Any]:
    """The house, water and latrine; one family in eight leaves something out."""
    poor = rng.random() < 0.2
    area = round(max(12.0, rng.gauss(38 if poor else 62, 16 if poor else 20)))
    return answered(
        {
            "drinking_water": told(rng, one_of(rng, WATER[poor]), 0.02),
            "latrine": told(rng, one_of(rng, LATRINE[poor]), 0.04),
            "floor": told(rng, one_of(rng, FLOOR[poor])),
            "wall": told(rng, one_of(rng, WALL[poor])),
            "roof": told(rng, one_of(rng, ROOF)),
            "lighting": told(rng, "electricity" if rng.random() < 0.985 else "other", 0.01),
            "cooking_fuel": told(rng, one_of(rng, FUEL[poor])),
            "tenure": told(rng, one_of(rng, TENURE)),
            "floor_area": told(rng, str(area), 0.06),
            "residents": str(people),
        }
    )


def development(rng: random.Random, people: Sequence[Person], on: date) -> dict[str, Any]:
    """The questions of family development; quarrels are asked of couples only, and often not answered."""
    couple = any(person.is_wife for person in people) and any(person.relationship == "spouse" for person in people)
    answers = {
        "worships": yes(rng, 0.97, 0.01),
        "has_income": yes(rng, 0.82),
        "eats_diverse_food": yes(rng, 0.66),
        "has_savings": yes(rng, 0.38, 0.06),
        "long_illness": yes(rng, 0.07),
        "uses_internet": yes(rng, 0.61),
        "time_together_daily": yes(rng, 0.88),
        "recreation_together": yes(rng, 0.42),
        "joins_community": yes(rng, 0.79),
    }
    if couple:
        answers |= {
            "marriage_registered": yes(rng, 0.8, 0.02),
            "conflict_silence": yes(rng, 0.07, 0.09),
            "conflict_separate": yes(rng, 0.025, 0.09),
            "conflict_leaving": yes(rng, 0.02, 0.09),
            "conflict_violence": yes(rng, 0.012, 0.1),
            "parents_together": yes(rng, 0.8),
        }
    return answered(answers)


def aid(rng: random.Random) -> dict[str, Any]:
    """What aid the family receives now."""
    programmes = [code for code, share in PROGRAMMES.items() if rng.random() < share] if rng.random() < 0.41 else []
    return answered({"programmes": told(rng, " ".join(programmes) or "none", 0.04)})
