"""What is painted on a growth chart: bands, lines, grid, the child. Every part is SVG text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from binakampung.domain.growth_chart_frame import Frame
from binakampung.domain.growth_chart_words import Language, number, said, signed
from binakampung.domain.rules import Band, Followup, Sex
from binakampung.domain.svg import element, escaped, lines_of, path, text

INK, SOFT, PAPER = "#16272b", "#42555a", "#ffffff"
RED, ORANGE, MEDIAN, DOUBT = "#b3261e", "#a84a00", "#17582f", "#7a4a00"
GREEN, LIGHT_GREEN, YELLOW, RED_TINT, OTHER = "#a3d69d", "#cfebc8", "#fde9a0", "#f8cfc9", "#e3e8ea"
BAND_COLOURS: Mapping[str, str] = {
    "severely_underweight": RED_TINT, "underweight": YELLOW, "normal": LIGHT_GREEN, "risk_of_overweight": "#fcdcae",
    "severely_stunted": RED_TINT, "stunted": YELLOW, "tall": "#cfe4f3",
    "severely_wasted": RED_TINT, "wasted": YELLOW, "possible_risk_of_overweight": "#fde5bf",
    "overweight": "#fbcf9b", "obese": "#f5b57c",
}  # fmt: skip
SEX_COLOURS: Mapping[Sex, str] = {"male": "#1f5f8b", "female": "#a2336b"}  # the two cards are blue and pink
LINES = (-3, -2, -1, 0, 1, 2, 3)
BEYOND = 0.45  # how far a colour fades past the last line of the card
MIDDLE = (-1.0, 1.0)  # the darker green within the normal band


def colour(band: Band) -> str:
    """The colour of a class; grey for one that the card never had."""
    return BAND_COLOURS.get(band.code, OTHER)


def faded(shade: str, part: float = BEYOND) -> str:
    """A colour mixed with white."""
    mixed = (int(shade[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(each + (255 - each) * part):02x}" for each in mixed)


def upper_limits(bands: Sequence[Band]) -> list[float | None]:
    """The z at which each band ends, None for the last."""
    return [band.below if band.below is not None else band.up_to for band in bands]


def swatch(bands: Sequence[Band], band: Band) -> str:
    """The colour by which a class is named: the strongest that it is painted in."""
    limits = [LINES[0] - 1.0, *(limit for limit in upper_limits(bands) if limit is not None), LINES[-1] + 1.0]
    place = list(bands).index(band)
    outside = limits[place + 1] <= LINES[0] or limits[place] >= LINES[-1]
    return faded(colour(band)) if outside else colour(band)


def shades(bands: Sequence[Band]) -> list[tuple[float | None, str]]:
    """(upper z, colour) of what is painted, ascending; None is the top of the paper.

    A class is one colour, but darker green in the middle, and paler past the first and the last line of the card.
    """
    cuts = {float(LINES[0]), float(LINES[-1]), *(limit for limit in upper_limits(bands) if limit is not None)}
    if any(band.code == "normal" for band in bands):
        cuts |= set(MIDDLE)
    ends: list[float | None] = [*sorted(cuts), None]
    painted = []
    for end, inside in zip(ends, _inside(sorted(cuts)), strict=True):
        band = _band_at(bands, inside)
        shade = GREEN if band.code == "normal" and MIDDLE[0] < inside < MIDDLE[1] else colour(band)
        painted.append((end, faded(shade) if not LINES[0] < inside < LINES[-1] else shade))
    return painted


def _inside(cuts: Sequence[float]) -> list[float]:
    """A z within each piece between the cuts."""
    return [cuts[0] - 1, *((low + high) / 2 for low, high in pairwise(cuts)), cuts[-1] + 1]


def _band_at(bands: Sequence[Band], z: float) -> Band:
    limits = upper_limits(bands)
    return next(band for band, limit in zip(bands, limits, strict=True) if limit is None or z < limit)


def painted_bands(frame: Frame, bands: Sequence[Band]) -> Iterator[str]:
    """From the top down, each down to the floor, so that the next lies on it."""
    for limit, shade in reversed(shades(bands)):
        top = [(frame.left, frame.top), (frame.right, frame.top)] if limit is None else frame.curve(limit)
        floor = [(frame.right, frame.bottom), (frame.left, frame.bottom)]
        yield element("path", d=path([*top, *floor]) + " Z", fill=shade)


def painted_grid(frame: Frame, across: str, along: str, language: Language) -> Iterator[str]:
    """Lines and numbers of both axes, and what they are."""
    for x in frame.months():
        yield element("path", d=f"M{x:.1f} {frame.top:.1f} V{frame.bottom:.1f}", stroke=INK, stroke_opacity="0.07")
    for x, label in frame.columns():
        yield element("path", d=f"M{x:.1f} {frame.top:.1f} V{frame.bottom:.1f}", stroke=INK, stroke_opacity="0.16")
        yield text(x, frame.bottom + frame.size * 1.35, f"{label:g}", text_anchor="middle", fill=SOFT)
    for y, label in frame.rows():
        yield element("path", d=f"M{frame.left:.1f} {y:.1f} H{frame.right:.1f}", stroke=INK, stroke_opacity="0.1")
        yield text(frame.left - 7, y + frame.size * 0.35, number(label, 0, language), text_anchor="end", fill=SOFT)
    middle = (frame.left + frame.right) / 2
    yield text(middle, frame.bottom + frame.size * 2.75, across, text_anchor="middle")
    centre = (frame.top + frame.bottom) / 2
    yield text(13, centre, along, text_anchor="middle", transform=f"rotate(-90 13 {centre:.1f})")


def painted_lines(frame: Frame, bands: Sequence[Band], card: Followup | None, language: Language) -> Iterator[str]:
    """The seven lines of the card, more strongly where a class ends; the red and the orange one; z at their ends."""
    limits = dict.fromkeys(map(float, LINES), ("#5c7a5e", 0.7))
    limits |= {limit: (SOFT, 1.3) for limit in upper_limits(bands) if limit is not None}
    limits[0.0] = (MEDIAN, 2.0)
    if card is not None:
        limits |= {card.red_line_z: (RED, 3.0), card.orange_line_z: (ORANGE, 2.6)}
    for z, (stroke, width) in sorted(limits.items()):
        points = frame.curve(z)
        yield element(
            "path", d=path(points), fill="none", stroke=stroke, stroke_width=width, class_=f"curve-line curve-line{z:g}"
        )
        bold = 700 if width > 2 else 400
        yield text(
            frame.right + 5, points[-1][1] + frame.size * 0.35, signed(z, language), fill=stroke, font_weight=bold
        )
    yield element(
        "rect", x=frame.left, y=frame.top, width=frame.right - frame.left, height=frame.bottom - frame.top,
        fill="none", stroke=SOFT,
    )  # fmt: skip


def painted_names(frame: Frame, bands: Sequence[Band], language: Language, width: float) -> Iterator[str]:
    """The name of each band beside its end, spread so that none covers another."""
    left, line = frame.right + frame.size * 2.6, frame.size * 1.15
    ends = [frame.bottom, *(frame.curve(z)[-1][1] for z in upper_limits(bands) if z is not None), frame.top]
    below = frame.bottom + line * 0.6
    for band, (bottom, top) in zip(bands, pairwise(ends), strict=True):
        written = lines_of(said(band.wording, language), frame.size, width - left - 20, bold=True)
        first = min((bottom + top) / 2 - (len(written) - 1) * line / 2, below - len(written) * line)
        below = first
        yield element(
            "rect", x=left - 1, y=first - 5.5, width=11, height=11, rx=2, fill=swatch(bands, band), stroke=SOFT,
            stroke_width=0.7,
        )  # fmt: skip
        for row, words in enumerate(written):
            yield text(left + 16, first + row * line + frame.size * 0.35, words, font_weight=600)


def painted_child(frame: Frame, points: Sequence[tuple[float, float, bool, str]], last: str) -> Iterator[str]:
    """The child's line through its sound points, the last with its value; flagged ones hollow and beside it."""
    spots = [(frame.x(x), frame.y(value), flagged, note) for x, value, flagged, note in points]
    sound = [(x, y) for x, y, flagged, _ in spots if not flagged]
    if len(sound) > 1:
        yield element("path", d=path(sound), fill="none", stroke=PAPER, stroke_width=6, stroke_linejoin="round")
        yield element(
            "path", d=path(sound), fill="none", stroke=INK, stroke_width=2.6, stroke_linejoin="round",
            class_="curve-child",
        )  # fmt: skip
    radius = 5.0 if _apart(sound) >= 11 else 3.8
    for x, y, flagged, note in spots:
        told = element("title", escaped(note)) if note else ""
        yield _spot(x, y, flagged, told, radius + 1.5 * (bool(sound) and (x, y) == sound[-1]))
    if sound:
        x, y = sound[-1]
        side = -1 if x > frame.right - frame.size * 5 else 1
        yield text(
            x + side * 9, y + frame.size * 1.35, last, text_anchor="start" if side > 0 else "end", font_weight=700,
            stroke=PAPER, stroke_width=3.5, stroke_linejoin="round", paint_order="stroke",
        )  # fmt: skip


def _apart(spots: Sequence[tuple[float, float]]) -> float:
    """How near to each other two points come, in pixels."""
    return min((math.dist(one, other) for one, other in pairwise(spots)), default=math.inf)


def _spot(x: float, y: float, flagged: bool, told: str, radius: float) -> str:
    if flagged:
        return element(
            "circle", told, cx=x, cy=y, r=5.5, fill=PAPER, stroke=DOUBT, stroke_width=2, stroke_dasharray="2.6 2",
            class_="curve-flagged",
        )  # fmt: skip
    return element("circle", told, cx=x, cy=y, r=radius, fill=INK, stroke=PAPER, stroke_width=1.8, class_="curve-point")


def sample_point(flagged: bool) -> str:
    """A point as the key shows it, around the height 0."""
    line = "" if flagged else element("path", d="M0 0 H20", stroke=INK, stroke_width=2.6)
    return line + _spot(10, 0, flagged, "", 5).replace("curve-", "key-")


def sample_line(stroke: str) -> str:
    """A line of the card."""
    return element("path", d="M0 0 H20", stroke=stroke, stroke_width=3)


def sample_band(bands: Sequence[Band], band: Band) -> str:
    """A band's colour."""
    fill = swatch(bands, band)
    return element("rect", x=2, y=-6, width=17, height=12, rx=2, fill=fill, stroke=SOFT, stroke_width=0.7)
