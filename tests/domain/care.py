"""Facts of people in care as Hypothesis draws them: mostly believable, often missing, sometimes impossible."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st

from binakampung.catalogue.care_rules import immunisation_schedule
from binakampung.domain.care_facts import CareRecord, PersonCare, RiskFinding, WeddingFacts
from binakampung.domain.facts import PregnancyFacts

AS_OF = date(2026, 6, 1)
SIGNS = ("not_drinking", "convulsion", "lethargy", "persistent_diarrhoea", "long_cough", "other")
DOSES = tuple(dose.code for dose in immunisation_schedule().doses)
NEAR: dict[str, tuple[float, float]] = {
    "weight_kg": (35, 70), "weight_before_kg": (35, 70), "height_cm": (138, 172), "muac_cm": (10, 27),
    "hb_g_dl": (6, 14), "waist_cm": (60, 100), "birth_weight_g": (1900, 3600), "birth_length_cm": (44, 52),
    "length_for_age": (-4, 2), "weight_for_age": (-4, 2), "weight_for_length": (-4, 2), "bmi_for_age": (-4, 2),
    "head_for_age": (-3, 3),
}  # fmt: skip
COUNTS = {
    "weeks": (-1, 45), "children_living": (-1, 6), "iron_tablets": (-1, 120), "antenatal_visits": (-1, 8),
    "gestation_weeks": (18, 46), "food_groups": (-1, 9), "meals": (-1, 7),
}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {"sex": ("male", "female"), "gain": ("N", "T", "O", "B")}
LISTS: dict[str, tuple[str, ...]] = {
    "illness_signs": SIGNS, "doses": (*DOSES, "unknown"), "diseases": ("hypertension", "malaria")
}  # fmt: skip
Facts = TypeVar("Facts")


def days_before(years: float, ahead: int = 60) -> st.SearchStrategy[date]:
    """Days up to so many years before `AS_OF`, and a little after it."""
    return st.integers(-ahead, round(years * 365)).map(lambda back: AS_OF - timedelta(days=back))


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Usually there, else nobody said."""
    return st.one_of(strategy, strategy, strategy, st.none())


def measured(lowest: float, highest: float) -> st.SearchStrategy[float]:
    """Numbers to one decimal around the limits of the rules; now and then any number at all."""
    near = st.integers(round(lowest * 10), round(highest * 10)).map(lambda tenths: tenths / 10)
    return st.one_of(near, near, near, st.floats(allow_nan=False))


def field(name: str, kind: str, years: float) -> st.SearchStrategy[Any]:
    if name in NEAR:
        return some(measured(*NEAR[name]))
    if name in COUNTS:
        return some(st.integers(*COUNTS[name]))
    if name in CHOICES:
        return some(st.sampled_from(CHOICES[name]))
    if name in LISTS:
        return some(st.lists(st.sampled_from(LISTS[name]), unique=True).map(tuple))
    if kind.startswith("tuple[date"):
        return some(st.lists(days_before(0.2), max_size=5).map(tuple))
    if kind.startswith("date"):
        return some(days_before(years))
    assert kind == "bool | None", (name, kind)
    return some(st.booleans())


def facts(kind: type[Facts], years: float = 1) -> st.SearchStrategy[Facts]:
    """Facts of one group; dates go back that many years."""
    drawn = {each.name: field(each.name, str(each.type), years) for each in fields(kind)}  # type: ignore[arg-type]
    return st.builds(kind, **drawn)


def near_or_far(years: float, ahead: int) -> st.SearchStrategy[date]:
    """Mostly days of one half year, so that much falls together."""
    return st.one_of(days_before(0.4, 40), days_before(0.4, 40), days_before(years, ahead))


def pregnancies(years: float = 3) -> st.SearchStrategy[PregnancyFacts]:
    day = some(near_or_far(years, 300))
    outcome = st.sampled_from(("live_birth", "stillbirth", "miscarriage", None))
    return st.builds(PregnancyFacts, st.just("p"), day, some(st.integers(-2, 60)), day, day, day, outcome)


def people(years: float = 6) -> st.SearchStrategy[PersonCare]:
    """Anybody: children, brides, mothers, and people whose facts contradict one another."""
    day, born = near_or_far(years, 400), days_before(years, 400)
    kinds = ("accompaniment", "weighing", "antenatal", "length", "premarital_exam", "postnatal", "neonatal")
    weddings = st.builds(WeddingFacts, some(day), some(day), st.one_of(st.none(), day))
    records = st.builds(CareRecord, st.uuids().map(str), st.sampled_from((*kinds[:2] * 3, *kinds)), day)
    findings = st.builds(RiskFinding, st.one_of(day, st.just(AS_OF)), st.booleans())
    return st.builds(
        PersonCare,
        st.just("p"),
        sex=some(st.sampled_from(("male", "female"))),
        birth_date=some(born),
        died_on=st.one_of(*[st.none()] * 4, born),
        left_on=st.one_of(*[st.none()] * 4, born),
        weddings=st.lists(weddings, max_size=2).map(tuple),
        pregnancies=st.lists(pregnancies(), max_size=3).map(tuple),
        findings=st.lists(findings, max_size=5).map(tuple),
        records=st.lists(records, min_size=6, max_size=25).map(tuple),
    )
