"""Screening of a bride or groom to be. The result is ideal or at risk; it never stands in the way of the marriage."""

from __future__ import annotations

from datetime import date

from binakampung.domain.conditions import Measures
from binakampung.domain.days import days_between
from binakampung.domain.screening import Screening, Visits, screen
from binakampung.domain.screening_facts import CatinFacts
from binakampung.domain.screening_measures import body_mass_index, years_old
from binakampung.domain.screening_rules import ScreeningRule


def screen_catin(facts: CatinFacts, as_of: date, rule: ScreeningRule, earlier: Visits = ()) -> Screening:
    """Screen one of the couple on a day."""
    return screen(_measures(facts, as_of), as_of, rule, earlier)


def _measures(facts: CatinFacts, as_of: date) -> Measures:
    return {
        "sex": facts.sex,
        "age_years": years_old(facts.birth_date, as_of),
        "days_registered_before": days_between(facts.registered_on, facts.wedding_on),
        "bmi": body_mass_index(facts.weight_kg, facts.height_cm),
        "muac_cm": facts.muac_cm,
        "waist_cm": facts.waist_cm,
        "hb_g_dl": facts.hb_g_dl,
        "smokes": facts.smokes,
        "smoke_exposure": facts.smoke_exposure,
        "chronic_disease": facts.chronic_disease,
        "tetanus_complete": facts.tetanus_complete,
    }
