"""Posyandu days of invented villages, and the visits that they call for."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from binakampung.demo.chance import seeded_id
from binakampung.demo.growing import measured
from binakampung.demo.names import POSYANDU
from binakampung.demo.people import Family
from binakampung.demo.persons import Child
from binakampung.demo.telling import Dated, envelope
from binakampung.registry.models import Task
from binakampung.standards import who_2006

KNOWN_AFTER = timedelta(days=9)  # the family of a birth is told of it by then


def sessions(
    rng: random.Random, village: str, people: Sequence[Family], start: date, end: date, slips: bool = False
) -> Iterator[Dated]:
    """The posyandu days of a village in a month; with `slips` the first has what goes wrong on any such day."""
    for place, posyandu in enumerate(POSYANDU):
        day = start.replace(day=1) + timedelta(days=4 + 2 * place)
        if start <= day <= end:
            rows = [_row(rng, child, day) for child in _expected(people, posyandu, day) if rng.random() < child.attends]
            if rows:
                yield _session(rng, village, posyandu, day, rows, slips and place == 0)


def _session(
    rng: random.Random, village: str, posyandu: str, day: date, rows: list[dict[str, str]], slips: bool
) -> Dated:
    if slips:
        # What happens on any posyandu day: a child nobody has registered, and a comma in the wrong place.
        rows.append({"listed": "no", "child_name": "Tamu Belum Didata", "child_sex": "male", "weight": "9.4"})
        rows[0] = {**rows[0], "weight": "94"}
    content = {"session_date": day.isoformat(), "village": village, "posyandu": posyandu, "children": rows}
    return envelope("growth_session", f"uuid:{seeded_id(rng)}", content, day)


def _expected(people: Iterable[Family], posyandu: str, day: date) -> Iterator[Child]:
    for family in people:
        if family.posyandu == posyandu and family.registered_on <= day:
            told = {child.id for child in family.later if child.birth_date + KNOWN_AFTER > day}
            for child in family.children:
                if 5 < (day - child.birth_date).days < 1826 and child.id not in told:
                    yield child


def _row(rng: random.Random, child: Child, day: date) -> dict[str, str]:
    return {
        "listed": "yes",
        "child": child.id,
        **measured(rng, child, day, who_2006()),
        "has_book": "yes" if child.has_book else "no",
    }


def visits(rng: random.Random, village: str, start: date, end: date) -> Iterator[Dated]:
    """Cadres settle two thirds of what the month calls for; some doors stay closed."""
    open_tasks = Task.objects.filter(village=village, status="open", raised_on__range=(start, end)).order_by("id")
    for task in open_tasks:
        chance = rng.random()
        day = min(task.raised_on + timedelta(days=rng.randrange(1, 9)), end)
        if chance < 0.72 and day >= task.raised_on:
            contact = "met" if chance < 0.62 else "absent"
            yield _visit(rng, task, day, contact)


def _visit(rng: random.Random, task: Task, day: date, contact: str) -> Dated:
    content: dict[str, Any] = {
        "visit_date": day.isoformat(),
        "village": task.village,
        "person": task.person_id,
        "contact": contact,
    }
    if contact == "met":
        content["visit"] = {
            "advice": "feeding weighing",
            "services": rng.choice(("referral", "supplementary_food", "")),
        }
    return envelope("home_visit", f"uuid:{seeded_id(rng)}", content, day)
