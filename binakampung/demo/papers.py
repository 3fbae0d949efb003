"""Invented numbers: right in form for most people, missing or wrong as often as in any village.

The region and the day are real in kind; the serials are drawn at random and belong to nobody.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

MOST_SERIALS = 60
ELSEWHERE = ("352601", "352705", "352704", "352905", "352911", "357801", "357820", "351412", "317301", "647101")


def nik(rng: random.Random, village: str, sex: str, born: date, mother: str, on: date) -> str:
    """A NIK as it stands on the card; none or a provisional one for the very young; rarely a slip of the pen."""
    days = (on - born).days
    if days < 90:
        return f"{mother}1" if len(mother) == 16 and rng.random() < 0.25 else ""
    if rng.random() < (0.12 if days < 5 * 365 else 0.02):
        return ""
    if rng.random() < 0.006:  # the register mended the date of birth and kept the number
        born += timedelta(days=rng.randrange(1, 400))
    number = f"{_region(rng, village, 0.07)}{born.day + (40 if sex == 'female' else 0):02d}{born:%m%y}{_serial(rng)}"
    return number[:-1] if rng.random() < 0.004 else number


def family_card(rng: random.Random, village: str, since: date) -> str:
    """The number of a family card, registered some time after `since`; some families have none of their own yet."""
    if rng.random() < 0.05:
        return ""
    return f"{_region(rng, village, 0.03)}{since + timedelta(days=rng.randrange(20, 900)):%d%m%y}{_serial(rng)}"


def _region(rng: random.Random, village: str, elsewhere: float) -> str:
    return rng.choice(ELSEWHERE) if rng.random() < elsewhere else village[:6]


def _serial(rng: random.Random) -> str:
    return f"{rng.randrange(1, MOST_SERIALS):04d}"
