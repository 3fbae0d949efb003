"""Who is counted in a month, and by which weighing: the cases that people argue about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from binakampung.analytics.extract import read_area, read_rows, villages_of
from binakampung.catalogue.reports import report
from binakampung.domain.periods import ReportingPeriod
from binakampung.intake.receive import receive
from binakampung.portal.reports.sources import query
from binakampung.registry.models import FamilyMembership
from tests.builders import NEIGHBOUR, SENDER, VILLAGE, AChild, a_family, a_posyandu_day, a_visit, send

pytestmark = pytest.mark.usefixtures("ready")
OCTOBER = ReportingPeriod(2026, 10)
LATER = date(2026, 11, 20)


def rows(kind: str = "children", area: str = VILLAGE, period: ReportingPeriod = OCTOBER) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_rows(query, report().rows, area, period)[kind].to_pylist()
    return found


def a_child(born: date, **facts: Any) -> AChild:
    family = a_family().with_child("Siti", born, "female", **facts)
    send(family, received=LATER)
    return family.children[0]


@pytest.mark.parametrize(
    ("born", "months"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), None),
        (date(2021, 11, 1), 59),
        (date(2021, 10, 31), None),
        (date(2026, 4, 30), 6),
        (date(2026, 5, 1), 5),
    ],
)
def test_under_five_on_the_last_day(born: date, months: int | None) -> None:
    a_child(born)
    assert [row["age_months"] for row in rows()] == ([] if months is None else [months])


def test_under_five_at_the_end_of_a_leap_february() -> None:
    """Whoever was born on 29 February completes a month on the 29th, not before."""
    a_child(date(2024, 2, 29))
    assert [row["age_months"] for row in rows(period=ReportingPeriod(2026, 2))] == [23]
    assert [row["age_months"] for row in rows(period=ReportingPeriod(2028, 2))] == [48]


def test_registered_after_the_month_is_not_of_the_month() -> None:
    family = a_family(registered_on=date(2026, 11, 1)).with_child("Siti", date(2025, 1, 1))
    send(family)
    assert rows() == []
    assert len(rows(period=OCTOBER.later())) == 1


def test_the_last_weighing_of_the_month_counts() -> None:
    child = a_child(date(2025, 1, 1))
    for day, weight in ((5, 8.0), (20, 8.3), (26, None)):
        send(a_posyandu_day(date(2026, 10, day)).measuring(child, weight_kg=weight, length_cm=80))
    send(a_posyandu_day(date(2026, 11, 2)).measuring(child, weight_kg=9))
    (row,) = rows()
    assert (row["weighed"], row["weight_kg"], row["measured_on"]) == (True, 8.3, date(2026, 10, 20))


def test_measured_without_weight_is_not_weighed() -> None:
    child = a_child(date(2025, 1, 1))
    send(a_posyandu_day(date(2026, 10, 5)).measuring(child, length_cm=80))
    (row,) = rows()
    assert (row["weighed"], row["weight_kg"], row["class_length_for_age"]) == (False, None, None)


def test_the_book_is_as_last_told_by_the_last_day() -> None:
    child = a_child(date(2025, 1, 1), has_book=False)
    assert rows()[0]["has_book"] is False
    send(a_posyandu_day(date(2026, 9, 5)).measuring(child, weight_kg=8, has_book=True))
    send(a_posyandu_day(date(2026, 10, 5)).measuring(child, weight_kg=8))
    send(a_posyandu_day(date(2026, 11, 5)).measuring(child, weight_kg=8, has_book=False))
    assert rows()[0]["has_book"] is True
    assert rows(period=OCTOBER.later())[0]["has_book"] is False


def test_who_moved_is_counted_where_it_lived_on_the_last_day() -> None:
    child = a_child(date(2025, 1, 1))
    send(a_posyandu_day(date(2026, 10, 5)).measuring(child, weight_kg=8))
    home = FamilyMembership.objects.get(person_id=child.id)
    FamilyMembership.objects.filter(pk=home.pk).update(valid_to=date(2026, 10, 20))
    home.pk, home.village, home.valid_from, home.valid_to = "new-home", NEIGHBOUR, date(2026, 10, 21), None
    home.save(force_insert=True)
    assert rows() == []
    assert [row["weight_kg"] for row in rows(area=NEIGHBOUR)] == [8.0]
    assert [row["village"] for row in rows(period=OCTOBER.earlier())] == [VILLAGE]


def test_who_is_told_in_two_villages_is_counted_once() -> None:
    child = a_child(date(2025, 1, 1))
    home = FamilyMembership.objects.get(person_id=child.id)
    home.pk, home.village, home.valid_from = "second-home", NEIGHBOUR, date(2026, 3, 1)
    home.save(force_insert=True)
    assert [row["village"] for row in rows(area=VILLAGE[:6])] == [NEIGHBOUR]
    assert rows() == []


def faltering(child: AChild, month: int) -> None:
    send(a_posyandu_day(date(2026, month, 6)).measuring(child, weight_kg=6.0))


def test_a_visit_is_due_in_the_month_of_its_last_day() -> None:
    child = a_child(date(2025, 1, 1))
    faltering(child, 10)
    (due,) = rows("follow_ups")
    assert (due["child"], due["status"], due["settled_on"]) == (child.id, "open", None)
    assert rows("follow_ups", period=OCTOBER.later()) == []


def test_what_was_settled_later_was_open_on_the_last_day() -> None:
    child = a_child(date(2025, 1, 1))
    faltering(child, 10)
    send(a_visit(child, date(2026, 11, 2)))
    assert [row["status"] for row in rows("follow_ups")] == ["open"]


def test_a_visit_made_in_time_is_done_and_one_replaced_later_was_still_due() -> None:
    seen = a_child(date(2025, 1, 1))
    family = a_family(head="Hasan").with_child("Aminah", date(2025, 1, 1), "female")
    send(family, received=LATER)
    unseen = family.children[0]
    for child in (seen, unseen):
        faltering(child, 10)
    send(a_visit(seen, date(2026, 10, 9)))
    faltering(unseen, 11)
    assert {row["child"]: row["status"] for row in rows("follow_ups")} == {seen.id: "done", unseen.id: "open"}


def test_a_corrected_day_counts_as_corrected() -> None:
    child = a_child(date(2025, 1, 1))
    day = replace(a_posyandu_day(date(2026, 10, 5)), instance="uuid:first").measuring(child, weight_kg=8)
    send(day)
    mended = replace(a_posyandu_day(date(2026, 10, 5)), instance="uuid:second").measuring(child, weight_kg=9)
    receive([replace(mended.envelope(), deprecated_id="uuid:first")], SENDER)
    assert [row["weight_kg"] for row in rows()] == [9.0]


def test_areas() -> None:
    area = read_area(query, VILLAGE)
    assert area is not None
    assert (area.kind, [kind for kind, _ in area.above]) == ("desa", ["district", "subdistrict"])
    assert read_area(query, "3528999999") is None
    assert villages_of(query, VILLAGE) == (VILLAGE,)
    assert len(villages_of(query, "3528")) == 189
