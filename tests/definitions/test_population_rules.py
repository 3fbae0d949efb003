"""Rules of family planning, population and convergence, and the national set: honest, complete; refused if damaged."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from binakampung.catalogue import organisations
from binakampung.catalogue.contraception import contraceptive_methods, method_numbers
from binakampung.catalogue.convergence_rules import convergence_rule, convergence_rule_of
from binakampung.catalogue.family_planning_rules import family_planning_rule, family_planning_rule_of
from binakampung.catalogue.national_strategy import national_strategy
from binakampung.catalogue.paths import definitions
from binakampung.catalogue.population_rules import population_rule, population_rule_of
from binakampung.catalogue.reading import Node, RuleError, rule_file
from binakampung.domain.measures import Definition
from binakampung.domain.rules import NO_SOURCE

pytestmark = pytest.mark.once
LOADERS: dict[str, Callable[[Node], Any]] = {
    "family_planning": family_planning_rule_of,
    "population": population_rule_of,
    "convergence": convergence_rule_of,
}


def measures() -> Iterator[Definition]:
    for rule in (family_planning_rule(), population_rule(), convergence_rule()):
        yield from rule.measures.values()


@pytest.mark.parametrize("definition", list(measures()), ids=lambda definition: definition.code)
def test_a_measure_says_what_of_whom_and_when(definition: Definition) -> None:
    for text in (definition.title, definition.counted, definition.of_whom, definition.period, definition.formula):
        assert text.id.strip() and text.en.strip() and text.id[-1] not in ",;:"
    assert (definition.source == NO_SOURCE) == (definition.certainty != "V")


def test_services_say_whose_turn_it_is() -> None:
    rule = convergence_rule()
    assert [len(services) for services in rule.services.values()] == [8, 10]
    assert {service.package for services in rule.services.values() for service in services} == set(rule.packages)
    for services in rule.services.values():
        for service in services:
            assert service.remedy.owed_by and service.remedy.clears.id
    assert {service.part.certainty for service in rule.services["under_two"]} == {"K"}


def apart(node: Any) -> Any:
    """A copy in which no two places share a part, so that damage stays where it is done."""
    if isinstance(node, dict):
        return {name: apart(value) for name, value in node.items()}
    return [apart(value) for value in node] if isinstance(node, list) else node


def damaged(whole: Any, *path: Any, value: Any) -> Any:
    stored = apart(whole)
    node = stored
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return stored


@pytest.mark.parametrize(
    ("rule_id", "path", "value", "words"),
    [
        ("family_planning", ("measures", "unmet_need"), None, "measures must be"),
        ("family_planning", ("measures", "unmet_need", "source"), NO_SOURCE, "only what is verified"),
        ("family_planning", ("measures", "unmet_need", "of_whom"), {"id": "PUS"}, "needs both languages"),
        ("family_planning", ("reasons", "wish_unanswered"), None, "reasons must be"),
        ("family_planning", ("lactation_asks",), ["appetite"], "lactation_asks has 'appetite'"),
        ("family_planning", ("wife_age", "from"), 50, "from must not be above to"),
        ("population", ("open_group_from",), 73, "fit five-year groups"),
        ("population", ("working_age", "to"), 79, "fit five-year groups"),
        ("population", ("years_pooled",), 0, "years_pooled must be at least 1"),
        ("population", ("early_marriage_below",), [-1], "must be a whole number"),
        ("population", ("public_cell", "zero_shown"), "ya", "zero_shown is 'ya'"),
        ("convergence", ("services", "pregnant", "latrine"), None, "pregnant must be"),
        ("convergence", ("services", "pregnant", "latrine", "owed_by"), ["nobody"], "owed_by has 'nobody'"),
        ("convergence", ("services", "under_two", "weighing", "enough", "basis"), "daily", "basis is 'daily'"),
        ("convergence", ("services", "under_two", "weighing", "enough", "steps"), {0: 1}, "every basis but"),
        ("convergence", ("services", "under_two", "length", "enough", "steps"), {1: 2}, "one number, under 0"),
        ("convergence", ("services", "under_two", "parenting", "package"), "sport", "package is 'sport'"),
        ("convergence", ("services", "pregnant", "postnatal", "when"), "always", "when is 'always'"),
        ("convergence", ("packages", "early_education", "certainty"), "V", "only what is verified"),
    ],
)
def test_a_damaged_rule_is_refused_and_named(rule_id: str, path: tuple[Any, ...], value: Any, words: str) -> None:
    node = damaged(rule_file(rule_id), "parameters", *path, value=value)
    with pytest.raises(RuleError, match=words) as raised:
        LOADERS[rule_id](node)
    assert rule_id in str(raised.value)


@pytest.mark.parametrize(
    ("name", "load", "path", "value", "words"),
    [
        ("contraceptive_methods", contraceptive_methods, ("methods", "iud"), None, "methods must be"),
        ("contraceptive_methods", contraceptive_methods, ("methods", "iud", "modern"), "x", "modern is 'x'"),
        ("contraceptive_methods", contraceptive_methods, ("methods", "iud", "sex"), "x", "sex is 'x'"),
        ("contraceptive_methods", method_numbers, ("forms", "PK21", "numbers", 2), "iud", "each method has one"),
        ("perpres_72_2021", national_strategy, ("indicators", "iron_90", "unit"), "tons", "unit is 'tons'"),
        ("perpres_72_2021", national_strategy, ("indicators", "iron_90", "lead"), ["x"], "lead has 'x'"),
        ("perpres_72_2021", national_strategy, ("indicators", "safe_water", "certainty"), "V", "only what is verified"),
    ],
)
def test_a_damaged_code_list_is_refused_and_named(
    monkeypatch: pytest.MonkeyPatch, name: str, load: Any, path: tuple[Any, ...], value: Any, words: str
) -> None:
    stored = yaml.safe_load((definitions() / "codelists" / f"{name}.yaml").read_text(encoding="utf-8"))
    node, whole = damaged(stored, *path, value=value), organisations.codelist
    for module in ("contraception", "national_strategy"):
        read = f"binakampung.catalogue.{module}.codelist"
        monkeypatch.setattr(read, lambda wanted: node if wanted == name else whole(wanted))
    with pytest.raises(RuleError, match=words) as raised:
        load.__wrapped__()
    assert name in str(raised.value)
