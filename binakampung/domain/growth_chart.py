"""A child's growth chart as SVG, in the manner of the KMS card: one function for web, app and paper.

The bands are the classes of the rule in force, in the colours that the card taught, each with its name beside it; the
red and the orange line are those of the card. The title is the finding. Nothing outside the drawing is needed: no
style sheet, no font file, no script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from binakampung.domain import growth_chart_paint as paint
from binakampung.domain import growth_chart_words as words
from binakampung.domain.growth_chart_frame import Frame, Scale, by_age, by_length
from binakampung.domain.growth_chart_words import ChartKind, Language, number, said, signed
from binakampung.domain.growth_kernel import DAYS_OF_MONTH
from binakampung.domain.growth_standard import GrowthStandard
from binakampung.domain.rules import Band, Followup, GrowthRules, Sex
from binakampung.domain.svg import BREADTH, element, escaped, lines_of, text

FONT = "'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
WIDE = 560  # from this width on the names of the bands stand beside them, below it under the chart
SIZE = 13.0
NAMES_WIDTH = 190


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One measurement. `x`: age in days, or length in cm; `value`: kg or cm, as the standard compares it.

    `flagged`: implausible or not comparable: drawn hollow, off the line. `mark`: N, T, O or B, written below it.
    """

    x: float
    value: float
    flagged: bool = False
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """What is drawn. `title` is the finding. `months`: from birth to month 24 or 60; None follows from the points.

    `standing`: weight for length by the table of heights. `framed`: with title and source, as on paper; without them
    the page around it says both. `notes`: sentences under a framed chart. Size in pixels.
    """

    kind: ChartKind
    sex: Sex
    title: str
    points: Sequence[ChartPoint]
    months: int | None = None
    standing: bool = False
    language: Language = "id"
    width: int = 760
    height: int = 500
    framed: bool = True
    notes: Sequence[str] = ()
    css_class: str = "curve"

    @property
    def wide(self) -> bool:
        """Whether there is room beside the plot."""
        return self.width >= WIDE


@dataclass(frozen=True, slots=True)
class _Key:
    """One entry under the chart: a sample of what is drawn, and its words."""

    sample: str
    words: str

    @property
    def width(self) -> float:
        return 24 + len(self.words) * SIZE * 0.95 * BREADTH + 14


def growth_chart(chart: GrowthChart, standard: GrowthStandard, rules: GrowthRules) -> str:
    """The chart as one `<svg>` element, with its own title and description. Points beyond its edges are left out."""
    language = chart.language
    bands, card = rules.classes.indices[chart.kind].bands, _card(chart, rules)
    scale = _scale(chart, standard)
    shown = [point for point in chart.points if scale.holds(point.x, point.value)]
    rows = _rows_of_keys(chart, bands, card)
    heading, foot = list(_heading(chart)), list(_notes(chart)) if chart.framed else []
    under = len(rows) * SIZE * 1.7 + len(foot) * SIZE * 1.35 + (6 if foot else 0)
    foot_room = SIZE * (4.7 if any(point.mark for point in shown) else 3.4) + 4
    # Everything is drawn to a tenth of a pixel: edges between two tenths would leave a point on them outside.
    frame = Frame(
        left=50.0,
        right=float(chart.width - (NAMES_WIDTH if chart.wide else 32)),
        top=round(12.0 + (heading[-1][0] if heading else 0), 1),
        bottom=round(chart.height - under - foot_room, 1),
        scale=scale,
        size=SIZE,
    )
    spots = [(each.x, each.value, each.flagged, each.note) for each in shown]
    across = words.AGE if chart.kind != "weight_for_length" else words.HEIGHT if chart.standing else words.LENGTH
    parts = (
        *(svg for _, svg in heading),
        *paint.painted_bands(frame, bands),
        *paint.painted_grid(
            frame, said(across, chart.language), said(words.VALUES[chart.kind], chart.language), chart.language
        ),
        *paint.painted_lines(frame, bands, card, language),
        *(paint.painted_names(frame, bands, language, chart.width) if chart.wide else ()),
        *paint.painted_child(frame, spots, _last(chart, shown)),
        *_marks(frame, shown),
        *_keys(rows, chart.height - under + SIZE * 0.6),
        *_foot(foot, chart.height - len(foot) * SIZE * 1.35 + SIZE * 0.6),
    )
    return element(
        "svg",
        element("title", escaped(chart.title)),
        element("desc", escaped(_told(chart, shown, scale, bands))),
        element("rect", width=chart.width, height=chart.height, fill=paint.PAPER),
        *parts,
        class_=chart.css_class,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {chart.width} {chart.height}",
        width=chart.width,
        height=chart.height,
        role="img",
        lang=language,
        font_family=FONT,
        font_size=SIZE,
        fill=paint.INK,
        **frame.data(),
    )


def _card(chart: GrowthChart, rules: GrowthRules) -> Followup | None:
    """The lines of the card belong to weight for age alone."""
    return rules.followup if chart.kind == "weight_for_age" else None


def _scale(chart: GrowthChart, standard: GrowthStandard) -> Scale:
    sex, values = (0 if chart.sex == "male" else 1), [point.value for point in chart.points]
    if chart.kind == "weight_for_length":
        return by_length(standard, sex, chart.standing, [point.x for point in chart.points], values, chart.wide)
    table = "wfa" if chart.kind == "weight_for_age" else "lfa"
    return by_age(standard, table, sex, _months(chart), values, chart.wide)


def _months(chart: GrowthChart) -> tuple[int, int]:
    """First and last month: as asked, or the sheet of the card that holds all points: 0-24, 24-60, else 0-60."""
    ages = [point.x / DAYS_OF_MONTH for point in chart.points]
    if chart.months is not None or max(ages, default=0) <= 24:
        return 0, chart.months or 24
    return (24 if min(ages) >= 24 else 0), 60


def _heading(chart: GrowthChart) -> Iterator[tuple[float, str]]:
    """Each line with the height used up after it: a bar in the colour of the sex's card, the finding, the name."""
    if not chart.framed:
        return
    size, y = SIZE * 1.45, 8.0
    bar = element("rect", width=chart.width, height=6, fill=paint.SEX_COLOURS[chart.sex])
    yield y, bar
    for line in lines_of(chart.title, size, chart.width - 32, bold=True):
        y += size * 1.3
        yield y, text(16, y, line, font_size=size, font_weight=700)
    name, sex = said(words.NAMES[chart.kind], chart.language), said(words.SEXES[chart.sex], chart.language)
    for line in lines_of(f"{name}, {sex}", SIZE, chart.width - 40):
        y += SIZE * 1.5
        yield y, text(16, y, line, fill=paint.SEX_COLOURS[chart.sex], font_weight=600)
    yield y + SIZE * 0.5, ""


def _notes(chart: GrowthChart) -> Iterator[str]:
    sentences = [said(words.STANDARD, chart.language) + ".", *chart.notes]
    if chart.kind == "length_for_age":
        sentences.append(said(words.ONLY_A_DOCTOR, chart.language))
    yield from lines_of(" ".join(sentences), SIZE * 0.9, chart.width - 32)


def _foot(lines: Sequence[str], y: float) -> Iterator[str]:
    for row, line in enumerate(lines):
        yield text(16, y + row * SIZE * 1.35, line, fill=paint.SOFT, font_size=SIZE * 0.9)


def _rows_of_keys(chart: GrowthChart, bands: Sequence[Band], card: Followup | None) -> list[list[_Key]]:
    rows: list[list[_Key]] = []
    for key in _all_keys(chart, bands, card):
        if rows and sum(each.width for each in rows[-1]) + key.width <= chart.width - 24:
            rows[-1].append(key)
        else:
            rows.append([key])
    return rows


def _all_keys(chart: GrowthChart, bands: Sequence[Band], card: Followup | None) -> Iterator[_Key]:
    language = chart.language
    yield _Key(paint.sample_point(flagged=False), said(words.CHILD, language))
    if any(point.flagged for point in chart.points):
        yield _Key(paint.sample_point(flagged=True), said(words.FLAGGED, language))
    if card is not None:
        unsure = f" ({said(words.UNSURE, language)})" if card.rule.certainty != "V" else ""
        red, orange = (signed(z, language) for z in (card.red_line_z, card.orange_line_z))
        yield _Key(paint.sample_line(paint.RED), said(words.RED_LINE, language).format(z=red) + unsure)
        yield _Key(paint.sample_line(paint.ORANGE), said(words.ORANGE_LINE, language).format(z=orange) + unsure)
    if not chart.wide:
        for band in reversed(bands):
            yield _Key(paint.sample_band(bands, band), said(band.wording, language))


def _keys(rows: Sequence[Sequence[_Key]], y: float) -> Iterator[str]:
    for row, keys in enumerate(rows):
        x = 16.0
        for key in keys:
            place = f"translate({x:.1f} {y + row * SIZE * 1.7:.1f})"
            yield element("g", key.sample, text(24, SIZE * 0.35, key.words, font_size=SIZE * 0.95), transform=place)
            x += key.width


def _last(chart: GrowthChart, shown: Sequence[ChartPoint]) -> str:
    """The newest sound value, in words."""
    value = next((point.value for point in reversed(shown) if not point.flagged), 0.0)
    return f"{number(value, 1, chart.language)} {_unit(chart)}"


def _unit(chart: GrowthChart) -> str:
    return "cm" if chart.kind == "length_for_age" else "kg"


def _marks(frame: Frame, points: Sequence[ChartPoint]) -> Iterator[str]:
    """N, T, O, B under each weighing, as the card has them; where two would touch, the later one."""
    y, free = frame.bottom + SIZE * 4.1, frame.right + SIZE
    if any(point.mark for point in points):
        yield text(frame.left - 7, y, "N/T", text_anchor="end", fill=paint.SOFT)
    for point in reversed(points):
        x = frame.x(point.x)
        if point.mark and x <= free - SIZE * 0.8:
            free = x
            bold = point.mark == "T"
            yield text(
                x, y, point.mark, text_anchor="middle", font_weight=700, fill=paint.RED if bold else paint.SOFT,
                class_="curve-mark",
            )  # fmt: skip


def _told(chart: GrowthChart, shown: Sequence[ChartPoint], scale: Scale, bands: Sequence[Band]) -> str:
    """The drawing in one sentence, for whoever cannot see it."""
    language = chart.language
    sound = [point for point in shown if not point.flagged]
    if not sound:
        return said(words.EMPTY, language)
    last = sound[-1]
    limits = [end for end in paint.upper_limits(bands) if end is not None]
    place = sum(scale.at(last.x, z) <= last.value for z in limits)
    by_age_ = chart.kind != "weight_for_length"
    at = (
        said(words.AT_AGE, language).format(months=int(last.x // DAYS_OF_MONTH))
        if by_age_
        else said(words.AT_LENGTH, language).format(cm=number(last.x, 1, language))
    )
    return said(words.TOLD, language).format(
        name=said(words.NAMES[chart.kind], language),
        sex=said(words.SEXES[chart.sex], language),
        count=len(shown),
        value=_last(chart, shown),
        at=at,
        band=said(bands[place].wording, language),
    )
