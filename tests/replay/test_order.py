"""What arrives twice counts once, and what arrives in another order says the same."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.problems import Outcome
from binakampung.ledger.models import Submission
from binakampung.registry.models import WaitingItem
from tests.replay.acts import deliver, everything, facts, in_order, some
from tests.replay.worlds import deliveries, plain_worlds, tangled_worlds

House = Callable[[], AbstractContextManager[None]]


@some
@given(data=st.data())
def test_resending_changes_nothing(house: House, data: st.DataObject) -> None:
    with house():
        chains = data.draw(tangled_worlds())
        deliver(data.draw(deliveries(chains)))
        before = everything()
        receipts = deliver(data.draw(deliveries(chains)))
        assert {receipt.outcome for receipt in receipts} == {Outcome.IDENTICAL}
        assert everything() == before


@some
@given(data=st.data())
def test_any_order_of_arrival_says_the_same(house: House, data: st.DataObject) -> None:
    chains = None
    said = []
    for _ in range(2):
        with house():
            chains = chains or data.draw(plain_worlds())
            deliver(data.draw(deliveries(chains)) if said else in_order(chains))
            assert Submission.objects.count() == sum(map(len, chains))
            said.append(facts())
    assert said[0] == said[1]


@some
@given(data=st.data())
def test_nobody_who_was_declared_is_still_waited_for(house: House, data: st.DataObject) -> None:
    with house():
        chains = data.draw(plain_worlds())
        deliver(data.draw(deliveries(chains)))
        newest = [chain[-1].envelope.content for chain in chains]
        declared = {member["person_id"] for each in newest for member in each.get("members", ())}
        for row in WaitingItem.objects.all():
            assert row.label.casefold() == "tamu" or row.label not in declared, row.key
