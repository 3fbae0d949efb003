"""What is known of a person on the day of screening, by group. None always means that nobody has said.

Every field is optional; a tuple left empty was asked and found empty. Weights in kg (a newborn's in grams), lengths in
cm, haemoglobin in g/dL. Nothing here computes; limits and words are in `definitions/rules/screening_*.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.facts import Sex

Gain = Literal["N", "T", "O", "B"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatinFacts:
    """A bride or groom to be. `registered_on`: when this office first knew of the wedding."""

    sex: Sex | None = None
    birth_date: date | None = None
    registered_on: date | None = None
    wedding_on: date | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    muac_cm: float | None = None
    waist_cm: float | None = None
    hb_g_dl: float | None = None
    smokes: bool | None = None
    smoke_exposure: bool | None = None
    chronic_disease: bool | None = None
    tetanus_complete: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyScreeningFacts:
    """A pregnant woman. `weeks`: of the pregnancy on the day, as told, where no date says it. `last_birth_on`: before
    this pregnancy. `diseases`: codes; only whether there is one leaves this object."""

    birth_date: date | None = None
    last_period_on: date | None = None
    due_on: date | None = None
    weeks: int | None = None
    children_living: int | None = None
    last_birth_on: date | None = None
    weight_before_kg: float | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    muac_cm: float | None = None
    hb_g_dl: float | None = None
    fetus_small: bool | None = None
    diseases: tuple[str, ...] | None = None
    smoke_exposure: bool | None = None
    antenatal_visits: int | None = None
    seen_by_doctor: bool | None = None
    takes_iron: bool | None = None
    iron_tablets: int | None = None
    multiple: bool | None = None
    bleeding: bool | None = None
    swelling: bool | None = None
    fever: bool | None = None
    movement_reduced: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostpartumFacts:
    """A mother in the six weeks after a birth. `postnatal_on`: days on which health staff saw her."""

    birth_on: date | None = None
    complication: bool | None = None
    postnatal_on: tuple[date, ...] | None = None
    breastfeeds: bool | None = None
    early_initiation: bool | None = None
    family_planning: bool | None = None
    takes_iron: bool | None = None
    iron_tablets: int | None = None
    low_mood: bool | None = None
    hb_g_dl: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewbornFacts:
    """A baby in its first six weeks. `neonatal_on`: days on which health staff saw it. `doses`: vaccines given."""

    birth_date: date | None = None
    birth_weight_g: float | None = None
    birth_length_cm: float | None = None
    gestation_weeks: int | None = None
    neonatal_on: tuple[date, ...] | None = None
    exclusively_breastfed: bool | None = None
    early_initiation: bool | None = None
    doses: tuple[str, ...] | None = None
    illness_signs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildFacts:
    """What is asked of every child under five. z-scores are those of the last weighing, as growth judges them: rounded,
    and None where implausible. `vitamin_a`, `dewormed`: in the last round."""

    birth_date: date | None = None
    length_for_age: float | None = None
    weight_for_age: float | None = None
    weight_for_length: float | None = None
    bmi_for_age: float | None = None
    head_for_age: float | None = None
    muac_cm: float | None = None
    oedema: bool | None = None
    gain: Gain | None = None
    two_t: bool | None = None
    last_weighed_on: date | None = None
    never_weighed: bool | None = None
    illness_signs: tuple[str, ...] | None = None
    ill_two_weeks: bool | None = None
    hb_g_dl: float | None = None
    development_delay: bool | None = None
    doses: tuple[str, ...] | None = None
    vitamin_a: bool | None = None
    safe_water: bool | None = None
    safe_latrine: bool | None = None
    smoke_exposure: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderTwoFacts(ChildFacts):
    """A child of 0-23 completed months. `food_groups`: of the eight, yesterday; `meals`: yesterday."""

    birth_weight_g: float | None = None
    birth_length_cm: float | None = None
    gestation_weeks: int | None = None
    exclusively_breastfed: bool | None = None
    breastfed: bool | None = None
    food_groups: int | None = None
    animal_protein: bool | None = None
    meals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderFiveFacts(ChildFacts):
    """A child of 24-59 completed months. `early_education`: PAUD; `parents_in_bkb`: a parents' group."""

    early_education: bool | None = None
    parents_in_bkb: bool | None = None
    dewormed: bool | None = None
