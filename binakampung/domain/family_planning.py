"""Contraceptive use and unmet need of couples, one by one and as shares of a population.

A couple counts when the wife is married and of the ages that the rule says (PUS). What was not answered is unknown
and counted apart. Formulas: domain of Rumah DataKu; the rule file says how sure each is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.ages import completed_months
from binakampung.domain.answers import Answer, answer_of
from binakampung.domain.facts import Contraception, CoupleFacts, PersonFacts
from binakampung.domain.measures import Measure, share
from binakampung.domain.rules import Rule

Need = Literal["spacing", "limiting", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class Method:
    """One method as indicators class it."""

    code: Contraception
    modern: bool
    long_acting: bool


@dataclass(frozen=True, slots=True)
class FamilyPlanningRule:
    """Ages of the wife (completed years, both included); methods; until which month after birth lactation protects;
    whether unmet need follows the routine formula or the survey's."""

    rule: Rule
    youngest_wife: int
    oldest_wife: int
    methods: Mapping[str, Method]
    lactational_months: int
    unmet_need: Literal["routine", "survey"]


@dataclass(frozen=True, slots=True)
class CoupleUse:
    """One couple: is it a PUS, does it use anything, anything modern, anything long-acting; does it need a method."""

    eligible: Answer
    uses: Answer
    modern: Answer
    long_acting: Answer
    need: Need
    reasons: tuple[str, ...] = ()


def judge_couple(
    couple: CoupleFacts, wife: PersonFacts | None, rule: FamilyPlanningRule, as_of: date
) -> CoupleUse:
    """What is known of one couple's use and need on a day."""
    eligible, why = _eligible(wife, rule, as_of)
    method = couple.contraception
    if method is None:
        uses = modern = lasting = Answer.NO if couple.pregnant else Answer.UNKNOWN
        reasons = () if couple.pregnant else ("method_not_answered",)
    elif method == "none":
        uses = modern = lasting = Answer.NO
        reasons = ()
    else:
        uses, modern, lasting, reasons = _method(couple, rule, as_of)
    return CoupleUse(eligible, uses, modern, lasting, _need(couple, uses, rule, as_of), (*why, *reasons))


def _eligible(wife: PersonFacts | None, rule: FamilyPlanningRule, as_of: date) -> tuple[Answer, tuple[str, ...]]:
    if wife is None or wife.birth_date is None:
        return Answer.UNKNOWN, ("wife_birth_date_unknown",)
    if wife.marital_status not in (None, "married"):
        return Answer.NO, ("wife_not_married",)
    years = completed_months(wife.birth_date, as_of) // 12
    inside = rule.youngest_wife <= years <= rule.oldest_wife
    return answer_of(inside), () if inside else ("wife_age_outside",)


def _method(
    couple: CoupleFacts, rule: FamilyPlanningRule, as_of: date
) -> tuple[Answer, Answer, Answer, tuple[str, ...]]:
    method = rule.methods[couple.contraception or "none"]
    if method.code == "lactational":
        protects, reason = _lactation_protects(couple, rule, as_of)
        return protects, protects if method.modern else Answer.NO, Answer.NO, reason
    return Answer.YES, answer_of(method.modern), answer_of(method.long_acting), ()


def _lactation_protects(couple: CoupleFacts, rule: FamilyPlanningRule, as_of: date) -> tuple[Answer, tuple[str, ...]]:
    """Only in the first months after birth and without bleeding; a later 'MAL' is no method any more."""
    if couple.last_birth_on is None:
        return Answer.UNKNOWN, ("last_birth_unknown",)
    if completed_months(couple.last_birth_on, as_of) >= rule.lactational_months:
        return Answer.NO, ("lactational_too_late",)
    if couple.postpartum_amenorrhoea is False:
        return Answer.NO, ("lactational_bleeding",)
    return Answer.YES, ()


def _need(couple: CoupleFacts, uses: Answer, rule: FamilyPlanningRule, as_of: date) -> Need:
    if uses is Answer.YES or couple.infecund and rule.unmet_need == "survey":
        return "none"
    if couple.pregnant or (rule.unmet_need == "survey" and couple.postpartum_amenorrhoea):
        return _need_of_pregnant(couple, rule)
    if uses is Answer.UNKNOWN or couple.wish is None or couple.pregnant is None:
        return "unknown"
    return {"soon": "none", "later": "spacing", "no_more": "limiting"}[couple.wish]  # type: ignore[return-value]


def _need_of_pregnant(couple: CoupleFacts, rule: FamilyPlanningRule) -> Need:
    """The routine formula leaves the pregnant out; the survey's asks whether the pregnancy was wanted then."""
    if rule.unmet_need == "routine":
        return "none"
    if couple.wish is None:
        return "unknown"
    return {"soon": "none", "later": "spacing", "no_more": "limiting"}[couple.wish]  # type: ignore[return-value]


def rates(uses: Iterable[CoupleUse]) -> tuple[Measure, ...]:
    """Contraceptive prevalence (all, modern), share of long-acting among users, and unmet need, of eligible couples.

    Couples whose eligibility is unknown are left out of every figure and reported by `eligible_couples`.
    """
    everyone = list(uses)
    eligible = [use for use in everyone if use.eligible is Answer.YES]
    users = [use for use in eligible if use.uses is Answer.YES]
    unknown = sum(use.eligible is Answer.UNKNOWN for use in everyone)
    return (
        Measure("eligible_couples", len(eligible), len(everyone) - unknown, 100.0, unknown),
        share("contraceptive_prevalence", (use.uses for use in eligible)),
        share("modern_contraceptive_prevalence", (use.modern for use in eligible)),
        share("long_acting_share", (use.long_acting for use in users)),
        _needing("unmet_need_spacing", eligible, ("spacing",)),
        _needing("unmet_need_limiting", eligible, ("limiting",)),
        _needing("unmet_need", eligible, ("spacing", "limiting")),
    )


def _needing(code: str, eligible: Iterable[CoupleUse], needs: tuple[Need, ...]) -> Measure:
    return share(
        code, (Answer.UNKNOWN if use.need == "unknown" else answer_of(use.need in needs) for use in eligible)
    )
