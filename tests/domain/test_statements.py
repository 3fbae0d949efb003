"""Many statements, one state: whatever order they came in, and however many spoke."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.statements import (
    Statement,
    Stay,
    attributes_of,
    person_state,
    stays_by_village,
    surviving,
    village_spans,
)

DAY = date(2026, 1, 1)
FAMILIES = ("keluarga-a", "keluarga-b", "keluarga-c")


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def said(kind: str, days: int, family: str = "", source: str = "", **claims: dict[str, object]) -> Statement:
    return Statement(kind, "orang", on(days), source or f"{kind}-{days}-{family}", family, claims)  # type: ignore[arg-type]


statements = st.lists(
    st.builds(
        said,
        st.sampled_from(("declared", "joined", "left", "said", "died")),
        st.integers(0, 40),
        st.sampled_from(FAMILIES),
        st.uuids().map(str),
        schooling=st.fixed_dictionaries({}, optional={"schooling": st.sampled_from(("primary", "junior"))}),
    ),
    max_size=8,
)


@given(told=statements, data=st.data())
def test_the_order_of_arrival_says_nothing(told: list[Statement], data: st.DataObject) -> None:
    assert person_state(told) == person_state(data.draw(st.permutations(told)))


@given(told=statements)
def test_a_person_is_in_one_family_at_a_time(told: list[Statement]) -> None:
    stays = person_state(told).stays
    for earlier, later in pairwise(stays):
        assert earlier.until is not None
        assert earlier.since <= earlier.until < later.since
    for stay in stays:
        assert stay.until is None or stay.since <= stay.until


@given(told=statements)
def test_only_events_remove(told: list[Statement]) -> None:
    """Whoever was declared and never left nor died is somebody's still, however many forms do not name them."""
    state = person_state(told)
    kinds = {each.kind for each in told}
    if kinds & {"declared", "joined"} and not kinds & {"left", "died"}:
        assert state.status == "resident"
        assert state.stays[-1].until is None


def test_the_first_declaration_gives_a_home_and_a_later_one_elsewhere_moves_nobody() -> None:
    state = person_state([said("declared", 0, "keluarga-a"), said("declared", 9, "keluarga-b")])
    assert state.stays == (Stay("keluarga-a", on(0)),)


def test_an_event_moves() -> None:
    state = person_state([said("declared", 0, "keluarga-a"), said("joined", 9, "keluarga-b")])
    assert state.stays == (Stay("keluarga-a", on(0), on(8)), Stay("keluarga-b", on(9)))


def test_who_left_and_is_declared_again_is_back() -> None:
    told = [said("declared", 0, "keluarga-a"), said("left", 5), said("declared", 30, "keluarga-b")]
    assert person_state(told).stays == (Stay("keluarga-a", on(0), on(5)), Stay("keluarga-b", on(30)))


def test_nobody_moves_after_death() -> None:
    told = [said("declared", 0, "keluarga-a"), said("died", 5), said("joined", 9, "keluarga-b")]
    state = person_state(told)
    assert (state.status, state.died_on, state.stays) == ("dead", on(5), (Stay("keluarga-a", on(0), on(5)),))


def test_a_family_that_left_takes_only_its_own_along() -> None:
    told = [said("declared", 0, "keluarga-a"), said("joined", 9, "keluarga-b")]
    assert person_state(told, departures={"keluarga-a": [on(20)]}).status == "resident"
    assert person_state(told, departures={"keluarga-b": [on(20)]}).status == "away"


def test_a_child_born_after_the_day_of_the_form_belongs_from_its_birth() -> None:
    told = [said("declared", 0, "keluarga-a", identity={"birth_date": on(3).isoformat()})]
    assert person_state(told).stays == (Stay("keluarga-a", on(3)),)


def test_the_newest_answer_counts_attribute_by_attribute() -> None:
    known = attributes_of(
        [
            said("said", 5, housing={"drinking_water": "piped"}),
            said("declared", 0, housing={"drinking_water": "surface", "latrine": "none"}),
        ]
    )
    assert known["housing"].values == {"drinking_water": "piped", "latrine": "none"}
    assert known["housing"].on == on(5)


def test_of_two_answers_of_one_day_the_later_recorded_counts() -> None:
    early = Statement("declared", "keluarga", on(0), "z", claims={"housing": {"latrine": "public"}}, at=100.0)
    late = Statement("declared", "keluarga", on(0), "a", claims={"housing": {"latrine": "shared"}}, at=200.0)
    assert attributes_of([late, early])["housing"].values == {"latrine": "shared"}


def test_a_coherent_group_is_replaced_whole() -> None:
    known = attributes_of(
        [
            said("said", 0, contraception={"contraception": "iud", "using_since": "2020-01-01"}),
            said("said", 5, contraception={"contraception": "none"}),
        ]
    )
    assert known["contraception"].values == {"contraception": "none"}


def test_a_stay_is_cut_where_the_family_moved() -> None:
    spans = village_spans([said("declared", 0, place={"village": "A"}), said("said", 10, place={"village": "B"})])
    assert stays_by_village(Stay("keluarga-a", on(2)), spans) == (
        (Stay("keluarga-a", on(2), on(9)), "A"),
        (Stay("keluarga-a", on(10)), "B"),
    )
    assert stays_by_village(Stay("keluarga-a", on(12), on(14)), spans) == ((Stay("keluarga-a", on(12), on(14)), "B"),)


pairs = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=6)


@given(merges=pairs, data=st.data())
def test_who_survives_depends_on_the_set_of_merges_only(merges: list[tuple[str, str]], data: st.DataObject) -> None:
    found = surviving(merges)
    assert found == surviving(data.draw(st.permutations(merges)))
    assert not found.keys() & set(found.values())


@given(merges=pairs)
def test_merged_records_have_one_survivor(merges: list[tuple[str, str]]) -> None:
    found = surviving(merges)
    for duplicate, into in merges:
        assert found.get(duplicate, duplicate) == found.get(into, into)


def test_a_chain_of_merges_ends_at_its_end() -> None:
    assert surviving([("a", "b"), ("b", "c")]) == {"a": "c", "b": "c"}
    assert surviving([("b", "a"), ("a", "b")]) == {"b": "a"}
