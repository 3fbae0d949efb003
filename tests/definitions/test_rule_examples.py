"""Every rule file keeps its own promises: its examples hold, its words are complete, its doubts are marked."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from binakampung.catalogue import rules as catalogue
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.rules import RuleError, growth_rules, rules
from binakampung.domain.growth import Child, Weighing, assess_growth, not_weighed
from binakampung.domain.growth_kernel import WHO_FLAG_LIMITS
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.rules import NO_SOURCE, Example, Rule
from binakampung.standards import who_2006

pytestmark = pytest.mark.once


def flags(given: Any) -> dict[str, Any]:
    return {"flagged": growth_rules().flags.flagged(given["index"], given["z"])}


def classes(given: Any) -> dict[str, Any]:
    table = growth_rules().classes.indices[given["index"]]
    applies = table.from_month <= given.get("age_months", table.from_month) <= table.to_month
    return {"code": table.classify(given["value"]) if applies else None}


def weighings(given: Any) -> list[Weighing]:
    """The weighings of an example; its other measurements belong to the last."""
    dates = list(given["weighings"].items())
    last = {name: given[name] for name in ("muac_cm", "oedema") if name in given}
    return [
        Weighing(str(day), day, weight, **(last if place == len(dates) - 1 else {}))
        for place, (day, weight) in enumerate(dates)
    ]


def assessed(given: Any) -> dict[str, Any]:
    child, series = Child(given["sex"], given["birth_date"]), weighings(given)
    found = assess_growth(child, series, who_2006(), growth_rules())[-1]
    answer = {
        name: getattr(found, name) for name in ("gain", "gain_grams", "min_gain_grams", "two_t", "below_red_line")
    }
    answer["reasons"] = list(found.reasons)
    if "as_of" in given:
        answer["not_weighed"] = not_weighed(child, series, given["as_of"], growth_rules().followup) is not None
    return answer


RUNNERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "growth_flags": flags,
    "growth_classes": classes,
    "minimum_weight_gain": assessed,
    "growth_followup": assessed,
}


def examples() -> Iterator[Any]:
    for rule in growth_rules().all():
        for number, example in enumerate(rule.examples, 1):
            yield pytest.param(rule, example, id=f"{rule.rule_id}-{number}")


@pytest.mark.parametrize(("rule", "example"), list(examples()))
def test_examples(rule: Rule, example: Example) -> None:
    found = RUNNERS[rule.rule_id](example.given)
    assert {name: found[name] for name in example.expect} == example.expect


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.rule_id)
def test_a_rule_says_how_sure_it_is(rule: Rule) -> None:
    assert isinstance(rule.effective_from, date)
    if rule.certainty == "V":
        assert rule.source != NO_SOURCE
    else:
        assert (rule.status, rule.source) == ("sementara", NO_SOURCE)


def test_every_growth_rule_has_examples() -> None:
    assert {rule.rule_id for rule in growth_rules().all()} == set(RUNNERS)
    assert all(len(rule.examples) >= 5 for rule in growth_rules().all())


def test_a_reason_that_is_not_verified_names_no_source() -> None:
    for reason in growth_rules().followup.reasons:
        assert (reason.source == NO_SOURCE) == (reason.certainty != "V"), reason.code


def test_the_flag_limits_are_those_of_the_who() -> None:
    limits = growth_rules().flags.limits
    assert [list(limits[index]) for index in INDICES] == WHO_FLAG_LIMITS.tolist()


def damaged(rule_id: str, *path: Any, value: Any) -> dict[str, Any]:
    stored = yaml.safe_load((definitions() / "rules" / f"{rule_id}.yaml").read_text(encoding="utf-8"))
    node = stored
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return stored  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("rule_id", "path", "value", "words"),
    [
        ("growth_flags", ("parameters", "bmi_for_age", "lowest"), 6, "lowest must be under highest"),
        ("growth_flags", ("parameters", "bmi_for_age", "lowest"), "x", "lowest must be a number"),
        ("growth_flags", ("title",), {"id": "Batas"}, "title needs both languages"),
        ("growth_flags", ("title",), {"id": "Di bawah 11", "5 cm": None, "en": "Below"}, "more than id and en"),
        ("growth_flags", ("effective_from",), "2020", "effective_from must be a date"),
        ("growth_classes", ("parameters", "muac", "bands", 0, "below"), 13, "bands must ascend"),
        ("growth_classes", ("parameters", "muac", "certainty"), "sure", "certainty is 'sure'"),
        ("minimum_weight_gain", ("parameters", "two_t"), "always", "two_t is 'always'"),
        ("minimum_weight_gain", ("source",), "A book", "is 'sementara', its source 'none found'"),
        ("growth_followup", ("parameters", "reasons", 1, "replaces"), ["no_such"], "replace known ones"),
        ("growth_followup", ("parameters", "reasons", 0, "urgency"), "soon", "urgency is 'soon'"),
    ],
)
def test_a_damaged_rule_is_refused_and_named(
    monkeypatch: pytest.MonkeyPatch, rule_id: str, path: tuple[Any, ...], value: Any, words: str
) -> None:
    stored, whole = damaged(rule_id, *path, value=value), catalogue.rule_file
    monkeypatch.setattr(catalogue, "rule_file", lambda name: stored if name == rule_id else whole(name))
    with pytest.raises(RuleError, match=words) as raised:
        growth_rules.__wrapped__()
    assert rule_id in str(raised.value)
