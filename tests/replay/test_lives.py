"""Random lives of families, told by several phones in any order: one final state, nothing lost, every merge undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from binakampung.ledger.models import Processing
from binakampung.registry.models import Family, WaitingItem
from binakampung.registry.replay import replay_all, replay_families
from tests.builders import VILLAGE, envelope
from tests.replay.acts import deliver, facts, some
from tests.replay.lives import lives
from tests.replay.worlds import Letter, deliveries

House = Callable[[], AbstractContextManager[None]]


@some
@given(data=st.data())
def test_any_order_of_arrival_is_one_life(house: House, data: st.DataObject) -> None:
    letters: list[Letter] = []
    said = []
    for _ in range(2):
        with house():
            letters = letters or data.draw(lives())
            deliver(data.draw(deliveries([(letter,) for letter in letters])) if said else [[each] for each in letters])
            assert {row.problem for row in WaitingItem.objects.all()} <= {"merge_with_itself"}
            wrong = Processing.objects.filter(outcome="quarantined").values_list("problems", flat=True)
            assert list(wrong) == []
            said.append(facts())
    assert said[0] == said[1]


@some
@given(data=st.data())
def test_a_life_is_replayed(house: House, data: st.DataObject) -> None:
    with house():
        letters = data.draw(lives())
        deliver(data.draw(deliveries([(letter,) for letter in letters])))
        assert replay_all().differences == []
        for family in Family.objects.values_list("pk", flat=True):
            assert replay_families([family]).differences == []


@some
@given(data=st.data())
def test_every_merge_is_undone_exactly(house: House, data: st.DataObject) -> None:
    """With all mergers voided the lives are what they were without them, whatever happened between."""
    letters: list[Letter] = []
    said: list[dict[str, Any]] = []
    for with_mergers in (False, True):
        with house():
            letters = letters or data.draw(lives())
            merging = [each for each in letters if each.envelope.form_id == "merge_people"]
            told = letters if with_mergers else [each for each in letters if each not in merging]
            deliver(data.draw(deliveries([(letter,) for letter in told])))
            if with_mergers:
                deliver([[_voiding(each)] for each in merging])
            said.append(facts())
    for each in said:
        each.pop("Voided")
    assert said[0] == said[1]


def _voiding(letter: Letter) -> Letter:
    target = letter.envelope.instance_id
    answers = {"instance_id": target, "decided_on": "2026-06-01", "village": VILLAGE}
    return Letter(envelope("void_submission", answers, f"uuid:urung-{target}"))
