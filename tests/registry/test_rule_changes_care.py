"""Before the visit schedule or a screening rule is changed, the office sees whom it would touch, person by person."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from binakampung.catalogue.care_rules import visit_schedule, visit_schedule_of
from binakampung.catalogue.reading import Node, rule_file
from binakampung.cli.rules import rules as command
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import Family, Person
from binakampung.registry.rule_changes import VillageChange
from binakampung.registry.rule_changes_care import SCREENED, screening_changes, screening_rules_with, visit_changes
from tests.builders import NEIGHBOUR, VILLAGE, AChild, a_family, a_posyandu_day, send

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    make_ready()


def changed(rule_id: str, edit: Any) -> Node:
    """The rule in force with one edit of its parameters."""
    node = deepcopy(dict(rule_file(rule_id)))
    edit(node["parameters"])
    return {**node, "version": "2-usulan"}


def plan(parameters: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in parameters["plans"] if each["code"] == code)


def check(parameters: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in parameters["checks"] if each["code"] == code)


def a_weighed_child(*days: date, village: str = VILLAGE, kg: float = 12.5) -> AChild:
    family = a_family(village=village).with_child("Adi", date(2024, 1, 1))
    sessions = [a_posyandu_day(day, village=village).measuring(family.children[0], weight_kg=kg) for day in days]
    send(family, *sessions)
    return family.children[0]


def a_pregnant_woman(id: str, born: date, **answers: Any) -> str:
    source = {"source_root": id, "source_seq": 1, "source_item": "/", "village": VILLAGE}
    told = {"pregnancy": {"pregnant": True, "last_period_on": "2026-06-01", "seen_on": "2026-08-01"}, **answers}
    Family.objects.create(id=id, registered_on=ON, attributes=told, **source)
    for kind, sex, day in (("head", "male", date(1985, 1, 1)), ("spouse", "female", born)):
        Person.objects.create(
            id=f"{id}-{kind}", family_id=id, name="X", name_key="x", relationship=kind, sex=sex, birth_date=day,
            **source,
        )  # fmt: skip
    return f"{id}-spouse"


def screened(rule_id: str, before: Node, after: Node) -> list[VillageChange]:
    old, new = (screening_rules_with({rule_id: node}) for node in (before, after))
    return screening_changes("", SCREENED[rule_id], old, new, ON)


def test_a_visit_that_is_no_longer_asked_for_leaves_the_list_and_comes_back() -> None:
    child = a_weighed_child(date(2026, 10, 5))
    weighed_now = a_weighed_child(date(2026, 10, 5), ON, village=NEIGHBOUR)

    def only_weighing(parameters: dict[str, Any]) -> None:
        parameters["plans"] = [plan(parameters, "weighing")]

    def nothing_for_children(parameters: dict[str, Any]) -> None:
        only_weighing(parameters)
        plan(parameters, "weighing")["groups"] = ["newborn"]

    asked, dropped = (
        visit_schedule_of(changed("visit_schedule", edit)) for edit in (only_weighing, nothing_for_children)
    )
    here, there = visit_changes("", asked, dropped, ON)
    assert (here.village, here.children, here.leave) == (VILLAGE, 1, [child.id])
    assert here.by_reason["weighing"].leave == [child.id]
    assert (there.village, there.followed_before, there.leave) == (NEIGHBOUR, 0, [])
    assert weighed_now.id not in here.leave
    (back, _) = visit_changes("", dropped, asked, ON)
    assert back.enter == [child.id]


def test_a_visit_that_no_form_records_is_unknown_and_the_grown_are_not_counted() -> None:
    woman = a_pregnant_woman("expecting", date(1995, 1, 1))

    def only_antenatal(parameters: dict[str, Any]) -> None:
        parameters["plans"] = [plan(parameters, "antenatal")]

    antenatal = visit_schedule_of(changed("visit_schedule", only_antenatal))
    nothing = visit_schedule_of(changed("visit_schedule", lambda parameters: parameters.update(plans=[])))
    (change,) = visit_changes("", nothing, antenatal, ON)
    assert (change.children, change.enter, change.unknown) == (1, [], [woman])
    (change,) = visit_changes("", antenatal, visit_schedule(), ON)
    assert change.by_reason["monthly_visit_pregnant"].enter == [woman]


def test_another_age_limit_moves_a_pregnant_woman() -> None:
    """Most of her measures nobody asks: what is found makes her at risk, the rest leaves her unknown, never green."""
    woman = a_pregnant_woman("of-31", date(1995, 1, 1))
    now = rule_file("screening_pregnant")
    younger = changed("screening_pregnant", lambda given: check(given, "too_old")["when"].update(above=30))
    (change,) = screened("screening_pregnant", now, younger)
    assert (change.enter, change.unknown_before, change.unknown_after) == ([woman], 1, 0)
    assert change.by_reason["pregnant.too_old"].enter == [woman]
    assert "pregnant.anaemia" not in change.by_reason
    (back,) = screened("screening_pregnant", younger, now)
    assert (back.leave, back.unknown) == ([], [woman])


def test_a_check_of_children_moves_by_their_last_weighing() -> None:
    child = a_weighed_child(date(2026, 10, 5), kg=10.3)  # underweight
    a_weighed_child(date(2026, 10, 5), village=NEIGHBOUR)

    def with_another(given: dict[str, Any]) -> None:
        when = {"measure": "weight_for_age", "below": -2}
        given["checks"].append({**check(given, "unsafe_water"), "code": "light", "when": when})

    now, then = rule_file("screening_child"), changed("screening_child", with_another)
    here, there = screened("screening_child", now, then)
    assert here.by_reason["under_five.light"].enter == [child.id]
    assert (there.village, there.children, there.by_reason) == (NEIGHBOUR, 1, {})
    here, _ = screened("screening_child", then, now)
    assert here.by_reason["under_five.light"].leave == [child.id]


def test_a_newborn_is_screened_by_what_was_told_of_its_birth() -> None:
    source = {"source_root": "born", "source_seq": 1, "source_item": "/", "village": VILLAGE}
    Family.objects.create(id="born", registered_on=ON, **source)
    for id, grams in (("light", 2400), ("unasked", None)):
        Person.objects.create(
            id=id, family_id="born", name="X", name_key="x", relationship="child", birth_date=date(2026, 10, 20),
            attributes={"birth": {"birth_weight_g": grams}}, **source,
        )  # fmt: skip

    def lighter(given: dict[str, Any]) -> None:
        check(given, "low_birth_weight")["when"].update(below=2000)

    now, then = rule_file("screening_newborn"), changed("screening_newborn", lighter)
    (change,) = screened("screening_newborn", now, then)
    assert change.by_reason["newborn.low_birth_weight"].leave == ["light"]
    assert (change.children, change.leave, change.unknown) == (2, [], ["light"])


@pytest.mark.parametrize("rule_id", ["visit_schedule", *SCREENED])
def test_the_command_speaks_for_each_rule_and_says_what_nobody_asks(rule_id: str) -> None:
    a_pregnant_woman("expecting", date(1995, 1, 1))
    a_weighed_child(date(2026, 10, 5), village=NEIGHBOUR)
    result = CliRunner().invoke(command, ["diff", f"{rule_id}@1", f"{rule_id}@1"])
    assert result.exit_code == 0, result.output
    assert "0 orang masuk, 0 orang keluar" in result.stdout and "Catatan: " in result.stdout


def test_who_cannot_be_screened_is_said_in_words() -> None:
    result = CliRunner().invoke(command, ["diff", "screening_catin@1", "screening_catin@1"])
    assert result.exit_code == 1 and "belum ada formulir pemeriksaan calon pengantin" in result.output
