"""A child's growth curve as SVG, drawn on the server: the lines of the standard, and what was measured.

Bands and lines follow the KMS card: green in the middle, yellow beyond, the outer lines named by their z.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from binakampung.domain.growth_standard import Floats, GrowthStandard
from binakampung.portal.words import formats, language, say

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 52, 44, 14, 52
LINES = (-3, -2, 0, 2, 3)
DAYS_A_MONTH = 30.4375
STEP = 15  # days between two drawn points of a line


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement on the curve: age in days, value in the unit of the axis, whether it is implausible."""

    on: date
    age_days: int
    value: float
    flagged: bool
    note: str


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn: the table of the standard (`wfa`, `lfa`), 0 boys or 1 girls, title, unit, points in order."""

    table: str
    sex: int
    title: str
    unit: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where ages (months) and values fall on the paper."""

    last_month: int
    low: float
    high: float

    def x(self, days: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * days / (self.last_month * DAYS_A_MONTH)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.low) / (self.high - self.low)


def drawn(curve: Curve, standard: GrowthStandard) -> SafeString:
    """The curve as an `<svg>` that carries its own words."""
    last = 24 if max((point.age_days for point in curve.points), default=0) <= 24 * DAYS_A_MONTH else 60
    table = standard.tables[curve.table, curve.sex]
    table = table[table[:, 0] <= last * DAYS_A_MONTH][::STEP]
    lines = {z: _values(table, z) for z in LINES}
    frame = Frame(last, *_range(lines, curve.points))
    parts = (
        *_bands(frame, table[:, 0], lines),
        *_grid(frame, curve.unit),
        *_lines(frame, table[:, 0], lines),
        *_measured(frame, curve.points),
    )
    return format_html(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH, HEIGHT, curve.title, mark_safe("".join(parts)),
    )  # fmt: skip


def _values(table: Floats, z: float) -> Floats:
    """The measure at z for each row of a table (columns day, L, M, S), by Cole's LMS."""
    power, median, spread = table[:, 1], table[:, 2], table[:, 3]
    values: Floats = median * (1 + power * spread * z) ** (1 / power)
    return values


def _range(lines: dict[int, Floats], points: Iterable[Point]) -> tuple[float, float]:
    values = [point.value for point in points if not point.flagged]
    low, high = min([lines[-3].min(), *values]), max([lines[3].max(), *values])
    step = _step(high - low)
    return float(np.floor(low / step) * step), float(np.ceil(high / step) * step)


def _step(span: float) -> int:
    """Between two horizontal lines: few enough that their numbers stay large."""
    return 2 if span <= 16 else 5 if span <= 30 else 10


def _bands(frame: Frame, days: Floats, lines: dict[int, Floats]) -> Iterable[SafeString]:
    for low, high, kind in ((-3, -2, "outer"), (2, 3, "outer"), (-2, 2, "inner")):
        upper = _path(frame, days, lines[high])
        lower = _path(frame, days[::-1], lines[low][::-1])
        yield format_html('<path class="curve-{}" d="M{} L{} Z"/>', kind, upper, lower)


def _lines(frame: Frame, days: Floats, lines: dict[int, Floats]) -> Iterable[SafeString]:
    for z, values in lines.items():
        label = f"+{z}" if z > 0 else str(z).replace("-", "−")
        yield format_html('<path class="curve-line curve-line{}" d="M{}"/>', abs(z), _path(frame, days, values))
        yield _text(frame.x(days[-1]) + 6, frame.y(values[-1]) + 6, label, "curve-z")


def _path(frame: Frame, days: Floats, values: Floats) -> str:
    return " L".join(f"{frame.x(day):.1f},{frame.y(value):.1f}" for day, value in zip(days, values, strict=True))


def _grid(frame: Frame, unit: str) -> Iterable[SafeString]:
    floor = HEIGHT - BOTTOM
    for month in range(0, frame.last_month + 1, 3 if frame.last_month == 24 else 12):
        x = frame.x(month * DAYS_A_MONTH)
        yield format_html('<path class="curve-grid" d="M{} {} V{}"/>', f"{x:.1f}", TOP, floor)
        yield _text(x, floor + 20, str(month), "curve-axis curve-middle")
    step = _step(frame.high - frame.low)
    for value in np.arange(frame.low, frame.high + 0.1, step):
        y = frame.y(value)
        yield format_html('<path class="curve-grid" d="M{} {} H{}"/>', LEFT, f"{y:.1f}", WIDTH - RIGHT)
        yield _text(LEFT - 7, y + 6, formats.number(float(value), 0, language()), "curve-axis curve-end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 7, say("Umur (bulan)"), "curve-axis curve-middle")
    yield _text(LEFT + 8, TOP + 20, unit, "curve-axis")


def _measured(frame: Frame, points: Sequence[Point]) -> Iterable[SafeString]:
    shown = [p for p in points if frame.low <= p.value <= frame.high and p.age_days <= frame.last_month * DAYS_A_MONTH]
    sound = [point for point in shown if not point.flagged]
    if len(sound) > 1:
        path = " L".join(f"{frame.x(p.age_days):.1f},{frame.y(p.value):.1f}" for p in sound)
        yield format_html('<path class="curve-child" d="M{}"/>', path)
    for point in shown:
        kind = "curve-flagged" if point.flagged else "curve-point"
        spot = f"{frame.x(point.age_days):.1f}", f"{frame.y(point.value):.1f}"
        yield format_html(
            '<circle class="{}" cx="{}" cy="{}" r="5"><title>{}</title></circle>', kind, *spot, point.note
        )


def _text(x: float, y: float, text: str, kind: str) -> SafeString:
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', kind, f"{x:.1f}", f"{y:.1f}", text)


def legend() -> SafeString:
    """What the bands and marks mean, in words."""
    marks = (
        ("inner", say("antara −2 dan +2")),
        ("outer", say("−3 sampai −2, +2 sampai +3")),
        ("child", say("anak ini")),
        ("flagged", say("tidak masuk akal, tidak dihitung")),
    )
    return format_html('<ul class="curve-legend">{}</ul>', format_html_join("", '<li class="key-{}">{}</li>', marks))
