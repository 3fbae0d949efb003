"""Before a rule about families is changed, the office sees whom it would touch; what nobody asked stays unknown."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from binakampung.catalogue.development_rules import development_rule_of
from binakampung.catalogue.family_planning_rules import family_planning_rule_of
from binakampung.catalogue.needs_rules import family_rules, needs_rule_of
from binakampung.catalogue.reading import Node, rule_file
from binakampung.cli.rules import rules as command
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import Family, Person
from binakampung.registry.rule_changes_families import development_changes, needs_changes, planning_changes
from tests.builders import NEIGHBOUR, VILLAGE, a_family, a_posyandu_day, send

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 1)
GOOD = {
    "worships": True, "has_income": True, "eats_diverse_food": True, "has_savings": False, "long_illness": False,
    "uses_internet": False, "time_together_daily": True, "recreation_together": False, "joins_community": False,
}  # fmt: skip
POOR_HOUSE = {
    "drinking_water": "surface", "latrine": "none", "floor": "earth", "wall": "bamboo", "roof": "thatch",
    "lighting": "other", "cooking_fuel": "wood", "tenure": "rent",
}  # fmt: skip


@pytest.fixture(autouse=True)
def ready(db: None) -> None:
    make_ready()


def proposal(rule_id: str, **parameters: Any) -> Node:
    """The rule in force with other parameters."""
    whole = rule_file(rule_id)
    return {**whole, "version": "2-usulan", "parameters": {**whole["parameters"], **parameters}}


def household(id: str, people: list[dict[str, Any]], village: str = VILLAGE, **answers: Any) -> None:
    source = {"source_root": id, "source_seq": 1, "source_item": "/", "village": village}
    Family.objects.create(id=id, registered_on=ON, attributes=answers, **source)
    for number, person in enumerate(people):
        Person.objects.create(id=f"{id}-{number}", family_id=id, name="X", name_key="x", **source, **person)


def alone(id: str, village: str = VILLAGE, insurance: str | None = "none", **answers: Any) -> None:
    """A man who never married: no couple, no children."""
    told = {"marital": {"marital_status": "never_married"}, "insurance": {"insurance": insurance}}
    head = {"sex": "male", "birth_date": date(1985, 1, 1), "relationship": "head", "attributes": told}
    household(id, [head], village, **answers)


def couple(id: str, wife_born: date, **answers: Any) -> None:
    """A couple without a method, the wife not pregnant."""
    told = {"pregnancy": {"pregnant": False}, "contraception": {"contraception": "none"}, **answers}
    husband = {"sex": "male", "birth_date": date(1980, 1, 1), "relationship": "head"}
    household(id, [husband, {"sex": "female", "birth_date": wife_born, "relationship": "spouse"}], **told)


def band(limit: int) -> Node:
    classes = [dict(each) for each in rule_file("family_development")["parameters"]["classes"]]
    classes[0]["below"] = limit
    return proposal("family_development", classes=classes)


def test_a_wider_lowest_class_takes_families_in_and_a_narrower_one_lets_them_go() -> None:
    alone("poor", development=GOOD, housing=POOR_HOUSE)
    alone("unasked", NEIGHBOUR)
    now, wide = (development_rule_of(node) for node in (rule_file("family_development"), band(50)))
    here, there = development_changes("", now, wide, ON)
    assert (here.village, here.enter, here.leave) == (VILLAGE, ["poor"], [])
    assert {code: (moves.enter, moves.leave) for code, moves in here.by_reason.items()} == {
        "class.vulnerable": (["poor"], []),
        "class.developing": ([], ["poor"]),
    }
    assert (there.village, there.unknown_before, there.unknown_after) == (NEIGHBOUR, 1, 1)
    assert not (there.enter or there.leave or there.unknown or there.settled or there.by_reason)
    (back,) = development_changes(VILLAGE, wide, now, ON)
    assert (back.enter, back.leave) == ([], ["poor"])


def test_a_variable_that_asks_more_makes_a_class_unknown_and_nobody_leaves() -> None:
    """One member is insured, of the other nobody asked: enough for 'any', open for 'all'."""
    people = [
        {"sex": "male", "birth_date": date(1985, 1, 1), "relationship": "head", "attributes": {
            "marital": {"marital_status": "never_married"}, "insurance": {"insurance": "private"}}},
        {"sex": "female", "birth_date": date(1950, 1, 1), "relationship": "other"},
    ]  # fmt: skip
    household("half", people, development={**GOOD, "worships": False}, housing=POOR_HOUSE)
    some, all_ = (development_rule_of(proposal("family_development", insurance=scope)) for scope in ("any", "all"))
    (change,) = development_changes("", some, all_, ON)
    assert change.by_reason["health_insurance"].unknown == ["half"]
    assert (change.unknown, change.unknown_before, change.unknown_after) == (["half"], 0, 1)
    assert (change.enter, change.leave) == ([], [])
    assert change.by_reason["class.developing"].unknown == ["half"]


def test_conflict_is_told_of_no_family() -> None:
    told = {**GOOD, "conflict_silence": True, "conflict_separate": False, "conflict_leaving": False}
    couple("quarrel", date(1990, 1, 1), development={**told, "conflict_violence": False})
    every, one = (development_rule_of(proposal("family_development", conflict=scope)) for scope in ("all", "any"))
    (change,) = development_changes("", every, one, ON)
    assert change.children == 1 and "no_conflict" not in change.by_reason


def test_another_age_of_wives_moves_unmet_need() -> None:
    couple("of-36", date(1990, 1, 1), wish={"wish": "no_more"})
    couple("wish-unasked", date(1990, 1, 1))
    now = family_planning_rule_of(rule_file("family_planning"))
    younger = family_planning_rule_of(proposal("family_planning", wife_age={"from": 15, "to": 30}))
    (change,) = planning_changes("", now, younger, ON)
    assert (change.enter, change.leave, change.settled, change.unknown) == ([], ["of-36"], ["wish-unasked"], [])
    assert change.by_reason["eligible_couples"].leave == ["of-36", "wish-unasked"]
    assert change.by_reason["unmet_need_limiting"].leave == ["of-36"]
    (back,) = planning_changes("", younger, now, ON)
    assert (back.enter, back.unknown, back.unknown_after) == (["of-36"], ["wish-unasked"], 1)


def test_a_need_opens_for_the_fifth_decile_and_closes_again() -> None:
    alone("fifth", welfare={"decile": 5, "programmes": []})
    alone("aid-unasked", welfare={"decile": 5})
    alone("decile-unasked", welfare={"programmes": []})
    now, wider = (needs_rule_of(node) for node in (rule_file("needs"), proposal("needs", neediest_deciles=5)))
    (change,) = needs_changes("", now, wider, family_rules(), ON)
    moves = change.by_reason["social_aid"]
    assert (moves.enter, moves.leave, moves.unknown, moves.settled) == (["fifth"], [], ["aid-unasked"], [])
    (back,) = needs_changes("", wider, now, family_rules(), ON)
    moves = back.by_reason["social_aid"]
    assert (moves.enter, moves.leave, moves.settled) == ([], ["fifth"], ["aid-unasked"])


def test_needs_read_the_last_measurement_of_children_under_five() -> None:
    family = a_family().with_child("thin", date(2024, 1, 1))
    send(family, a_posyandu_day(date(2026, 7, 10)).measuring(family.children[0], weight_kg=8.5))
    growth = rule_file("needs")["parameters"]["growth"]
    fewer = proposal("needs", growth={**growth, "growth_faltering": ["wasted"]})
    now, then = needs_rule_of(rule_file("needs")), needs_rule_of(fewer)
    (change,) = needs_changes("", now, then, family_rules(), ON)
    assert change.by_reason["growth_faltering"].leave == [Family.objects.get().pk]
    (grown,) = needs_changes("", now, then, family_rules(), date(2029, 1, 1))
    assert "growth_faltering" not in grown.by_reason


def test_a_need_that_either_version_restricts_is_not_compared() -> None:
    alone("fifth", welfare={"decile": 5, "programmes": []})
    needs = rule_file("needs")["parameters"]["needs"]
    closed = {**needs, "social_aid": {**needs["social_aid"], "restricted": True}}
    now = needs_rule_of(rule_file("needs"))
    wider = needs_rule_of(proposal("needs", neediest_deciles=5, needs=closed))
    for sides in ((now, wider), (wider, now)):
        (change,) = needs_changes("", *sides, family_rules(), ON)
        assert change.by_reason == {} and not change.enter


def ask(tmp_path: Path, rule_id: str, *options: str, **parameters: Any) -> Result:
    """The command with a proposal in a file of its own."""
    proposed = tmp_path / "usulan.yaml"
    head = {"rule_id": rule_id, "version": "2-usulan", "based_on": str(rule_file(rule_id)["version"])}
    stored = {**head, "effective_from": date(2027, 1, 1), "status": "usulan", "certainty": "U", "source": "none found"}
    proposed.write_text(yaml.safe_dump({**stored, "parameters": parameters}))
    result = CliRunner().invoke(command, ["diff", f"{rule_id}@{head['based_on']}", str(proposed), *options])
    assert result.exit_code == 0, result.output
    return result


def test_the_command_says_which_need_opens_who_owes_it_and_what_is_not_compared(tmp_path: Path) -> None:
    alone("fifth", welfare={"decile": 5, "programmes": []})
    alone("aid-unasked", welfare={"decile": 5})
    answer = json.loads(ask(tmp_path, "needs", "--json", neediest_deciles=5).stdout)
    assert answer["owed_by"]["social_aid"] == "social_affairs" and "protection" not in answer["owed_by"]
    assert answer["villages"][0]["by_reason"]["social_aid"]["unknown"] == ["aid-unasked"]
    text = ask(tmp_path, "needs", neediest_deciles=5).stdout
    assert "social_aid (Usulan bantuan sosial; " in text and "masuk 1, keluar 0, jadi belum diketahui 1" in text
    assert "Catatan: 1 kebutuhan yang aksesnya dibatasi" in text and "Catatan: Penapisan belum dicatat" in text


def test_the_command_tells_the_other_family_rules(tmp_path: Path) -> None:
    couple("of-36", date(1990, 1, 1), wish={"wish": "no_more"})
    planning = ask(tmp_path, "family_planning", wife_age={"from": 15, "to": 30})
    assert "1 keluarga keluar dari kebutuhan ber-KB yang belum terpenuhi" in planning.stdout
    assert "Membandingkan" in planning.stderr and "Membandingkan" not in planning.stdout
    development = ask(tmp_path, "family_development", not_applicable="meets")
    assert "kelas Rentan" in development.stdout and "belum diketahui: 1 -> 1" in development.stdout
