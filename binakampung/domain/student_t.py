"""Student's t quantile, for confidence limits with the degrees of freedom of a survey design."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

NORMAL_FROM = 10_000_000
TINY = 1e-300


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: float) -> float:
    """The t with P(T <= t) = `probability` (0.5 < p < 1); infinite without degrees of freedom. Good to 1e-10."""
    if freedom <= 0:
        return math.inf
    if freedom >= NORMAL_FROM:
        return NormalDist().inv_cdf(probability)
    low, high = 0.0, 1.0
    while _upper_tail(high, freedom) > 1 - probability:
        low, high = high, high * 2
    for _ in range(100):
        middle = (low + high) / 2
        if _upper_tail(middle, freedom) > 1 - probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _upper_tail(t: float, freedom: float) -> float:
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / (a * _continued_fraction(x, a, b))


def _continued_fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + ...)), evaluated from the front (Lentz's method)."""
    value = numerator = 1.0
    denominator = 0.0
    for step in range(1, 20_000):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        denominator = 1 / (1 + term * denominator or TINY)
        numerator = 1 + term / numerator or TINY
        change = numerator * denominator
        value *= change
        if abs(change - 1) < 1e-15:
            break
    return value
