"""What another version of a rule about families would change: risk, family development, family planning, needs.

Each family of an area is judged twice in memory, in one pass; what nobody asked stays unknown under both versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice

from binakampung.domain.ages import five_years_before
from binakampung.domain.answers import Answer, all_of, answer_of, any_of
from binakampung.domain.development_scores import Score
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.family_development import DevelopmentRule, develop
from binakampung.domain.family_needs import FamilyRules, needs_of_situation, situation_of
from binakampung.domain.family_planning import MEASURES, FamilyPlanningRule, belongs, judge_family
from binakampung.domain.need_conditions import Situation
from binakampung.domain.needs import NeedsRule
from binakampung.domain.risk import RiskRule, assess_risk
from binakampung.registry.family_facts import facts_of
from binakampung.registry.lists import RESIDENT
from binakampung.registry.models import Family, GrowthAssessment, GrowthMeasurement
from binakampung.registry.rule_changes import CHUNK, Changes, Progress, Verdict, VillageChange

Judge = Callable[[FamilyFacts], Verdict]
WITHHELD = frozenset({"no_conflict"})
"""Variables that are told of no family: answers about conflict are for those charged with it (need to know)."""
SHORT = {Score.FALLS_SHORT: Answer.YES, Score.UNKNOWN: Answer.UNKNOWN}


def risk_changes(
    area: str, before: RiskRule, after: RiskRule, as_of: date, progress: Progress | None = None
) -> list[VillageChange]:
    """Families at risk of stunting; a reason is a factor of a family that is at risk."""
    return _compared(area, _risk(before, as_of), _risk(after, as_of), progress)


def development_changes(
    area: str, before: DevelopmentRule, after: DevelopmentRule, as_of: date, progress: Progress | None = None
) -> list[VillageChange]:
    """Families in the lowest class of the index. Reasons: `class.CODE`, being in a class, and variables that fall
    short, without those that are `WITHHELD`."""
    return _compared(area, _development(before, as_of), _development(after, as_of), progress)


def planning_changes(
    area: str, before: FamilyPlanningRule, after: FamilyPlanningRule, as_of: date, progress: Progress | None = None
) -> list[VillageChange]:
    """Families with an unmet need by the routine formula. Reasons: the measures in whose numerator the couple is."""
    return _compared(area, _planning(before, as_of), _planning(after, as_of), progress)


def needs_changes(
    area: str, before: NeedsRule, after: NeedsRule, rules: FamilyRules, as_of: date, progress: Progress | None = None
) -> list[VillageChange]:
    """Families with an open need; a reason is the need. `rules`: the others that a need rests on, as in force.

    Needs that either version restricts are left out: who is in one is told to nobody who is not charged with it.
    """
    hidden, changes = restricted(before, after), Changes()
    for chunk in chunks(area, progress):
        growth = _growth_reasons(chunk, as_of)
        for facts in chunk:
            situation = situation_of(facts, as_of, rules, growth.get(facts.id))
            old, new = (_needs(situation, rule, hidden) for rule in (before, after))
            changes.add(facts.village, facts.id, old, new)
    return changes.in_order()


def restricted(*rules: NeedsRule) -> frozenset[str]:
    """Codes of the needs that one of the versions restricts."""
    return frozenset(need.code for rule in rules for need in rule.needs if need.restricted)


def _compared(area: str, before: Judge, after: Judge, progress: Progress | None) -> list[VillageChange]:
    changes = Changes()
    for chunk in chunks(area, progress):
        for facts in chunk:
            changes.add(facts.village, facts.id, before(facts), after(facts))
    return changes.in_order()


def chunks(area: str, progress: Progress | None) -> Iterator[list[FamilyFacts]]:
    """The families of an area, some hundreds at a time; `progress` hears of each chunk when it is done."""
    total = Family.objects.filter(village__startswith=area, status=RESIDENT).count()
    families, done = facts_of(area), 0
    while chunk := list(islice(families, CHUNK)):
        yield chunk
        done += len(chunk)
        if progress:
            progress(min(done, total), total)


def _risk(rule: RiskRule, as_of: date) -> Judge:
    def judge(facts: FamilyFacts) -> Verdict:
        judged = assess_risk(facts, as_of, rule)
        factors = {code: all_of((judged.answer, factor.answer)) for code, factor in judged.factors.items()}
        return Verdict(judged.answer, factors)

    return judge


def _development(rule: DevelopmentRule, as_of: date) -> Judge:
    def judge(facts: FamilyFacts) -> Verdict:
        developed = develop(facts, as_of, rule)
        classes = {
            f"class.{each.code}": answer_of(None if developed.band is None else developed.band == each.code)
            for each in rule.classes
        }
        short = {code: SHORT.get(score, Answer.NO) for code, score in developed.scores.items() if code not in WITHHELD}
        return Verdict(classes[f"class.{rule.classes[0].code}"], {**classes, **short})

    return judge


def _planning(rule: FamilyPlanningRule, as_of: date) -> Judge:
    def judge(facts: FamilyFacts) -> Verdict:
        use = judge_family(facts, as_of, rule)
        counted = {code: all_of(belongs(code, use)) for code in MEASURES}
        return Verdict(counted.pop("unmet_need"), counted)

    return judge


def _needs(situation: Situation, rule: NeedsRule, hidden: frozenset[str]) -> Verdict:
    found = needs_of_situation(situation, rule)
    answers = {need.code: need.answer for need in (*found.needs, *found.to_ask) if need.code not in hidden}
    return Verdict(any_of(answers.values()), answers)


def _growth_reasons(families: Sequence[FamilyFacts], as_of: date) -> dict[str, frozenset[str]]:
    """Family -> reasons of the last measurement of each of its children under five; absent where none was measured."""
    young = {
        person.id: facts.id
        for facts in families
        for person in facts.people
        if person.birth_date is not None and five_years_before(as_of) < person.birth_date <= as_of
    }
    found: dict[str, frozenset[str]] = {}
    for _, assessment in last_judged(list(young), as_of):
        family = young[assessment.person_id]
        found[family] = found.get(family, frozenset()) | frozenset(assessment.reasons)
    return found


def last_judged(people: Sequence[str], as_of: date) -> list[tuple[GrowthMeasurement, GrowthAssessment]]:
    """The last measurement of each of these people up to a day, with what was judged of it."""
    measured = GrowthMeasurement.objects.filter(person_id__one_of=people, measured_on__lte=as_of)
    last = {row.person_id: row for row in measured.order_by("measured_on", "pk")}
    judged = GrowthAssessment.objects.in_bulk([row.pk for row in last.values()])
    return [(row, judged[row.pk]) for row in last.values() if row.pk in judged]
