"""The nightly search: pairs are found once, the sure ones are merged as acts, and everything is undone by voiding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binakampung.cli.duplicates import search
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import Person, PossibleDuplicate
from binakampung.registry.replay import replay_all
from tests.builders import NEIGHBOUR, VILLAGE, AFamily, a_family, act, send

BORN = date(2023, 5, 17)


@pytest.fixture
def two(db: None) -> tuple[AFamily, AFamily]:
    """A family recorded in two villages, with the child's NIK in one of them; twins live beside it."""
    make_ready()
    one = a_family(head="Abdul Hamid").with_child("Nur Aini Rahmawati", BORN, "female")
    other = replace(one, village=NEIGHBOUR, members=())
    other = other.with_child("Nuraini Rahmawati", BORN, "female")
    twins = a_family(head="Sahrul").with_child("Hasan Basri", BORN).with_child("Husen Basri", BORN)
    send(one, other, twins)
    number = {"subject": one.children[0].id, "kind": "nik", "number": "3528055705230001", "village": VILLAGE}
    act("correct_identifier", **number)
    act("correct_identifier", **{**number, "subject": other.children[0].id, "village": NEIGHBOUR})
    return one, other


def test_a_night_finds_each_pair_once(two: tuple[AFamily, AFamily]) -> None:
    ids = {family.children[0].id for family in two}
    first, second = search("", merge=False, by="bina"), search("", merge=False, by="bina")
    assert first["new"] >= 1 and second["new"] == 0
    assert PossibleDuplicate.objects.filter(left_id__in=ids, right_id__in=ids).count() == 1
    names = set(Person.objects.filter(name__endswith="Basri").values_list("pk", flat=True))
    assert not PossibleDuplicate.objects.filter(left_id__in=names, right_id__in=names).exists()


def test_what_is_sure_is_merged_and_can_be_undone(two: tuple[AFamily, AFamily]) -> None:
    ids = {family.children[0].id for family in two}
    told = search("", merge=True, by="bina")
    pair = PossibleDuplicate.objects.get(left_id__in=ids, right_id__in=ids)
    assert (pair.verdict, pair.status) == ("same", "merged")
    assert told["merged"] >= 1
    assert Person.objects.filter(pk__in=ids).count() == 1
    act("void_submission", instance_id=pair.act)
    assert Person.objects.filter(pk__in=ids).count() == 2
    assert replay_all().differences == []


def test_an_empty_district_has_no_pairs(db: None) -> None:
    make_ready()
    assert search("", merge=True, by="bina") == {"people": 0, "found": 0, "new": 0, "merged": 0}
