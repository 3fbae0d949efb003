"""The examples of rule files, run: tests compare what is found with what is expected, the handbook prints both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from binakampung.catalogue.care_examples import CARE_RUNNERS
from binakampung.catalogue.convergence_rules import convergence
from binakampung.catalogue.duplicate_examples import duplicates
from binakampung.catalogue.family_examples import family_development, needs, stunting_risk
from binakampung.catalogue.family_planning_examples import family_planning
from binakampung.catalogue.growth_checks_rules import growth_checks_of
from binakampung.catalogue.population_examples import population
from binakampung.catalogue.reading import Node
from binakampung.catalogue.rules import growth_rules_with
from binakampung.catalogue.school_growth_rules import school_growth_of
from binakampung.domain.growth import Child, Weighing, assess_growth, not_weighed, referrals
from binakampung.domain.growth_age import standard_age
from binakampung.domain.growth_checks import growth_doubts
from binakampung.domain.rules import GrowthRules
from binakampung.domain.school_growth import assess_school_child
from binakampung.standards import who_2006
from binakampung.standards_2007 import who_2007

Found = Mapping[str, Any]
Run = Callable[[Mapping[str, Any]], Found]
"""What `given` of an example comes to; at least the names that its `expect` has."""

MEASURED = ("length_cm", "position", "head_cm", "muac_cm", "oedema", "illness_signs", "development_delay")
ASSESSED = ("gain", "gain_grams", "min_gain_grams", "two_t", "below_red_line")


def runner(node: Node) -> Run | None:
    """How the examples of this version of a rule are run; None for a rule that no runner knows."""
    make = RUNNERS.get(str(node["rule_id"]))
    return make(node) if make else None


def growth_flags(node: Node) -> Run:
    """Whether a z-score is implausible."""
    rule = _growth(node).flags
    return lambda given: {"flagged": rule.flagged(given["index"], given["z"])}


def growth_classes(node: Node) -> Run:
    """The class of a z-score, or of an arm in centimetres."""
    tables = _growth(node).classes.indices

    def run(given: Mapping[str, Any]) -> Found:
        table = tables[given["index"]]
        applies = table.from_month <= given.get("age_months", table.from_month) <= table.to_month
        return {"code": table.classify(given["value"]) if applies else None}

    return run


def growth_series(node: Node) -> Run:
    """The judgement of the last of a child's weighings."""
    rules = _growth(node)

    def run(given: Mapping[str, Any]) -> Found:
        child, weighings = Child(given["sex"], given["birth_date"]), _weighings(given)
        found = assess_growth(child, weighings, who_2006(), rules)[-1]
        answer: dict[str, Any] = {name: getattr(found, name) for name in ASSESSED}
        answer["reasons"] = list(found.reasons)
        sent = referrals(found, rules)
        answer["refer_to"] = [referral.to for referral in sent]
        answer["lists"] = sorted({name for referral in sent for name in referral.lists})
        if "as_of" in given:
            answer["not_weighed"] = not_weighed(child, weighings, given["as_of"], rules.followup) is not None
        return answer

    return run


def growth_age(node: Node) -> Run:
    """The day of the tables at which z is read, and which age that is."""
    rule = _growth(node).age

    def run(given: Mapping[str, Any]) -> Found:
        child = Child(None, given["birth_date"], given.get("gestation_weeks"))
        age = standard_age(child, given["measured_on"], rule, given.get("method"))
        return {"days": age.day, "age": age.used}

    return run


def growth_doubts_of(node: Node) -> Run:
    """The doubts about the last of a child's measurements."""
    rule = growth_checks_of(node)

    def run(given: Mapping[str, Any]) -> Found:
        series = [Weighing(str(day), day, **values) for day, values in given["measured"].items()]
        found = growth_doubts(Child(None, given["birth_date"]), series, rule)
        return {"doubts": [each.code for each in found if each.id == series[-1].id]}

    return run


def school_growth(node: Node) -> Run:
    """z, class, and why there is none, of one measurement past five years."""
    rule = school_growth_of(node)

    def run(given: Mapping[str, Any]) -> Found:
        measured = {name: given[name] for name in ("weight_kg", "length_cm", "position") if name in given}
        found = assess_school_child(
            Child(given["sex"], given["birth_date"]),
            Weighing("a", given["measured_on"], **measured),
            who_2007(),
            rule,
            given.get("method", "by_day"),
        )
        reasons = {f"{index}_reason": reason for index, reason in found.unknown.items()}
        return {**found.z, **reasons, "class": found.bmi_class}

    return run


def _growth(node: Node) -> GrowthRules:
    return growth_rules_with({str(node["rule_id"]): node})


def _weighings(given: Mapping[str, Any]) -> list[Weighing]:
    """The weighings of an example; its other measurements belong to the last."""
    dates = list(given["weighings"].items())
    last = {name: given[name] for name in MEASURED if name in given}
    if "illness_signs" in last:
        last["illness_signs"] = tuple(last["illness_signs"])
    return [
        Weighing(str(day), day, weight, **(last if place == len(dates) - 1 else {}))
        for place, (day, weight) in enumerate(dates)
    ]


# A rule's examples run by what is here under its id. Every rule file needs an entry.
RUNNERS: Mapping[str, Callable[[Node], Run]] = {
    **CARE_RUNNERS,
    "convergence": convergence,
    "duplicates": duplicates,
    "family_development": family_development,
    "family_planning": family_planning,
    "growth_age": growth_age,
    "growth_checks": growth_doubts_of,
    "growth_classes": growth_classes,
    "growth_flags": growth_flags,
    "growth_followup": growth_series,
    "minimum_weight_gain": growth_series,
    "needs": needs,
    "population": population,
    "school_growth": school_growth,
    "stunting_risk": stunting_risk,
}
