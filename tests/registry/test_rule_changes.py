"""Before a rule is changed the office sees who would be followed up, and who no longer, by village."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

from binakampung.catalogue.reading import RuleError, rule_file
from binakampung.catalogue.rules import growth_rules, growth_rules_with
from binakampung.cli.rules import rules as command
from binakampung.registry.actions.readiness import make_ready
from binakampung.registry.models import GrowthAssessment, Task
from binakampung.registry.rule_changes import follow_up_changes, village_names
from tests.builders import NEIGHBOUR, VILLAGE, AChild, a_family, a_posyandu_day, send

BEFORE, AFTER = "growth_followup@1", "growth_followup@2-usulan"
pytestmark = pytest.mark.django_db
BORN, DAY = date(2024, 1, 1), date(2026, 7, 10)


@pytest.fixture
def children(db: None) -> dict[str, AChild]:
    """Boys of 30 months: sound at 12.5 kg, underweight (z -2.24) at 10.3 kg, below any red line at 8.5 kg."""
    make_ready()
    weights = {"sound": 12.5, "thin": 10.3, "very thin": 8.5}
    made = {}
    for village in (VILLAGE, NEIGHBOUR):
        family = a_family(village=village)
        for name in weights:
            family = family.with_child(f"{name} {village}", BORN)
        day = a_posyandu_day(DAY, village=village)
        for child, (name, kg) in zip(family.children, weights.items(), strict=True):
            made[f"{name} {village}"] = child
            if (name, village) != ("thin", NEIGHBOUR):  # who was never weighed is not judged
                day = day.measuring(child, weight_kg=kg)
        send(family, day)
    return made


def ask(*arguments: str) -> Result:
    result = CliRunner().invoke(command, ["diff", *arguments])
    assert result.exit_code == 0, result.output
    return result


def test_the_same_rules_change_nothing(children: dict[str, AChild]) -> None:
    changes = follow_up_changes("", growth_rules(), growth_rules())
    assert [(each.village, each.children, each.followed_before) for each in changes] == [
        (VILLAGE, 3, 2),
        (NEIGHBOUR, 2, 1),
    ]
    assert not any(each.enter or each.leave or each.other_reasons for each in changes)


def test_a_red_line_at_minus_two_gives_the_underweight_another_reason(children: dict[str, AChild]) -> None:
    proposed = growth_rules_with({"growth_followup": rule_file("growth_followup", "2-usulan")})
    here, there = follow_up_changes("", growth_rules(), proposed)
    assert here.other_reasons == [children[f"thin {VILLAGE}"].id]
    assert (here.enter, here.leave, there.other_reasons) == ([], [], [])
    moved = {code: (moves.enter, moves.leave) for code, moves in here.by_reason.items()}
    assert moved == {"below_red_line": (here.other_reasons, []), "underweight": ([], here.other_reasons)}


def test_who_enters_and_who_leaves_by_village(children: dict[str, AChild], tmp_path: object) -> None:
    """Without the reason 'underweight' the thin boy leaves under version 1, and enters with the proposal."""
    whole = rule_file("growth_followup")
    reasons = [each for each in whole["parameters"]["reasons"] if each["code"] != "underweight"]
    for each in reasons:
        each["replaces"] = [code for code in each.get("replaces", []) if code != "underweight"]
    fewer = {**whole, "parameters": {**whole["parameters"], "reasons": reasons}}
    lower = {**fewer, "parameters": {**fewer["parameters"], "red_line_z": -2}}
    now, then, also = (growth_rules_with({"growth_followup": node}) for node in (whole, fewer, lower))
    thin = children[f"thin {VILLAGE}"].id
    left, entered = follow_up_changes(VILLAGE, now, then), follow_up_changes(VILLAGE, then, also)
    assert [(each.enter, each.leave) for each in left] == [([], [thin])]
    assert [(each.enter, each.leave) for each in entered] == [([thin], [])]


def test_the_command_tells_it_for_an_area(children: dict[str, AChild]) -> None:
    answer = json.loads(ask(BEFORE, AFTER, "--area", "35.28.05.2004", "--json").stdout)
    assert (answer["before"], answer["after"]) == (BEFORE, AFTER)
    assert answer["parameters"] == {"parameters.red_line_z": [-3, -2]}
    (village,) = answer["villages"]
    assert (village["village"], village["children"]) == (VILLAGE, 3)
    assert village["other_reasons"] == [children[f"thin {VILLAGE}"].id]
    text = ask(BEFORE, AFTER).output
    assert "parameters.red_line_z: -3 -> -2" in text and "0 anak masuk, 0 anak keluar" in text
    assert "below_red_line: masuk 1, keluar 0" in text
    assert village_names([VILLAGE])[VILLAGE] in text and children[f"thin {VILLAGE}"].id in text


def test_nothing_is_written(children: dict[str, AChild]) -> None:
    before = list(GrowthAssessment.objects.order_by("id").values()), list(Task.objects.order_by("id").values())
    ask(AFTER, BEFORE)
    assert (
        list(GrowthAssessment.objects.order_by("id").values()),
        list(Task.objects.order_by("id").values()),
    ) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((BEFORE, "growth_flags@1"), "dua versi dari aturan yang sama"),
        ((BEFORE, "growth_followup@7"), "has no version 7"),
        (("no_such_rule@1", BEFORE), "Tidak ada aturan"),
        (("population@1", "population@1"), "belum dapat dihitung"),
    ],
)
def test_what_cannot_be_compared_is_said(db: None, arguments: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(command, ["diff", *arguments])
    assert result.exit_code == 1 and words in result.output


def test_a_proposal_judges_nobody() -> None:
    assert growth_rules().followup.red_line_z == -3
    assert rule_file("growth_followup", on=date(2030, 1, 1))["version"] == "1"
    with pytest.raises(RuleError, match="not in force on 1999"):
        rule_file("growth_followup", on=date(1999, 1, 1))


def test_the_list_says_where_each_version_stands() -> None:
    answer = json.loads(CliRunner().invoke(command, ["list", "--json"]).output)
    states = {row["key"]: row["state"] for row in answer["rules"]}
    assert states[BEFORE] == "berlaku" and states[AFTER] == "usulan"
