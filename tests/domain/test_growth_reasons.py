"""Which red flags hold, and when a child was not weighed two months running."""

from dataclasses import replace
from datetime import date

import pytest

from binakampung.catalogue.rules import growth_rules
from binakampung.domain.growth import Child, Weighing, not_weighed
from binakampung.domain.growth_gain import Gain
from binakampung.domain.growth_reasons import Finding, reason_codes

pytestmark = pytest.mark.once
RULE = growth_rules().followup
QUIET = Finding({}, 24, Gain("N", 300, 200), 14.0, oedema=False, below_red_line=False)


def codes(**found: object) -> tuple[str, ...]:
    return reason_codes(replace(QUIET, **found), RULE)  # type: ignore[arg-type]


def test_a_quiet_child_is_left_in_peace() -> None:
    assert codes() == ()


@pytest.mark.parametrize(
    ("index", "z", "expected"),
    [
        ("weight_for_age", -2.0, ()),
        ("weight_for_age", -2.01, ("underweight",)),
        ("weight_for_age", -3.01, ("severely_underweight",)),
        ("weight_for_age", 1.0, ()),
        ("weight_for_age", 1.01, ("above_orange_line",)),
        ("length_for_age", -2.01, ("stunted",)),
        ("length_for_age", -3.01, ("severely_stunted",)),
        ("weight_for_length", -2.01, ("wasted",)),
        ("weight_for_length", -3.01, ("severely_wasted",)),
        ("bmi_for_age", -2.01, ("thin",)),
        ("bmi_for_age", -3.01, ("severely_thin",)),
        ("head_for_age", -2.01, ("small_head",)),
        ("head_for_age", 2.01, ("large_head",)),
        ("arm_for_age", -3.01, ()),  # the arm is judged in centimetres
    ],
)
def test_each_index(index: str, z: float, expected: tuple[str, ...]) -> None:
    assert codes(z={index: z}) == expected


@pytest.mark.parametrize(
    ("cm", "months", "expected"),
    [(12.5, 24, ()), (12.4, 24, ("muac_moderate",)), (11.4, 59, ("muac_severe",)), (11.4, 5, ()), (11.4, 60, ())],
)
def test_the_arm_between_six_and_fifty_nine_months(cm: float, months: int, expected: tuple[str, ...]) -> None:
    assert codes(muac_cm=cm, age_months=months) == expected


def test_the_most_pressing_comes_first_and_the_weaker_falls_away() -> None:
    found = codes(
        z={"weight_for_age": -3.5, "weight_for_length": -3.2},
        gain=Gain("T", 0, 200, twice=True),
        oedema=True,
        below_red_line=True,
    )
    assert found == ("oedema", "severely_wasted", "not_gained_twice", "below_red_line")


CHILD = Child("female", date(2026, 1, 20))


@pytest.mark.parametrize(
    ("weighed_on", "as_of", "missed"),
    [
        ("2026-07-10", "2026-09-29", False),  # September is not over
        ("2026-07-10", "2026-09-30", True),
        ("2026-07-10", "2026-10-15", True),
        ("2026-08-01", "2026-09-30", False),
        ("2026-12-05", "2027-02-27", False),
        ("2026-12-05", "2027-02-28", True),
        (None, "2026-03-30", False),  # never weighed: counted from the month after birth
        (None, "2026-03-31", True),
        ("2026-07-10", "2031-02-01", False),  # five years old
    ],
)
def test_not_weighed_two_months_running(weighed_on: str | None, as_of: str, missed: bool) -> None:
    weighings = [Weighing("a", date.fromisoformat(weighed_on), 7.0)] if weighed_on else []
    found = not_weighed(CHILD, weighings, date.fromisoformat(as_of), RULE)
    assert (found is not None) == missed
    assert found is None or (found.code, found.urgency) == ("not_weighed", "routine")


def test_measured_without_a_scale_is_not_weighed() -> None:
    weighings = [Weighing("a", date(2026, 7, 10), 7.0), Weighing("b", date(2026, 9, 10), None, 70.0)]
    assert not_weighed(CHILD, weighings, date(2026, 9, 30), RULE) is not None
