"""Weight gain from month to month: the codes N, T, O and B of the KMS card.

Each weighing is compared with the last one of the calendar month before. B: no weighing in any earlier month.
O: none in the month before, or the two lie too near or too far apart, or no minimum gain is laid down for the age.
Every weighing has exactly one code, so that D = N + T + O + B.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from binakampung.domain.ages import completed_months, month_number
from binakampung.domain.growth_series import Child, Weighing
from binakampung.domain.rules import MinimumGain

GainCode = Literal["N", "T", "O", "B"]


@dataclass(frozen=True, slots=True)
class Gain:
    """`code` is None when the child was not weighed; `grams` and `needed` only where two weighings were compared."""

    code: GainCode | None
    grams: int | None = None
    needed: int | None = None
    twice: bool = False


NOT_WEIGHED = Gain(None)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The last weighing of a month, and its code."""

    weighing: Weighing
    month: int
    code: GainCode | None


def gains(child: Child, ordered: Sequence[Weighing], rule: MinimumGain) -> list[Gain]:
    """The code of each weighing of a series in order of date."""
    results: list[Gain] = []
    before: _Earlier | None = None  # the last weighing of the latest earlier month
    comparable: _Earlier | None = None  # the same among the months coded N or T
    latest: _Earlier | None = None
    for weighing in ordered:
        if not weighing.weighed:
            results.append(NOT_WEIGHED)
            continue
        month = month_number(weighing.measured_on)
        if latest is not None and month > latest.month:
            before = latest
            comparable = latest if latest.code in ("N", "T") else comparable
        gain = _gain(child, weighing, month, before, rule)
        if gain.code == "T" and _was_t(month, before, comparable, rule):
            gain = Gain("T", gain.grams, gain.needed, twice=True)
        latest = _Earlier(weighing, month, gain.code)
        results.append(gain)
    return results


def _gain(child: Child, now: Weighing, month: int, before: _Earlier | None, rule: MinimumGain) -> Gain:
    if before is None:
        return Gain("B")
    days = (now.measured_on - before.weighing.measured_on).days
    if before.month != month - 1 or not rule.shortest_gap_days <= days <= rule.longest_gap_days:
        return Gain("O")
    needed = rule.needed(child.sex, completed_months(child.birth_date, now.measured_on))
    if needed is None:
        return Gain("O")
    grams = round(((now.weight_kg or 0.0) - (before.weighing.weight_kg or 0.0)) * 1000)
    return Gain("N" if grams >= needed else "T", grams, needed)


def _was_t(month: int, before: _Earlier | None, comparable: _Earlier | None, rule: MinimumGain) -> bool:
    """Whether the earlier weighing that 2T looks at was T."""
    if rule.two_t == "skip_missed":
        return comparable is not None and comparable.code == "T"
    return before is not None and before.month == month - 1 and before.code == "T"
