"""Screening of a mother and of her baby in the six weeks after a birth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binakampung.domain.conditions import Measures
from binakampung.domain.days import days_between
from binakampung.domain.immunisation import ImmunisationSchedule
from binakampung.domain.schedule_rules import Span
from binakampung.domain.screening import Screening, Visits, screen
from binakampung.domain.screening_facts import NewbornFacts, PostpartumFacts
from binakampung.domain.screening_measures import doses_missed, missed_spans
from binakampung.domain.screening_rules import ScreeningRule


@dataclass(frozen=True, slots=True)
class PostpartumRules:
    """The checks of mother and baby, with their contacts (KF, KN) and the vaccines of the first weeks."""

    mother: ScreeningRule
    newborn: ScreeningRule
    postnatal: tuple[Span, ...]
    neonatal: tuple[Span, ...]
    immunisation: ImmunisationSchedule


def screen_postpartum(facts: PostpartumFacts, as_of: date, rules: PostpartumRules, earlier: Visits = ()) -> Screening:
    """Screen a mother on a day after birth."""
    return screen(_mother(facts, as_of, rules), as_of, rules.mother, earlier)


def screen_newborn(facts: NewbornFacts, as_of: date, rules: PostpartumRules, earlier: Visits = ()) -> Screening:
    """Screen a baby on a day after its birth."""
    return screen(_newborn(facts, as_of, rules), as_of, rules.newborn, earlier)


def _mother(facts: PostpartumFacts, as_of: date, rules: PostpartumRules) -> Measures:
    return {
        "days_since_birth": days_between(facts.birth_on, as_of),
        "complication": facts.complication,
        "missed_postnatal": missed_spans(rules.postnatal, facts.birth_on, facts.postnatal_on, as_of),
        "breastfeeds": facts.breastfeeds,
        "early_initiation": facts.early_initiation,
        "family_planning": facts.family_planning,
        "takes_iron": facts.takes_iron,
        "iron_tablets": facts.iron_tablets,
        "low_mood": facts.low_mood,
        "hb_g_dl": facts.hb_g_dl,
    }


def _newborn(facts: NewbornFacts, as_of: date, rules: PostpartumRules) -> Measures:
    born = facts.birth_date
    return {
        "days_since_birth": days_between(born, as_of),
        "birth_weight_g": facts.birth_weight_g,
        "birth_length_cm": facts.birth_length_cm,
        "gestation_weeks": facts.gestation_weeks,
        "missed_neonatal": missed_spans(rules.neonatal, born, facts.neonatal_on, as_of),
        "exclusively_breastfed": facts.exclusively_breastfed,
        "early_initiation": facts.early_initiation,
        "doses_missed": doses_missed(born, facts.doses, as_of, rules.immunisation),
        "illness_signs": facts.illness_signs,
    }
