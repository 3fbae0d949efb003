"""Screening of children under two and under five. What their growth shows is taken from growth, not judged anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binakampung.domain.conditions import Measures
from binakampung.domain.immunisation import ImmunisationSchedule
from binakampung.domain.screening import Screening, Visits, screen
from binakampung.domain.screening_facts import ChildFacts, UnderFiveFacts, UnderTwoFacts
from binakampung.domain.screening_measures import doses_missed, months_not_weighed, months_old
from binakampung.domain.screening_rules import ScreeningRule

AS_TOLD = (
    "length_for_age", "weight_for_age", "weight_for_length", "bmi_for_age", "head_for_age", "muac_cm", "oedema", "gain",
    "two_t", "illness_signs", "ill_two_weeks", "hb_g_dl", "development_delay", "vitamin_a", "safe_water",
    "safe_latrine", "smoke_exposure",
)  # fmt: skip
UNDER_TWO_AS_TOLD = (
    *AS_TOLD, "birth_weight_g", "birth_length_cm", "gestation_weeks", "exclusively_breastfed", "breastfed",
    "food_groups", "animal_protein", "meals",
)  # fmt: skip
UNDER_FIVE_AS_TOLD = (*AS_TOLD, "early_education", "parents_in_bkb", "dewormed")


@dataclass(frozen=True, slots=True)
class ChildRules:
    """The checks of both groups, and the vaccines by age."""

    under_two: ScreeningRule
    under_five: ScreeningRule
    immunisation: ImmunisationSchedule


def screen_under_two(facts: UnderTwoFacts, as_of: date, rules: ChildRules, earlier: Visits = ()) -> Screening:
    """Screen a child of 0-23 completed months on a day."""
    return screen(_measures(facts, UNDER_TWO_AS_TOLD, as_of, rules), as_of, rules.under_two, earlier)


def screen_under_five(facts: UnderFiveFacts, as_of: date, rules: ChildRules, earlier: Visits = ()) -> Screening:
    """Screen a child of 24-59 completed months on a day."""
    return screen(_measures(facts, UNDER_FIVE_AS_TOLD, as_of, rules), as_of, rules.under_five, earlier)


def _measures(facts: ChildFacts, as_told: tuple[str, ...], as_of: date, rules: ChildRules) -> Measures:
    born = facts.birth_date
    return {
        **{name: getattr(facts, name) for name in as_told},
        "age_months": months_old(born, as_of),
        "months_not_weighed": months_not_weighed(born, facts.last_weighed_on, facts.never_weighed, as_of),
        "doses_missed": doses_missed(born, facts.doses, as_of, rules.immunisation),
    }
