"""What is known of a family and its people, as the rules read it. None always means 'nobody has said'.

Codes are mnemonic; official numbers are mapped at import and export (`definitions/codelists`). Dates are days.
The registry fills these from its tables; nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["male", "female"]
Relationship = Literal["head", "spouse", "child", "other"]
MaritalStatus = Literal["never_married", "married", "divorced", "widowed"]
Insurance = Literal["subsidised", "contributory", "private", "none"]
Schooling = Literal[
    "none", "in_primary", "primary", "in_junior", "junior", "in_senior", "senior", "in_tertiary", "tertiary"
]  # fmt: skip
DrinkingWater = Literal[
    "bottled", "piped", "borehole", "protected_well", "unprotected_well", "surface", "rain", "other"
]  # fmt: skip
Latrine = Literal["own_septic", "own_no_septic", "shared", "public", "none"]
Contraception = Literal[
    "female_sterilisation", "male_sterilisation", "iud", "implant", "injection", "pill", "condom", "lactational",
    "traditional", "none",
]  # fmt: skip
Wish = Literal["soon", "later", "no_more"]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One member of a family."""

    id: str
    sex: Sex | None = None
    birth_date: date | None = None
    relationship: Relationship | None = None
    marital_status: MaritalStatus | None = None
    first_married_on: date | None = None
    age_at_first_marriage: int | None = None
    schooling: Schooling | None = None
    attends_school: bool | None = None
    insurance: Insurance | None = None
    has_nik: bool | None = None
    has_birth_certificate: bool | None = None
    disabled: bool | None = None
    smokes: bool | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class PregnancyFacts:
    """A pregnancy of a woman of the family: going on, or ended (`ended_on`, `outcome`)."""

    woman_id: str
    last_period_on: date | None = None
    weeks_when_seen: int | None = None
    seen_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None
    outcome: Literal["live_birth", "stillbirth", "miscarriage"] | None = None
    wanted: Wish | None = None


@dataclass(frozen=True, slots=True)
class CoupleFacts:
    """The married couple of the family, if it has one, and its fertility."""

    wife_id: str
    husband_id: str | None = None
    pregnant: bool | None = None
    contraception: Contraception | None = None
    using_since: date | None = None
    wish: Wish | None = None
    children_born_alive: int | None = None
    children_living: int | None = None
    last_birth_on: date | None = None
    birth_dates: tuple[date, ...] = ()
    infecund: bool | None = None
    postpartum_amenorrhoea: bool | None = None
    exclusive_breastfeeding: bool | None = None  # of the youngest child


@dataclass(frozen=True, slots=True)
class HousingFacts:
    """Where the family lives. Area in square metres."""

    drinking_water: DrinkingWater | None = None
    latrine: Latrine | None = None
    floor: Literal["ceramic", "cement", "wood", "earth", "other"] | None = None
    wall: Literal["brick", "wood", "bamboo", "other"] | None = None
    roof: Literal["tile", "concrete", "metal", "thatch", "other"] | None = None
    lighting: Literal["electricity", "other"] | None = None
    cooking_fuel: Literal["gas", "electricity", "kerosene", "wood", "other"] | None = None
    tenure: Literal["own", "rent", "family", "other"] | None = None
    floor_area_m2: float | None = None
    residents: int | None = None


@dataclass(frozen=True, slots=True)
class DevelopmentFacts:
    """The family-development block of the census, as answered; the scores are a rule's business."""

    worships: bool | None = None
    marriage_registered: bool | None = None
    conflict_silence: bool | None = None
    conflict_separate: bool | None = None
    conflict_leaving: bool | None = None
    conflict_violence: bool | None = None
    has_income: bool | None = None
    eats_diverse_food: bool | None = None
    has_savings: bool | None = None
    long_illness: bool | None = None
    uses_internet: bool | None = None
    time_together_daily: bool | None = None
    parents_together: bool | None = None
    recreation_together: bool | None = None
    joins_community: bool | None = None


@dataclass(frozen=True, slots=True)
class WelfareFacts:
    """What others say of the family's means: received, never computed."""

    rank: Literal["1", "2", "3", "4", ">4"] | None = None
    decile: int | None = None
    source: Literal["P3KE", "DTKS", "DTSEN"] | None = None
    period: str | None = None
    programmes: tuple[str, ...] | None = None  # aid received now; None when nobody asked


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """A family on a day, as the rules read it."""

    id: str
    village: str = ""
    people: tuple[PersonFacts, ...] = ()
    couple: CoupleFacts | None = None
    has_couple: bool | None = None
    pregnancies: tuple[PregnancyFacts, ...] = ()
    housing: HousingFacts = HousingFacts()
    development: DevelopmentFacts = DevelopmentFacts()
    welfare: WelfareFacts = WelfareFacts()

    def person(self, id: str) -> PersonFacts | None:
        """A member by id."""
        return next((person for person in self.people if person.id == id), None)
