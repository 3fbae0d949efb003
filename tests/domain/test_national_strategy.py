"""The indicators of Perpres 72/2021: the historical set, and what a figure reached of a target."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.national_strategy import national_strategy
from binakampung.domain.answers import Answer
from binakampung.domain.measures import Measure
from binakampung.domain.national_strategy import achievement
from binakampung.domain.rules import NO_SOURCE

pytestmark = pytest.mark.once
STRATEGY = national_strategy()
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
DAY = date(2026, 11, 1)


def test_nine_and_eleven() -> None:
    kinds = [indicator.kind for indicator in STRATEGY.indicators.values()]
    assert kinds == ["specific"] * 9 + ["sensitive"] * 11


def test_only_what_was_read_has_a_source() -> None:
    for indicator in STRATEGY.indicators.values():
        assert (indicator.part.certainty, indicator.part.source == NO_SOURCE) == (
            ("V", False) if indicator.kind == "specific" else ("K", True)
        )


def test_targets_are_history_after_their_year() -> None:
    assert (STRATEGY.standing(date(2024, 12, 31)), STRATEGY.standing(date(2025, 1, 1))) == ("berlaku", "historis")


@pytest.mark.parametrize(
    ("code", "measure", "reached", "gap"),
    [
        ("iron_90", Measure("iron_90", 80, 100), YES, 0.0),
        ("iron_90", Measure("iron_90", 79, 100), NO, 1.0),
        ("iron_90", Measure("iron_90", 8, 10, unknown=1), UNKNOWN, 0.0),
        ("iron_90", Measure("iron_90", 9, 10, unknown=1), YES, -10.0),
        ("iron_90", Measure("iron_90", 0, 0, unknown=3), UNKNOWN, None),
        ("iron_90", Measure("iron_90", 0, 0), UNKNOWN, None),
        ("iron_90", None, UNKNOWN, None),
        ("unwanted_pregnancy", Measure("x", 15, 100), YES, -0.5),
        ("unwanted_pregnancy", Measure("x", 16, 100), NO, 0.5),
        ("cash_aid", Measure("x", 100, 100), UNKNOWN, None),
    ],
)
def test_what_was_reached(code: str, measure: Measure | None, reached: Answer, gap: float | None) -> None:
    found = achievement(STRATEGY, code, measure, DAY)
    assert (found.reached, found.gap, found.standing, found.measure) == (reached, gap, "historis", measure)


counts = st.integers(0, 50)


@given(st.sampled_from(sorted(STRATEGY.indicators)), counts, counts, counts, counts, counts)
def test_an_answer_holds_whoever_the_unknown_are(
    code: str, yes: int, no: int, more_yes: int, more_no: int, outside: int
) -> None:
    told = Measure("x", yes, yes + no, unknown=more_yes + more_no + outside)
    settled = Measure("x", yes + more_yes, yes + no + more_yes + more_no)
    answers = {achievement(STRATEGY, code, measure, DAY).reached for measure in (told, settled)}
    assert answers != {YES, NO}


def test_an_unknown_indicator() -> None:
    with pytest.raises(KeyError):
        achievement(STRATEGY, "no_such", None, DAY)
