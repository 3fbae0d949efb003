"""Soft checks compare a measurement with the one before it, and only ask."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.growth_checks_rules import growth_checks
from binakampung.domain.growth import Child, Weighing
from binakampung.domain.growth_checks import DOUBTS, growth_doubts
from binakampung.standards import who_2006

pytestmark = pytest.mark.once
RULE = growth_checks()
CHILD = Child("male", date(2025, 1, 10))
FIRST = Weighing("a", date(2026, 5, 10), 9.8, 78.0, "lying")


def codes(*weighings: Weighing) -> list[tuple[str, str]]:
    return [(found.code, found.id) for found in growth_doubts(CHILD, weighings, RULE)]


def later(days: int = 31, **measured: object) -> Weighing:
    return replace(FIRST, id="b", measured_on=FIRST.measured_on + timedelta(days=days), **measured)  # type: ignore[arg-type]


def test_a_child_that_grows_raises_no_question() -> None:
    assert codes(FIRST, later(weight_kg=10.0, length_cm=79.1)) == []


def test_a_shorter_child_is_told_with_both_values() -> None:
    found = growth_doubts(CHILD, [later(weight_kg=10.0, length_cm=77.0), FIRST], RULE)
    assert [(each.code, each.now, each.before, each.change, each.earlier_id) for each in found] == [
        ("length_shorter", 77.0, 78.0, -1.0, "a")
    ]
    words = RULE.words["length_shorter"].wording.id
    assert "77.0" in words.format(now=found[0].now, before=found[0].before, day=found[0].day, change=found[0].change)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"length_cm": 77.5}, []),
        ({"length_cm": 77.49}, ["length_shorter"]),
        ({"length_cm": 77.0, "position": "standing"}, []),  # 77.7 cm lying
        ({"length_cm": 76.7, "position": "standing"}, ["length_shorter"]),
        ({"length_cm": 77.0, "position": None}, ["length_shorter"]),
        ({"length_cm": 83.0}, []),
        ({"length_cm": 83.2}, ["length_jump"]),
        ({"weight_kg": 11.7}, []),
        ({"weight_kg": 12.1}, ["weight_jump"]),
        ({"weight_kg": 7.6}, ["weight_jump"]),
        ({"weight_kg": 0.0}, []),  # not weighed at all
    ],
)
def test_limits(now: dict[str, object], expected: list[str]) -> None:
    assert [code for code, _ in codes(FIRST, later(**{"weight_kg": 10.0, **now}))] == expected


def test_over_several_months_the_limits_grow() -> None:
    assert codes(FIRST, later(123, weight_kg=13.0, length_cm=86.0)) == []
    assert codes(FIRST, later(123, weight_kg=19.0)) == [("weight_jump", "b")]


def test_a_value_is_compared_with_the_last_of_its_kind() -> None:
    weight_only = replace(FIRST, id="b", measured_on=date(2026, 6, 10), weight_kg=10.0, length_cm=None)
    shorter = replace(FIRST, id="c", measured_on=date(2026, 7, 10), weight_kg=10.2, length_cm=76.0)
    assert codes(FIRST, weight_only, shorter) == [("length_shorter", "c")]


def test_measured_twice_at_one_visit_is_not_compared() -> None:
    assert codes(FIRST, later(2)) == []
    assert codes(FIRST, later(8)) == [("same_values", "b")]


def test_every_child_on_the_median_is_left_alone() -> None:
    """Whoever follows the standard exactly, measured each month from birth to five, raises no question."""
    for sex in (0, 1):
        tables = [who_2006().tables[name, sex] for name in ("wfa", "lfa")]
        weighings = []
        for month in range(60):
            day = round(month * 30.4375)
            kg, cm = (round(float(table[day, 2]), 1) for table in tables)
            position = "lying" if day < 731 else "standing"
            weighings.append(Weighing(f"{month:02}", CHILD.birth_date + timedelta(days=day), kg, cm, position))  # type: ignore[arg-type]
        found = growth_doubts(Child(None, CHILD.birth_date), weighings, RULE)
        assert [(each.code, each.id) for each in found] == []


numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False, min_value=-10, max_value=500)
weighings = st.builds(
    Weighing,
    id=st.uuids().map(str),
    measured_on=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    weight_kg=numbers,
    length_cm=numbers,
    position=st.sampled_from(["lying", "standing", None]),
    head_cm=numbers,
    muac_cm=numbers,
)


@given(st.lists(weighings, max_size=6), st.randoms())
def test_any_series_in_any_order_is_answered(series: list[Weighing], chance: object) -> None:
    found = growth_doubts(CHILD, series, RULE)
    shuffled = chance.sample(series, len(series))  # type: ignore[attr-defined]
    assert growth_doubts(CHILD, shuffled, RULE) == found
    days = {each.id: each.measured_on for each in series}
    for each in found:
        assert each.code in DOUBTS and (days[each.id] - days[each.earlier_id]).days >= RULE.shortest_gap_days
