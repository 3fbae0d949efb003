"""Shares with the unknown counted apart, and small cells kept from the public."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.answers import Answer
from binakampung.domain.measures import Measure, share, share_of
from binakampung.domain.suppression import Suppression, public_cells, public_share

pytestmark = pytest.mark.once
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
RULE = Suppression(5)
answers = st.sampled_from([YES, NO, UNKNOWN])
settled = st.sampled_from([YES, NO])
members = st.lists(st.tuples(answers, answers), max_size=12)


def test_the_unknown_are_in_neither_count() -> None:
    found = share("x", [YES, NO, NO, UNKNOWN])
    assert (found.numerator, found.denominator, found.unknown) == (1, 3, 1)
    assert (found.value, found.lowest, found.highest) == (pytest.approx(100 / 3), 25.0, 50.0)


def test_whoever_does_not_belong_is_left_out() -> None:
    found = share_of("x", [(YES, YES), (YES, NO), (UNKNOWN, NO), (NO, UNKNOWN)])
    assert (found.numerator, found.denominator, found.unknown) == (1, 1, 1)


def test_nobody_has_no_share() -> None:
    found = share("x", [])
    assert (found.value, found.lowest, found.highest) == (None, None, None)
    assert (share("x", [UNKNOWN]).value, share("x", [UNKNOWN]).highest) == (None, 100.0)


@given(members, st.data())
def test_a_share_lies_between_its_bounds_whatever_the_unknown_turn_out_to_be(
    members: list[tuple[Answer, Answer]], data: st.DataObject
) -> None:
    before = share_of("x", members)

    def resolved(answer: Answer) -> Answer:
        return data.draw(settled) if answer is UNKNOWN else answer

    after = share_of("x", [(resolved(answer), resolved(belongs)) for answer, belongs in members])
    assert after.unknown == 0
    if after.value is not None:
        assert before.lowest is not None and before.highest is not None
        assert before.lowest <= after.value <= before.highest
    if before.value is not None:
        assert before.lowest is not None and before.highest is not None
        assert before.lowest <= before.value <= before.highest


counts = st.integers(0, 10**6)


@given(counts, counts, counts, st.data())
def test_a_ratio_lies_between_its_bounds(left: int, right: int, unknown: int, data: st.DataObject) -> None:
    """Of two groups set against each other: some of the unknown belong to the one, some to the other."""
    found = Measure("x", left, right, 100.0, unknown, "either")
    more_left = data.draw(st.integers(0, unknown))
    more_right = data.draw(st.integers(0, unknown - more_left))
    value = Measure("x", left + more_left, right + more_right).value
    if right:
        assert value is not None and found.lowest is not None and found.highest is not None
        assert found.lowest <= value <= found.highest


def test_births_of_unknown_mothers_raise_only_the_highest() -> None:
    found = Measure("x", 4, 100, 1000.0, 2, "numerator")
    assert (found.lowest, found.value, found.highest) == (40.0, 40.0, 60.0)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30)), st.booleans(), st.integers(1, 10))
def test_no_small_cell_follows_from_the_total(cells: dict[str, int], zero_shown: bool, smallest: int) -> None:
    rule = Suppression(smallest, zero_shown)
    shown = public_cells(cells, rule)
    hidden = [cells[key] for key, count in shown.items() if count is None]
    assert all(count in (None, cells[key]) and (count is None or rule.shows(count)) for key, count in shown.items())
    if rule.shows(sum(cells.values())) and any(hidden):
        assert sum(hidden) >= smallest
        assert len([count for count in hidden if count]) > 1 or len(hidden) > 1


def test_cells_of_five_and_more_stay() -> None:
    assert public_cells({"a": 5, "b": 0, "c": 12}, RULE) == {"a": 5, "b": 0, "c": 12}
    assert public_cells({"a": 4, "b": 6, "c": 12}, RULE) == {"a": None, "b": None, "c": 12}
    assert public_cells({"a": 0}, Suppression(5, zero_shown=False)) == {"a": None}


@pytest.mark.parametrize(
    ("inside", "whole", "public"),
    [(5, 20, True), (4, 20, False), (16, 20, False), (0, 20, True), (20, 20, True), (0, 4, False), (15, 20, True)],
)
def test_a_public_share_tells_on_nobody(inside: int, whole: int, public: bool) -> None:
    found = public_share(Measure("x", inside, whole, 100.0, 3), RULE)
    assert (found is not None) is public
    assert found is None or (found.numerator, found.unknown) == (inside, 0)
