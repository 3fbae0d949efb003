"""Every row made anew from the ledger is the row that was there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis import given
from hypothesis import strategies as st

from binakampung.registry.models import Person, Statement
from binakampung.registry.rebuild import needed, rebuild_all
from binakampung.registry.replay import replay_all
from tests.replay.acts import NOW, deliver, facts, some
from tests.replay.worlds import deliveries, tangled_worlds

House = Callable[[], AbstractContextManager[None]]


@some
@given(data=st.data())
def test_a_rebuilt_database_says_the_same(house: House, data: st.DataObject) -> None:
    with house():
        deliver(data.draw(deliveries(data.draw(tangled_worlds()))))
        before = facts()
        Person.objects.update(name="Rusak")
        rebuild_all(NOW)
        assert facts() == before
        assert replay_all().differences == []


@some
@given(data=st.data())
def test_a_database_from_before_statements_gets_them(house: House, data: st.DataObject) -> None:
    with house():
        deliver(data.draw(deliveries(data.draw(tangled_worlds()))))
        before = facts()
        Statement.objects.all().delete()
        assert needed() == bool(before["Person"])
        rebuild_all(NOW)
        assert facts() == before
