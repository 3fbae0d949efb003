"""The lists of families, of their people and of the district's villages that forms of families choose from.

Like the list of children they hold one worker's own areas only; `district_villages.csv` holds no people.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from binakampung.registry import lists
from binakampung.registry.models import AdministrativeArea, Family, Person

DISTRICT_VILLAGES = "district_villages.csv"
FAMILY_COLUMNS = (
    *("name", "label", "__version", "village", "hamlet", "rw", "rt", "posyandu", "address", "members"),
    *("water", "latrine"),
)
PERSON_COLUMNS = (
    *("name", "label", "__version", "family_id", "village", "sex", "birth_date", "mother_name"),
    *("full_name", "relationship"),
)


def families_csv(areas: Sequence[str]) -> bytes:
    """The families who live in the areas, by village, hamlet and head, with yesterday's answers."""
    rows = Family.objects.filter(lists.inside(areas), status="resident")
    return _csv(FAMILY_COLUMNS, map(_family, rows.order_by("village", "hamlet", "head_key", "id").iterator()))


def people_csv(areas: Sequence[str]) -> bytes:
    """The people who live in the areas, by village, name and id."""
    people = residents(areas).order_by("village", "name_key", "id")
    homes = {home.pk: home for home in Family.objects.filter(lists.inside(areas)).defer("attributes")}
    return _csv(PERSON_COLUMNS, (_person(each, homes.get(each.family_id)) for each in people.defer("attributes")))


def district_villages_csv() -> bytes:
    """Every village, with its subdistrict: where people may move to."""
    kinds = (AdministrativeArea.Kind.DESA, AdministrativeArea.Kind.KELURAHAN)
    found = AdministrativeArea.objects.filter(kind__in=kinds).select_related("parent").order_by("name", "code")
    return _csv(lists.VILLAGE_COLUMNS, ((each.code, _where(each)) for each in found))


def residents(areas: Sequence[str]) -> QuerySet[Person]:
    """The people that the list of people holds, as a query."""
    return Person.objects.filter(lists.inside(areas), status=lists.RESIDENT)


# Every file that is made for a worker, from the areas and the day.
MAKERS: Mapping[str, Callable[[Sequence[str], date], bytes]] = {
    "children.csv": lambda areas, on: lists.children_csv(lists.children(areas, on)),
    "villages.csv": lambda areas, on: lists.villages_csv(lists.villages(areas)),
    "families.csv": lambda areas, on: families_csv(areas),
    "people.csv": lambda areas, on: people_csv(areas),
    DISTRICT_VILLAGES: lambda areas, on: district_villages_csv(),
}


def family_label(head: str, hamlet: str, rt: str) -> str:
    """A family as a cadre knows it: `KK Sukron (Dusun Barat RT 3)`."""
    return lists.label(f"KK {head or '?'}", "", hamlet, rt)


def person_label(name: str, mother: str, head: str, hamlet: str, rt: str) -> str:
    """A person by the mother or, without her, by the head of the family: `Siti (KK Sukron, Dusun Barat RT 3)`."""
    if mother or not head or head == name:
        return lists.label(name, mother, hamlet, rt)
    return lists.label(name, "", f"KK {head}" + (f", {hamlet}" if hamlet else ""), rt)


def _family(home: Family) -> Sequence[object]:
    told = home.attributes.get("housing", {})
    return (
        *(home.pk, family_label(home.head_name, home.hamlet, home.rt), max(1, home.feed), home.village),
        *(home.hamlet, home.rw, home.rt, home.posyandu, home.address, home.members),
        *(told.get("drinking_water", ""), told.get("latrine", "")),
    )


def _person(person: Person, home: Family | None) -> Sequence[object]:
    head, hamlet, rt = (home.head_name, home.hamlet, home.rt) if home else ("", "", "")
    return (
        *(person.pk, person_label(person.name, person.mother_name, head, hamlet, rt), max(1, person.feed)),
        *(person.family_id, person.village, person.sex, person.birth_date.isoformat() if person.birth_date else ""),
        *(person.mother_name, person.name, person.relationship),
    )


def _where(village: AdministrativeArea) -> str:
    return f"{village.name} ({village.parent.name})" if village.parent else village.name


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue().encode()
