"""What happens between the append and the interpretation: dead servers, edits that overtake, projections that break."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from binakampung.domain.envelopes import SubmissionEnvelope
from binakampung.domain.observations import GrowthMeasured
from binakampung.domain.problems import Outcome
from binakampung.intake.receive import receive
from binakampung.ledger.append import Arrival, append
from binakampung.ledger.models import Processing
from binakampung.ledger.reading import recorded
from binakampung.registry import casework, project
from binakampung.registry.interpret import catch_up, interpret_now, outcomes_of, reprocess, uninterpreted
from binakampung.registry.models import GrowthMeasurement, Person, WaitingItem
from binakampung.registry.replay import replay_all
from tests.builders import SENDER, VILLAGE, AFamily, a_family, a_posyandu_day, envelope, send
from tests.replay.acts import NOW

House = Callable[[], AbstractContextManager[None]]
FAMILY = a_family().with_child("Siti", born=date(2025, 6, 1), sex="female").with_child("Ahmad", born=date(2023, 1, 5))
SITI, AHMAD = FAMILY.children

pytestmark = pytest.mark.usefixtures("house")


def named(name: str, version: int) -> SubmissionEnvelope:
    """A version of one registration, with the head's name."""
    content: Mapping[str, Any] = AFamily(head="Sukron").envelope().content
    members = [{**content["members"][0], "name": name}]
    made = envelope("family_registration", {**content, "members": members}, f"uuid:keluarga-{version}")
    return replace(made, deprecated_id=f"uuid:keluarga-{version - 1}" if version else None)


def appended(*envelopes: SubmissionEnvelope) -> list[Any]:
    """In the ledger, and no further: the server died."""
    rows = append([Arrival(each, VILLAGE, SENDER, NOW) for each in envelopes])
    return [recorded(row.submission, row.envelope.content) for row in rows if row.submission]


def the_head() -> str:
    return Person.objects.get(source_root="uuid:keluarga-0").name


def test_an_edit_brings_along_what_it_edits() -> None:
    first, second, third = appended(named("Satu", 0), named("Dua", 1), named("Tiga", 2))
    interpret_now([third], NOW)
    assert the_head() == "Tiga"
    assert uninterpreted() == []
    # The first version's own request comes late: it finds its work done and does not speak over its correction.
    outcomes = interpret_now([first, second], NOW)
    assert {item.outcome for items in outcomes.values() for item in items} == {Outcome.ACCEPTED, Outcome.SUPERSEDING}
    assert the_head() == "Tiga"
    assert replay_all().differences == []


def test_a_dead_servers_work_is_caught_up_in_order() -> None:
    appended(named("Satu", 0), named("Dua", 1))
    appended(a_posyandu_day(date(2026, 3, 3)).measuring(SITI, weight_kg=7).envelope(), FAMILY.envelope())
    assert catch_up(NOW) == 4
    assert uninterpreted() == [] and catch_up(NOW) == 0
    assert the_head() == "Dua"
    assert GrowthMeasurement.objects.filter(person_id=SITI.id).count() == 1
    assert replay_all().differences == []


def test_what_was_never_read_is_read_when_it_is_sent_again() -> None:
    appended(FAMILY.envelope())
    (receipt,) = receive([FAMILY.envelope()], SENDER, now=NOW)
    assert receipt.outcome is Outcome.IDENTICAL
    assert [item.outcome for item in receipt.items] == [Outcome.ACCEPTED]
    assert Person.objects.filter(name="Siti").exists()


def test_a_held_row_whose_day_is_corrected_waits_no_more() -> None:
    day = a_posyandu_day(date(2026, 3, 3), instance="uuid:hari-0").measuring(SITI.name, weight_kg=7)
    send(day)
    assert WaitingItem.objects.count() == 1
    corrected = replace(
        replace(day, rows=(), instance="uuid:hari-1").measuring(AHMAD.name, weight_kg=9).envelope(),
        deprecated_id="uuid:hari-0",
    )
    receive([corrected], SENDER, now=NOW)
    assert [row.label for row in WaitingItem.objects.all()] == ["Ahmad"]
    send(FAMILY)
    assert [row.person_id for row in GrowthMeasurement.objects.all()] == [AHMAD.id]
    assert not WaitingItem.objects.exists()
    assert replay_all().differences == []


def test_who_is_sent_before_the_registration_in_one_push_hears_the_end_of_it() -> None:
    day = a_posyandu_day(date(2026, 3, 3)).measuring(SITI.name, weight_kg=7)
    first, _ = receive([day.envelope(), FAMILY.envelope()], SENDER, now=NOW)
    assert first.outcome is Outcome.ACCEPTED
    attempts = Processing.objects.filter(submission_id=first.seq).order_by("attempt")
    assert [row.outcome for row in attempts] == ["held", "accepted"]


def test_ids_and_names_both_release(house: House) -> None:
    content = {"session_date": "2026-03-03", "village": VILLAGE, "children": [{"child": SITI.id, "child_name": "Sity"}]}
    content["children"][0]["weight"] = "7"  # type: ignore[index]
    receive([envelope("growth_session", content)], SENDER, now=NOW)
    assert WaitingItem.objects.get().label == "Sity"
    send(FAMILY)  # its child has the id, and another spelling
    assert GrowthMeasurement.objects.get().person_id == SITI.id


def test_a_corrected_name_releases_whom_it_kept_ambiguous() -> None:
    other = a_family(head="Imam").with_child("Ahmad", born=date(2022, 7, 7))
    send(FAMILY, other)
    send(a_posyandu_day(date(2026, 3, 3)).measuring("Ahmad", weight_kg=9))
    assert WaitingItem.objects.get().problem == "ambiguous_person"
    members = [{**member} for member in other.envelope().content["members"]]
    members[1]["name"] = "Ahmad Fauzi"
    made = envelope("family_registration", {**other.envelope().content, "members": members}, "uuid:nama-lain")
    receive([replace(made, deprecated_id=other.envelope().instance_id)], SENDER, now=NOW)
    assert GrowthMeasurement.objects.get().person_id == AHMAD.id
    assert not WaitingItem.objects.exists()
    assert replay_all().differences == []


def test_an_id_claimed_twice_in_one_family_keeps_both_people() -> None:
    content = dict(FAMILY.envelope().content)
    content["members"] = [{**member, "person_id": SITI.id} for member in content["members"]]
    receive([envelope("family_registration", content)], SENDER, now=NOW)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ahmad", "Siti", "Sukron"]


# -- projections that break ------------------------------------------------------------------------------------


def test_one_broken_row_takes_nobody_along(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    send(FAMILY)
    real = project.PROJECTIONS[GrowthMeasured]

    def broken(store: Any, item: Any, observation: GrowthMeasured) -> None:
        real(store, item, observation)  # type: ignore[operator]
        if observation.person.id == AHMAD.id:
            raise ZeroDivisionError("Ahmad")

    monkeypatch.setitem(project.PROJECTIONS, GrowthMeasured, broken)
    day = a_posyandu_day(date(2026, 3, 3)).measuring(SITI, weight_kg=7).measuring(AHMAD, weight_kg=9)
    (receipt,) = send(day)
    assert [item.outcome for item in receipt.items] == [Outcome.ACCEPTED, Outcome.QUARANTINED]
    assert receipt.items[1].problems[0].code == "unexpected"
    assert [row.person_id for row in GrowthMeasurement.objects.all()] == [SITI.id]
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError: Ahmad" not in caplog.text  # what an exception says may be an answer
    assert replay_all().differences == []

    monkeypatch.undo()
    assert receipt.seq is not None
    outcomes = reprocess([receipt.seq], NOW)
    assert [item.outcome for item in outcomes[receipt.seq]] == [Outcome.ACCEPTED]
    assert GrowthMeasurement.objects.count() == 2
    assert replay_all().differences == []


def test_one_broken_submission_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    send(FAMILY)
    real = casework.reconcile

    def broken(store: Any, people: Any) -> None:
        people = list(people)
        if any(person.pk == AHMAD.id for person in people):
            raise ZeroDivisionError
        real(store, people)

    monkeypatch.setattr(casework, "reconcile", broken)
    days = [a_posyandu_day(date(2026, 3, 3)).measuring(child, weight_kg=9).envelope() for child in (SITI, AHMAD)]
    good, bad = receive(days, SENDER, now=NOW)
    assert (good.outcome, bad.outcome) == (Outcome.ACCEPTED, Outcome.QUARANTINED)
    assert bad.items[0].item == project.WHOLE

    monkeypatch.undo()
    assert bad.seq is not None
    reprocess([bad.seq], NOW)
    newest = {item.item: item.outcome for item in outcomes_of([bad.seq])[bad.seq]}
    assert newest == {project.WHOLE: Outcome.ACCEPTED, "children/1": Outcome.ACCEPTED}
    assert replay_all().differences == []


def test_a_version_that_was_replaced_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "reconcile", lambda store, people: 1 / 0)
    (first,) = receive([named("Satu", 0)], SENDER, now=NOW)
    monkeypatch.undo()
    receive([named("Dua", 1)], SENDER, now=NOW)
    assert first.seq is not None
    assert reprocess([first.seq], NOW) == {}
    assert the_head() == "Dua"
    assert replay_all().differences == []


def test_an_age_beyond_all_calendars_is_a_slip_in_words() -> None:
    row = {"row_id": "1", "sex": "1", "age": "1e30", "weight": "10.4", "lenhei": "84.8", "measure": "l"}
    (receipt,) = receive([envelope("growth_survey", row)], SENDER, VILLAGE, NOW)
    assert [problem.code for problem in receipt.items[0].problems] == ["out_of_range"]
    assert replay_all().differences == []


def test_a_nul_in_a_name_is_dropped() -> None:
    content = dict(FAMILY.envelope().content)
    content["members"] = [{**member, "name": f"{member['name']}\0"} for member in content["members"]]
    receive([envelope("family_registration", content)], SENDER, now=NOW)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ahmad", "Siti", "Sukron"]
    assert replay_all().differences == []
