"""Invented villages for counting: everything a real one has, and the odd cases that counting gets wrong."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from binakampung.registry.models import FamilyMembership
from tests.builders import NEIGHBOUR, VILLAGE, AChild, a_family, a_posyandu_day, a_visit, send

OCTOBER = date(2026, 10, 31)
FAR = "3528041011"
VILLAGES = (VILLAGE, NEIGHBOUR, FAR)


def a_district(seed: int, families: int = 9) -> list[AChild]:
    """Three villages over three months, from a seed. Returns the children."""
    rng = random.Random(seed)
    homes = [
        a_family(
            head=f"Kepala {village}{number}",
            village=village,
            registered_on=rng.choice([date(2025, 1, 6), date(2025, 1, 6), date(2026, 9, 15), date(2026, 11, 3)]),
        ).with_child(
            f"Anak {number}",
            born=OCTOBER - timedelta(days=rng.choice([3, 30, 170, 364, 700, 731, 1200, 1790, 1825, 1826, 1827, 1900])),
            sex=rng.choice(["male", "female"]),
            has_book=rng.choice([True, False, None]),
        )
        for village in VILLAGES
        for number in range(families)
    ]
    children = [child for home in homes for child in home.children]
    send(*homes, received=date(2026, 11, 20))
    for month in (8, 9, 10, 11):
        for day in (4, 19):
            _posyandu(rng, children, date(2026, month, day), often=0.8 if day == 4 else 0.25)
    for child in children:
        if rng.random() < 0.5:
            send(a_visit(child, date(2026, 10, rng.randint(5, 31)), rng.choice(["met", "absent", "moved"])))
    _moved(rng, children)
    return children


def _posyandu(rng: random.Random, children: list[AChild], on: date, often: float) -> None:
    for village in VILLAGES:
        day = a_posyandu_day(on, village=village)
        for child in children:
            if child.village == village and child.born < on and rng.random() < often:
                months = (on - child.born).days / 30.4
                day = day.measuring(
                    child,
                    weight_kg=_often(rng, rng.gauss(3.4 + months**0.72 * 0.72, 0.6 + months * 0.03), 55.0),
                    length_cm=_often(rng, rng.gauss(50 + months**0.7 * 3.1, 2.0 + months * 0.08), None),
                    position="lying" if months < 24 else "standing",
                    oedema=_often(rng, 0.0, True) or None,
                    has_book=rng.choice([None, True, False]),
                )
        send(day)


def _often(rng: random.Random, usual: float, odd: Any) -> Any:
    """The usual value to one decimal; now and then nothing, or the odd one."""
    chance = rng.random()
    return None if chance < 0.08 else odd if chance < 0.13 else max(1.0, round(usual, 1)) if usual else None


def _moved(rng: random.Random, children: list[AChild]) -> None:
    """Some live elsewhere from a day on, some are told in two places at once."""
    for child in rng.sample(children, 7):
        own = FamilyMembership.objects.get(person_id=child.id)
        away = date(2026, 10, rng.randint(1, 31))
        if rng.random() < 0.6:
            FamilyMembership.objects.filter(pk=own.pk).update(valid_to=away)
        FamilyMembership.objects.create(
            id=f"moved-{child.id[:8]}",
            person_id=child.id,
            family_id="elsewhere",
            village=rng.choice(VILLAGES),
            valid_from=away + timedelta(days=rng.choice([0, 1, 30])),
            source_root="uuid:moved",
            source_seq=own.source_seq,
            source_item="/",
        )
