"""Screening of a pregnant woman. Estimating the weight of the unborn child is left to health staff: only whether they
found it small is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from binakampung.domain.ages import completed_months
from binakampung.domain.conditions import Measures
from binakampung.domain.days import rounded
from binakampung.domain.gestation import Gestation, PregnancyGain, first_day, weeks_on
from binakampung.domain.schedule_rules import Span
from binakampung.domain.screening import Screening, Visits, screen
from binakampung.domain.screening_facts import PregnancyScreeningFacts
from binakampung.domain.screening_measures import body_mass_index, has_any, years_old
from binakampung.domain.screening_rules import ScreeningRule


@dataclass(frozen=True, slots=True)
class PregnancyRules:
    """The group's checks, and what they lean on: the course of a pregnancy, its weight gain, its contacts."""

    screening: ScreeningRule
    gestation: Gestation
    gain: PregnancyGain
    contacts: tuple[Span, ...]

    def contacts_due(self, weeks: int) -> int:
        """How many antenatal contacts should have been made before a completed week began."""
        return sum(span.due < weeks * 7 for span in self.contacts)


def screen_pregnancy(
    facts: PregnancyScreeningFacts, as_of: date, rules: PregnancyRules, earlier: Visits = ()
) -> Screening:
    """Screen a pregnant woman on a day."""
    return screen(_measures(facts, as_of, rules), as_of, rules.screening, earlier)


def _measures(facts: PregnancyScreeningFacts, as_of: date, rules: PregnancyRules) -> Measures:
    began = first_day(facts.last_period_on, facts.due_on, rules.gestation)
    weeks = weeks_on(began, facts.weeks, as_of)
    bmi = body_mass_index(facts.weight_before_kg, facts.height_cm)
    return {
        "age_years": years_old(facts.birth_date, as_of),
        "weeks": weeks,
        "trimester": None if weeks is None else rules.gestation.trimester(weeks),
        "children_living": facts.children_living,
        "months_since_birth": _gap(facts.last_birth_on, began),
        "bmi": bmi,
        "height_cm": facts.height_cm,
        "muac_cm": facts.muac_cm,
        "hb_g_dl": facts.hb_g_dl,
        **_gain(facts, bmi, weeks, rules.gain),
        "fetus_small": facts.fetus_small,
        "has_disease": has_any(facts.diseases),
        "smoke_exposure": facts.smoke_exposure,
        "contacts_missed": _contacts_missed(facts.antenatal_visits, weeks, rules),
        "seen_by_doctor": facts.seen_by_doctor,
        "takes_iron": facts.takes_iron,
        "iron_tablets": facts.iron_tablets,
        "multiple": facts.multiple,
        "bleeding": facts.bleeding,
        "swelling": facts.swelling,
        "fever": facts.fever,
        "movement_reduced": facts.movement_reduced,
    }


def _gap(last_birth_on: date | None, began: date | None) -> int | None:
    """Completed months from the last birth to the first day of this pregnancy; negative when they contradict."""
    return None if last_birth_on is None or began is None else completed_months(last_birth_on, began)


def _gain(
    facts: PregnancyScreeningFacts, bmi: float | None, weeks: int | None, rule: PregnancyGain
) -> dict[str, float | None]:
    """Kilograms short of the least gain due by now, and above the most of a whole pregnancy; negative when there is
    none."""
    before, now = facts.weight_before_kg, facts.weight_kg
    if before is None or now is None or bmi is None or math.isnan(bmi):
        return {"gain_short_kg": None, "gain_over_kg": None}
    band, gained = rule.band(bmi), now - before
    short = None if weeks is None else _kilograms(band.least_kg * rule.share_due(weeks) - gained)
    return {"gain_short_kg": short, "gain_over_kg": _kilograms(gained - band.most_kg)}


def _kilograms(value: float) -> float:
    return rounded(value) if abs(value) < 1000 else value


def _contacts_missed(visits: int | None, weeks: int | None, rules: PregnancyRules) -> int | None:
    if visits is None or weeks is None or weeks < 0:
        return None
    return visits if visits < 0 else max(rules.contacts_due(weeks) - visits, 0)
