"""What a submission says, independent of the form that said it.

Each class is one kind of statement; `decoding.py` makes them, `registry/projections` turn them into rows.
Units: kilograms, centimetres. Codes are mnemonic (`male`, `lying`); numbers of official forms are mapped at export.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NewType

from binakampung.domain.facts import (
    Contraception,
    DevelopmentFacts,
    HousingFacts,
    Insurance,
    MaritalStatus,
    Relationship,
    Schooling,
    Sex,
    WelfareFacts,
    Wish,
)

AreaCode = NewType("AreaCode", str)  # 10 digits, no dots
Position = Literal["lying", "standing"]
Contact = Literal["met", "absent", "refused", "moved", "died"]


@dataclass(frozen=True, slots=True)
class PersonReference:
    """How a submission points at a person: by our id, or by what a cadre can write on paper."""

    id: str | None = None
    name: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    mother_name: str | None = None


@dataclass(frozen=True, slots=True)
class MemberDeclared:
    """One member of a declared family. `person_id` is made by the phone, so that edits keep who is who.

    `nik` is what was written (16 digits, or fewer, or the mother's and a digit); nothing about it blocks a record.
    """

    person_id: str | None
    name: str
    sex: Sex | None
    birth_date: date | None
    relationship: Relationship
    mother_name: str | None = None
    has_book: bool | None = None
    nik: str | None = None
    marital_status: MaritalStatus | None = None
    age_at_first_marriage: int | None = None
    schooling: Schooling | None = None
    attends_school: bool | None = None
    insurance: Insurance | None = None
    has_birth_certificate: bool | None = None
    occupation: str | None = None
    religion: str | None = None
    disabled: bool | None = None
    smokes: bool | None = None


@dataclass(frozen=True, slots=True)
class FertilityDeclared:
    """The family-planning block of the census, about the wife of the family."""

    pregnant: bool | None = None
    weeks_pregnant: int | None = None
    wanted: Wish | None = None
    children_born_alive: int | None = None
    children_living: int | None = None
    last_birth_on: date | None = None
    wish: Wish | None = None
    contraception: Contraception | None = None
    using_since: date | None = None
    service_source: str | None = None
    reason_not_using: str | None = None
    exclusive_breastfeeding: bool | None = None
    infecund: bool | None = None


Received = Literal["yes", "no", "unclear"]  # 1, 2 and 3 of official lists; what 3 means nobody confirmed


@dataclass(frozen=True, slots=True)
class ReceivedScreening:
    """What another system's list says of a family, kept as received: it answers none of the census's questions."""

    source: str | None = None
    period: str | None = None
    couple: Received | None = None
    pregnant: Received | None = None
    under_two: Received | None = None
    under_five: Received | None = None
    unsafe_water: Received | None = None
    unsafe_latrine: Received | None = None
    too_young: Received | None = None
    too_old: Received | None = None
    too_close: Received | None = None
    too_many: Received | None = None
    no_modern_method: Received | None = None
    at_risk: Received | None = None


@dataclass(frozen=True, slots=True)
class FamilyDeclared:
    """A family and its members where they live; said again, it updates what it answers and removes nobody.

    `family_id` names a family that is known already (an update) or is the phone's own for a new one.
    `shares_dwelling_with`: another family under the same roof; `same_kitchen`: one household with it.
    `lived_since` and `stays` answer the residence rule (six months, or the intention).
    """

    registered_on: date
    village: AreaCode
    family_id: str | None = None
    hamlet: str = ""
    rw: str = ""
    rt: str = ""
    posyandu: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    family_card: str | None = None
    shares_dwelling_with: str | None = None
    same_kitchen: bool | None = None
    lived_since: date | None = None
    stays: bool | None = None
    came_from: str = ""
    members: tuple[MemberDeclared, ...] = ()
    housing: HousingFacts | None = None
    development: DevelopmentFacts | None = None
    welfare: WelfareFacts | None = None
    fertility: FertilityDeclared | None = None
    received: ReceivedScreening | None = None


@dataclass(frozen=True, slots=True)
class BirthRecorded:
    """A child was born to a mother who is known; it joins her family. Weight in grams, length in centimetres."""

    mother: PersonReference
    born_on: date
    village: AreaCode
    sex: Sex
    family_id: str | None = None  # the mother's, as the recorder knows it
    child_id: str | None = None
    name: str | None = None  # none yet: it is called after its mother
    nik: str | None = None
    birth_weight_g: float | None = None
    birth_length_cm: float | None = None
    gestation_weeks: int | None = None
    birth_order: int | None = None  # of twins and more
    has_birth_certificate: bool | None = None
    alive: bool | None = None


@dataclass(frozen=True, slots=True)
class DeathRecorded:
    """A person died."""

    person: PersonReference
    died_on: date
    village: AreaCode
    cause: str = ""


@dataclass(frozen=True, slots=True)
class MovedOut:
    """People, or a whole family, went away. `to_village` hands them over; without it they left the district."""

    moved_on: date
    village: AreaCode
    family_id: str | None = None
    person: PersonReference | None = None
    people: tuple[str, ...] = ()
    to_village: AreaCode | None = None
    to_family: str | None = None
    to_place: str = ""
    hamlet: str = ""
    rw: str = ""
    rt: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MovedIn:
    """One person came to live with a known family."""

    family_id: str
    moved_on: date
    village: AreaCode
    member: MemberDeclared
    came_from: str = ""


@dataclass(frozen=True, slots=True)
class Married:
    """Two people married. They live in `family_id` (one of theirs, or a new id: then a new family begins)."""

    person: PersonReference
    married_on: date
    village: AreaCode
    spouse: PersonReference | None = None
    family_id: str | None = None
    new_family: bool | None = None
    registered: bool | None = None


@dataclass(frozen=True, slots=True)
class Divorced:
    """A marriage ended by divorce; who leaves goes to `family_id` (a known family or a new one), if anybody does."""

    person: PersonReference
    divorced_on: date
    village: AreaCode
    spouse: PersonReference | None = None
    leaves: PersonReference | None = None
    family_id: str | None = None
    new_family: bool | None = None
    people: tuple[str, ...] = ()  # children who go along


@dataclass(frozen=True, slots=True)
class FamilySplit:
    """Some people of a family begin a family of their own (`family_id` new) or join another one (known)."""

    from_family: str
    family_id: str
    split_on: date
    village: AreaCode
    people: tuple[str, ...] = ()
    new_family: bool | None = None
    head: str | None = None
    hamlet: str = ""
    rw: str = ""
    rt: str = ""
    same_dwelling: bool | None = None
    same_kitchen: bool | None = None


@dataclass(frozen=True, slots=True)
class PregnancyDeclared:
    """A woman is pregnant, as seen on a day; or the pregnancy ended without a birth recorded elsewhere."""

    woman: PersonReference
    seen_on: date
    village: AreaCode
    last_period_on: date | None = None
    weeks_when_seen: int | None = None
    due_on: date | None = None
    wanted: Wish | None = None
    ended_on: date | None = None
    outcome: Literal["live_birth", "stillbirth", "miscarriage"] | None = None


@dataclass(frozen=True, slots=True)
class FamilyPlanningServiceGiven:
    """A contraceptive service or its end (`contraception` none), as given to a couple's wife."""

    woman: PersonReference
    given_on: date
    village: AreaCode
    contraception: Contraception
    wish: Wish | None = None
    service_source: str | None = None
    reason_not_using: str | None = None
    children_living: int | None = None


@dataclass(frozen=True, slots=True)
class PeopleMerged:
    """Two records are one person (or, with `kind` family, one family): `into` stays. Voiding this undoes it exactly."""

    kind: Literal["person", "family"]
    duplicate: str
    into: str
    decided_on: date
    village: AreaCode
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FamilyTransferred:
    """A whole family, with its history, is another village's from a day on."""

    family_id: str
    moved_on: date
    village: AreaCode  # where it is now
    to_village: AreaCode
    hamlet: str = ""
    rw: str = ""
    rt: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IdentifierCorrected:
    """The number of a person (NIK) or of a family (KK) was wrong; an empty number takes it away."""

    subject: str
    kind: Literal["nik", "kk"]
    decided_on: date
    village: AreaCode
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SubmissionVoided:
    """A submission counts no more. Voiding the voiding brings it back."""

    instance_id: str
    decided_on: date
    village: AreaCode
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GrowthMeasured:
    """One child measured once, at a posyandu or at home. `position` is `lying` or `standing`."""

    person: PersonReference
    measured_on: date
    village: AreaCode
    posyandu: str = ""
    weight_kg: float | None = None
    length_cm: float | None = None
    position: Position | None = None
    head_cm: float | None = None
    muac_cm: float | None = None
    oedema: bool | None = None
    has_book: bool | None = None


@dataclass(frozen=True, slots=True)
class HomeVisited:
    """One visit to one person. `contact` says whether the family was met."""

    person: PersonReference
    visited_on: date
    village: AreaCode
    contact: Contact
    danger_signs: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    referred_to: str = ""
    next_visit_on: date | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SurveyChildMeasured:
    """An anonymous row of an anthropometric survey: never a person of the registry."""

    survey: str = ""
    row_id: str = ""
    region: str = ""
    sex: Literal["1", "2"] | None = None
    birth_date: date | None = None
    measured_on: date | None = None
    age: float | None = None
    age_unit: Literal["months", "days"] = "months"
    weight_kg: float | None = None
    length_cm: float | None = None
    position: Position | None = None
    head_cm: float | None = None
    muac_cm: float | None = None
    oedema: bool | None = None
    weighting: float | None = None
    cluster: str = ""
    strata: str = ""


LifeEvent = (
    BirthRecorded | DeathRecorded | MovedOut | MovedIn | Married | Divorced | FamilySplit
    | PregnancyDeclared | FamilyPlanningServiceGiven
)  # fmt: skip
SystemAct = PeopleMerged | FamilyTransferred | IdentifierCorrected | SubmissionVoided
Observation = FamilyDeclared | GrowthMeasured | HomeVisited | SurveyChildMeasured | LifeEvent | SystemAct
