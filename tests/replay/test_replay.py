"""What the ledger says, rebuilt from nothing, is what people see; and what is not so is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binakampung.ledger.models import Processing, Submission
from binakampung.registry.interpret import reprocess
from binakampung.registry.models import Family
from binakampung.registry.replay import replay_all, replay_families
from tests.replay.acts import NOW, deliver
from tests.replay.worlds import deliveries, tangled_worlds

House = Callable[[], AbstractContextManager[None]]
some = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@some
@given(data=st.data())
def test_replay_equals_live(house: House, data: st.DataObject) -> None:
    with house():
        deliver(data.draw(deliveries(data.draw(tangled_worlds()))))
        seqs = list(Submission.objects.values_list("seq", flat=True))
        reprocess(data.draw(st.lists(st.sampled_from(seqs), max_size=3)), NOW)
        assert replay_all().differences == []
        families = sorted(Family.objects.values_list("pk", flat=True))
        assert replay_families(families).differences == []
        for family in families:
            assert replay_families([family]).differences == []


@some
@given(data=st.data())
def test_read_is_the_sum_of_the_outcomes(house: House, data: st.DataObject) -> None:
    with house():
        chains = data.draw(tangled_worlds())
        receipts = deliver([[letter] for chain in chains for letter in chain])
        for receipt, letter in zip(receipts, (letter for chain in chains for letter in chain), strict=True):
            rows = letter.envelope.content.get("children")
            expected = len(rows) if rows else 1
            assert len({item.item for item in receipt.items}) == len(receipt.items) == expected
            assert Processing.objects.filter(submission_id=receipt.seq, attempt=1).count() == expected
