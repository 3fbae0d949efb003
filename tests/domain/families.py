"""Families for Hypothesis: likely ones, and facts of any kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from binakampung.domain.facts import (
    CoupleFacts,
    DevelopmentFacts,
    FamilyFacts,
    HousingFacts,
    PersonFacts,
    PregnancyFacts,
    WelfareFacts,
)

AS_OF = date(2026, 11, 1)
MEMBERS = ("w", "h", "c1", "c2", "o")
near = st.integers(-400, 60 * 365).map(lambda days: AS_OF - timedelta(days=days))
DAYS = st.one_of(near, st.dates())
COUNTS = st.integers(-2, 12)
EVENTS = {"died_on", "ended_on", "last_birth_on", "birth_dates"}
"""None (or an empty list) says there that nothing happened, not that nobody was asked."""


def facts_of(kind: Any, **given: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Facts of one kind with any answers, or none, to each question."""
    hints = get_type_hints(kind)
    told = {field.name: given.get(field.name, _answers(hints[field.name])) for field in fields(kind)}
    return st.fixed_dictionaries(told).map(lambda values: kind(**values))


def _answers(hint: Any) -> SearchStrategy[Any]:
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(_answers(get_args(hint)[0]), max_size=4).map(tuple)
    if hint in SIMPLE:
        return SIMPLE[hint]
    return st.one_of([_answers(part) for part in get_args(hint)])


SIMPLE: dict[Any, SearchStrategy[Any]] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: COUNTS,
    float: st.floats(0, 300),
    str: st.sampled_from(["a", "2026-Q3"]),
    date: DAYS,
}
people = st.sets(st.sampled_from(MEMBERS)).flatmap(
    lambda ids: st.tuples(*(facts_of(PersonFacts, id=st.just(each)) for each in sorted(ids)))
)
wedded = facts_of(CoupleFacts, wife_id=st.just("w"), husband_id=st.sampled_from([None, "h"]))
pregnancies = st.lists(facts_of(PregnancyFacts, woman_id=st.sampled_from(["w", "o"])), max_size=2).map(tuple)


@st.composite
def likely(draw: Any) -> FamilyFacts:
    """A family as the field sends it: a couple in order, some children, some questions left unanswered."""
    wife = PersonFacts("w", "female", draw(st.none() | near), "spouse", "married")
    husband = PersonFacts("h", "male", draw(st.none() | near), "head", "married")
    births = tuple(draw(st.lists(st.integers(0, 4000).map(lambda days: AS_OF - timedelta(days=days)), max_size=4)))
    children = tuple(
        replace(
            draw(facts_of(PersonFacts, id=st.just(f"c{place}"))), birth_date=day, relationship="child", died_on=None
        )
        for place, day in enumerate(births)
    )
    couple = draw(facts_of(CoupleFacts, wife_id=st.just("w"), husband_id=st.just("h"), birth_dates=st.just(births)))
    return FamilyFacts(
        id=f"f{draw(st.integers(0, 10**6))}",
        village=draw(st.sampled_from(["3528052004", "3528052005", "3528041003"])),
        people=(wife, husband, *children),
        couple=replace(couple, last_birth_on=None, children_born_alive=draw(st.sampled_from([None, len(births)]))),
        has_couple=draw(st.sampled_from([None, True])),
        housing=draw(facts_of(HousingFacts)),
        development=draw(facts_of(DevelopmentFacts)),
        welfare=draw(facts_of(WelfareFacts)),
    )


any_kind = facts_of(FamilyFacts, people=people, couple=st.none() | wedded, pregnancies=pregnancies)
families = st.one_of(likely(), any_kind)


def unanswered(facts: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Where a question is open (its path), and the type that an answer would have."""
    hints = get_type_hints(type(facts))
    for field in fields(facts):
        value = getattr(facts, field.name)
        if value is None and field.name not in EVENTS and field.name != "couple":
            yield (*path, field.name), hints[field.name]
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if hasattr(item, "__dataclass_fields__"):
                    yield from unanswered(item, (*path, field.name, place))
        elif hasattr(value, "__dataclass_fields__"):
            yield from unanswered(value, (*path, field.name))


def answered(facts: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same facts with one question answered."""
    if not path:
        return value
    if isinstance(facts, tuple):
        place = path[0]
        return (*facts[:place], answered(facts[place], path[1:], value), *facts[place + 1 :])
    return replace(facts, **{path[0]: answered(getattr(facts, path[0]), path[1:], value)})


def drawn(seed: int, count: int) -> list[FamilyFacts]:
    """Many likely families at once, drawn without Hypothesis."""
    chance = random.Random(seed)
    return [_family(chance, f"f{number}") for number in range(count)]


def _family(chance: random.Random, id: str) -> FamilyFacts:
    births = tuple(AS_OF - timedelta(days=chance.randrange(5000)) for _ in range(chance.randrange(5)))
    wife_born = chance.choice([None, *(AS_OF - timedelta(days=chance.randrange(13 * 365, 55 * 365)) for _ in range(9))])
    wife = PersonFacts("w", "female", wife_born, "spouse", "married")
    children = tuple(
        replace(_any(PersonFacts, chance), id=f"c{place}", birth_date=born, relationship="child", died_on=None)
        for place, born in enumerate(births)
    )
    couple = replace(
        _any(CoupleFacts, chance), wife_id="w", husband_id=None, birth_dates=births, last_birth_on=None,
        children_born_alive=chance.choice([None, len(births)]), pregnant=chance.choice([None, True, False, False]),
    )  # fmt: skip
    return FamilyFacts(
        id=id,
        village=chance.choice(["3528052004", "3528052005", "3528041003"]),
        people=(wife, *children) if chance.random() < 0.95 else (),
        couple=couple if chance.random() < 0.9 else None,
        has_couple=chance.choice([None, True, False]) if chance.random() < 0.2 else None,
        housing=_any(HousingFacts, chance),
        development=_any(DevelopmentFacts, chance),
        welfare=_any(WelfareFacts, chance),
    )


def _any(kind: Any, chance: random.Random) -> Any:
    """Facts of a kind, each question answered by chance or (one in eight) not at all."""
    hints = _hints(kind)
    return kind(**{field.name: _by_chance(hints[field.name], chance) for field in fields(kind)})


_hints = cache(get_type_hints)


def _by_chance(hint: Any, chance: random.Random) -> Any:
    if get_origin(hint) is Literal:
        return chance.choice(get_args(hint))
    if get_origin(hint) is tuple:
        return ()
    kinds = [part for part in get_args(hint) if part is not type(None)]
    if kinds:
        return None if chance.random() < 0.125 else _by_chance(kinds[0], chance)
    return {bool: chance.random() < 0.5, int: chance.randrange(8), float: 60.0 * chance.random(), str: "a"}.get(
        hint, AS_OF - timedelta(days=chance.randrange(20000))
    )


@st.composite
def before_and_after(draw: Any) -> tuple[FamilyFacts, FamilyFacts]:
    """A family, and the same one with one of its open questions answered."""
    facts = draw(families)
    questions = list(unanswered(facts))
    if not questions:
        return facts, facts
    path, hint = draw(st.sampled_from(questions))
    answer = draw(st.one_of([_answers(part) for part in get_args(hint) if part is not type(None)]))
    return facts, answered(facts, path, answer)


__all__ = ["AS_OF", "answered", "before_and_after", "drawn", "facts_of", "families", "likely", "unanswered"]
