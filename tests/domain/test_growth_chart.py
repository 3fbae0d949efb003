"""The growth chart: points where they belong, names beside colours, colours that can be told apart."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binakampung.catalogue.rules import growth_rules
from binakampung.domain import growth_chart_paint as paint
from binakampung.domain.growth import Child, Weighing, assess_growth
from binakampung.domain.growth_chart import ChartPoint, GrowthChart, growth_chart
from binakampung.domain.growth_chart_series import Series, chart_points, finding, stands
from binakampung.domain.growth_chart_words import ChartKind
from binakampung.standards import who_2006

pytestmark = pytest.mark.once
KINDS: tuple[ChartKind, ...] = get_args(ChartKind)
SVG = "{http://www.w3.org/2000/svg}"
BORN = date(2025, 10, 6)


def drawn(**other: Any) -> str:
    chart = GrowthChart("weight_for_age", "male", "Berat naik", [])
    return growth_chart(replace(chart, **other), who_2006(), growth_rules())


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def spots(path: str) -> list[tuple[float, float]]:
    return [tuple(map(float, spot.split(","))) for spot in path.removeprefix("M").split(" L")]  # type: ignore[misc]


def of_class(svg: str, name: str) -> list[ElementTree.Element]:
    return [each for each in tree(svg).iter() if each.get("class") == name]


@pytest.mark.parametrize("width", [340, 760])
def test_the_median_of_the_standard_lies_on_its_line(width: int) -> None:
    """A boy of 365 days: WHO's median weight is 9.6479 kg."""
    svg = drawn(points=[ChartPoint(365, 9.6479)], width=width)
    (point,), (line,) = of_class(svg, "curve-point"), of_class(svg, "curve-line curve-line0")
    x, y = float(point.get("cx", "")), float(point.get("cy", ""))
    (x0, y0), (x1, y1) = next(pair for pair in pairwise(spots(line.get("d", ""))) if pair[0][0] <= x <= pair[1][0])
    assert abs(y0 + (y1 - y0) * (x - x0) / (x1 - x0) - y) < 0.7


def test_a_page_can_put_a_point_on_the_drawing_itself() -> None:
    svg = drawn(points=[ChartPoint(365, 9.6479)])
    left, right, top, bottom, first, last, low, high = (
        float(tree(svg).get(f"data-{name}", ""))
        for name in ("left", "right", "top", "bottom", "first", "last", "low", "high")
    )
    (point,) = of_class(svg, "curve-point")
    assert float(point.get("cx", "")) == pytest.approx(left + (right - left) * (365 - first) / (last - first), abs=0.1)
    assert float(point.get("cy", "")) == pytest.approx(bottom - (bottom - top) * (9.6479 - low) / (high - low), abs=0.1)


def test_an_implausible_weight_is_hollow_and_left_out_of_the_line() -> None:
    svg = drawn(points=[ChartPoint(100 * n, 5.0 + n, n == 2, "T", str(n)) for n in (1, 2, 3)])
    assert len(of_class(svg, "curve-flagged")) == 1 and len(of_class(svg, "curve-point")) == 2
    (line,) = of_class(svg, "curve-child")
    assert len(spots(line.get("d", ""))) == 2
    assert [each.text for each in of_class(svg, "curve-mark")] == ["T", "T", "T"]
    assert "tidak masuk akal, tidak dihitung" in svg


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [340, 760])
def test_every_band_is_named_beside_its_colour(kind: ChartKind, language: str, width: int) -> None:
    svg = drawn(kind=kind, language=language, width=width)
    written = " ".join("".join(each.itertext()) for each in tree(svg).iter(f"{SVG}text"))
    for band in growth_rules().classes.indices[kind].bands:
        assert set(getattr(band.wording, language).split()) <= set(written.split())
        assert paint.swatch(growth_rules().classes.indices[kind].bands, band) in svg


def test_it_says_itself_what_it_shows() -> None:
    points = [ChartPoint(100, 6.0), ChartPoint(130, 5.4)]
    drawing = tree(drawn(points=points, title="Berat <turun> & kurang"))
    assert [each.tag for each in list(drawing)[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert drawing.get("role") == "img" and drawing[0].text == "Berat <turun> & kurang"
    assert drawing[1].text is not None
    assert "2 pengukuran, terakhir 5,4 kg pada 4 bulan: Berat badan kurang." in drawing[1].text
    english = tree(drawn(points=points, language="en"))
    assert "the last 5.4 kg at 4 months: Underweight." in (english[1].text or "")
    assert tree(drawn())[1].text == "Belum ada pengukuran."


def test_it_needs_nothing_from_outside_and_keeps_its_size() -> None:
    for width, height in ((340, 480), (760, 500), (1200, 800)):
        svg = drawn(width=width, height=height, points=[ChartPoint(500, 10.0)])
        assert (tree(svg).get("width"), tree(svg).get("height")) == (str(width), str(height))
        assert not re.search(r"<(script|style|image|use|foreignObject)|url\(|@import|href", svg)
        inside = [
            (float(each.get("x", 0)), float(each.get("y", 0)))
            for each in tree(svg).iter(f"{SVG}text")
            if each.get("transform") is None
        ]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in inside)


def test_the_sheet_is_the_one_that_holds_the_child() -> None:
    def ends(*ages: int, **other: Any) -> tuple[int, int]:
        drawing = tree(drawn(points=[ChartPoint(each, 10.0) for each in ages], **other))
        first, last = (round(float(drawing.get(f"data-{end}", "")) / 30.4375) for end in ("first", "last"))
        return first, last

    assert ends() == ends(700) == (0, 24)
    assert (ends(700, 900), ends(800, 900), ends(800, months=60), ends(300, months=60)) == (
        (0, 60), (24, 60), (0, 60), (0, 60),
    )  # fmt: skip


def test_the_title_stands_above_only_on_paper() -> None:
    assert "Berat naik</text>" in drawn() and "WHO 2006" in drawn()
    assert "Berat naik</text>" not in drawn(framed=False) and "Berat naik</title>" in drawn(framed=False)


def test_the_lines_of_the_card_are_those_of_the_rule() -> None:
    rules = growth_rules()
    proposed = replace(rules, followup=replace(rules.followup, red_line_z=-2.0))
    chart = GrowthChart("weight_for_age", "female", "x", [])
    now, then = (growth_chart(chart, who_2006(), each) for each in (rules, proposed))
    assert "garis merah KMS (−3) (belum dipastikan)" in now and "garis merah KMS (−2)" in then
    assert "garis merah" not in growth_chart(replace(chart, kind="length_for_age"), who_2006(), rules)


# --- colours ---


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: 4.5 for letters, 3 for lines and marks."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", KINDS)
def test_lines_and_letters_stand_out_on_every_band(kind: ChartKind) -> None:
    for _, shade in paint.shades(growth_rules().classes.indices[kind].bands):
        assert contrast(paint.INK, shade) >= 7
        assert min(contrast(line, shade) for line in (paint.RED, paint.ORANGE, paint.MEDIAN)) >= 3, shade
    for colour in (paint.INK, paint.SOFT, paint.RED, paint.ORANGE, paint.MEDIAN, *paint.SEX_COLOURS.values()):
        assert contrast(colour, paint.PAPER) >= 4.5


@pytest.mark.parametrize("kind", KINDS)
def test_the_bands_cover_the_paper_once(kind: ChartKind) -> None:
    limits = [limit for limit, _ in paint.shades(growth_rules().classes.indices[kind].bands)]
    ends = [limit for limit in limits if limit is not None]
    assert limits[-1] is None and ends == sorted(set(ends)) and len(ends) == len(limits) - 1


# --- from weighings to points and words ---


def judged(*weighings: Weighing, born: date = BORN) -> Series:
    ordered = sorted(weighings, key=lambda each: each.measured_on)
    return list(zip(ordered, assess_growth(Child("male", born), ordered, who_2006(), growth_rules()), strict=True))


def on(days: int, **measured: Any) -> Weighing:
    return Weighing(str(days), BORN + timedelta(days=days), **measured)


def test_lengths_are_drawn_as_the_standard_compares_them() -> None:
    series = judged(
        on(200, length_cm=66.0, position="standing"),  # under nine months nobody stands: taken as it is
        on(400, length_cm=75.0, position="standing"),
        on(800, length_cm=87.7, position="lying"),
        on(900, length_cm=90.0, position="standing"),
    )
    assert [point.value for point in chart_points("length_for_age", series, "id")] == [66.0, 75.7, 87.0, 90.0]


def test_weight_for_length_is_drawn_on_one_table() -> None:
    young = judged(on(400, weight_kg=9.0, length_cm=75.0, position="standing"))
    both = [*young, *judged(on(800, weight_kg=11.0, length_cm=87.0, position="standing"))]
    assert (stands(young), stands(both)) == (False, True)
    assert [point.x for point in chart_points("weight_for_length", young, "id")] == [75.7]
    assert [point.x for point in chart_points("weight_for_length", both, "id")] == [75.0, 87.0]


def test_a_preterm_child_lies_where_its_z_was_read() -> None:
    weighing = on(181, weight_kg=6.0)
    (found,) = assess_growth(Child("male", BORN, 32), [weighing], who_2006(), growth_rules())
    (point,) = chart_points("weight_for_age", [(weighing, found)], "id")
    assert point.x == 125 and point.note.startswith("5 Apr 2026: 6,0 kg, z −")


def test_water_and_slips_are_hollow() -> None:
    series = judged(on(181, weight_kg=7.5, oedema=True), on(212, weight_kg=75.0))
    assert [point.flagged for point in chart_points("weight_for_age", series, "id")] == [True, True]


def test_findings() -> None:
    rules = growth_rules()
    months = [on(181, weight_kg=7.4), on(212, weight_kg=7.4), on(243, weight_kg=7.4)]
    told = [finding("weight_for_age", judged(*months[:count]), rules, "id") for count in range(4)]
    assert told == [
        "Belum pernah ditimbang",
        "BB/U: Berat badan normal (z −0,61)",
        "Berat belum naik cukup: 0 gram, paling sedikit 400",
        "Berat tidak naik cukup dua kali berturut-turut (2T): 0 gram, paling sedikit 300",
    ]
    assert finding("weight_for_age", judged(on(181, weight_kg=75.0)), rules, "en") == (
        "The last weight is implausible: weigh again"
    )
    short = judged(on(400, length_cm=71.0, position="lying"), on(430, weight_kg=9.0))
    assert finding("length_for_age", short, rules, "id").startswith("PB/U: Pendek (z −2,")
    assert finding("length_for_age", short, rules, "en").startswith("Stunted, length or height for age (z −2.")
    assert finding("weight_for_length", short, rules, "id") == "Berat dan panjang/tinggi belum pernah diukur bersama"


weighings = st.builds(
    Weighing,
    id=st.uuids().map(str),
    measured_on=st.dates(date(2025, 9, 1), date(2032, 1, 1)),
    weight_kg=st.none() | st.floats(0, 200),
    length_cm=st.none() | st.floats(0, 300),
    position=st.sampled_from(["lying", "standing", None]),
    oedema=st.booleans(),
)


@settings(max_examples=60)
@given(
    st.lists(weighings, max_size=6), st.sampled_from(KINDS), st.sampled_from(["male", "female"]),
    st.sampled_from(["id", "en"]), st.sampled_from([320, 760]),
)  # fmt: skip
def test_any_series_gives_a_drawing(
    series: list[Weighing], kind: ChartKind, sex: Any, language: Any, width: int
) -> None:
    known = judged(*series)
    points = chart_points(kind, known, language)
    title = finding(kind, known, growth_rules(), language)
    chart = GrowthChart(kind, sex, title, points, standing=stands(known), language=language, width=width)
    svg = growth_chart(chart, who_2006(), growth_rules())
    left, right, top, bottom = (float(tree(svg).get(f"data-{edge}", "")) for edge in ("left", "right", "top", "bottom"))
    drawn = [*of_class(svg, "curve-point"), *of_class(svg, "curve-flagged")]
    assert all(
        left <= float(each.get("cx", 0)) <= right and top <= float(each.get("cy", 0)) <= bottom for each in drawn
    )
    assert tree(svg)[0].text == title
