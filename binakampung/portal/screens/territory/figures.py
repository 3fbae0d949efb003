"""A few live numbers of each village, for finding one's way; the monthly report is made elsewhere, from its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet

from binakampung.domain.ages import five_years_before
from binakampung.registry.lists import RESIDENT, inside
from binakampung.registry.models import Family, GrowthMeasurement, Person
from binakampung.registry.open_visits import open_visits

RECENT = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class Figures:
    """`children`: under five today; `weighed`: those of them weighed this calendar month; `visits`: those asked for."""

    families: int = 0
    children: int = 0
    weighed: int = 0
    visits: int = 0
    late: int = 0
    last_day: date | None = None

    def __add__(self, other: Figures) -> Figures:
        days = [day for day in (self.last_day, other.last_day) if day is not None]
        counts = {
            field.name: getattr(self, field.name) + getattr(other, field.name)
            for field in fields(self)
            if field.name != "last_day"
        }
        return Figures(**counts, last_day=max(days, default=None))


def village_figures(prefixes: Iterable[str], today: date) -> dict[str, Figures]:
    """The figures of each village whose code begins with one of `prefixes`; a village with nothing is missing."""
    here = inside(tuple(prefixes))
    children = Person.objects.filter(here, status=RESIDENT, birth_date__gt=five_years_before(today))
    month = {"measured_on__range": (today.replace(day=1), today), "weight_kg__isnull": False}
    weighed = GrowthMeasurement.objects.filter(here, **month, person_id__in=children.values("id"))
    recent = GrowthMeasurement.objects.filter(here, measured_on__gt=today - RECENT)
    visits = open_visits(today).filter(here)
    columns: dict[str, dict[str, int | date]] = {
        "families": _by_village(Family.objects.filter(here, status=RESIDENT), Count("id")),
        "children": _by_village(children, Count("id")),
        "weighed": _by_village(weighed, Count("person_id", distinct=True)),
        "visits": _by_village(visits, Count("id")),
        "late": _by_village(visits.filter(due_on__lt=today), Count("id")),
        "last_day": _by_village(recent, Max("measured_on")),
    }
    codes = {code for column in columns.values() for code in column}
    return {
        code: Figures(**{name: column[code] for name, column in columns.items() if code in column})  # type: ignore[arg-type]
        for code in codes
    }


def _by_village(rows: QuerySet[Any], value: Count | Max) -> dict[str, int | date]:
    return dict(rows.values_list("village").annotate(value=value).order_by())


def total(figures: Mapping[str, Figures], prefix: str) -> Figures:
    """The sum over the villages below an area."""
    return sum((each for code, each in figures.items() if code.startswith(prefix)), Figures())
