"""Means of a sample survey with weights, strata and clusters, and how sure they are.

The variance is that of the linearised mean, clusters taken as drawn with replacement within their stratum; a stratum
with a single cluster counts with its deviation from the whole sample ("adjust"). A part of the sample is estimated
within the whole design, whose clusters all keep counting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from binakampung.domain.growth_standard import Floats
from binakampung.domain.student_t import t_quantile

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Design:
    """Who was drawn how. `weights` (n,), 0 leaves a row out; `cluster` (n,) numbers the clusters over all strata;
    `stratum` (clusters,) is the stratum of each cluster."""

    weights: Floats
    cluster: Ints
    stratum: Ints

    @property
    def freedom(self) -> int:
        """Clusters less strata, among those with any weight."""
        drawn = np.unique(self.cluster[self.weights != 0])
        return len(drawn) - len(np.unique(self.stratum[drawn]))


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean with its standard error; `n` rows that stand for `total`."""

    value: float
    error: float
    n: int
    total: float


def design_of(weights: Floats | None, clusters: Ints | None, strata: Ints | None, rows: int) -> Design:
    """A design from columns of codes. Without clusters each row is drawn by itself; a lone cluster counts as none.

    Missing weights are 0. Raises `ValueError` for negative weights.
    """
    weight = np.ones(rows) if weights is None else np.nan_to_num(np.asarray(weights, dtype=np.float64))
    if (weight < 0).any():
        raise ValueError("Sampling weights must not be negative")
    alone = clusters is None or len(np.unique(clusters)) == 1
    cluster = np.arange(rows) if clusters is None or alone else np.asarray(clusters, dtype=np.int64)
    stratum = np.zeros(rows, dtype=np.int64) if strata is None else np.asarray(strata, dtype=np.int64)
    pairs, numbers = np.unique(np.column_stack([stratum, cluster]), axis=0, return_inverse=True)
    return Design(weight, numbers.reshape(-1).astype(np.int64), pairs[:, 0].astype(np.int64))


def codes(texts: Sequence[str | None]) -> Ints | None:
    """Numbers for names of clusters or strata, -1 where missing; None when all are missing."""
    known = sorted({text for text in texts if text})
    number = {text: place for place, text in enumerate(known)}
    return np.array([number[text] if text else -1 for text in texts], dtype=np.int64) if known else None


def mean(values: Floats, design: Design, part: Mask) -> Mean | None:
    """The mean of `values` (NaN is missing) over a part of the sample; None when nothing there has weight."""
    used = part & ~np.isnan(values)
    weights = np.where(used, design.weights, 0.0)
    total = float(weights.sum())
    if total == 0:
        return None
    clean = np.where(used, values, 0.0)
    value = float((weights * clean).sum() / total)
    influence = weights * (clean - value) / total
    return Mean(value, math.sqrt(_variance(influence, design)), int(used.sum()), total)


def limits(estimate: Mean, freedom: int) -> tuple[float, float]:
    """The confidence limits of a mean."""
    width = _t(freedom) * estimate.error
    return estimate.value - width, estimate.value + width


def logit_limits(estimate: Mean, freedom: int) -> tuple[float, float]:
    """The confidence limits of a proportion, symmetric on the logit scale, so within 0 and 1."""
    share = estimate.value
    if not 0 < share < 1:
        return share, share
    middle, width = math.log(share / (1 - share)), _t(freedom) * estimate.error / (share * (1 - share))
    return _expit(middle - width), _expit(middle + width)


def _t(freedom: int) -> float:
    return t_quantile(1 - (1 - CONFIDENCE) / 2, freedom)


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _variance(influence: Floats, design: Design) -> float:
    totals = np.bincount(design.cluster, influence, minlength=len(design.stratum))
    _, stratum = np.unique(design.stratum, return_inverse=True)
    sizes = np.bincount(stratum)
    several = sizes > 1
    centres = np.where(several, np.bincount(stratum, totals) / sizes, 0.0)
    squares = np.bincount(stratum, (totals - centres[stratum]) ** 2)
    scale = np.where(several, sizes / np.maximum(sizes - 1, 1), 1.0)
    return float((scale * squares).sum())
