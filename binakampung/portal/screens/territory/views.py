"""From the district to the village: where things stand, and the way down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from binakampung.domain.periods import ReportingPeriod
from binakampung.portal.access.people import looked
from binakampung.portal.access.scope import area_or_404, areas_of, role_of
from binakampung.portal.screens.attention.queue import counts_by_area
from binakampung.portal.screens.children.visits import visit_rows
from binakampung.portal.screens.territory.figures import Figures, total, village_figures
from binakampung.portal.screens.territory.trail import trail
from binakampung.registry.actions.quality_villages import quality_villages
from binakampung.registry.lists import inside
from binakampung.registry.models import AdministrativeArea, GrowthMeasurement, QualityVillage
from binakampung.registry.open_visits import open_visits

PAGE = "screens/territory"


@dataclass(frozen=True, slots=True)
class Row:
    """One area in a list, with its figures, how many items wait there, this month's report, and its Kampung KB."""

    area: AdministrativeArea
    figures: Figures
    waiting: int
    report: str
    quality: tuple[QualityVillage, ...] = ()

    @property
    def declared(self) -> QualityVillage | None:
        """The row's own declaration as a Kampung KB, when it is a village."""
        return self.quality[0] if self.quality and self.area.is_village else None


def territory(request: HttpRequest) -> HttpResponse:
    """The reader's own areas; straight into the only one."""
    codes = areas_of(request)
    if len(codes) == 1:
        return redirect("area", codes[0])
    areas = list(AdministrativeArea.objects.filter(code__in=codes))
    return render(request, f"{PAGE}/list.html", {"rows": rows(request, areas), "trail": []})


def area(request: HttpRequest, code: str) -> HttpResponse:
    """A district, a subdistrict or a village."""
    found = area_or_404(request, code)
    if found.is_village:
        return _village(request, found)
    below = list(AdministrativeArea.objects.filter(parent=found))
    listed = rows(request, below)
    whole = sum((row.figures for row in listed), Figures())
    facts = {"area": found, "rows": listed, "whole": whole, "trail": trail(request, code)}
    return render(request, f"{PAGE}/list.html", facts)


def rows(request: HttpRequest, areas: list[AdministrativeArea]) -> list[Row]:
    """Areas with their figures, in the order of their codes."""
    figures = village_figures([area.code for area in areas], timezone.localdate())
    waiting = counts_by_area(request)
    held = {area.code: sum(n for code, n in waiting.items() if code.startswith(area.code)) for area in areas}
    declared = quality_villages(timezone.localdate()) if areas else {}
    return [
        Row(
            area,
            total(figures, area.code),
            held[area.code],
            report_address(area.code),
            tuple(row for code, row in declared.items() if code.startswith(area.code)),
        )
        for area in areas
    ]


def report_address(code: str) -> str:
    """Where this month's report of an area stands."""
    try:
        return reverse("report", args=[code, f"{timezone.localdate():%Y-%m}"])
    except NoReverseMatch:
        return ""


MONTHS_BACK = 4


def reports(request: HttpRequest) -> HttpResponse:
    """The monthly reports of the reader's areas and of what lies right below them, newest month first."""
    own = list(AdministrativeArea.objects.filter(code__in=areas_of(request)))
    below = AdministrativeArea.objects.filter(parent__in=[area for area in own if not area.is_village])
    months = [ReportingPeriod.parse(f"{timezone.localdate():%Y-%m}")]
    while len(months) < MONTHS_BACK:
        months.append(months[-1].earlier())
    facts = {"areas": [*own, *below], "months": [(str(month), month.first_day) for month in months]}
    return render(request, f"{PAGE}/reports.html", facts)


def _village(request: HttpRequest, village: AdministrativeArea) -> HttpResponse:
    today = timezone.localdate()
    waits = []
    if role_of(request).names:
        waits = visit_rows(open_visits(today).filter(village=village.code).order_by("due_on", "id")[:5], today)
        looked(request, "list", [(row.family_id, village.code) for row in waits])
    facts = {
        "area": village,
        "row": rows(request, [village])[0],
        "days": posyandu_days(village.code),
        "next_visits": waits,
        "today": today,
        "trail": trail(request, village.code),
    }
    return render(request, f"{PAGE}/village.html", facts)


@dataclass(frozen=True, slots=True)
class PosyanduDay:
    """One opening day: how many children were measured; `seq` leads to its record when it is one."""

    on: date
    posyandu: str
    children: int
    seq: int | None


def posyandu_days(code: str, limit: int = 12) -> list[PosyanduDay]:
    """The latest opening days of a village, newest first."""
    grouped = (
        GrowthMeasurement.objects.filter(inside((code,)))
        .values("measured_on", "posyandu", "source_seq")
        .annotate(children=Count("person_id", distinct=True))
        .order_by("-measured_on", "posyandu")
    )
    days: dict[tuple[date, str], list[tuple[int, int]]] = {}
    for row in grouped[: limit * 20]:
        days.setdefault((row["measured_on"], row["posyandu"]), []).append((row["children"], row["source_seq"]))
    return [
        PosyanduDay(on, posyandu, sum(n for n, _ in records), records[0][1] if len(records) == 1 else None)
        for (on, posyandu), records in list(days.items())[:limit]
    ]
