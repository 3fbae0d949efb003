"""The office's own acts: a merge and its undoing, a hand-over, a corrected number, a voided record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from binakampung.domain.envelopes import Channel, Sender
from binakampung.domain.people import derived_id
from binakampung.domain.problems import Outcome, Receipt
from binakampung.intake.receive import receive
from binakampung.ledger.identifying import number_hash
from binakampung.registry.models import Family, FamilyMembership, GrowthMeasurement, HomeVisit, Person, Statement, Task
from binakampung.registry.replay import replay_all, replay_families
from tests.builders import NEIGHBOUR, SENDER, VILLAGE, AFamily, a_family, a_posyandu_day, a_visit, envelope, send
from tests.replay.acts import NOW, facts

House = Callable[[], AbstractContextManager[None]]
BORN = date(2025, 6, 1)
NIK = "3528051203920001"


@pytest.fixture
def families(house: House) -> tuple[AFamily, AFamily]:
    """The same child registered twice, in two families, weighed under both names and visited."""
    one = a_family().with_child("Siti Aminah", born=BORN, sex="female")
    other = replace(a_family(), head="Sukron B").with_child("Sitti Aminah", born=BORN, sex="female")
    siti, sitti = one.children[0], other.children[0]
    send(
        one,
        other,
        a_posyandu_day(date(2026, 3, 3)).measuring(siti, weight_kg=7.0, length_cm=70.0),
        a_posyandu_day(date(2026, 4, 3)).measuring(sitti, weight_kg=6.8),
        a_visit(sitti, date(2026, 4, 8)),
    )
    return one, other


def act(form_id: str, name: str = "", **answers: Any) -> Receipt:
    given = {"decided_on": "2026-05-02", "village": VILLAGE, "reason": "Alasan", **answers}
    return receive([envelope(form_id, given, name)], SENDER, now=NOW)[0]


def test_merged_people_are_one_and_an_undone_merge_leaves_no_trace(families: tuple[AFamily, AFamily]) -> None:
    siti, sitti = (family.children[0].id for family in families)
    before = facts()
    assert act("merge_people", "uuid:gabung", kind="person", duplicate=sitti, into=siti).outcome is Outcome.ACCEPTED
    assert not Person.objects.filter(pk=sitti).exists()
    assert set(GrowthMeasurement.objects.values_list("person_id", flat=True)) == {siti}
    assert set(HomeVisit.objects.values_list("person_id", flat=True)) == {siti}
    assert set(Task.objects.values_list("person_id", flat=True)) <= {siti}
    assert replay_all().differences == []
    assert act("void_submission", "uuid:urung", instance_id="uuid:gabung").outcome is Outcome.ACCEPTED
    after = facts()
    assert after.pop("Voided")
    before.pop("Voided")
    assert after == before
    assert replay_all().differences == []
    assert replay_families(list(Family.objects.values_list("pk", flat=True))).differences == []


def test_an_undoing_that_is_undone_merges_again(families: tuple[AFamily, AFamily]) -> None:
    siti, sitti = (family.children[0].id for family in families)
    act("merge_people", "uuid:gabung", kind="person", duplicate=sitti, into=siti)
    merged = facts()
    act("void_submission", "uuid:urung", instance_id="uuid:gabung")
    act("void_submission", "uuid:jadi", instance_id="uuid:urung")
    again = facts()
    for each in (merged, again):
        each.pop("Voided")
    assert again == merged
    assert replay_all().differences == []


def test_what_comes_later_for_the_duplicate_is_the_survivors(families: tuple[AFamily, AFamily]) -> None:
    siti, sitti = (family.children[0] for family in families)
    act("merge_people", kind="person", duplicate=sitti.id, into=siti.id)
    (receipt,) = send(a_posyandu_day(date(2026, 5, 5)).measuring(sitti, weight_kg=7.4))
    assert receipt.outcome is Outcome.ACCEPTED
    assert GrowthMeasurement.objects.filter(person_id=siti.id, measured_on=date(2026, 5, 5)).exists()
    assert replay_all().differences == []


def test_merged_families_live_as_one(families: tuple[AFamily, AFamily]) -> None:
    one, other = (derived_id(family.envelope().instance_id, "family") for family in families)
    before = facts()
    act("merge_people", "uuid:gabung", kind="family", duplicate=other, into=one)
    assert list(Family.objects.values_list("pk", flat=True)) == [one]
    assert Person.objects.filter(family_id=one, status="resident").count() == 4
    assert replay_all().differences == []
    act("void_submission", instance_id="uuid:gabung")
    after = facts()
    for each in (before, after):
        each.pop("Voided")
    assert after == before


def test_a_family_handed_over_takes_its_history_along(families: tuple[AFamily, AFamily]) -> None:
    family_id = derived_id(families[0].envelope().instance_id, "family")
    receipt = act("transfer_family", family_id=family_id, to_village=NEIGHBOUR, hamlet="Timur", rt="4")
    assert receipt.outcome is Outcome.ACCEPTED
    family = Family.objects.get(pk=family_id)
    assert (family.village, family.hamlet, family.rt, family.rw, family.posyandu) == (NEIGHBOUR, "Timur", "004", "", "")
    siti = families[0].children[0].id
    assert Person.objects.get(pk=siti).village == NEIGHBOUR
    spans = FamilyMembership.objects.filter(person_id=siti).order_by("valid_from")
    assert [(row.village, row.valid_to) for row in spans] == [(VILLAGE, date(2026, 5, 1)), (NEIGHBOUR, None)]
    assert replay_families([family_id]).differences == []


def test_a_corrected_number_is_found_by_its_hash_and_read_nowhere(families: tuple[AFamily, AFamily]) -> None:
    siti = families[0].children[0].id
    act("correct_identifier", subject=siti, kind="nik", number=NIK)
    person = Person.objects.get(nik_hash=number_hash("nik", NIK))
    assert person.pk == siti
    assert person.nik_masked.startswith("352805") and person.nik_masked.endswith("0001") and "*" in person.nik_masked
    told = str(list(Statement.objects.values())) + str(Person.objects.filter(pk=siti).values())
    assert NIK not in told
    assert replay_all().differences == []


def test_a_voided_visit_counts_no_more_and_its_correction_waits(families: tuple[AFamily, AFamily]) -> None:
    visit = a_visit(families[1].children[0], date(2026, 4, 8)).envelope()
    act("void_submission", "uuid:batal", instance_id=visit.instance_id)
    assert not HomeVisit.objects.exists()
    edit = replace(visit, instance_id="uuid:perbaikan", deprecated_id=visit.instance_id)
    (receipt,) = receive([edit], SENDER, now=NOW)
    assert receipt.items[0].problems[0].code == "voided_submission"
    act("void_submission", instance_id="uuid:batal")
    assert HomeVisit.objects.count() == 0 or replay_all().differences == []


def test_a_record_that_is_not_there_cannot_be_voided(families: tuple[AFamily, AFamily]) -> None:
    receipt = act("void_submission", instance_id="uuid:tidak-ada")
    assert receipt.items[0].outcome is Outcome.HELD
    assert receipt.items[0].problems[0].code == "unknown_submission"


def test_an_act_about_a_family_elsewhere_is_not_done(families: tuple[AFamily, AFamily]) -> None:
    family_id = derived_id(families[0].envelope().instance_id, "family")
    stranger = Sender("tetangga", (NEIGHBOUR,))
    given = {"family_id": family_id, "to_village": NEIGHBOUR, "decided_on": "2026-05-02", "village": NEIGHBOUR}
    (receipt,) = receive([envelope("transfer_family", given)], stranger, now=NOW)
    assert receipt.items[0].outcome is Outcome.HELD
    assert Family.objects.get(pk=family_id).village == VILLAGE


def test_a_phone_cannot_do_the_offices_acts(families: tuple[AFamily, AFamily]) -> None:
    sent = replace(envelope("merge_people", {"kind": "person"}), channel=Channel.OPENROSA)
    (receipt,) = receive([sent], SENDER, now=NOW)
    assert (receipt.outcome, receipt.problems[0].code) == (Outcome.REFUSED, "office_form")
