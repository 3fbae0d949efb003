"""The examples of screening and visit rules, run: facts from plain values, and what a rule says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from binakampung.catalogue.care_rules import (
    child_rules,
    gain_of,
    immunisation_of,
    postpartum_rules,
    pregnancy_rules,
    visit_schedule_of,
)
from binakampung.catalogue.reading import Node
from binakampung.catalogue.screening_rules import screening_rule_with
from binakampung.domain.care_facts import CareRecord, PersonCare, RiskFinding, WeddingFacts
from binakampung.domain.facts import PregnancyFacts
from binakampung.domain.life_course import life_course
from binakampung.domain.schedule import open_visits
from binakampung.domain.screening import Screening
from binakampung.domain.screening_catin import screen_catin
from binakampung.domain.screening_child import screen_under_five, screen_under_two
from binakampung.domain.screening_facts import (
    CatinFacts,
    NewbornFacts,
    PostpartumFacts,
    PregnancyScreeningFacts,
    UnderFiveFacts,
    UnderTwoFacts,
)
from binakampung.domain.screening_postpartum import screen_newborn, screen_postpartum
from binakampung.domain.screening_pregnancy import screen_pregnancy
from binakampung.domain.screening_rules import Group, ScreeningRule

Run = Callable[[Mapping[str, Any]], Mapping[str, Any]]
Judge = tuple[type, Callable[..., Screening], Callable[[ScreeningRule], Any]]

JUDGES: Mapping[Group, Judge] = {
    "catin": (CatinFacts, screen_catin, lambda rule: rule),
    "pregnant": (PregnancyScreeningFacts, screen_pregnancy, lambda rule: replace(pregnancy_rules(), screening=rule)),
    "postpartum": (PostpartumFacts, screen_postpartum, lambda rule: replace(postpartum_rules(), mother=rule)),
    "newborn": (NewbornFacts, screen_newborn, lambda rule: replace(postpartum_rules(), newborn=rule)),
    "under_two": (UnderTwoFacts, screen_under_two, lambda rule: replace(child_rules(), under_two=rule)),
    "under_five": (UnderFiveFacts, screen_under_five, lambda rule: replace(child_rules(), under_five=rule)),
}
"""How a group is screened: its facts, the function, and its rules with a given version of the checks."""


def screening(node: Node) -> Run:
    """The screening of one person, of the group that the example names."""
    other = {str(node["rule_id"]): node}
    rule_of = lru_cache(maxsize=None)(lambda group: screening_rule_with(group, other))

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        rule = rule_of(given["group"])
        found = screened(given, rule)
        reasons = [reason for outcome in found.outcomes for reason in outcome.reasons]
        return {
            "colour": found.colour,
            "result": rule.results[found.colour].label.id,
            "risks": [check.code for check in found.risks],
            "missing": list(found.missing),
            "urgency": found.urgency,
            "due_on": found.due_on,
            "owed_by": list(found.owed_by),
            "implausible": sorted({str(each.facts["measure"]) for each in reasons if each.code == "implausible"}),
        }

    return run


def screened(given: Mapping[str, Any], rule: ScreeningRule) -> Screening:
    """One person screened by a version of the group's rule; lists become tuples, as facts have them."""
    kind, judge, rules_with = JUDGES[rule.group]
    facts = {name: value for name, value in given.items() if name not in ("group", "as_of", "earlier")}
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    return judge(kind(**plain), given["as_of"], rules_with(rule), given.get("earlier", ()))


def pregnancy_weight_gain(node: Node) -> Run:
    """The least weight due by a week, and the most of a whole pregnancy."""
    rule = gain_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        band = rule.band(given["bmi"])
        return {"least_kg": round(band.least_kg * rule.share_due(given["weeks"]), 2), "most_kg": band.most_kg}

    return run


def immunisation_schedule(node: Node) -> Run:
    """The doses missed by a day."""
    rule = immunisation_of(node)
    return lambda given: {"missed": list(rule.overdue(given["birth_date"], given["doses"], given["as_of"]))}


def visit_schedule(node: Node) -> Run:
    """A person's groups, the next change, and the visits open on a day."""
    rule = visit_schedule_of(node)

    def run(given: Mapping[str, Any]) -> Mapping[str, Any]:
        person, as_of = person_of(given), _day(given)
        course = life_course(person, as_of, rule)
        found = [visit.code for visit in open_visits(person, as_of, rule)]
        return {"groups": list(course.groups), "next_change": course.next_change, "open": found}

    return run


def person_of(given: Mapping[str, Any]) -> PersonCare:
    """The person of an example of the visit schedule."""
    records, findings = given.get("records", ()), given.get("findings", ())
    return PersonCare(
        id="example",
        sex=given.get("sex"),
        birth_date=given.get("birth_date"),
        died_on=given.get("died_on"),
        left_on=given.get("left_on"),
        weddings=tuple(WeddingFacts(**wedding) for wedding in given.get("weddings", ())),
        pregnancies=tuple(PregnancyFacts(woman_id="example", **each) for each in given.get("pregnancies", ())),
        findings=tuple(RiskFinding(each["day"], each["at_risk"]) for each in findings),
        records=tuple(CareRecord(str(place), each["kind"], each["day"]) for place, each in enumerate(records)),
    )


def _day(given: Mapping[str, Any]) -> date:
    as_of: date = given["as_of"]
    return as_of


CARE_RUNNERS: Mapping[str, Callable[[Node], Run]] = {
    "immunisation_schedule": immunisation_schedule,
    "pregnancy_weight_gain": pregnancy_weight_gain,
    "screening_child": screening,
    "screening_status": screening,
    "visit_schedule": visit_schedule,
    **{f"screening_{group}": screening for group in JUDGES},
}
