"""Screening and visit rules keep their own promises, and a damaged file is refused with its place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

import pytest

from binakampung.catalogue.care_examples import CARE_RUNNERS, screened
from binakampung.catalogue.care_rules import gain_of, immunisation_of, visit_schedule_of
from binakampung.catalogue.reading import RuleError, rule_file, rule_head
from binakampung.catalogue.screening_rules import screening_rule, screening_rule_with
from binakampung.domain.answers import Answer
from binakampung.domain.conditions import AllOf, AnyOf, Comparison, Condition, holds
from binakampung.domain.rules import NO_SOURCE
from binakampung.domain.screening_rules import Check, Group

pytestmark = pytest.mark.once
GROUPS: tuple[Group, ...] = get_args(Group)


@pytest.mark.parametrize("rule_id", CARE_RUNNERS)
def test_every_rule_has_examples(rule_id: str) -> None:
    assert len(rule_head(rule_file(rule_id)).examples) >= 5


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in CARE_RUNNERS if rule_id.startswith("screening_")])
def test_every_check_of_a_file_is_shown_to_find_something(rule_id: str) -> None:
    given = [each.given for each in rule_head(rule_file(rule_id)).examples]
    results = [screened(each, screening_rule(each["group"])) for each in given]
    shown = {outcome.check.code for each in results for outcome in each.outcomes if outcome.answer is Answer.YES}
    assert {check["code"] for check in rule_file(rule_id)["parameters"].get("checks", ())} - shown == set()


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_not_verified_names_no_source(group: Group) -> None:
    for check in screening_rule(group).checks:
        assert (check.source == NO_SOURCE) == (check.certainty != "V"), check.code


@pytest.mark.parametrize("group", GROUPS)
def test_a_danger_sign_is_referred_the_same_day(group: Group) -> None:
    for check in screening_rule(group).checks:
        assert (check.level == "danger") == (check.urgency == "same_day"), check.code


def limits(condition: Condition) -> Iterator[Comparison]:
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from limits(part)


def below(check: Check) -> set[tuple[str, Any]]:
    return {(each.measure, each.operand) for each in limits(check.when) if each.operator == "below"}


def test_the_conflicts_of_the_sources_are_written_down_and_decide_otherwise() -> None:
    """Each alternative differs from the check in force for somebody."""
    checks = [check for group in GROUPS for check in screening_rule(group).checks if check.alternatives]
    assert sorted(check.code for check in checks) == ["anaemia", "anaemia", "underweight"]
    people = [
        {"hb_g_dl": hb / 10, "bmi": bmi / 100, "sex": "female", "trimester": 2}
        for hb in range(100, 130)
        for bmi in range(1830, 1860, 5)
    ]
    for check in checks:
        for alternative in check.alternatives:
            assert any(holds(check.when, each) != holds(alternative.when, each) for each in people), check.code


def test_anaemia_in_force_is_the_printed_one() -> None:
    assert below(screening_rule("catin").check("anaemia")) == {("hb_g_dl", 12.0), ("hb_g_dl", 13.0)}
    assert below(screening_rule("pregnant").check("anaemia")) == {("hb_g_dl", 11.0)}


def test_growth_thresholds_are_the_growth_rules_own() -> None:
    """Moving a limit in growth_followup moves it in screening."""
    moved = copy.deepcopy(dict(rule_file("growth_followup")))
    for reason in moved["parameters"]["reasons"]:
        if reason["code"] == "stunted":
            reason["when"]["limit"] = -1.5
    moved_rule = screening_rule_with("under_two", {"growth_followup": moved})
    assert below(screening_rule("under_two").check("stunted")) == {("length_for_age", -2.0)}
    assert below(moved_rule.check("stunted")) == {("length_for_age", -1.5)}


@lru_cache(maxsize=1)
def catin() -> dict[str, Any]:
    return dict(rule_file("screening_catin"))


def changed(whole: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    stored = copy.deepcopy(whole)
    node: Any = stored
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return stored


FIRST = ("parameters", "checks", 0)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("parameters", "group"), "men", "group is 'men'"),
        (("parameters", "measures", "hope"), {}, "knows no 'hope'"),
        (("parameters", "essential"), ["hope"], "none of the rule's measures"),
        ((*FIRST, "when"), {"measure": "hope", "below": 8}, "none of the rule's measures"),
        ((*FIRST, "when"), {"measure": "hb_g_dl"}, "needs one of"),
        ((*FIRST, "when"), {"measure": "hb_g_dl", "is": True}, "does not fit hb_g_dl"),
        ((*FIRST, "when"), {"measure": "hb_g_dl", "below": "x"}, "below must be a number"),
        ((*FIRST, "when"), {"measure": "smokes", "is": "ya"}, "takes true or false"),
        ((*FIRST, "when"), {"measure": "sex", "one_of": ["x"]}, "'x' is no choice of sex"),
        ((*FIRST, "when"), {"growth": "sad"}, "growth_followup knows no 'sad'"),
        ((*FIRST, "when"), {"any": [], "all": []}, "does not belong in the condition"),
        ((*FIRST, "when"), "always", "a condition is a measure"),
        ((*FIRST, "replaces"), ["sadness"], "replaces 'sadness'"),
        ((*FIRST, "code"), "low_muac", "distinct codes"),
        ((*FIRST, "owed_by"), ["nobody"], "owed_by has 'nobody'"),
        ((*FIRST, "level"), "high", "level is 'high'"),
        ((*FIRST, "source"), "A book", "only what is verified"),
        ((*FIRST, "wording"), {"id": "Anemia"}, "wording needs both languages"),
        (("parameters", "risk"), "pink", "risk is 'pink'"),
        (("parameters", "results", "green"), {}, "label is missing"),
    ],
)
def test_a_damaged_screening_rule_is_refused_and_named(path: tuple[Any, ...], value: Any, words: str) -> None:
    with pytest.raises(RuleError, match=words) as raised:
        screening_rule_with("catin", {"screening_catin": changed(catin(), path, value)})
    assert "screening" in str(raised.value)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("parameters", "plans", 0, "groups"), ["men"], "known groups"),
        (("parameters", "plans", 0, "rhythm"), {}, "either windows or a rhythm"),
        (("parameters", "plans", 0, "code"), "weighing", "distinct codes"),
        (("parameters", "plans", 0, "record"), "song", "record is 'song'"),
        (("parameters", "plans", 0, "windows", "spans", 0, "due"), 99, "opens, is due, and closes"),
        (("parameters", "plans", 3, "windows", "spans", 0, "opens"), -20, "opens, is due"),
        (("parameters", "plans", 3, "windows", "spans", 1, "opens"), -900, "in the order in which they open"),
        (("parameters", "plans", 1, "rhythm", "months"), 0, "one or more months"),
        (("parameters", "plans", 1, "rhythm", "weeks"), 1, "with none but"),
        (("parameters", "limits", "newborn_days"), -1, "not negative"),
        (("parameters", "groups"), {}, "groups must be"),
    ],
)
def test_a_damaged_schedule_is_refused_and_named(path: tuple[Any, ...], value: Any, words: str) -> None:
    with pytest.raises(RuleError, match=words) as raised:
        visit_schedule_of(changed(dict(rule_file("visit_schedule")), path, value))
    assert "visit_schedule" in str(raised.value)


def test_bands_of_weight_gain_must_ascend() -> None:
    stored = dict(rule_file("pregnancy_weight_gain"))
    bands = stored["parameters"]["bands"]
    with pytest.raises(RuleError, match="bands must ascend"):
        gain_of(changed(stored, ("parameters", "bands"), list(reversed(bands))))


def test_vaccines_come_in_order_of_age() -> None:
    months = [dose.month for dose in immunisation_of(rule_file("immunisation_schedule")).doses]
    assert months == sorted(months) and len(months) == 20


def test_conditions_join_as_three_valued_logic_does() -> None:
    young, girl = Comparison("age_years", "below", 20), Comparison("sex", "one_of", ("female",))
    assert holds(AnyOf((young, girl)), {"age_years": 19}) is Answer.YES
    assert holds(AnyOf((young, girl)), {"age_years": 20}) is Answer.UNKNOWN
    assert holds(AllOf((young, girl)), {"age_years": 20}) is Answer.NO
    assert holds(AllOf((young, girl)), {"age_years": 19}) is Answer.UNKNOWN
    assert holds(AllOf(()), {}) is Answer.YES and holds(AnyOf(()), {}) is Answer.NO
