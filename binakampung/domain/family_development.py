"""iBangga, the family development index: seventeen variables in three dimensions, and a class.

The index needs every variable that applies. While one is unanswered the index is unknown, and `lowest` and `highest`
say how far the missing answers could still move it. The raw scores are always kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from binakampung.domain.development_scores import SCORERS, Choices, Score, case_of
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.reasons import Part
from binakampung.domain.rules import Band, Rule, Wording

Treatment = Literal["left_out", "meets", "falls_short"]
DIMENSIONS = ("serenity", "independence", "happiness")
"""Tenteram, mandiri, bahagia."""
LEAST, MOST = Score.FALLS_SHORT, Score.MEETS


@dataclass(frozen=True, slots=True)
class Variable:
    """One of the seventeen, with its dimension and its part of the rule file."""

    part: Part
    dimension: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension and its weight in the index."""

    code: str
    wording: Wording
    weight: Fraction


@dataclass(frozen=True, slots=True)
class DevelopmentRule:
    """Parameters. `not_applicable`: how such a variable enters its dimension. `classes`: bands of the index, rising."""

    rule: Rule
    dimensions: tuple[Dimension, ...]
    variables: Mapping[str, Variable]
    choices: Choices
    not_applicable: Treatment
    classes: tuple[Band, ...]
    unsettled: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class FamilyDevelopment:
    """The index of a family: 0 to 100 with two decimals, None while a variable is unknown (or none applies).

    `unknown`: the variables that are missing. `lowest`, `highest`: the index if those all fell short, or were all met.
    `band`: the code of the class; also given while unknown, if it is the same at both ends.
    """

    family_id: str
    village: str
    as_of: date
    rule: str
    scores: Mapping[str, Score]
    dimensions: Mapping[str, float | None]
    index: float | None
    lowest: float | None
    highest: float | None
    band: str | None
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DevelopmentSummary:
    """An area: the mean index of the families that have one, how many have none, and the classes."""

    families: int
    unknown: int
    mean: float | None
    bands: Mapping[str, int]


def develop(facts: FamilyFacts, as_of: date, rule: DevelopmentRule) -> FamilyDevelopment:
    """Score a family on a day. Never raises, whatever the facts."""
    case = case_of(facts, as_of, rule.choices)
    scores = {code: SCORERS[code](case) for code in rule.variables}
    unknown = tuple(code for code, score in scores.items() if score is Score.UNKNOWN)
    lowest, highest = _index(_filled(scores, LEAST), rule), _index(_filled(scores, MOST), rule)
    bands = {_band(value, rule) for value in (lowest, highest)}
    return FamilyDevelopment(
        family_id=facts.id,
        village=facts.village,
        as_of=as_of,
        rule=rule.rule.key,
        scores=scores,
        dimensions={each.code: _shown(_known_dimension(each.code, scores, rule)) for each in rule.dimensions},
        index=None if unknown else _shown(lowest),
        lowest=_shown(lowest),
        highest=_shown(highest),
        band=bands.pop() if len(bands) == 1 else None,
        unknown=unknown,
    )


def summarise(families: Iterable[FamilyDevelopment], rule: DevelopmentRule) -> DevelopmentSummary:
    """The figures of an area. Families without an index are in no mean."""
    judged = list(families)
    indices = [each.index for each in judged if each.index is not None]
    bands = Counter({band.code: 0 for band in rule.classes})
    bands.update(each.band for each in judged if each.band is not None)
    mean = _shown(sum(map(_exact, indices), Fraction()) / len(indices)) if indices else None
    return DevelopmentSummary(len(judged), len(judged) - len(indices), mean, dict(bands))


def _filled(scores: Mapping[str, Score], unknown: Score) -> dict[str, Score]:
    return {code: unknown if score is Score.UNKNOWN else score for code, score in scores.items()}


def _index(scores: Mapping[str, Score], rule: DevelopmentRule) -> Fraction | None:
    """The weighted mean of the dimensions that have a value."""
    values = [(each.weight, _dimension(each.code, scores, rule)) for each in rule.dimensions]
    weighted = [(weight, value) for weight, value in values if value is not None]
    total = sum((weight for weight, _ in weighted), Fraction())
    return sum((weight * value for weight, value in weighted), Fraction()) / total if total else None


def _dimension(code: str, scores: Mapping[str, Score], rule: DevelopmentRule) -> Fraction | None:
    """The share of its variables that are met, in per cent; None when none of them applies."""
    own = [scores[name] for name, variable in rule.variables.items() if variable.dimension == code]
    treated = [_treated(score, rule.not_applicable) for score in own]
    counted = [score for score in treated if score is not Score.NOT_APPLICABLE]
    return Fraction(100 * counted.count(Score.MEETS), len(counted)) if counted else None


def _known_dimension(code: str, scores: Mapping[str, Score], rule: DevelopmentRule) -> Fraction | None:
    own = {name: scores[name] for name, variable in rule.variables.items() if variable.dimension == code}
    return None if Score.UNKNOWN in own.values() else _dimension(code, scores, rule)


def _treated(score: Score, treatment: Treatment) -> Score:
    if score is not Score.NOT_APPLICABLE or treatment == "left_out":
        return score
    return Score.MEETS if treatment == "meets" else Score.FALLS_SHORT


def _band(value: Fraction | None, rule: DevelopmentRule) -> str | None:
    """The first class that takes the index as shown, with its two decimals."""
    shown = _shown(value)
    if shown is None:
        return None
    return next(band.code for band in rule.classes if _takes(band, shown))


def _takes(band: Band, value: float) -> bool:
    return value < band.below if band.below is not None else band.up_to is None or value <= band.up_to


def _shown(value: Fraction | None) -> float | None:
    """Two decimals, halves upwards."""
    return None if value is None else int(value * 100 + Fraction(1, 2)) / 100


def _exact(shown: float) -> Fraction:
    return Fraction(round(shown * 100), 100)
