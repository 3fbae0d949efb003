"""Follow-up visits in a list: who, why, until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binakampung.domain.ages import five_years_before
from binakampung.portal.words import formats, growth, language
from binakampung.registry.models import Family, Person, Task


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One task with its child's name, where the family lives, and the reasons in words.

    `too_old`: still open, but the child is no longer under five; nobody is asked for it any more.
    """

    task: Task
    name: str
    about: str
    reasons: list[growth.Reason]
    late: bool
    too_old: bool
    family_id: str = ""

    @property
    def why(self) -> str:
        """All reasons in one line."""
        return "; ".join(reason.text for reason in self.reasons)

    @property
    def unsure(self) -> bool:
        """Does any reason rest on a threshold that is not yet confirmed?"""
        return any(reason.provisional for reason in self.reasons)


def visit_rows(tasks: Iterable[Task], today: date) -> list[VisitRow]:
    """Tasks in the order given, each with whom it is about; two queries for all of them."""
    tasks = list(tasks)
    people = Person.objects.in_bulk({task.person_id for task in tasks})
    families = Family.objects.in_bulk({person.family_id for person in people.values()})
    return [_row(task, people.get(task.person_id), families, today) for task in tasks]


def _row(task: Task, person: Person | None, families: dict[str, Family], today: date) -> VisitRow:
    about = []
    is_open = task.status == Task.Status.OPEN
    too_old = (
        is_open and person is not None and bool(person.birth_date and person.birth_date <= five_years_before(today))
    )
    if person is not None:
        if person.birth_date is not None:
            about.append(formats.age(person.birth_date, today, language()))
        about.append(home_of(families.get(person.family_id)))
    late = is_open and not too_old and task.due_on < today
    name = person.name if person else ""
    return VisitRow(
        task,
        name,
        " · ".join(filter(None, about)),
        growth.reasons(task.reasons),
        late,
        too_old,
        person.family_id if person else "",
    )


def home_of(family: Family | None) -> str:
    """'Dusun Laok RT 2/RW 1', what is known of it."""
    if family is None:
        return ""
    hamlet = family.hamlet if family.hamlet.lower().startswith(("dusun", "dsn")) else f"Dusun {family.hamlet}"
    numbers = (("RT", family.rt.lstrip("0")), ("RW", family.rw.lstrip("0")))
    block = "/".join(f"{word} {number}" for word, number in numbers if number)
    return " ".join(filter(None, (hamlet if family.hamlet else "", block)))
