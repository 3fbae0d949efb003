"""Everything known of one child, put together for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.safestring import SafeString

from binakampung.catalogue.growth_checks_rules import growth_checks
from binakampung.catalogue.rules import growth_rules
from binakampung.domain.growth_chart_series import chart_points, finding
from binakampung.domain.growth_chart_words import ChartKind, Language
from binakampung.domain.growth_checks import doubt_in_words, growth_doubts
from binakampung.domain.rules import Sex
from binakampung.portal.screens.children.curve import drawn
from binakampung.portal.words import choices, growth, language, say
from binakampung.registry.casework import child_of, weighing_of
from binakampung.registry.models import GrowthAssessment, GrowthMeasurement, HomeVisit, Person


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement and its judgement."""

    row: GrowthMeasurement
    judged: GrowthAssessment | None
    verdicts: dict[str, growth.Verdict]
    reasons: list[growth.Reason]


def measurements(person: Person) -> list[Measured]:
    """Newest first."""
    rows = list(GrowthMeasurement.objects.filter(person_id=person.pk).order_by("-measured_on", "-id"))
    judged = GrowthAssessment.objects.in_bulk([row.pk for row in rows])
    return [_measured(row, judged.get(row.pk)) for row in rows]


def _measured(row: GrowthMeasurement, judged: GrowthAssessment | None) -> Measured:
    if judged is None:
        return Measured(row, None, {}, [])
    return Measured(row, judged, growth.main_verdicts(judged), growth.reasons(judged.reasons))


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing and the finding that stands above it."""

    finding: str
    name: str
    drawing: SafeString


def curves(person: Person, history: Sequence[Measured]) -> list[Figure]:
    """Weight for age and length for age, where anything was measured under five."""
    known = [(weighing_of(each.row), each.judged) for each in reversed(history) if each.judged]
    names: dict[ChartKind, str] = {
        "weight_for_age": say("Berat menurut umur (BB/U)"),
        "length_for_age": say("Panjang/tinggi menurut umur"),
    }
    sex: Sex = "male" if person.sex == "male" else "female"
    made = []
    for kind, name in names.items():
        if chart_points(kind, known, "id"):
            told = finding(kind, known, growth_rules(), cast(Language, language()))
            made.append(Figure(told, name, drawn(kind, sex, told, known)))
    return made


def doubts(person: Person, history: Sequence[Measured]) -> list[tuple[GrowthMeasurement, str, str]]:
    """Measurements worth a second look, newest first: what is asked of each, and what to do."""
    rule, rows = growth_checks(), {each.row.pk: each.row for each in history}
    found = growth_doubts(child_of(person), [weighing_of(row) for row in rows.values()], rule)
    said = cast(Language, language())
    return [(rows[each.id], *doubt_in_words(each, rule, said)) for each in reversed(found)]


@dataclass(frozen=True, slots=True)
class Visited:
    """A home visit; `said`: advice and services in words, `danger`: the danger signs seen."""

    row: HomeVisit
    said: str
    danger: str


def visits_made(person: Person) -> list[Visited]:
    """Newest first."""
    rows = HomeVisit.objects.filter(person_id=person.pk).order_by("-visited_on", "id")
    advice, services = choices.labels("home_visit", "advice"), choices.labels("home_visit", "services")
    signs = choices.labels("home_visit", "danger_signs")
    return [
        Visited(
            row,
            "; ".join(filter(None, (choices.said(row.advice, advice), choices.said(row.services, services)))),
            choices.said(row.danger_signs, signs),
        )
        for row in rows
    ]
