"""The last months' rates as a small SVG, the same on page and paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 660, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 138, 12, 26
INK, SOFT, GRID = "#16272b", "#55686d", "#d3dddf"
COLOURS = ("#0b4f4c", "#9a5b00")
DASHES = ("none", "6 4")


@dataclass(frozen=True, slots=True)
class Series:
    """One rate over the months: its name, its values in per cent (None: nothing to divide by), and the last written."""

    name: str
    values: tuple[float | None, ...]
    last: str


@dataclass(frozen=True, slots=True)
class Trend:
    """What the picture shows; `finding` is its title. `frozen` tells closed months, drawn full, from open ones."""

    finding: str
    months: tuple[str, ...]
    frozen: tuple[bool, ...]
    series: tuple[Series, ...]
    legend: str


def svg(trend: Trend) -> str:
    """The picture; the axis starts at zero. Lines differ in dash and mark, not only in colour."""
    parts = [*_axis(trend)]
    ends = _apart([_y(_last(series.values) or 0.0) for series in trend.series])
    for number, (series, end) in enumerate(zip(trend.series, ends, strict=True)):
        parts += _line(trend, series, number)
        parts.append(_text(WIDTH - RIGHT + 14, end + 4, f"{series.name} {series.last}", COLOURS[number], weight=600))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(trend.finding, {chr(34): "&quot;"})}">{"".join(parts)}</svg>'
    )


def _axis(trend: Trend) -> Iterator[str]:
    top = _top(trend)
    for level in (0, top // 2, top):
        y = _y(level, top)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}" stroke-width="1"/>'
        yield _text(LEFT - 6, y + 4, str(level), SOFT, anchor="end")
    for place, month in enumerate(trend.months):
        yield _text(_x(trend, place), HEIGHT - 6, month, SOFT, anchor="middle")


def _line(trend: Trend, series: Series, number: int) -> Iterator[str]:
    top, colour = _top(trend), COLOURS[number]
    points = [
        (_x(trend, place), _y(value, top), trend.frozen[place])
        for place, value in enumerate(series.values)
        if value is not None
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    yield (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.2" '
        f'stroke-dasharray="{DASHES[number]}" stroke-linejoin="round"/>'
    )
    for x, y, frozen in points:
        yield _mark(x, y, colour, colour if frozen else "#fff", square=number == 1)


def _mark(x: float, y: float, colour: str, fill: str, square: bool) -> str:
    paint = f'fill="{fill}" stroke="{colour}" stroke-width="1.8"'
    if square:
        return f'<rect x="{x - 3.6:.1f}" y="{y - 3.6:.1f}" width="7.2" height="7.2" {paint}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {paint}/>'


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start", weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-family="Noto Sans" font-size="12" '
        f'font-weight="{weight}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _top(trend: Trend) -> int:
    """100, or the next hundred when a rate passes it."""
    highest = max((value for series in trend.series for value in series.values if value is not None), default=0.0)
    return max(100, -(-int(highest) // 100) * 100)


def _x(trend: Trend, place: int) -> float:
    steps = max(1, len(trend.months) - 1)
    return LEFT + 18 + place * (WIDTH - LEFT - RIGHT - 36) / steps


def _y(value: float, top: int = 100) -> float:
    return TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM)


def _last(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _apart(heights: list[float], least: float = 16) -> list[float]:
    """Labels of the ends, pushed apart where they would lie on each other."""
    if len(heights) == 2 and abs(heights[0] - heights[1]) < least:
        middle, sign = sum(heights) / 2, 1 if heights[0] > heights[1] else -1
        return [middle + sign * least / 2, middle - sign * least / 2]
    return heights
