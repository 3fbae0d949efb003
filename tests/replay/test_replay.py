"""What the ledger says, rebuilt from nothing, is what people see; and what is not so is found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from binakampung.intake.receive import receive
from binakampung.ledger.models import Processing, Submission
from binakampung.registry.interpret import reprocess
from binakampung.registry.models import Family, Person, WaitingItem
from binakampung.registry.replay import replay_all, replay_families
from tests.builders import SENDER, a_family, a_posyandu_day, send
from tests.replay.acts import NOW, deliver, some
from tests.replay.worlds import deliveries, tangled_worlds

House = Callable[[], AbstractContextManager[None]]
BORN = date(2025, 6, 1)


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


def test_a_family_alone_is_replayed_among_those_who_bear_its_names(house: House) -> None:
    with house():
        family = a_family().with_child("Siti", BORN).with_child("Ahmad", BORN)
        namesake = a_family(head="Imam").with_child("Ahmad", date(2024, 2, 2))
        siti = family.children[0]
        day = a_posyandu_day(date(2026, 3, 3)).measuring(siti, weight_kg=8).measuring("Ahmad", weight_kg=9)
        send(family, namesake, day)
        assert WaitingItem.objects.get().problem == "ambiguous_person"
        ids = sorted(Family.objects.values_list("pk", flat=True))
        assert [replay_families([id]).differences for id in ids] == [[], []]


def test_a_family_alone_is_replayed_beside_the_owner_of_an_id_that_it_claims(house: House) -> None:
    with house():
        owner = a_family().with_child("Siti", BORN, id="anak-yang-sama")
        claimant = a_family(head="Imam").with_child("Ahmad", BORN, id="anak-yang-sama")
        send(owner, claimant)
        assert sorted(Person.objects.filter(relationship="child").values_list("name", flat=True)) == ["Ahmad", "Siti"]
        ids = sorted(Family.objects.values_list("pk", flat=True))
        assert [replay_families([id]).differences for id in ids] == [[], []]


def test_a_family_alone_is_replayed_with_the_corrections_that_took_from_it(house: House) -> None:
    with house():
        family, other = a_family().with_child("Siti", BORN), a_family(head="Imam").with_child("Ahmad", BORN)
        day = a_posyandu_day(date(2026, 3, 3), instance="uuid:hari").measuring(family.children[0], weight_kg=8)
        send(family, other, day)
        # It was the other family's child.
        corrected = replace(day, rows=(), instance="uuid:hari-2").measuring(other.children[0], weight_kg=8).envelope()
        receive([replace(corrected, deprecated_id="uuid:hari")], SENDER, now=NOW)
        ids = sorted(Family.objects.values_list("pk", flat=True))
        assert [replay_families([id]).differences for id in ids] == [[], []]
