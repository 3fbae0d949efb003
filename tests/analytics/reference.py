"""The same counts once more, the slow way: plain Python over the registry's own rows, written from the definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from binakampung.domain.periods import ReportingPeriod
from binakampung.registry.models import FamilyMembership, GrowthAssessment, GrowthMeasurement, Person, Task

Child = dict[str, Any]
Test = Callable[[Child], bool]


def between(index: str, low: float, high: float, low_in: bool = True, high_in: bool = False) -> Test:
    """A plausible z between two limits, of a child without swelling."""

    def test(child: Child) -> bool:
        z = child["z"].get(index)
        if z is None:
            return False
        return (z >= low if low_in else z > low) and (z <= high if high_in else z < high)

    return test


def swollen(child: Child) -> bool:
    return bool(child["weighed"] and child["oedema"])


def either(*tests: Test) -> Test:
    return lambda child: any(test(child) for test in tests)


HAZ, WHZ, WAZ, FAR = "length_for_age", "weight_for_length", "weight_for_age", 99.0
COUNTS: dict[str, Test] = {
    "all_children": lambda child: True,
    "with_book": lambda child: child["book"] is True,
    "weighed": lambda child: child["weighed"],
    "gained": lambda child: child["gain"] == "N",
    "not_gained": lambda child: child["gain"] == "T",
    "not_weighed_last_month": lambda child: child["gain"] == "O",
    "first_weighing": lambda child: child["gain"] == "B",
    "comparable": lambda child: child["gain"] in ("N", "T"),
    "two_t": lambda child: child["two_t"],
    "below_red_line": lambda child: WAZ in child["z"] and child["z"][WAZ] < -3,
    "flagged": lambda child: child["flagged"],
    "length_measured": between(HAZ, -FAR, FAR),
    "class_severely_stunted": between(HAZ, -FAR, -3),
    "class_stunted": between(HAZ, -3, -2),
    "class_normal_length": between(HAZ, -2, 3, high_in=True),
    "class_tall": between(HAZ, 3, FAR, low_in=False),
    "stunted_all": between(HAZ, -FAR, -2),
    "weight_for_length_measured": either(swollen, between(WHZ, -FAR, FAR)),
    "class_severely_wasted": either(swollen, between(WHZ, -FAR, -3)),
    "class_wasted": between(WHZ, -3, -2),
    "class_well_nourished": between(WHZ, -2, 1, high_in=True),
    "class_risk_of_overweight": between(WHZ, 1, 2, low_in=False, high_in=True),
    "class_overweight": between(WHZ, 2, 3, low_in=False, high_in=True),
    "class_obese": between(WHZ, 3, FAR, low_in=False),
    "wasted_all": either(swollen, between(WHZ, -FAR, -2)),
    "weight_for_age_measured": either(swollen, between(WAZ, -FAR, FAR)),
    "class_severely_underweight": either(swollen, between(WAZ, -FAR, -3)),
    "class_underweight": between(WAZ, -3, -2),
    "class_normal_weight": between(WAZ, -2, 1, high_in=True),
    "class_overweight_risk": between(WAZ, 1, FAR, low_in=False),
    "underweight_all": either(swollen, between(WAZ, -FAR, -2)),
}
COLUMNS: dict[str, Test] = {
    "total": lambda row: True,
    "male": lambda row: row["sex"] == "male",
    "female": lambda row: row["sex"] == "female",
    "months_0_5": lambda row: row["months"] in range(6),
    "months_6_11": lambda row: row["months"] in range(6, 12),
    "months_12_23": lambda row: row["months"] in range(12, 24),
    "months_24_59": lambda row: row["months"] in range(24, 60),
}


def reference_counts(area: str, period: ReportingPeriod) -> dict[tuple[str, str], int]:
    """Every count in every column."""
    counts = Counter({(name, column): 0 for name in (*COUNTS, "visits_due", "visits_done") for column in COLUMNS})
    for child in children(area, period):
        for name, test in COUNTS.items():
            counts.update((name, column) for column, here in COLUMNS.items() if test(child) and here(child))
    for due, state in follow_ups(area, period):
        for column, here in COLUMNS.items():
            counts["visits_due", column] += bool(state != "replaced" and here(due))
            counts["visits_done", column] += bool(state == "done" and here(due))
    return dict(counts)


def children(area: str, period: ReportingPeriod) -> Iterator[Child]:
    for person in residents(area, period.last_day):
        if 0 <= person["months"] < 60:
            yield person | measured(person["row"], period)


def residents(area: str, on: date) -> Iterator[Child]:
    for person in Person.objects.all():
        homes = [
            home
            for home in FamilyMembership.objects.filter(person_id=person.pk)
            if home.valid_from <= on and (home.valid_to is None or home.valid_to >= on)
        ]
        home = max(homes, key=lambda home: (home.valid_from, home.pk), default=None)
        if home is not None and home.village.startswith(area) and person.birth_date <= on:
            yield {"row": person, "sex": person.sex, "months": months(person.birth_date, on)}


def months(born: date, on: date) -> int:
    return ((on.year * 12 + on.month) * 100 + on.day - (born.year * 12 + born.month) * 100 - born.day) // 100


def measured(person: Person, period: ReportingPeriod) -> Child:
    """What the last weighing of the month says; a book as last told by its end."""
    told = GrowthMeasurement.objects.filter(person_id=person.pk, measured_on__lte=period.last_day)
    ordered = sorted(told, key=lambda row: (row.measured_on, row.pk))
    books = [row.has_book for row in ordered if row.has_book is not None]
    weighings = [row for row in ordered if row.weight_kg and row.measured_on >= period.first_day]
    facts: Child = {"book": books[-1] if books else person.has_book, "weighed": bool(weighings), "z": {}}
    if not weighings:
        return facts | {"gain": None, "two_t": False, "flagged": False, "oedema": False}
    judged = GrowthAssessment.objects.get(pk=weighings[-1].pk)
    z = {index: getattr(judged, index) for index in (HAZ, WHZ, WAZ)}
    facts["z"] = {index: value for index, value in z.items() if value is not None and index not in judged.flags}
    return facts | {
        "gain": judged.gain,
        "two_t": judged.two_t,
        "flagged": bool(judged.flags),
        "oedema": weighings[-1].oedema,
    }


def follow_ups(area: str, period: ReportingPeriod) -> Iterator[tuple[Child, str]]:
    """Visits due in the month with their state on its last day."""
    at_home = {person["row"].pk: person for person in residents(area, period.last_day)}
    for task in Task.objects.filter(due_on__range=(period.first_day, period.last_day)):
        if task.person_id in at_home:
            settled = task.settled_on is not None and task.settled_on <= period.last_day
            yield at_home[task.person_id], task.status if settled else "open"
