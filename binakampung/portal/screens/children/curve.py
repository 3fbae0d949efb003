"""A child's growth charts for its page: one drawing for wide screens and paper, one for phones."""

from __future__ import annotations

from typing import cast

from django.utils.safestring import SafeString, mark_safe

from binakampung.catalogue.rules import growth_rules
from binakampung.domain.growth_chart import GrowthChart, growth_chart
from binakampung.domain.growth_chart_series import Series, chart_points
from binakampung.domain.growth_chart_words import ChartKind, Language
from binakampung.domain.rules import Sex
from binakampung.portal.words import language
from binakampung.standards import who_2006

SIZES = (("curve", 600, 410), ("curve-narrow", 340, 500))  # class, width, height; the style sheet shows one of them


def drawn(kind: ChartKind, sex: Sex, finding: str, series: Series) -> SafeString:
    """The chart in both sizes, without title and source: the page says them."""
    said = cast(Language, language())
    points = chart_points(kind, series, said)
    charts = (
        GrowthChart(
            kind, sex, finding, points, language=said, width=width, height=height, framed=False, css_class=css_class
        )
        for css_class, width, height in SIZES
    )
    return mark_safe("".join(growth_chart(chart, who_2006(), growth_rules()) for chart in charts))
