"""Every rule file keeps its own promises: its examples hold, its words are complete, its doubts are marked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from binakampung.catalogue import rules as catalogue
from binakampung.catalogue.examples import RUNNERS, Run
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.reading import rule_head, rule_ids, rule_versions
from binakampung.catalogue.rules import RuleError, growth_rules, rules
from binakampung.domain.growth_kernel import WHO_FLAG_LIMITS
from binakampung.domain.growth_standard import INDICES
from binakampung.domain.rules import NO_SOURCE, Example, Rule

pytestmark = pytest.mark.once


def examples() -> Iterator[Any]:
    """The examples of every version of every rule whose examples a runner of the catalogue runs."""
    for rule_id in (each for each in rule_ids() if each in RUNNERS):
        for node in rule_versions(rule_id):
            run = RUNNERS[rule_id](node)
            for number, example in enumerate(rule_head(node).examples, 1):
                yield pytest.param(run, example, id=f"{rule_id}@{node['version']}-{number}")


@pytest.mark.parametrize(("run", "example"), list(examples()))
def test_examples(run: Run, example: Example) -> None:
    found = run(example.given)
    assert {name: found[name] for name in example.expect} == example.expect


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.rule_id)
def test_a_rule_says_how_sure_it_is(rule: Rule) -> None:
    assert isinstance(rule.effective_from, date)
    if rule.certainty == "V":
        assert rule.source != NO_SOURCE
    else:
        assert (rule.status, rule.source) == ("sementara", NO_SOURCE)


def test_every_growth_rule_has_examples() -> None:
    assert {rule.rule_id for rule in growth_rules().all()} <= set(RUNNERS)
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
