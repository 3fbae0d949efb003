"""The lists that forms choose from: the under-fives and the villages of one worker's areas.

ODK Collect fetches them as files, web forms show them, and the field app makes the same files from what it pulled.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from binakampung.registry.models import AdministrativeArea, Family, Person

# A child stays on the list a little longer than its fifth birthday: the day of the posyandu may be entered late.
MARGIN = timedelta(days=62)
CHILD_COLUMNS = ("name", "label", "__version", "village", "sex", "birth_date", "mother_name", "posyandu")
VILLAGE_COLUMNS = ("name", "label")
RESIDENT = "resident"  # neither gone nor dead
VILLAGE = 10  # digits of a village's code
# File names that a form may look up and that are made for each worker, not published.
MADE = ("children.csv", "villages.csv", "families.csv", "people.csv", "district_villages.csv")


@dataclass(frozen=True, slots=True)
class ListedChild:
    """One row of `children.csv`, in the order of its columns: `id` is its `name` there, `label` what people see."""

    id: str
    label: str
    version: int
    village: str
    sex: str
    birth_date: str
    mother_name: str
    posyandu: str


def children(areas: Sequence[str], on: date) -> list[ListedChild]:
    """Children under five on a day (and `MARGIN` more) in the areas, by village, name and id."""
    people = under_fives(areas, on).order_by("village", "name_key", "id")
    homes = {home.pk: home for home in Family.objects.filter(id__in=under_fives(areas, on).values("family_id"))}
    return [_listed(person, homes.get(person.family_id)) for person in people]


def under_fives(areas: Sequence[str], on: date) -> QuerySet[Person]:
    """The people that the list of children holds, as a query."""
    return Person.objects.filter(inside(areas), status=RESIDENT, birth_date__gt=born_after(on), birth_date__lte=on)


def listed_now(ids: Sequence[str], areas: Sequence[str], on: date) -> dict[str, bool]:
    """Of the ids that the registry knows at all: is each on the list of children of these areas?"""
    known: dict[str, bool] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        known |= dict.fromkeys(Person.objects.filter(pk__in=some).values_list("pk", flat=True), False)
        known |= dict.fromkeys(under_fives(areas, on).filter(pk__in=some).values_list("pk", flat=True), True)
    return known


def born_after(on: date) -> date:
    """Whoever was born after this day is on the list of children."""
    return _years_before(on, 5) - MARGIN


def villages(areas: Sequence[str]) -> list[tuple[str, str]]:
    """Code and name of the villages in the areas, by code."""
    kinds = (AdministrativeArea.Kind.DESA, AdministrativeArea.Kind.KELURAHAN)
    found = AdministrativeArea.objects.filter(inside(areas, "code"), kind__in=kinds)
    return list(found.order_by("code").values_list("code", "name"))


def inside(areas: Sequence[str], column: str = "village") -> Q:
    """Rows whose area code begins with one of these; none at all without any.

    A range and not a pattern: every database answers it from a plain index.
    """
    condition = Q(pk__in=())
    for area in areas:
        condition |= Q(**{column: area}) if len(area) == VILLAGE else Q(**_from(column, area))
    return condition


def _from(column: str, area: str) -> dict[str, str]:
    return {f"{column}__gte": area, f"{column}__lt": str(int(area) + 1)}


def children_csv(rows: Iterable[ListedChild]) -> bytes:
    """The list of children as an entity list (columns `name`, `label`, `__version`, then properties)."""
    return _csv(CHILD_COLUMNS, map(astuple, rows))


def villages_csv(rows: Iterable[tuple[str, str]]) -> bytes:
    """The list of villages as a file of choices."""
    return _csv(VILLAGE_COLUMNS, rows)


def _listed(person: Person, home: Family | None) -> ListedChild:
    return ListedChild(
        person.pk,
        label(person.name, person.mother_name, home.hamlet if home else "", home.rt if home else ""),
        max(1, person.feed),
        person.village,
        person.sex,
        person.birth_date.isoformat() if person.birth_date else "",
        person.mother_name,
        home.posyandu if home else "",
    )


def label(name: str, mother: str, hamlet: str, rt: str) -> str:
    """A child as a cadre knows it: `Ahmad Fauzi (ibu Siti Aminah, Dusun Barat RT 3)`."""
    place = " ".join(_words(hamlet, f"RT {rt.lstrip('0')}" if rt.strip("0") else ""))
    known_by = ", ".join(_words(f"ibu {mother}" if mother else "", place))
    return f"{name} ({known_by})" if known_by else name


def _words(*texts: str) -> Iterator[str]:
    return (text for text in texts if text)


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue().encode()
