"""Decoding never raises on bad content: it names the problem and its place, and keeps the other items."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.catalogue.forms import mapping
from binakampung.domain.decoding import DecodedItem, Unreadable, decode, parse_area, parse_date, parse_number

pytestmark = pytest.mark.once
RECEIVED = date(2026, 11, 20)
READING = mapping("growth_session", "2026110101")
GOOD = {"listed": "yes", "child": "c-1", "weight": "8.4"}


def day(*children: dict[str, Any], **answers: Any) -> tuple[DecodedItem, ...]:
    assert READING is not None
    content = {"session_date": "2026-11-05", "village": "3528052004", "children": list(children), **answers}
    return decode(content, READING, RECEIVED)


@pytest.mark.parametrize(
    ("answers", "code", "path"),
    [
        ({"weight": "abc"}, "not_a_number", "children/2/weight"),
        ({"weight": "nan"}, "not_a_number", "children/2/weight"),
        ({"weight": "1e400"}, "not_a_number", "children/2/weight"),
        ({"weight": "84"}, "out_of_range", "children/2/weight"),
        ({"length": "7"}, "out_of_range", "children/2/length"),
        ({"position": "sitting"}, "not_a_choice", "children/2/position"),
        ({"oedema": "maybe"}, "not_yes_or_no", "children/2/oedema"),
        ({"child_birth_date": "2025-02-30"}, "not_a_date", "children/2/child_birth_date"),
        ({"child_birth_date": "0000-01-01"}, "not_a_date", "children/2/child_birth_date"),
        ({"child_birth_date": "2026-11-21"}, "date_in_future", "children/2/child_birth_date"),
    ],
)
def test_one_bad_answer_stops_its_item_only(answers: dict[str, str], code: str, path: str) -> None:
    first, second, third = day(GOOD, {**GOOD, **answers}, GOOD)
    assert first.observation is not None and third.observation is not None
    assert second.observation is None
    assert [(problem.code, problem.path) for problem in second.problems] == [(code, path)]


def test_every_problem_of_an_item_is_named() -> None:
    (item,) = day({"child": "c-1", "weight": "x", "length": "y", "oedema": "z"})
    assert [problem.code for problem in item.problems] == ["not_a_number", "not_a_number", "not_yes_or_no"]


def test_a_day_without_a_date_says_so_for_each_child() -> None:
    for item in day(GOOD, GOOD, session_date=""):
        assert [(p.code, p.path) for p in item.problems] == [("missing_answer", "session_date")]


def test_one_repeat_instance_may_come_as_a_single_group() -> None:
    assert READING is not None
    content = {"session_date": "2026-11-05", "village": "3528052004", "children": GOOD}
    assert [item.item for item in decode(content, READING, RECEIVED)] == ["children/1"]


@pytest.mark.parametrize(("text", "value"), [("8.4", 8.4), ("8,4", 8.4), ("-1", -1.0), ("1e1", 10.0)])
def test_numbers_with_point_or_comma(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "1,2,3", "1.2,3", "inf", "٣x"])
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_number(text)


def test_dates_with_a_time_and_dotted_areas() -> None:
    assert parse_date("2026-10-31T23:59:59.000+07:00") == date(2026, 10, 31)
    assert parse_area("35.28.05.2004") == "3528052004"
    with pytest.raises(Unreadable):
        parse_area("Proppo")


leaf = st.text(max_size=12) | st.integers().map(str) | st.none()
tree = st.recursive(leaf, lambda inner: st.dictionaries(st.text(max_size=8), inner) | st.lists(inner), max_leaves=20)


@given(st.dictionaries(st.sampled_from(["session_date", "village", "children", "posyandu"]), tree))
def test_any_tree_decodes_without_an_exception(content: dict[str, Any]) -> None:
    assert READING is not None
    for item in decode(content, READING, RECEIVED):
        assert (item.observation is None) == bool(item.problems)
