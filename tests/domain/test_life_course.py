"""The course of life moves by itself: which groups a person belongs to on a day, and when that changes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.care_rules import visit_schedule
from binakampung.domain.ages import completed_months
from binakampung.domain.care_facts import PersonCare, WeddingFacts, people_in_care
from binakampung.domain.days import days_between, month_start, plus_days, plus_months
from binakampung.domain.facts import FamilyFacts, PersonFacts, PregnancyFacts
from binakampung.domain.life_course import LifeCourse, life_course
from tests.domain.care import days_before, people

pytestmark = pytest.mark.once
ANY_DAY = st.dates()


def course(as_of: date, **known: Any) -> LifeCourse:
    return life_course(PersonCare("p", **known), as_of, visit_schedule())


def pregnancy(**known: Any) -> dict[str, Any]:
    return {"sex": "female", "pregnancies": (PregnancyFacts("p", **known),)}


@given(ANY_DAY, st.integers(-130, 130))
def test_so_many_months_later_is_the_first_day_with_that_age(day: date, months: int) -> None:
    found = plus_months(day, months)
    if date.min < found < date.max:
        assert completed_months(day, found) == months
        assert completed_months(day, found - timedelta(days=1)) == months - 1


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2024, 2, 29), 24, date(2026, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date.max, 1, date.max),
        (date.min, -1, date.min),
    ],
)
def test_months_counted_on(day: date, months: int, expected: date) -> None:
    assert plus_months(day, months) == expected


def test_days_stop_at_the_ends_of_the_calendar() -> None:
    assert plus_days(date.max, 1) == date.max and plus_days(date.min, -1) == date.min
    assert month_start(date(2026, 12, 15), 1) == date(2027, 1, 1)
    assert days_between(date(2026, 1, 2), date(2026, 1, 1)) == -1 and days_between(None, date.min) is None


@pytest.mark.parametrize(
    ("as_of", "groups", "next_change"),
    [
        (date(2026, 4, 30), (), date(2026, 5, 1)),
        (date(2026, 5, 1), ("newborn", "under_two"), date(2026, 5, 30)),
        (date(2026, 5, 29), ("newborn", "under_two"), date(2026, 5, 30)),
        (date(2026, 5, 30), ("under_two",), date(2028, 5, 1)),
        (date(2028, 4, 30), ("under_two",), date(2028, 5, 1)),
        (date(2028, 5, 1), ("under_five",), date(2031, 5, 1)),
        (date(2031, 4, 30), ("under_five",), date(2031, 5, 1)),
        (date(2031, 5, 1), (), None),
    ],
)
def test_a_child_grows_out_of_its_groups(as_of: date, groups: tuple[str, ...], next_change: date | None) -> None:
    found = course(as_of, birth_date=date(2026, 5, 1))
    assert (found.groups, found.next_change) == (groups, next_change)


def test_a_woman_moves_from_bride_to_mother_by_dates_alone() -> None:
    known = pregnancy(last_period_on=date(2026, 8, 1), seen_on=date(2026, 9, 20), ended_on=date(2027, 5, 10))
    known["weddings"] = (WeddingFacts(date(2026, 3, 1), date(2026, 7, 1)),)
    day, seen = date(2026, 2, 1), []
    while day is not None:
        found = course(day, **known)
        seen.append((day, found.groups))
        day = found.next_change  # type: ignore[assignment]
    assert seen == [
        (date(2026, 2, 1), ()),
        (date(2026, 3, 1), ("catin",)),
        (date(2026, 8, 1), ()),
        (date(2026, 9, 20), ("pregnant",)),
        (date(2027, 5, 10), ("postpartum",)),
        (date(2027, 6, 22), ()),
    ]


def test_a_boundary_that_changes_no_group_is_no_change() -> None:
    """Two records of one pregnancy, of which one was seen later."""
    twice = (
        PregnancyFacts("p", seen_on=date(2026, 3, 1), ended_on=date(2026, 9, 1)),
        PregnancyFacts("p", seen_on=date(2026, 4, 1), ended_on=date(2026, 9, 1)),
    )
    assert course(date(2026, 3, 15), sex="female", pregnancies=twice).next_change == date(2026, 9, 1)


def test_a_bride_may_be_pregnant() -> None:
    known = pregnancy(seen_on=date(2026, 5, 1), weeks_when_seen=8)
    known["weddings"] = (WeddingFacts(date(2026, 4, 1), date(2026, 7, 1)),)
    assert course(date(2026, 6, 1), **known).groups == ("catin", "pregnant")


@pytest.mark.parametrize(
    ("wedding", "as_of", "groups"),
    [
        (WeddingFacts(date(2026, 3, 1), None), date(2027, 1, 1), ("catin",)),
        (WeddingFacts(date(2026, 3, 1), None), date(2028, 3, 1), ()),
        (WeddingFacts(date(2026, 3, 1), date(2026, 7, 1), date(2026, 5, 1)), date(2026, 5, 1), ()),
        (WeddingFacts(date(2026, 3, 1), date(2026, 7, 1), date(2026, 5, 1)), date(2026, 4, 30), ("catin",)),
        (WeddingFacts(date(2026, 3, 1), date(2026, 1, 1)), date(2026, 3, 2), ()),
    ],
)
def test_an_engagement_ends(wedding: WeddingFacts, as_of: date, groups: tuple[str, ...]) -> None:
    assert course(as_of, weddings=(wedding,)).groups == groups


@pytest.mark.parametrize(
    ("known", "as_of", "groups", "doubts"),
    [
        ({"last_period_on": date(2026, 1, 1)}, date(2026, 11, 5), ("pregnant",), ()),
        ({"last_period_on": date(2026, 1, 1)}, date(2026, 11, 6), (), ("pregnancy_end_unknown",)),
        ({"due_on": date(2026, 10, 8)}, date(2026, 1, 1), ("pregnant",), ()),
        ({"seen_on": date(2026, 3, 1), "weeks_when_seen": 8}, date(2026, 2, 28), (), ()),
        ({"seen_on": date(2026, 3, 1), "weeks_when_seen": 8}, date(2026, 11, 9), (), ("pregnancy_end_unknown",)),
        ({"weeks_when_seen": 8}, date(2026, 3, 1), (), ("pregnancy_undated",)),
        ({"ended_on": date(2026, 3, 1), "outcome": "miscarriage"}, date(2026, 3, 2), (), ()),
        ({"ended_on": date(2026, 3, 1), "outcome": "stillbirth"}, date(2026, 3, 2), ("postpartum",), ()),
        (
            {"last_period_on": date(2026, 5, 1), "ended_on": date(2026, 3, 1)},
            date(2026, 3, 2),
            ("postpartum",),
            ("pregnancy_contradictory",),
        ),
    ],
)
def test_a_pregnancy_is_believed_for_so_long(
    known: dict[str, Any], as_of: date, groups: tuple[str, ...], doubts: tuple[str, ...]
) -> None:
    found = course(as_of, **pregnancy(**known))
    assert (found.groups, found.doubts) == (groups, doubts)


def test_a_man_is_not_pregnant_and_a_child_to_come_is_a_doubt() -> None:
    man = course(date(2026, 3, 1), sex="male", pregnancies=(PregnancyFacts("p", seen_on=date(2026, 2, 1)),))
    assert man.groups == () and man.doubts == ("pregnancy_contradictory",)
    assert course(date(2026, 3, 1), birth_date=date(2026, 3, 2)).doubts == ("birth_date_ahead",)
    assert course(date(2026, 3, 1), weddings=(WeddingFacts(),)).doubts == ("wedding_unregistered",)


@pytest.mark.parametrize("how", ["died_on", "left_on"])
def test_who_dies_or_leaves_is_in_no_group_from_that_day(how: str) -> None:
    known: dict[str, Any] = {"birth_date": date(2025, 5, 1), how: date(2026, 3, 1)}
    assert course(date(2026, 2, 28), **known).groups == ("under_two",)
    found = course(date(2026, 3, 1), **known)
    assert (found.groups, found.next_change) == ((), None)


@given(people(), days_before(3, 500))
def test_the_next_change_is_the_first_day_with_other_groups(person: PersonCare, as_of: date) -> None:
    found = life_course(person, as_of, visit_schedule())
    horizon = found.next_change or as_of + timedelta(days=400)
    for days in range(1, min((horizon - as_of).days, 400)):
        between = life_course(person, as_of + timedelta(days=days), visit_schedule())
        assert set(between.groups) == set(found.groups) and between.next_change == found.next_change
    if found.next_change is not None:
        assert found.next_change > as_of
        assert set(life_course(person, found.next_change, visit_schedule()).groups) != set(found.groups)


@given(people(), days_before(3, 500), st.randoms())
def test_order_means_nothing(person: PersonCare, as_of: date, random: Random) -> None:
    def shuffled(several: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(several, len(several)))

    other = PersonCare(
        person.id, person.sex, person.birth_date, person.died_on, person.left_on,
        shuffled(person.weddings), shuffled(person.pregnancies),
    )  # fmt: skip
    assert life_course(other, as_of, visit_schedule()) == life_course(person, as_of, visit_schedule())


@given(people().map(lambda person: person.pregnancies), st.one_of(st.none(), ANY_DAY), ANY_DAY)
def test_no_family_whatever_raises(pregnancies: tuple[PregnancyFacts, ...], born: date | None, as_of: date) -> None:
    family = FamilyFacts("f", people=(PersonFacts("p", birth_date=born),), pregnancies=pregnancies)
    (person,) = people_in_care(family)
    assert person.birth_date == born and person.pregnancies == pregnancies
    assert life_course(person, as_of, visit_schedule()).as_of == as_of
