"""N, T, O, B and 2T over months, as the KMS card is read."""

from dataclasses import replace
from datetime import date

import pytest

from binakampung.catalogue.rules import growth_rules
from binakampung.domain.ages import completed_months
from binakampung.domain.growth import Child, Weighing
from binakampung.domain.growth_gain import gains
from binakampung.domain.rules import MinimumGain

pytestmark = pytest.mark.once
GIRL = Child("female", date(2024, 1, 15))
RULE = growth_rules().gain


def codes(weights: dict[str, float | None], child: Child = GIRL, rule: MinimumGain = RULE) -> str:
    ordered = [Weighing(day, date.fromisoformat(day), weight) for day, weight in sorted(weights.items())]
    return "".join(("2" if gain.twice else "") + (gain.code or "-") for gain in gains(child, ordered, rule))


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"2026-01-05": 11.0}, "B"),
        ({"2026-01-05": 11.0, "2026-02-05": 11.2}, "BN"),
        ({"2026-01-05": 11.0, "2026-02-05": 11.199}, "BT"),
        ({"2026-01-05": 11.0, "2026-02-05": 10.8, "2026-03-05": 10.9, "2026-04-05": 11.1}, "BT2TN"),
        ({"2026-01-05": 11.0, "2026-03-05": 11.9}, "BO"),
        ({"2025-12-20": 11.0, "2026-01-20": 11.2}, "BN"),
        ({"2026-01-31": 11.0, "2026-02-05": 11.2}, "BO"),  # five days apart
        ({"2026-01-01": 11.0, "2026-02-28": 11.2}, "BO"),  # fifty-eight days apart
        ({"2026-01-05": None, "2026-02-05": 11.2}, "-B"),  # measured, but not weighed
        ({"2026-01-05": 11.0, "2026-02-05": None, "2026-03-05": 11.2}, "B-O"),
        ({"2026-01-05": 11.0, "2026-01-20": 11.5}, "BB"),  # both in the child's first month
        ({"2026-01-05": 11.0, "2026-02-03": 11.1, "2026-02-06": 11.3}, "BTN"),  # both against January
    ],
)
def test_codes(weights: dict[str, float | None], expected: str) -> None:
    assert codes(weights) == expected


def test_a_missed_month_breaks_2t_unless_the_rule_skips_it() -> None:
    weights = {"2026-01-05": 11.0, "2026-02-05": 11.0, "2026-04-05": 11.0, "2026-05-05": 11.0}
    assert codes(weights) == "BTOT"
    assert codes(weights, rule=replace(RULE, two_t="skip_missed")) == "BTO2T"


def test_the_window_between_weighings_is_a_parameter() -> None:
    wide = replace(RULE, longest_gap_days=62)
    assert codes({"2026-01-01": 11.0, "2026-02-28": 11.2}, rule=wide) == "BN"


def test_where_no_minimum_is_laid_down_the_weights_are_not_compared() -> None:
    newborn = Child("male", date(2026, 1, 20))
    assert codes({"2026-01-21": 3.0, "2026-02-10": 3.6}, newborn) == "BO"
    old = Child("male", date(2020, 1, 20))
    assert codes({"2026-01-05": 18.0, "2026-02-05": 18.6}, old) == "BO"


def test_an_unknown_sex_is_judged_only_where_both_need_the_same() -> None:
    unknown = Child(None, date(2026, 1, 1))
    assert codes({"2026-06-05": 6.0, "2026-07-05": 6.4}, unknown) == "BN"  # six months: 400 g for both
    assert codes({"2026-07-05": 6.0, "2026-08-05": 6.4}, unknown) == "BO"  # seven months: 400 or 300 g


def test_scales_do_not_slip_by_a_gram() -> None:
    assert codes({"2026-01-05": 10.1, "2026-02-05": 10.3}) == "BN"  # 10.3 - 10.1 is a little under 0.2


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        ("2026-01-10", "2026-04-09", 2),
        ("2026-01-10", "2026-04-10", 3),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2026-05-01", "2026-04-30", -1),
    ],
)
def test_completed_months(born: str, on: str, months: int) -> None:
    assert completed_months(date.fromisoformat(born), date.fromisoformat(on)) == months
