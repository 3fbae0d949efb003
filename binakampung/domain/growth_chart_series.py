"""From a child's weighings and their judgements to the points and the finding of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from binakampung.domain import growth_chart_words as words
from binakampung.domain.growth_chart import ChartPoint
from binakampung.domain.growth_chart_words import ChartKind, Language, number, said
from binakampung.domain.growth_kernel import DAYS_OF_9_MONTHS, HEIGHT_FROM_DAY, LYING_IS_LONGER_CM
from binakampung.domain.growth_series import Weighing
from binakampung.domain.rules import GrowthRules


class Judged(Protocol):
    """What a chart needs of a judgement, whether just made or kept."""

    @property
    def standard_day(self) -> int | None: ...
    @property
    def age_days(self) -> int | None: ...
    @property
    def flags(self) -> Iterable[str]: ...
    @property
    def classes(self) -> Mapping[Any, str]: ...
    @property
    def gain(self) -> str | None: ...
    @property
    def gain_grams(self) -> int | None: ...
    @property
    def min_gain_grams(self) -> int | None: ...
    @property
    def two_t(self) -> bool | None: ...


Series = Sequence[tuple[Weighing, Judged]]
"""In order of date."""


def chart_points(kind: ChartKind, series: Series, language: Language) -> tuple[ChartPoint, ...]:
    """The points of a chart, at the age at which the standard was asked. What has no age or no value has no point."""
    return tuple(_points(kind, series, language))


def stands(series: Series) -> bool:
    """Whether weight for length is drawn over the table of heights: by the child's last measurement."""
    days = [_day(judged) for weighing, judged in series if weighing.length_cm is not None]
    return bool(days) and days[-1] >= HEIGHT_FROM_DAY


def _points(kind: ChartKind, series: Series, language: Language) -> Iterator[ChartPoint]:
    standing = stands(series)
    for weighing, judged in series:
        day, length = _day(judged), _length(weighing, _day(judged), kind, standing)
        x = float(day) if kind != "weight_for_length" else length
        value = length if kind == "length_for_age" else weighing.weight_kg
        if day < 0 or x is None or value is None or value <= 0:
            continue
        weight_is_water = weighing.oedema is True and kind != "length_for_age"
        mark = (judged.gain or "") if kind == "weight_for_age" else ""
        yield ChartPoint(
            x, value, kind in judged.flags or weight_is_water, mark, _note(kind, weighing, judged, language)
        )


def _day(judged: Judged) -> int:
    """The day of the standard's tables; judgements of old kept only the age."""
    day = judged.standard_day if judged.standard_day is not None else judged.age_days
    return -1 if day is None else day


def _length(weighing: Weighing, day: int, kind: ChartKind, standing: bool) -> float | None:
    """The length as the standard compares it: lying under two years, standing from then on, or as the table has it."""
    length = weighing.length_cm
    height = standing if kind == "weight_for_length" else day >= HEIGHT_FROM_DAY
    believed = weighing.position if day >= DAYS_OF_9_MONTHS or weighing.position == "lying" else None
    measured_standing = believed == "standing" if believed else day >= HEIGHT_FROM_DAY
    if length is None or measured_standing == height:
        return length
    return length + (LYING_IS_LONGER_CM if measured_standing else -LYING_IS_LONGER_CM)


def _note(kind: ChartKind, weighing: Weighing, judged: Judged, language: Language) -> str:
    value, unit = (weighing.length_cm, "cm") if kind == "length_for_age" else (weighing.weight_kg, "kg")
    z = getattr(judged, kind, None)
    told = f", z {number(z, 2, language)}" if z is not None else ""
    return f"{words.day(weighing.measured_on, language)}: {number(value or 0.0, 1, language)} {unit}{told}"


def finding(kind: ChartKind, series: Series, rules: GrowthRules, language: Language) -> str:
    """The newest measurement in one sentence: the title of the chart."""
    if kind == "weight_for_age":
        return _weight_finding(series, rules, language)
    found = [
        each for each in series if each[0].length_cm is not None and (kind in each[1].classes or kind in each[1].flags)
    ]
    return _class_finding(kind, found[-1][1], rules, language) if found else said(words.NOT_MEASURED[kind], language)


def _weight_finding(series: Series, rules: GrowthRules, language: Language) -> str:
    weighed = [judged for weighing, judged in series if weighing.weighed]
    if not weighed:
        return said(words.NOT_MEASURED["weight_for_age"], language)
    last = weighed[-1]
    if last.gain not in ("N", "T") or last.gain_grams is None or last.min_gain_grams is None:
        return _class_finding("weight_for_age", last, rules, language)
    wording = words.GAINED if last.gain == "N" else words.NOT_GAINED_TWICE if last.two_t else words.NOT_GAINED
    grams, needed = (number(each, 0, language) for each in (last.gain_grams, last.min_gain_grams))
    return said(wording, language).format(grams=grams, needed=needed)


def _class_finding(kind: ChartKind, judged: Judged, rules: GrowthRules, language: Language) -> str:
    if kind in judged.flags:
        return said(words.IMPLAUSIBLE[kind], language)
    code = judged.classes.get(kind)
    if code is None:
        return said(words.NAMES[kind], language)
    label = (
        words.SHORT[kind][_day(judged) >= HEIGHT_FROM_DAY] if language == "id" else said(words.NAMES[kind], language)
    )
    z = number(getattr(judged, kind), 2, language)
    band = said(rules.classes.indices[kind].wording(code), language)
    return f"{label}: {band} (z {z})" if language == "id" else f"{band}, {label[0].lower()}{label[1:]} (z {z})"
