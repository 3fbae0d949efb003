"""Odd, impossible and hostile families: accepted with a question, held, or set aside in words; never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from binakampung.domain.problems import Outcome, Receipt
from binakampung.intake.receive import receive
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import Family, Person
from binakampung.registry.replay import replay_all
from tests.builders import SENDER, VILLAGE, envelope

CARD = "3528050101150001"


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    make_ready()


def member(number: int, **answers: Any) -> dict[str, Any]:
    return {
        "person_id": f"orang-{number:04d}",
        "name": f"Orang {number}",
        "sex": "male",
        "birth_date": "1990-01-01",
        "relationship": "head" if number == 1 else "other",
        **answers,
    }


def register(*members: dict[str, Any], **answers: Any) -> Receipt:
    told = {"registered_on": "2026-10-01", "village": VILLAGE, "hamlet": "Laok", "members": list(members), **answers}
    receipt = receive([envelope("family_registration", told)], SENDER)[0]
    assert replay_all().differences == []
    return receipt


def codes(receipt: Receipt) -> set[str]:
    return {problem.code for item in receipt.items for problem in item.problems}


def test_a_mother_younger_than_her_child_is_asked_about() -> None:
    mother = member(1, sex="female", birth_date="2010-05-05")
    receipt = register(mother, member(2, relationship="child", birth_date="2012-01-01"))
    assert receipt.outcome is Outcome.ACCEPTED and "mother_younger_than_child" in codes(receipt)
    assert Person.objects.count() == 2


def test_three_hundred_members_are_taken_and_asked_about() -> None:
    receipt = register(*(member(number) for number in range(1, 301)))
    assert receipt.outcome is Outcome.ACCEPTED and "many_members" in codes(receipt)
    assert Person.objects.count() == 300 and Family.objects.get().members == 300


@pytest.mark.parametrize("name", ["A", "🙂", "محمد", "‮desrever", "Ñ" * 500, "Siti\x00Aminah", " "])
def test_any_name_is_kept(name: str) -> None:
    receipt = register(member(1, name=name))
    assert receipt.outcome in (Outcome.ACCEPTED, Outcome.QUARANTINED)
    assert receipt.seq is not None
    if name.strip():
        assert Person.objects.count() == 1


def test_a_family_in_a_village_that_does_not_exist_is_set_aside() -> None:
    receipt = register(member(1), village="3528059999")
    assert receipt.outcome is Outcome.QUARANTINED and codes(receipt) == {"no_such_village"}


def test_a_number_that_cannot_be_is_asked_about_and_the_family_counts() -> None:
    receipt = register(member(1, name="Ahmad"), family_card="123")
    assert receipt.outcome is Outcome.ACCEPTED
    assert Family.objects.count() == 1


def test_the_day_is_not_after_receipt() -> None:
    receipt = register(member(1), registered_on=date(2090, 1, 1).isoformat())
    assert receipt.outcome is Outcome.QUARANTINED and codes(receipt) == {"date_in_future"}
