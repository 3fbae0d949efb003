"""Follow-up visits in a list: who, why, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binakampung.portal.words import formats, growth, language
from binakampung.registry.models import Family, Person, Task


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One task with its child's name, where the family lives, and the reasons in words."""

    task: Task
    name: str
    about: str
    reasons: list[growth.Reason]
    late: bool


def visit_rows(tasks: Iterable[Task], today: date) -> list[VisitRow]:
    """Tasks in the order given, each with whom it is about; two queries for all of them."""
    tasks = list(tasks)
    people = Person.objects.in_bulk({task.person_id for task in tasks})
    families = Family.objects.in_bulk({person.family_id for person in people.values()})
    return [_row(task, people.get(task.person_id), families, today) for task in tasks]


def _row(task: Task, person: Person | None, families: dict[str, Family], today: date) -> VisitRow:
    about = []
    if person is not None:
        about.append(formats.age(person.birth_date, today, language()))
        about.append(home_of(families.get(person.family_id)))
    late = task.status == Task.Status.OPEN and task.due_on < today
    name = person.name if person else ""
    return VisitRow(task, name, " · ".join(filter(None, about)), growth.reasons(task.reasons), late)


def home_of(family: Family | None) -> str:
    """'Dusun Laok RT 002/RW 001', what is known of it."""
    if family is None:
        return ""
    hamlet = family.hamlet if family.hamlet.lower().startswith(("dusun", "dsn")) else f"Dusun {family.hamlet}"
    block = "/".join(filter(None, (f"RT {family.rt}" if family.rt else "", f"RW {family.rw}" if family.rw else "")))
    return " ".join(filter(None, (hamlet if family.hamlet else "", block)))
