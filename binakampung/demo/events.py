"""Life's events in invented families: births, deaths, moves, weddings, pregnancies, family planning services."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from binakampung.demo.chance import answered, one_of, seeded_id
from binakampung.demo.fertility import GESTATION, SOURCES
from binakampung.demo.people import Family
from binakampung.demo.persons import Child, Person, adult
from binakampung.demo.posyandu import KNOWN_AFTER
from binakampung.demo.telling import Dated, envelope, member, tells

# How many of 1,000 families meet an event in a year.
# What a form tells, by the form that tells it.
Told = Iterator[tuple[str, dict[str, Any]]]
A_YEAR = {"death": 28, "move_in": 22, "move_out": 18, "marriage": 16, "family_planning_service": 240}
CAUSES = {"illness": 0.4, "old_age": 0.45, "accident": 0.05, "other": 0.1}


def events(people: Sequence[Family], seed: int, until: date) -> Iterator[Dated]:
    """All events of a village's families up to a day, each told on its day or a few days later."""
    for family in people:
        rng = random.Random(f"{seed}/{family.id}")
        if tells("birth"):
            yield from _births(rng, family, until)
        days = (until - family.registered_on).days
        if days > 20:
            yield from _chances(rng, family, days)


def _births(rng: random.Random, family: Family, until: date) -> Iterator[Dated]:
    mother = family.mother
    for day in sorted({child.birth_date for child in family.later}):
        born = [child for child in family.later if child.birth_date == day]
        if mother is None or day > until - timedelta(days=3):
            continue
        found = day - GESTATION + timedelta(days=rng.randrange(50, 120))
        told_at_home = family.blocks.get("fertility", {}).get("pregnant") == "yes"
        if found > family.registered_on and not told_at_home and tells("pregnancy"):
            yield _pregnancy(rng, family, mother, found, day)
        told_on = min(day + timedelta(days=rng.randrange(1, KNOWN_AFTER.days)), until)
        content = {
            "born_on": day.isoformat(),
            "village": family.village,
            "mother": mother.id,
            "family_id": family.id,
            "gestation_weeks": str(rng.choices((35, 36, 37, 38, 39, 40), (2, 4, 12, 24, 34, 24))[0]),
            "children": [_newborn(rng, child, place, len(born)) for place, child in enumerate(born, start=1)],
        }
        yield envelope("birth", f"uuid:{seeded_id(rng)}", content, told_on)


def _newborn(rng: random.Random, child: Child, place: int, together: int) -> dict[str, Any]:
    return answered(
        {
            "child_id": child.id,
            "birth_order": str(place) if together > 1 else "",
            "alive": "yes",
            "sex": child.sex,
            "name": child.name if rng.random() < 0.9 else "",
            "birth_weight": str(child.birth_weight),
            "birth_length": f"{49.2 + child.length_z * 1.4 + rng.gauss(0, 0.6):.1f}",
            "has_birth_certificate": "no",
        }
    )


def _pregnancy(rng: random.Random, family: Family, mother: Person, day: date, due: date) -> Dated:
    content = {
        "seen_on": day.isoformat(),
        "village": family.village,
        "woman": mother.id,
        "state": "pregnant",
        "expecting": {
            "last_period_on": (due - timedelta(days=280)).isoformat(),
            "wanted": one_of(rng, {"soon": 0.78, "later": 0.14, "no_more": 0.08}),
        },
    }
    return envelope("pregnancy", f"uuid:{seeded_id(rng)}", content, day)


def _chances(rng: random.Random, family: Family, days: int) -> Iterator[Dated]:
    """At most one of the rarer events happens to a family, so that none contradicts another."""
    day = family.registered_on + timedelta(days=rng.randrange(8, days))
    chance = rng.random() * 1000 * 365 / days
    for form_id, often in A_YEAR.items():
        if chance < often:
            for told_by, made in HAPPENINGS[form_id](rng, family, day) if tells(form_id) else ():
                yield envelope(told_by, f"uuid:{seeded_id(rng)}", {"village": family.village, **made}, day)
            return
        chance -= often


def _death(rng: random.Random, family: Family, day: date) -> Told:
    old = [person for person in family.people if (day - person.birth_date).days > 60 * 365]
    if old and len(family.people) > 1:
        yield "death", {"died_on": day.isoformat(), "person": rng.choice(old).id, "cause": one_of(rng, CAUSES)}


def _move_in(rng: random.Random, family: Family, day: date) -> Told:
    born = day - timedelta(days=int(rng.uniform(58, 78) * 365))
    relative = adult(rng, rng.choice(("male", "female")), born, "other", "widowed", day)
    yield "move_in", _coming(relative, family, day, rng.choice(("Sumenep", "Surabaya", "Jember")))


def _coming(person: Person, family: Family, day: date, came_from: str) -> dict[str, Any]:
    return {"moved_on": day.isoformat(), "family": family.id, **member(person, day), "came_from": came_from}


def _move_out(rng: random.Random, family: Family, day: date) -> Told:
    grown = [each for each in family.people if isinstance(each, Child) and (day - each.birth_date).days > 18 * 365]
    if grown:
        yield (
            "move_out",
            {
                "moved_on": day.isoformat(),
                "family": family.id,
                "who": "some",
                "people": rng.choice(grown).id,
                "where": "outside",
                "to_place": rng.choice(("Surabaya", "Malang", "Jakarta", "Pontianak", "Malaysia")),
                "reason": rng.choice(("work", "school")),
            },
        )


def _marriage(rng: random.Random, family: Family, day: date) -> Told:
    """The bride or groom comes to the house, they marry, and the two are a family of their own from then on."""
    grown = [each for each in family.people if isinstance(each, Child) and (day - each.birth_date).days > 19 * 365]
    if not grown or not tells("move_in"):
        return
    child = rng.choice(grown)
    born = child.birth_date + timedelta(days=rng.randrange(-700, 700))
    spouse = adult(rng, "female" if child.sex == "male" else "male", born, "other", "never_married", day)
    yield "move_in", _coming(spouse, family, day, rng.choice(("Pamekasan", "Sampang", "Sumenep")))
    new = seeded_id(rng)
    yield (
        "marriage",
        {
            "married_on": day.isoformat(),
            "person": child.id,
            "partner": "listed",
            "spouse": spouse.id,
            "registered": "yes" if rng.random() < 0.85 else "no",
            "lives": "new",
            "new_id": new,
            "family_id": new,
        },
    )


def _service(rng: random.Random, family: Family, day: date) -> Told:
    asked = family.blocks.get("fertility", {})
    mother = family.mother
    if mother is None or not asked or asked.get("pregnant") == "yes" or family.later:
        return
    method = one_of(rng, {"injection": 0.6, "pill": 0.16, "implant": 0.14, "iud": 0.06, "none": 0.04})
    why = {"reason_not_using": "health"} if method == "none" else {"service_source": one_of(rng, SOURCES)}
    yield "family_planning_service", {"given_on": day.isoformat(), "woman": mother.id, "contraception": method, **why}


HAPPENINGS = {
    "death": _death,
    "move_in": _move_in,
    "move_out": _move_out,
    "marriage": _marriage,
    "family_planning_service": _service,
}
