"""One family through all the rules that its needs rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from binakampung.domain.answers import Answer, all_of
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.family_development import DevelopmentRule, develop
from binakampung.domain.family_planning import FamilyPlanningRule, belongs, judge_family
from binakampung.domain.family_state import state_of
from binakampung.domain.need_conditions import Situation, conditions_of
from binakampung.domain.needs import FamilyNeeds, NeedsRule, needs_of
from binakampung.domain.risk import RiskRule, judge_risk


@dataclass(frozen=True, slots=True)
class FamilyRules:
    """One version of each rule."""

    risk: RiskRule
    development: DevelopmentRule
    planning: FamilyPlanningRule
    needs: NeedsRule


def situation_of(
    facts: FamilyFacts,
    as_of: date,
    rules: FamilyRules,
    growth: frozenset[str] | None = None,
    screening: Mapping[str, Answer] | None = None,
) -> Situation:
    """What the other rules say of a family; for `growth` and `screening` see `Situation`."""
    state = state_of(facts, as_of)
    return Situation(
        facts=facts,
        as_of=as_of,
        state=state,
        risk=judge_risk(state, as_of, rules.risk),
        development=develop(facts, as_of, rules.development),
        unmet_need=all_of(belongs("unmet_need", judge_family(facts, as_of, rules.planning))),
        growth=growth,
        screening=screening or {},
    )


def needs_of_situation(situation: Situation, rule: NeedsRule) -> FamilyNeeds:
    """The needs of a family in a situation. Never raises, whatever the facts."""
    conditions = conditions_of(situation, rule.settings)
    return needs_of(situation.facts.id, situation.facts.village, conditions, rule)
