"""Prevalence of malnutrition in a survey, as WHO's R package `anthro` computes it.

Flagged z-scores are left out; a child with oedema counts as severely wasted, underweight and thin, whatever was
measured; children older than 1826 days are not of the survey. z is rounded to two decimals before it is compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from binakampung.domain.growth_kernel import FLAGGED, zscores
from binakampung.domain.growth_standard import INDICES, Floats, GrowthStandard, Index
from binakampung.domain.survey_design import Design, Ints, Mask, design_of, limits, logit_limits, mean

LAST_DAY = 1826
COUNTED_WITH_OEDEMA: tuple[Index, ...] = ("weight_for_age", "weight_for_length", "bmi_for_age")
SEVERE = -3.1  # what oedema counts as


@dataclass(frozen=True, slots=True)
class Cutoff:
    """z below a negative `limit`, or above a positive one."""

    index: Index
    limit: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """A child counts when it meets every cutoff, and is asked only with a z for each."""

    code: str
    cutoffs: tuple[Cutoff, ...]


@dataclass(frozen=True, slots=True)
class PrevalenceEstimate:
    """Percent with standard error and 95 % limits; all None where nobody could be judged."""

    indicator: str
    percent: float | None
    se: float | None
    lower: float | None
    upper: float | None
    n_unweighted: int
    n_weighted: float


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """Mean z with standard error, 95 % limits and standard deviation."""

    index: Index
    mean: float | None
    se: float | None
    lower: float | None
    upper: float | None
    deviation: float | None


@dataclass(frozen=True, slots=True)
class SurveyRows:
    """z (n, 6), NaN where missing or flagged; `oedema` (n,); the design; `kept`: which input rows these are."""

    z: Floats
    oedema: Mask
    design: Design
    kept: Mask


INDICATORS: tuple[Indicator, ...] = (
    Indicator("stunting", (Cutoff("length_for_age", -2),)),
    Indicator("severe_stunting", (Cutoff("length_for_age", -3),)),
    Indicator("underweight", (Cutoff("weight_for_age", -2),)),
    Indicator("severe_underweight", (Cutoff("weight_for_age", -3),)),
    Indicator("wasting", (Cutoff("weight_for_length", -2),)),
    Indicator("severe_wasting", (Cutoff("weight_for_length", -3),)),
    Indicator("overweight", (Cutoff("weight_for_length", 2),)),
    Indicator("obesity", (Cutoff("weight_for_length", 3),)),
    Indicator("stunting_and_wasting", (Cutoff("length_for_age", -2), Cutoff("weight_for_length", -2))),
    Indicator("stunting_and_overweight", (Cutoff("length_for_age", -2), Cutoff("weight_for_length", 2))),
)


def survey_rows(
    sex: npt.ArrayLike,
    age_days: npt.ArrayLike,
    weight: npt.ArrayLike,
    lenhei: npt.ArrayLike,
    measure: npt.ArrayLike,
    oedema: npt.ArrayLike,
    standard: GrowthStandard,
    weights: Floats | None = None,
    clusters: Ints | None = None,
    strata: Ints | None = None,
) -> SurveyRows:
    """Rows of a survey judged: columns (n,) as `zscores` takes them; `clusters` and `strata` as codes, -1 missing.

    Rows without cluster or stratum, where others have one, are left out. Raises `ValueError` for negative weights.
    """
    age = np.asarray(age_days, dtype=np.float64)
    absent = np.full(len(age), np.nan)
    kept = np.isnan(age) | (np.floor(age + 0.5) <= LAST_DAY)
    for column in (clusters, strata):
        if column is not None:
            kept &= column >= 0
    z, flags = zscores(sex, age, weight, lenhei, measure, absent, absent, oedema, standard, threads=None)
    z[flags == FLAGGED] = np.nan
    design = design_of(
        weights if weights is None else weights[kept],
        clusters if clusters is None else clusters[kept],
        strata if strata is None else strata[kept],
        int(kept.sum()),
    )
    return SurveyRows(z[kept], np.asarray(oedema)[kept] == 1, design, kept)


def prevalence(
    rows: SurveyRows, indicators: Sequence[Indicator] = INDICATORS, part: Mask | None = None
) -> list[PrevalenceEstimate]:
    """Each indicator over the whole survey, or over a part of its kept rows (by region, sex or age)."""
    part = np.ones(len(rows.z), dtype=bool) if part is None else part
    freedom = rows.design.freedom
    return [_estimate(rows, indicator, part, freedom) for indicator in indicators]


def mean_z(rows: SurveyRows, index: Index, part: Mask | None = None) -> MeanEstimate:
    """The mean z of an index, children with oedema left out."""
    part = np.ones(len(rows.z), dtype=bool) if part is None else part
    values = _column(rows, index).copy()
    if index in COUNTED_WITH_OEDEMA:
        values[rows.oedema] = np.nan
    found = mean(values, rows.design, part)
    if found is None:
        return MeanEstimate(index, None, None, None, None, None)
    lower, upper = limits(found, rows.design.freedom)
    return MeanEstimate(index, found.value, found.error, lower, upper, _deviation(values, rows.design, part))


def _estimate(rows: SurveyRows, indicator: Indicator, part: Mask, freedom: int) -> PrevalenceEstimate:
    found = mean(_met(rows, indicator), rows.design, part)
    if found is None:
        return PrevalenceEstimate(indicator.code, None, None, None, None, 0, 0.0)
    lower, upper = logit_limits(found, freedom)
    percent, error, low, high = (100 * share for share in (found.value, found.error, lower, upper))
    return PrevalenceEstimate(indicator.code, percent, error, low, high, found.n, found.total)


def _met(rows: SurveyRows, indicator: Indicator) -> Floats:
    """1 or 0, NaN for a child that cannot be judged."""
    met = np.ones(len(rows.z))
    for cutoff in indicator.cutoffs:
        z = _column(rows, cutoff.index)
        counts = z < cutoff.limit if cutoff.limit < 0 else z > cutoff.limit
        met = np.where(np.isnan(z), np.nan, met * counts)
    return met


def _column(rows: SurveyRows, index: Index) -> Floats:
    """The z of an index, oedema counted."""
    z = rows.z[:, INDICES.index(index)]
    return np.where(rows.oedema, SEVERE, z) if index in COUNTED_WITH_OEDEMA else z


def _deviation(values: Floats, design: Design, part: Mask) -> float | None:
    centre = mean(values, design, part)
    if centre is None or centre.n < 2:
        return None
    squares = mean((values - centre.value) ** 2, design, part)
    return None if squares is None else math.sqrt(squares.value * centre.n / (centre.n - 1))
