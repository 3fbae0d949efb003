"""Soft checks: what one measurement says beside the one before it of the same child. They ask, they judge nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from binakampung.domain.ages import completed_months
from binakampung.domain.growth_chart_words import Language, day, number, said
from binakampung.domain.growth_kernel import DAYS_OF_MONTH, LYING_IS_LONGER_CM
from binakampung.domain.growth_series import Child, Weighing
from binakampung.domain.rules import Rule, Wording

DoubtCode = Literal["length_shorter", "weight_jump", "length_jump", "same_values"]
DOUBTS: tuple[DoubtCode, ...] = get_args(DoubtCode)
COMPARED = ("weight_kg", "length_cm", "head_cm", "muac_cm")


@dataclass(frozen=True, slots=True)
class DoubtWords:
    """What is asked, with `{now}`, `{before}`, `{day}` and `{change}`, and what to do."""

    wording: Wording
    action: Wording


@dataclass(frozen=True, slots=True)
class GrowthChecks:
    """Limits: centimetres and per cent a month; ages in completed months at the later measurement."""

    rule: Rule
    shortest_gap_days: int
    length_loss_cm: float
    weight_change_percent: float
    weight_gain_from_month: int
    length_gain_cm: float
    length_gain_from_month: int
    same_values_at_least: int
    words: Mapping[DoubtCode, DoubtWords]


@dataclass(frozen=True, slots=True)
class GrowthDoubt:
    """One question about a measurement: `now` beside `before` of `day`, in kg or cm; `change` in per cent or cm."""

    code: DoubtCode
    id: str
    earlier_id: str
    day: date
    now: float | None = None
    before: float | None = None
    change: float | None = None


def doubt_in_words(doubt: GrowthDoubt, rule: GrowthChecks, language: Language) -> tuple[str, str]:
    """What is asked, and what to do."""
    words = rule.words[doubt.code]
    numbers = {
        name: "" if value is None else number(value, 1, language)
        for name, value in (("now", doubt.now), ("before", doubt.before), ("change", doubt.change))
    }
    asked = said(words.wording, language).format(day=day(doubt.day, language), **numbers)
    return asked, said(words.action, language)


@dataclass(slots=True)
class _Seen:
    """The last earlier value of each measurement, with whom it came."""

    last: dict[str, Weighing] = field(default_factory=dict)

    def note(self, weighing: Weighing) -> None:
        for name in COMPARED:
            if getattr(weighing, name) is not None:
                self.last[name] = weighing


def growth_doubts(child: Child, weighings: Sequence[Weighing], rule: GrowthChecks) -> tuple[GrowthDoubt, ...]:
    """Every doubt of a child's series, in order of date, id and check. Never raises.

    A value is compared with the last earlier one of its kind; measurements of the same few days with none.
    """
    ordered = sorted(weighings, key=lambda each: (each.measured_on, each.id))
    found: list[GrowthDoubt] = []
    seen, waiting = _Seen(), list[Weighing]()
    for weighing in ordered:
        while waiting and (weighing.measured_on - waiting[0].measured_on).days >= rule.shortest_gap_days:
            seen.note(waiting.pop(0))
        found.extend(_doubts(child, weighing, seen.last, rule))
        waiting.append(weighing)
    return tuple(found)


def _doubts(child: Child, now: Weighing, last: Mapping[str, Weighing], rule: GrowthChecks) -> Iterator[GrowthDoubt]:
    months = completed_months(child.birth_date, now.measured_on)
    if now.length_cm is not None and "length_cm" in last:
        yield from _length(now, last["length_cm"], months, rule)
    if now.weighed and "weight_kg" in last and last["weight_kg"].weighed:
        yield from _weight(now, last["weight_kg"], months, rule)
    yield from _same(now, last, rule)


def _length(now: Weighing, before: Weighing, months: int, rule: GrowthChecks) -> Iterator[GrowthDoubt]:
    change = round(_as_lying(now, before) - _as_lying(before, now), 2)
    if change < -rule.length_loss_cm:
        yield _doubt("length_shorter", now, before, now.length_cm, before.length_cm, change)
    if months >= rule.length_gain_from_month and change > rule.length_gain_cm * _months(now, before):
        yield _doubt("length_jump", now, before, now.length_cm, before.length_cm, change)


def _as_lying(weighing: Weighing, other: Weighing) -> float:
    """The length on the footing of a lying measurement, where two positions are known and differ."""
    differ = weighing.position and other.position and weighing.position != other.position
    return (weighing.length_cm or 0.0) + (LYING_IS_LONGER_CM if differ and weighing.position == "standing" else 0.0)


def _weight(now: Weighing, before: Weighing, months: int, rule: GrowthChecks) -> Iterator[GrowthDoubt]:
    kg, earlier = now.weight_kg or 0.0, before.weight_kg or 1.0
    percent = round((kg / earlier - 1) * 100, 1)
    too_much = abs(percent) > rule.weight_change_percent * _months(now, before)
    if too_much and (percent < 0 or months >= rule.weight_gain_from_month):
        yield _doubt("weight_jump", now, before, kg, earlier, percent)


def _same(now: Weighing, last: Mapping[str, Weighing], rule: GrowthChecks) -> Iterator[GrowthDoubt]:
    measured = [name for name in COMPARED if getattr(now, name) is not None]
    visits = {last[name].id: last[name] for name in measured if name in last}
    if len(measured) < rule.same_values_at_least or len(visits) != 1:
        return
    (before,) = visits.values()
    if all(getattr(now, name) == getattr(before, name) for name in measured):
        yield _doubt("same_values", now, before)


def _months(now: Weighing, before: Weighing) -> float:
    """Months between two measurements; less than one counts as one."""
    return max(1.0, (now.measured_on - before.measured_on).days / DAYS_OF_MONTH)


def _doubt(
    code: DoubtCode,
    now: Weighing,
    before: Weighing,
    value: float | None = None,
    earlier: float | None = None,
    change: float | None = None,
) -> GrowthDoubt:
    return GrowthDoubt(code, now.id, before.id, before.measured_on, value, earlier, change)
