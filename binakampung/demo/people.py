"""Invented families of a village, by seed: an age pyramid with many children, as a Madurese village has."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from binakampung.demo.names import HAMLETS, MEN, POSYANDU, SECOND, SECOND_WOMEN, WOMEN


@dataclass(frozen=True, slots=True)
class Child:
    """A child and how it will grow: z-scores it tends to, how faithfully it is brought to the posyandu."""

    id: str
    name: str
    sex: str
    birth_date: date
    length_z: float
    weight_z: float
    attends: float
    has_book: bool


@dataclass(frozen=True, slots=True)
class Family:
    """An invented family; `registered_on` lets a birth enter with its family."""

    instance_id: str
    village: str
    hamlet: str
    rw: str
    rt: str
    posyandu: str
    registered_on: date
    adults: tuple[tuple[str, str, str, date, str], ...]  # id, name, sex, birth date, relationship
    children: tuple[Child, ...]


def seeded_id(rng: random.Random) -> str:
    """A random UUID that the seed decides."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def families(village: str, count: int, first: date, until: date, seed: int) -> list[Family]:
    """`count` families of one village, registered between two days."""
    rng = random.Random(f"{seed}/{village}")
    return [_family(rng, village, first, until) for _ in range(count)]


def _family(rng: random.Random, village: str, first: date, until: date) -> Family:
    hamlet = rng.randrange(len(HAMLETS))
    mother_born = _years_before(rng, until, rng.triangular(19, 62, 31))
    father_born = mother_born - timedelta(days=int(rng.triangular(-600, 4500, 1400)))
    father, mother = man(rng), woman(rng)
    adults = [
        (seeded_id(rng), father, "male", father_born, "head"),
        (seeded_id(rng), mother, "female", mother_born, "spouse"),
    ]
    if rng.random() < 0.09:  # a widow or a divorced mother heads one family in eleven
        adults = [(adults[1][0], mother, "female", mother_born, "head")]
    if rng.random() < 0.12:
        adults.append(
            (
                seeded_id(rng),
                woman(rng),
                "female",
                mother_born - timedelta(days=int(rng.uniform(17, 30) * 365)),
                "other",
            )
        )
    children = _children(rng, mother_born, until)
    newest = max((child.birth_date for child in children), default=first)
    registered = first + timedelta(days=rng.randrange(12))
    if newest > registered:
        registered = min(newest + timedelta(days=rng.randrange(2, 9)), until)
    return Family(
        instance_id=f"uuid:{seeded_id(rng)}",
        village=village,
        hamlet=HAMLETS[hamlet],
        rw=f"{hamlet + 1:03d}",
        rt=f"{rng.randrange(1, 5):03d}",
        posyandu=POSYANDU[hamlet],
        registered_on=registered,
        adults=tuple(adults),
        children=tuple(child for child in children if child.birth_date <= registered),
    )


def _children(rng: random.Random, mother_born: date, until: date) -> list[Child]:
    children = []
    born = mother_born + timedelta(days=int(rng.triangular(17.5, 27, 20.5) * 365.25))
    last = min(until - timedelta(days=3), mother_born + timedelta(days=41 * 365))
    for _ in range(rng.choice((1, 2, 2, 2, 3, 3, 4))):
        if born > last:
            break
        if (until - born).days < 24 * 365:  # older children have left the family
            children.append(_child(rng, born))
        born += timedelta(days=int(rng.triangular(1.3, 9, 3.6) * 365.25))
    return children


def _child(rng: random.Random, born: date) -> Child:
    sex = "male" if rng.random() < 0.512 else "female"
    length_z = rng.gauss(-1.05, 1.0)
    return Child(
        id=seeded_id(rng),
        name=man(rng) if sex == "male" else woman(rng),
        sex=sex,
        birth_date=born,
        length_z=length_z,
        weight_z=0.55 * length_z + rng.gauss(-0.35, 0.75),
        attends=min(0.98, max(0.15, rng.betavariate(6, 1.7))),
        has_book=rng.random() < 0.88,
    )


def man(rng: random.Random) -> str:
    """A man's name; one in eight has a single name."""
    return _name(rng, MEN, SECOND)


def woman(rng: random.Random) -> str:
    """A woman's name; one in eight has a single name."""
    return _name(rng, WOMEN, SECOND_WOMEN)


def _name(rng: random.Random, firsts: list[str], seconds: list[str]) -> str:
    first = rng.choice(firsts)
    return first if rng.random() < 0.125 else f"{first} {rng.choice(seconds)}"


def _years_before(rng: random.Random, day: date, years: float) -> date:
    return day - timedelta(days=int(years * 365.25))
