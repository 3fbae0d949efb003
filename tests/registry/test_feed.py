"""What phones hear of: everything that changed, in order, and what they must forget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.caseload import Page, changes
from binakampung.registry.models import Person, Task
from tests.builders import NEIGHBOUR, SENDER, VILLAGE, a_family, a_posyandu_day, send

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 31)
BORN = date(2025, 6, 1)


class APhone:
    """A phone of these areas: what it holds after each pull."""

    def __init__(self, *areas: str) -> None:
        self.areas = areas
        self.cursor = 0
        self.people: set[str] = set()
        self.tasks: set[str] = set()

    def pull(self) -> Page:
        page = changes(self.areas, self.cursor, TODAY, "id")
        assert not page.more
        self.cursor = page.cursor
        gone = {(each["kind"], each["id"]) for each in page.tombstones}
        assert not gone & {("person", each["id"]) for each in page.people}
        self.people = {id for id in self.people if ("person", id) not in gone} | {each["id"] for each in page.people}
        self.tasks = {id for id in self.tasks if ("task", id) not in gone} | {each["id"] for each in page.tasks}
        return page


@pytest.fixture(autouse=True)
def _house() -> None:
    make_ready()


FAMILY = a_family().with_child("Siti", born=BORN, sex="female")
SITI = FAMILY.children[0]


def falter() -> None:
    """Two weighings, the second of which calls for a visit."""
    send(a_posyandu_day(date(2026, 9, 3), instance="uuid:september").measuring(SITI, weight_kg=8.0))
    send(a_posyandu_day(date(2026, 10, 3), instance="uuid:oktober").measuring(SITI, weight_kg=6.0))
    assert Task.objects.filter(person_id=SITI.id).exists()


def moved_to(village: str, instance: str, before: str) -> None:
    """A correction of where the family lives."""
    from binakampung.intake.receive import receive
    from tests.builders import envelope

    content = {**FAMILY.envelope().content, "village": village}
    made = replace(envelope("family_registration", content, instance), deprecated_id=before)
    (receipt,) = receive([made], SENDER)
    assert receipt.outcome == "superseding"


def everyone() -> set[str]:
    return set(Person.objects.values_list("pk", flat=True))


def test_who_moves_leaves_the_old_phone_and_comes_to_the_new() -> None:
    send(FAMILY)
    falter()
    old, new, both = APhone(VILLAGE), APhone(NEIGHBOUR), APhone(NEIGHBOUR, VILLAGE)
    for phone in (old, new, both):
        phone.pull()
    assert (old.people, new.people, both.people) == (everyone(), set(), everyone())
    first = FAMILY.envelope().instance_id
    moved_to(NEIGHBOUR, "uuid:pindah", first)
    for phone in (old, new, both):
        phone.pull()
    assert (old.people, new.people, both.people) == (set(), everyone(), everyone())
    assert old.tasks == set() and new.tasks == both.tasks != set()
    # Back again before anyone pulled: nobody is told to forget whom they may see.
    moved_to(VILLAGE, "uuid:kembali", "uuid:pindah")
    moved_to(NEIGHBOUR, "uuid:pindah-lagi", "uuid:kembali")
    moved_to(VILLAGE, "uuid:tetap", "uuid:pindah-lagi")
    for phone in (old, new, both):
        phone.pull()
    assert (old.people, new.people, both.people) == (everyone(), set(), everyone())


def test_a_task_that_a_correction_takes_away_is_forgotten() -> None:
    from binakampung.intake.receive import receive

    send(FAMILY)
    falter()
    phone = APhone(VILLAGE)
    phone.pull()
    tasks = set(Task.objects.values_list("pk", flat=True))
    assert phone.tasks == tasks
    day = a_posyandu_day(date(2026, 10, 3), instance="uuid:oktober-2").measuring(SITI, weight_kg=8.4)
    receive([replace(day.envelope(), deprecated_id="uuid:oktober")], SENDER)
    left = set(Task.objects.values_list("pk", flat=True))
    assert left < tasks
    phone.pull()
    assert phone.tasks == left


def test_numbers_only_grow() -> None:
    phone = APhone(VILLAGE)
    cursors = []
    for act in (lambda: send(FAMILY), falter):
        act()
        phone.pull()
        cursors.append(phone.cursor)
    assert cursors == sorted(cursors)
    # Nothing happened: nothing is sent.
    page = phone.pull()
    assert (page.people, page.tasks, page.tombstones) == ([], [], [])
