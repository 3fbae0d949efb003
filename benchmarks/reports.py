"""How long a month's report takes once the server is warm: figures, page, paper, workbook.

    python -m benchmarks.reports [AREA] [PERIOD]      on the database of BINA_DATABASE
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binakampung.config.settings")

import django

ROUNDS = 15


def main(area: str = "3528052004", period: str = "") -> None:
    """Print the median of each, in milliseconds."""
    django.setup()
    from django.utils import timezone

    from binakampung.domain.periods import ReportingPeriod
    from binakampung.portal.reports import html, pdf, sources, workbook

    month = ReportingPeriod.parse(period) if period else ReportingPeriod.of(timezone.localdate()).earlier()
    opened = sources.reading().open(area, month)
    document = opened.document
    children = opened.tables["children"].num_rows
    print(f"{document.area.name}, {month}, {children} children, {document.state}")
    jobs: dict[str, Callable[[], object]] = {
        "rows": lambda: sources.reading().open(area, month),
        "rows and figures": lambda: sources.reading().open(area, month).document,
        "HTML": lambda: html.fragment(document, "id", lambda key: f"/{key}/"),
        "PDF": lambda: pdf.pdf(document),
        "workbook": lambda: workbook.workbook(document),
        "a figure's list": lambda: opened.listed("weighed.total"),
    }
    for name, job in jobs.items():
        job()
        print(f"{name:>18}: {statistics.median(_seconds(job) for _ in range(ROUNDS)) * 1000:7.1f} ms")


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
