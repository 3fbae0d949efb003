"""What is known of one person's course of life and of the care received, as the visit schedule reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binakampung.domain.facts import FamilyFacts, PersonFacts, PregnancyFacts, Sex
from binakampung.domain.schedule_rules import RecordKind


@dataclass(frozen=True, slots=True)
class WeddingFacts:
    """A wedding to be: when it was registered here, and its day as known now."""

    registered_on: date | None = None
    wedding_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class RiskFinding:
    """What a screening found on a day: it holds until the next one."""

    on: date
    at_risk: bool


@dataclass(frozen=True, slots=True)
class CareRecord:
    """Something that was done: one visit, one contact, one weighing."""

    id: str
    kind: RecordKind
    on: date


@dataclass(frozen=True, slots=True)
class PersonCare:
    """One person. The order inside the tuples means nothing. `left_on`: moved out of the area."""

    id: str
    sex: Sex | None = None
    birth_date: date | None = None
    died_on: date | None = None
    left_on: date | None = None
    weddings: tuple[WeddingFacts, ...] = ()
    pregnancies: tuple[PregnancyFacts, ...] = ()
    findings: tuple[RiskFinding, ...] = ()
    records: tuple[CareRecord, ...] = ()


def people_in_care(family: FamilyFacts) -> tuple[PersonCare, ...]:
    """The members of a family as far as the family's own facts tell; what was done for them is kept elsewhere."""
    return tuple(_member(person, family) for person in family.people)


def _member(person: PersonFacts, family: FamilyFacts) -> PersonCare:
    own = tuple(pregnancy for pregnancy in family.pregnancies if pregnancy.woman_id == person.id)
    return PersonCare(person.id, person.sex, person.birth_date, person.died_on, pregnancies=own)
