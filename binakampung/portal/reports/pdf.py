"""The document on A4, by typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import typst

from binakampung.domain.reports import ReportDocument
from binakampung.portal.reports.chart import svg
from binakampung.portal.reports.present import SMALL, sheet

TEMPLATE = Path(__file__).parent / "report.typ"
# Placed by the set-up; without them typst's own face stands in.
FONTS = Path(__file__).parent.parent / "static" / "fonts"
# The same document gives the same bytes: the file carries no clock of its own.
NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)


def pdf(document: ReportDocument, language: str = "id") -> bytes:
    """The report as PDF."""
    page = sheet(document, language)
    data = asdict(page) | {"small": SMALL, "chart": svg(page.trend) if page.trend else ""}
    made: bytes = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[FONTS] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=NO_CLOCK,
    )
    return made
