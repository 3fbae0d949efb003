"""What a submission says, independent of the form that said it.

Each class is one kind of statement; `decoding.py` makes them, `registry/projections` turn them into rows.
Units: kilograms, centimetres. Codes are mnemonic (`male`, `lying`); numbers of official forms are mapped at export.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NewType

AreaCode = NewType("AreaCode", str)  # 10 digits, no dots
Sex = Literal["male", "female"]
Position = Literal["lying", "standing"]
Contact = Literal["met", "absent", "refused", "moved", "died"]
Relationship = Literal["head", "spouse", "child", "other"]


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
    """One member of a declared family. `person_id` is made by the phone, so that edits keep who is who."""

    person_id: str | None
    name: str
    sex: Sex
    birth_date: date
    relationship: Relationship
    mother_name: str | None = None
    has_book: bool | None = None


@dataclass(frozen=True, slots=True)
class FamilyDeclared:
    """A family and its members where they live."""

    registered_on: date
    village: AreaCode
    hamlet: str = ""
    rw: str = ""
    rt: str = ""
    posyandu: str = ""
    members: tuple[MemberDeclared, ...] = ()


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


Observation = FamilyDeclared | GrowthMeasured | HomeVisited | SurveyChildMeasured
