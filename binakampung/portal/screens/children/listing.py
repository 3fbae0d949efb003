"""The children of a village: which are shown, in which order, with their last measurement and next visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from binakampung.domain.ages import five_years_before
from binakampung.domain.people import name_key
from binakampung.portal.screens.children.visits import home_of
from binakampung.portal.words import growth, phrase
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, GrowthAssessment, GrowthMeasurement, Person, Task

VIEWS = {
    "balita": phrase("Semua balita"),
    "belum": phrase("Belum ditimbang bulan ini"),
    "kunjungan": phrase("Perlu dikunjungi"),
    "terlambat": phrase("Kunjungan terlambat"),
}
ORDERS = {
    "nama": ("name_key", "id"),
    "umur": ("-birth_date", "name_key", "id"),
    "timbang": (F("last_on").asc(nulls_first=True), "name_key", "id"),
    "kunjungan": (F("due_on").asc(nulls_last=True), "name_key", "id"),
}


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child as a list shows it; `worries` are the verdicts that are not normal."""

    person: Person
    home: str
    measured: GrowthMeasurement | None
    judged: GrowthAssessment | None
    worries: list[growth.Verdict]
    due_on: date | None
    late: bool


def children_of(village: str, today: date, name: str = "") -> QuerySet[Person]:
    """The under-fives of a village with `last_on`, `last_id` and `due_on`; by a part of the name when one is given."""
    mine = GrowthMeasurement.objects.filter(person_id=OuterRef("id")).order_by("-measured_on", "-id")
    open_task = Task.objects.filter(person_id=OuterRef("id"), status=Task.Status.OPEN).order_by("due_on")
    rows = Person.objects.filter(village=village, status=RESIDENT, birth_date__gt=five_years_before(today))
    if name:
        rows = rows.filter(name_key__contains=name_key(name))
    return rows.annotate(
        last_on=Subquery(mine.values("measured_on")[:1]),
        last_id=Subquery(mine.values("id")[:1]),
        due_on=Subquery(open_task.values("due_on")[:1]),
    )


def narrowed(rows: QuerySet[Person], view: str, today: date) -> QuerySet[Person]:
    """Only the children that one of `VIEWS` speaks of."""
    if view == "belum":
        return rows.filter(Q(last_on__isnull=True) | Q(last_on__lt=today.replace(day=1)))
    if view == "kunjungan":
        return rows.filter(due_on__isnull=False)
    if view == "terlambat":
        return rows.filter(due_on__lt=today)
    return rows


def child_rows(people: Sequence[Person], today: date) -> list[ChildRow]:
    """The rows of people from `children_of`, in their order; three queries for all of them."""
    last = [person.last_id for person in people if person.last_id]  # type: ignore[attr-defined]
    measured = GrowthMeasurement.objects.in_bulk(last)
    judged = GrowthAssessment.objects.in_bulk(last)
    families = Family.objects.in_bulk({person.family_id for person in people})
    return [_row(person, families, measured, judged, today) for person in people]


def _row(
    person: Person,
    families: dict[str, Family],
    measured: dict[str, GrowthMeasurement],
    judged: dict[str, GrowthAssessment],
    today: date,
) -> ChildRow:
    last: str = person.last_id or ""  # type: ignore[attr-defined]
    due_on: date | None = person.due_on  # type: ignore[attr-defined]
    assessment = judged.get(last)
    return ChildRow(
        person=person,
        home=home_of(families.get(person.family_id)),
        measured=measured.get(last),
        judged=assessment,
        worries=_worries(assessment),
        due_on=due_on,
        late=due_on is not None and due_on < today,
    )


def _worries(judged: GrowthAssessment | None) -> list[growth.Verdict]:
    """What is not normal, each wording once (weight for length and BMI speak alike)."""
    odd = [verdict for verdict in growth.verdicts(judged) if verdict.odd] if judged else []
    return list({verdict.text: verdict for verdict in reversed(odd)}.values())[::-1]
