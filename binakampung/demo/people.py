"""Invented families of a village, by seed: an age pyramid with many children, as a Madurese village has.

Most are couples with children; there are widows, grandparents who raise a grandchild, people alone, husbands with a
wife in another house, twins, and young couples under their parents' roof.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from binakampung.demo import homes
from binakampung.demo.chance import one_of, seeded_id
from binakampung.demo.fertility import fertility
from binakampung.demo.names import HAMLETS, POSYANDU, given_name
from binakampung.demo.papers import family_card, nik
from binakampung.demo.persons import Child, Person, adult, child_of

YEAR = 365.25
KINDS = {"couple": 0.82, "widow": 0.075, "divorced": 0.02, "grandparent": 0.025, "alone": 0.045, "two_wives": 0.015}


@dataclass(frozen=True, slots=True)
class Family:
    """An invented family. `people` are those told at registration, `later` are children born after it.

    `blocks`: the answers of the form's groups, by group.
    """

    id: str
    instance_id: str
    village: str
    hamlet: str
    rw: str
    rt: str
    posyandu: str
    location: str
    card: str
    registered_on: date
    people: tuple[Person, ...]
    later: tuple[Child, ...]
    blocks: dict[str, dict[str, Any]]
    shares_with: str = ""
    same_kitchen: bool = False

    @property
    def children(self) -> tuple[Child, ...]:
        """Those who are brought to the posyandu."""
        return (*(person for person in self.people if isinstance(person, Child)), *self.later)

    @property
    def mother(self) -> Person | None:
        """The wife, or the woman who heads the family."""
        women = (person for person in self.people if person.sex == "female" and not isinstance(person, Child))
        return next((woman for woman in women if woman.relationship in ("spouse", "head")), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where families are made, and when: `first` is the first day of the demonstration, `until` its last.

    `births_told`: children born after their family was registered come as births of their own; else such a family is
    registered only when the child is there.
    """

    village: str
    first: date
    until: date
    births_told: bool
    centre: tuple[float, float]


def families(place: Place, count: int, seed: int) -> list[Family]:
    """`count` families of one village, registered between two days."""
    rng = random.Random(f"{seed}/{place.village}")
    made: list[Family] = []
    while len(made) < count:
        for family in _families(rng, place, made[-1] if made else None):
            made.append(family)
    return made[:count]


def _families(rng: random.Random, place: Place, neighbour: Family | None) -> Iterator[Family]:
    kind = one_of(rng, KINDS)
    first = _family(rng, place, kind)
    if neighbour is not None and kind == "couple" and rng.random() < 0.07:
        first = _under_the_roof_of(rng, first, neighbour)
    yield first
    if kind == "two_wives":  # a form has one couple: the other wife has her own, in her own house
        yield replace(_family(rng, place, "other_wife"), hamlet=first.hamlet, rw=first.rw)


def _family(rng: random.Random, place: Place, kind: str) -> Family:
    hamlet = rng.randrange(len(HAMLETS))
    mother_born = _mother_born(rng, place, kind)
    registered = place.first + timedelta(days=rng.randrange(12))
    if registered > place.until:
        registered = place.until
    adults = _adults(rng, place, kind, mother_born)
    children = _children(rng, place, kind, mother_born, adults)
    newest = max((child.birth_date for child in children), default=registered)
    if newest > registered and not place.births_told:
        registered = min(newest + timedelta(days=rng.randrange(2, 9)), place.until)
    people = _with_papers(
        rng, place.village, registered, [*adults, *(each for each in children if each.birth_date <= registered)]
    )
    later = tuple(each for each in children if each.birth_date > registered)
    wife = next((person for person in people if person.is_wife), None)
    blocks = {
        "fertility": fertility(rng, wife, [*children], registered, _next_birth(later)),
        "development": homes.development(rng, people, registered),
        "home": homes.home(rng, len(people)),
        "aid": homes.aid(rng),
    }
    return Family(
        id=seeded_id(rng),
        instance_id=f"uuid:{seeded_id(rng)}",
        village=place.village,
        hamlet=HAMLETS[hamlet],
        rw=f"{hamlet + 1:03d}",
        rt=f"{rng.randrange(1, 5):03d}",
        posyandu=POSYANDU[hamlet],
        location=_location(rng, place.centre, hamlet),
        card=family_card(rng, place.village, mother_born + timedelta(days=int(20 * YEAR))),
        registered_on=registered,
        people=people,
        later=later,
        blocks=blocks,
    )


def _mother_born(rng: random.Random, place: Place, kind: str) -> date:
    ages = {"widow": (35, 80, 58), "grandparent": (52, 80, 62), "alone": (50, 88, 70), "divorced": (22, 55, 33)}
    low, high, likely = ages.get(kind, (18.5, 66, 28))
    return _years_before(rng, place.until, rng.triangular(low, high, likely))


def _adults(rng: random.Random, place: Place, kind: str, mother_born: date) -> list[Person]:
    father_born = mother_born - timedelta(days=int(rng.triangular(-600, 4500, 1400)))
    if kind in ("couple", "two_wives"):
        adults = [
            adult(rng, "male", father_born, "head", "married", place.until),
            adult(rng, "female", mother_born, "spouse", "married", place.until),
        ]
    else:
        marital = {"divorced": "divorced", "other_wife": "married"}.get(kind, "widowed")
        adults = [adult(rng, "female", mother_born, "head", marital, place.until)]
    if kind == "couple" and rng.random() < 0.11:
        older = mother_born - timedelta(days=int(rng.uniform(17, 30) * 365))
        adults.append(adult(rng, "female", older, "other", "widowed", place.until))
    return adults


def _children(rng: random.Random, place: Place, kind: str, mother_born: date, adults: list[Person]) -> list[Child]:
    if kind == "alone":
        return []
    until = place.until
    if kind == "grandparent":
        born = until - timedelta(days=int(rng.uniform(0.5, 15) * YEAR))
        return [child_of(rng, given_name(rng, "female"), born, until, "other")]
    mother = next(person for person in adults if person.sex == "female" and person.relationship != "other")
    children: list[Child] = []
    born = mother_born + timedelta(days=int((mother.married_at or 20) * YEAR) + rng.randrange(300, 1100))
    last = min(until - timedelta(days=3), mother_born + timedelta(days=41 * 365))
    for _ in range(rng.choice((1, 1, 2, 2, 2, 2, 3, 3, 4))):
        if born > last:
            break
        if (until - born).days < 24 * 365:  # older children have left the family
            for _twin in range(2 if rng.random() < 0.012 else 1):
                children.append(child_of(rng, mother.name, born, until))
        born += timedelta(days=int(rng.triangular(1.3, 9, 3.6) * YEAR))
    return children


def _with_papers(rng: random.Random, village: str, on: date, people: list[Person]) -> tuple[Person, ...]:
    numbered: list[Person] = []
    mother = ""
    for person in people:
        number = nik(rng, village, person.sex, person.birth_date, mother, on)
        numbered.append(replace(person, nik=number))
        if person.sex == "female" and not isinstance(person, Child):
            mother = number
    return tuple(numbered)


def _under_the_roof_of(rng: random.Random, family: Family, host: Family) -> Family:
    where = {name: getattr(host, name) for name in ("hamlet", "rw", "rt", "posyandu", "location")}
    blocks = family.blocks | {"home": host.blocks["home"]}
    later = max(host.registered_on, family.registered_on)
    shared = replace(family, **where, blocks=blocks, registered_on=later, shares_with=host.id)
    return replace(shared, same_kitchen=rng.random() < 0.6)


def _next_birth(later: tuple[Child, ...]) -> date | None:
    return min((child.birth_date for child in later), default=None)


def _location(rng: random.Random, centre: tuple[float, float], hamlet: int) -> str:
    """`latitude longitude altitude accuracy` of a house in its hamlet; one house in three has none."""
    if rng.random() < 0.35:
        return ""
    north, east = ((-1, 0), (1, 0), (0, 1), (0, -1), (0, 0))[hamlet]
    latitude = centre[0] + 0.006 * north + rng.gauss(0, 0.0016)
    longitude = centre[1] + 0.006 * east + rng.gauss(0, 0.0016)
    return f"{latitude:.6f} {longitude:.6f} 0 {rng.randrange(4, 30)}"


def _years_before(rng: random.Random, day: date, years: float) -> date:
    return day - timedelta(days=int(years * YEAR))
