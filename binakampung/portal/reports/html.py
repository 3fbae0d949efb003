"""The document as HTML: a fragment for the office's page, or a page that stands alone."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from binakampung.domain.reports import ReportDocument
from binakampung.portal.reports.chart import svg
from binakampung.portal.reports.present import SMALL, Sheet, sheet

Opens = Callable[[str], str]  # key of a cell -> address of its list
FONTS = Path(__file__).parent.parent / "static" / "fonts"


def fragment(document: ReportDocument, language: str, opens: Opens | None = None) -> SafeString:
    """The report's body. With `opens` each figure leads to the list behind it."""
    page = sheet(document, language)
    return mark_safe(render_to_string("reports/report.html", _facts(page, opens)))


def standalone(document: ReportDocument, language: str = "id") -> str:
    """A whole page with everything in it: no other file, no network."""
    page = sheet(document, language)
    facts = _facts(page, None) | {"font": _font(), "fragment": fragment(document, language)}
    return render_to_string("reports/standalone.html", facts)


def _facts(page: Sheet, opens: Opens | None) -> dict[str, object]:
    """What the template walks through: each figure beside the addresses of its lists."""
    blocks = [
        (block, [(line, [(figure, *_addresses(figure.key, figure.denominator_key, opens)) for figure in line.figures])
                 for line in block.lines])
        for block in page.blocks
    ]  # fmt: skip
    heads, place = [], 0
    for title, span in page.groups:
        heads.append((title, span, page.columns[place : place + span]))
        place += span
    chart = mark_safe(svg(page.trend)) if page.trend else ""
    return {"page": page, "blocks": blocks, "heads": heads, "small": SMALL, "chart": chart}


def _addresses(key: str, denominator_key: str, opens: Opens | None) -> tuple[str, str]:
    if opens is None:
        return "", ""
    return opens(key) if key else "", opens(denominator_key) if denominator_key else ""


def _font() -> str:
    path = FONTS / "noto-sans-latin.woff2"
    return base64.b64encode(path.read_bytes()).decode() if path.exists() else ""
