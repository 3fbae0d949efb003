"""Everything known of one child, put together for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from binakampung.portal.screens.children.curve import Curve, Point, drawn
from binakampung.portal.words import choices, formats, growth, language, say
from binakampung.registry.models import GrowthAssessment, GrowthMeasurement, HomeVisit, Person
from binakampung.standards import who_2006

STANDING_FROM = 731  # days; WHO's own limit between the tables of length and height
LYING_IS_LONGER = 0.7  # cm


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
    sex = 0 if person.sex == "male" else 1
    known = [each for each in reversed(history) if each.judged and (each.judged.age_days or -1) >= 0]
    made = []
    weights = [_point(e, "weight_for_age", e.row.weight_kg, "kg") for e in known if e.row.weight_kg]
    lengths = [_point(e, "length_for_age", _adjusted(e), "cm") for e in known if e.row.length_cm]
    if weights:
        finding = weight_finding(known)
        made.append(Figure(finding, say("Berat menurut umur (BB/U)"), _draw("wfa", sex, finding, "kg", weights)))
    if lengths:
        finding = length_finding(known)
        made.append(Figure(finding, say("Panjang/tinggi menurut umur"), _draw("lfa", sex, finding, "cm", lengths)))
    return made


def _draw(table: str, sex: int, title: str, unit: str, points: Sequence[Point]) -> SafeString:
    return drawn(Curve(table, sex, title, unit, points), who_2006())


def _point(each: Measured, index: str, value: float | None, unit: str) -> Point:
    assert each.judged is not None and value is not None
    verdict = each.verdicts.get(index)
    said = language()
    z = f", z {formats.number(verdict.z, 2, said)}" if verdict else ""
    note = f"{formats.day(each.row.measured_on, said)}: {formats.number(value, None, said)} {unit}{z}"
    return Point(each.row.measured_on, each.judged.age_days or 0, value, bool(verdict and verdict.flagged), note)


def _adjusted(each: Measured) -> float | None:
    """The length as the standard compares it: lying under two years, standing from then on."""
    length, days = each.row.length_cm, (each.judged.age_days if each.judged else 0) or 0
    if length is None:
        return None
    if days < STANDING_FROM and each.row.position == "standing":
        return length + LYING_IS_LONGER
    if days >= STANDING_FROM and each.row.position == "lying":
        return length - LYING_IS_LONGER
    return length


def weight_finding(known: Sequence[Measured]) -> str:
    """The newest weighing in one sentence."""
    last = next((each for each in reversed(known) if each.row.weight_kg), None)
    if last is None or last.judged is None:
        return say("Belum pernah ditimbang")
    judged, said = last.judged, language()
    if judged.gain in ("N", "T") and judged.gain_grams is not None and judged.min_gain_grams is not None:
        grams = formats.number(judged.gain_grams, 0, said)
        need = formats.number(judged.min_gain_grams, 0, said)
        if judged.gain == "N":
            return say("Berat naik cukup: {grams} gram, paling sedikit {need}", grams=grams, need=need)
        return say("Berat belum naik cukup: {grams} gram, paling sedikit {need}", grams=grams, need=need)
    verdict = last.verdicts.get("weight_for_age")
    return verdict.text if verdict and verdict.text else say("Berat badan anak ini")


def length_finding(known: Sequence[Measured]) -> str:
    """The newest length in one sentence."""
    last = next((each for each in reversed(known) if each.verdicts.get("length_for_age")), None)
    verdict = last.verdicts["length_for_age"] if last else None
    if verdict is None or not verdict.text:
        return say("Panjang/tinggi anak ini")
    z = formats.number(verdict.z, 2, language())
    return say("{label}: {text} (z {z})", label=verdict.label, text=verdict.text, z=z)


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
