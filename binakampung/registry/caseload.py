"""What a phone may hold: people, tasks and forms of its worker's areas, in the order of the change feed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from binakampung.catalogue.rules import known_reasons
from binakampung.domain.ages import completed_months
from binakampung.registry.feed import current_number
from binakampung.registry.lists import RESIDENT, inside
from binakampung.registry.models import Family, GrowthAssessment, GrowthMeasurement, Person, Task, Tombstone

# The cursor carries a fingerprint of the areas in its lower digits: a phone whose worker got other areas starts anew.
FINGERPRINT = 1 << 20
PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of changes. `reset`: the phone must forget what it holds before applying it."""

    cursor: int
    more: bool
    reset: bool
    people: list[dict[str, Any]] = field(repr=False)
    tasks: list[dict[str, Any]] = field(repr=False)
    tombstones: list[dict[str, str]] = field(repr=False)


def changes(areas: Sequence[str], since: int, today: date, language: str, limit: int = PAGE) -> Page:
    """What changed for these areas after a cursor (0: everything).

    A page never cuts through one feed number, so that a transaction reaches a phone whole.
    """
    mark = zlib.crc32(" ".join(areas).encode()) % FINGERPRINT
    reset = since != 0 and since % FINGERPRINT != mark
    after = 0 if reset else since // FINGERPRINT
    until, more = _cut(areas, after, limit)
    window = inside(areas) & Q(feed__gt=after, feed__lte=until)
    people = list(Person.objects.filter(window, status=RESIDENT).order_by("feed", "id"))
    tasks = Task.objects.filter(window).order_by("feed", "id")
    return Page(
        until * FINGERPRINT + mark,
        more,
        reset,
        _people(people, today, language),
        [_task(task, language) for task in tasks],
        _gone(areas, after, until) if after else [],
    )


def _gone(areas: Sequence[str], after: int, until: int) -> list[dict[str, str]]:
    """What the phone must forget: not what came back since, or only moved within the worker's own areas."""
    graves = Tombstone.objects.filter(inside(areas, "area_code"), feed__gt=after, feed__lte=until)
    gone = {(grave.kind, grave.ref) for grave in graves}
    for kind, table in (("person", Person), ("task", Task)):
        refs = [ref for each, ref in gone if each == kind]
        still = {"status": RESIDENT} if table is Person else {}
        here = table._default_manager.filter(inside(areas), pk__in=refs, **still)
        gone -= {(kind, id) for id in here.values_list("pk", flat=True)}
    return [{"kind": kind, "id": ref} for kind, ref in sorted(gone)]


def _cut(areas: Sequence[str], after: int, limit: int) -> tuple[int, bool]:
    """The last feed number of the page, and whether more follows."""
    numbers: list[int] = []
    for table in (Person, Task):
        rows = table._default_manager.filter(inside(areas), feed__gt=after).order_by("feed")
        numbers += rows.values_list("feed", flat=True)[: limit + 1]
    numbers.sort()
    newest = current_number()
    if len(numbers) <= limit:
        return max(newest, after), False
    # A transaction may hold more rows than were looked at here, so only the counter says whether more follows.
    return numbers[limit - 1], numbers[limit - 1] < newest


def _people(people: Sequence[Person], today: date, language: str) -> list[dict[str, Any]]:
    families = Family.objects.in_bulk({person.family_id for person in people})
    last = _last_measured([person.pk for person in people])
    return [_person(person, families.get(person.family_id), last.get(person.pk), today, language) for person in people]


Measured = tuple[GrowthMeasurement, GrowthAssessment | None]


def _last_measured(ids: Sequence[str]) -> dict[str, Measured]:
    latest: dict[str, GrowthMeasurement] = {}
    for start in range(0, len(ids), 500):
        rows = GrowthMeasurement.objects.filter(person_id__in=ids[start : start + 500])
        for row in rows.order_by("measured_on", "id"):
            latest[row.person_id] = row
    judged = GrowthAssessment.objects.in_bulk([row.pk for row in latest.values()])
    return {person: (row, judged.get(row.pk)) for person, row in latest.items()}


def _person(person: Person, family: Family | None, last: Measured | None, today: date, language: str) -> dict[str, Any]:
    return {
        "id": person.pk,
        "family_id": person.family_id,
        "name": person.name,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "mother_name": person.mother_name,
        "relationship": person.relationship,
        "head_name": family.head_name if family else "",
        "village": person.village,
        "hamlet": family.hamlet if family else "",
        "rw": family.rw if family else "",
        "rt": family.rt if family else "",
        "posyandu": family.posyandu if family else "",
        "is_child_under_five": person.birth_date is not None and completed_months(person.birth_date, today) < 60,
        "last": _measured(*last, language) if last else None,
    }


def _measured(row: GrowthMeasurement, judged: GrowthAssessment | None, language: str) -> dict[str, Any]:
    return {
        "measured_on": row.measured_on.isoformat(),
        "weight_kg": row.weight_kg,
        "length_cm": row.length_cm,
        "gain": judged.gain if judged else None,
        "haz": judged.length_for_age if judged else None,
        "waz": judged.weight_for_age if judged else None,
        "whz": judged.weight_for_length if judged else None,
        "wording": sentence(judged, language) if judged else "",
    }


WELL = {"id": "Tumbuh baik. Timbang lagi bulan depan.", "en": "Growing well. Weigh again next month."}


def sentence(judged: GrowthAssessment, language: str) -> str:
    """One sentence for the mother: the most pressing reason and what to do, or that all is well."""
    if not judged.reasons:
        return WELL[language]
    reason = known_reasons()[judged.reasons[0]]
    return f"{getattr(reason.wording, language)}. {getattr(reason.action, language)}"


def _task(task: Task, language: str) -> dict[str, Any]:
    return {
        "id": task.pk,
        "kind": task.kind,
        "person_id": task.person_id,
        "village": task.village,
        "due_from": task.raised_on.isoformat(),
        "due_on": task.due_on.isoformat(),
        "status": task.status,
        "urgency": task.urgency,
        "attempts": task.attempts,
        "reasons": [{"code": code, "wording": words} for code, words in _reasons(task.reasons, language)],
    }


def _reasons(codes: Iterable[str], language: str) -> Iterable[tuple[str, str]]:
    for code in codes:
        yield code, getattr(known_reasons()[code].wording, language)
