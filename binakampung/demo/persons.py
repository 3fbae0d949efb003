"""One invented person: schooling, work, insurance as likely as their age makes them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from binakampung.demo.chance import one_of, seeded_id, told, yes
from binakampung.demo.names import given_name

INSURED = {"subsidised": 0.66, "contributory": 0.11, "private": 0.01, "none": 0.22}
# By age group: what the oldest of a generation finished, and what the youngest do.
SCHOOLED = {
    "old": {"none": 0.5, "primary": 0.38, "junior": 0.06, "senior": 0.05, "tertiary": 0.01},
    "middle": {"none": 0.14, "primary": 0.42, "junior": 0.2, "senior": 0.19, "tertiary": 0.05},
    "young": {"none": 0.03, "primary": 0.24, "junior": 0.27, "senior": 0.36, "tertiary": 0.1},
}
MENS_WORK = {
    "farmer": 0.44, "fisher": 0.07, "trader": 0.11, "casual": 0.16, "self_employed": 0.1, "employee": 0.06,
    "civil_servant": 0.02, "none": 0.04,
}  # fmt: skip
WOMENS_WORK = {
    "none": 0.52,
    "farmer": 0.26,
    "trader": 0.12,
    "self_employed": 0.05,
    "employee": 0.03,
    "civil_servant": 0.02,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A member as a form tells it; None and empty were not answered. `married_at` in years of age."""

    id: str
    name: str
    sex: str
    birth_date: date
    relationship: str
    marital: str
    married_at: int | None
    schooling: str | None
    attends_school: str | None
    insurance: str | None
    certificate: str | None
    occupation: str | None
    disabled: str | None
    smokes: str | None
    nik: str = ""

    @property
    def is_wife(self) -> bool:
        """A married woman of the family, with a husband in the form or in another house."""
        return self.sex == "female" and self.marital == "married"


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Person):
    """A child and how it will grow: z-scores it tends to, how faithfully it is brought to the posyandu."""

    mother_name: str
    length_z: float
    weight_z: float
    attends: float
    has_book: bool
    birth_weight: int


def adult(rng: random.Random, sex: str, born: date, relationship: str, marital: str, on: date) -> Person:
    """A grown-up."""
    age = (on - born).days // 365
    married_at = int(rng.triangular(15, 29, 18.4)) if sex == "female" else int(rng.triangular(18, 36, 23))
    return Person(
        id=seeded_id(rng),
        name=given_name(rng, sex, old=age >= 55),
        sex=sex,
        birth_date=born,
        relationship=relationship,
        marital=marital,
        married_at=told(rng, min(married_at, age), 0.05),
        schooling=told(rng, one_of(rng, SCHOOLED["old" if age >= 60 else "middle" if age >= 38 else "young"])),
        attends_school=None,
        insurance=told(rng, one_of(rng, INSURED)),
        certificate=None,
        occupation=told(rng, "none" if age >= 75 else one_of(rng, MENS_WORK if sex == "male" else WOMENS_WORK)),
        disabled=yes(rng, 0.06 if age >= 60 else 0.012),
        smokes=yes(rng, 0.62 if sex == "male" else 0.01),
    )


def child_of(rng: random.Random, mother: str, born: date, on: date, relationship: str = "child") -> Child:
    """A child, from newborn to grown-up and still at home."""
    sex = "male" if rng.random() < 0.512 else "female"
    age = (on - born).days // 365
    length_z = rng.gauss(-1.05, 1.0)
    at_school = yes(rng, 0.97 if age <= 12 else 0.88, 0.02) if 7 <= age <= 15 else None
    return Child(
        id=seeded_id(rng),
        name=given_name(rng, sex),
        sex=sex,
        birth_date=born,
        relationship=relationship,
        marital="never_married",
        married_at=None,
        schooling=told(rng, _schooling(age, at_school)) if age >= 5 else None,
        attends_school=at_school,
        insurance=told(rng, one_of(rng, INSURED)),
        certificate=yes(rng, 0.6 if age < 1 else 0.91),
        occupation=told(rng, "none" if age < 18 else one_of(rng, MENS_WORK))
        if age >= 10 and at_school != "yes"
        else None,
        disabled=yes(rng, 0.008),
        smokes=yes(rng, 0.25 if sex == "male" else 0.0) if age >= 15 else None,
        mother_name=mother,
        length_z=length_z,
        weight_z=0.55 * length_z + rng.gauss(-0.35, 0.75),
        attends=min(0.98, max(0.15, rng.betavariate(6, 1.7))),
        has_book=rng.random() < 0.88,
        birth_weight=int(max(1400, rng.gauss(3080 + 120 * length_z / 2, 380)) / 50) * 50,
    )


def _schooling(age: int, at_school: str | None) -> str:
    if age < 7:
        return "none"
    here = at_school == "yes"
    if age <= 12:
        return "in_primary" if here else "none"
    if age <= 15:
        return "in_junior" if here else "primary"
    return "in_senior" if age <= 18 else "senior"
