"""Keluarga berisiko stunting: a target family that meets any one screening factor, each of them three-valued.

A family with an unanswered question is 'unknown' unless another factor settles it, and never 'not at risk'.
Every number and list is a parameter of `definitions/rules/stunting_risk.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.answers import Answer, all_of, answer_of, any_of, negation
from binakampung.domain.facts import FamilyFacts
from binakampung.domain.family_state import FamilyState, state_of
from binakampung.domain.reasons import Part, Reason, Remedy
from binakampung.domain.rules import Rule, Wording

TARGETS = ("eligible_couple", "pregnant_couple", "under_two", "two_to_five")
FOUR_TOO = ("too_young", "too_old", "too_close", "too_many")
FACTORS = ("unsafe_water", "unsafe_latrine", "four_too", "no_modern_method")
ClosePair = Literal["youngest_two", "any_two"]
ChildrenCounted = Literal["born_alive", "living"]
NO, YES, UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class RiskRule:
    """Parameters of the rule. Ages are completed years, both ends included; gaps are completed months.

    `unsafe_latrine`: latrine -> whether it counts as unsafe. `many_children`: from how many on. `pregnant_exempt`:
    the missing method does not count while pregnant. `days_exempt_after_birth`: nor for so long after a birth.
    """

    rule: Rule
    wife_age: tuple[int, int]
    too_young_below: int
    too_old: tuple[int, int]
    close_months: int
    close_pair: ClosePair
    many_children: int
    children_counted: ChildrenCounted
    safe_water: frozenset[str]
    unsafe_latrine: Mapping[str, Answer]
    modern_methods: frozenset[str]
    pregnant_exempt: bool
    days_exempt_after_birth: int
    targets: Mapping[str, Wording]
    parts: Mapping[str, Part]  # the four factors and the four 'too'
    remedies: Mapping[str, Remedy]  # by factor
    asking: Remedy  # what settles an unknown factor
    reasons: Mapping[str, Wording]
    unsettled: tuple[Wording, ...]  # what the office has still to confirm


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer with its grounds: why yes, what is missing for one, or why the question does not arise."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Factor:
    """One screening factor of a family. `applies` is no for what is never asked of it, such as a method while pregnant.

    `remedy`: what clears a yes or settles an unknown, and who owes that; None for a no.
    """

    code: str
    answer: Answer
    applies: Answer
    reasons: tuple[Reason, ...]
    remedy: Remedy | None


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """The judgement of one family on one day: each target flag, each factor, and what they add up to.

    `answer`: at risk or not. `reasons`: why at risk, or what is missing; empty for a family surely not at risk.
    """

    family_id: str
    village: str
    as_of: date
    rule: str
    rank: str | None
    targets: Mapping[str, Answer]
    target: Answer
    four_too: Mapping[str, Answer]
    factors: Mapping[str, Factor]
    answer: Answer
    reasons: tuple[Reason, ...]

    @property
    def not_at_risk(self) -> Answer:
        """Whether it is a target family that meets no factor."""
        return all_of((self.target, negation(self.answer)))


def assess_risk(facts: FamilyFacts, as_of: date, rule: RiskRule) -> RiskAssessment:
    """Judge a family on a day. Never raises, whatever the facts."""
    return judge_risk(state_of(facts, as_of), as_of, rule)


def judge_risk(state: FamilyState, as_of: date, rule: RiskRule) -> RiskAssessment:
    """Judge a family whose state on the day is known already."""
    couple = _eligible_couple(state, rule)
    targets = _targets(state, couple)
    four_too = _four_too(state, rule)
    method = _no_modern_method(state, rule)
    factors = {
        "unsafe_water": _factor("unsafe_water", _unsafe_water(state, rule), YES, rule),
        "unsafe_latrine": _factor("unsafe_latrine", _unsafe_latrine(state, rule), YES, rule),
        "four_too": _factor("four_too", _of_couple(couple, _any(four_too.values())), couple.answer, rule),
        "no_modern_method": _factor("no_modern_method", _of_couple(couple, method), _asked(couple, state, rule), rule),
    }
    target = _any(targets.values())
    answer = all_of((target.answer, any_of(factor.answer for factor in factors.values())))
    return RiskAssessment(
        family_id=state.family_id,
        village=state.village,
        as_of=as_of,
        rule=rule.rule.key,
        rank=state.rank,
        targets={code: judged.answer for code, judged in targets.items()},
        target=target.answer,
        four_too={code: all_of((couple.answer, judged.answer)) for code, judged in four_too.items()},
        factors=factors,
        answer=answer,
        reasons=_grounds(answer, target, factors.values()),
    )


def _targets(state: FamilyState, couple: Judged) -> dict[str, Judged]:
    return {
        "eligible_couple": couple,
        "pregnant_couple": _of_couple(couple, _told(state, "pregnant", state.pregnant)),
        "under_two": _told(state, "under_two", state.under_two),
        "two_to_five": _told(state, "two_to_five", state.two_to_five),
    }


def _grounds(answer: Answer, target: Judged, factors: Iterable[Factor]) -> tuple[Reason, ...]:
    if answer is NO:
        return ()
    unclear = target.reasons if target.answer is UNKNOWN else ()
    return _distinct([*(reason for each in factors if each.answer is answer for reason in each.reasons), *unclear])


def _factor(code: str, judged: Judged, applies: Answer, rule: RiskRule) -> Factor:
    remedy = {YES: rule.remedies[code], UNKNOWN: rule.asking}.get(judged.answer)
    return Factor(code, judged.answer, applies, judged.reasons, remedy)


def _eligible_couple(state: FamilyState, rule: RiskRule) -> Judged:
    """PUS: a couple whose wife is of an age to bear children."""
    youngest, oldest = rule.wife_age
    if state.couple is False:
        return Judged(NO, (Reason("no_couple"),))
    if state.wife_age is not None and not youngest <= state.wife_age <= oldest:
        return Judged(NO, (Reason("wife_not_of_age", {"age": state.wife_age}),))
    if state.couple is None:
        return Judged(UNKNOWN, (_missing(state, "couple"),))
    return Judged(YES) if state.wife_age is not None else Judged(UNKNOWN, (_missing(state, "wife_age"),))


def _unsafe_water(state: FamilyState, rule: RiskRule) -> Judged:
    water = state.drinking_water
    if water is None:
        return Judged(UNKNOWN, (Reason("drinking_water_unanswered"),))
    return _yes_if(water not in rule.safe_water, Reason("unsafe_water", {"water": water}))


def _unsafe_latrine(state: FamilyState, rule: RiskRule) -> Judged:
    latrine = state.latrine
    if latrine is None:
        return Judged(UNKNOWN, (Reason("latrine_unanswered"),))
    unsafe = rule.unsafe_latrine.get(latrine, UNKNOWN)
    if unsafe is UNKNOWN:
        return Judged(UNKNOWN, (Reason("latrine_not_classed", {"latrine": latrine}),))
    return _yes_if(unsafe is YES, Reason("unsafe_latrine", {"latrine": latrine}))


def _four_too(state: FamilyState, rule: RiskRule) -> dict[str, Judged]:
    """The four 'too' of a couple, before asking whether it is an eligible one."""
    oldest_from, oldest_to = rule.too_old
    return {
        "too_young": _by_age(state, "too_young", 0, rule.too_young_below - 1),
        "too_old": _by_age(state, "too_old", oldest_from, oldest_to),
        "too_close": _too_close(state, rule),
        "too_many": _too_many(state, rule),
    }


def _by_age(state: FamilyState, code: str, youngest: int, oldest: int) -> Judged:
    if state.wife_age is None:
        return Judged(UNKNOWN, (_missing(state, "wife_age"),))
    return _yes_if(youngest <= state.wife_age <= oldest, Reason(code, {"age": state.wife_age}))


def _too_close(state: FamilyState, rule: RiskRule) -> Judged:
    """A short gap is a yes as soon as it is seen; a no needs all births to be listed."""
    gap = state.youngest_gap if rule.close_pair == "youngest_two" else state.smallest_gap
    if state.births is None:
        return Judged(UNKNOWN, (_missing(state, "births"),))
    if gap is not None and gap < rule.close_months:
        return Judged(YES, (Reason("too_close", {"months": gap}),))
    born = state.children_born_alive
    return Judged(NO) if born is not None and state.births >= born else Judged(UNKNOWN, (Reason("births_unanswered"),))


def _too_many(state: FamilyState, rule: RiskRule) -> Judged:
    """From the fewest and the most children that there can be, by whatever was counted."""
    fewest, most = _children(state, rule.children_counted)
    if most is not None and fewest > most:
        return Judged(UNKNOWN, (Reason("children_contradictory"),))
    if fewest >= rule.many_children:
        return Judged(YES, (Reason("too_many", {"children": fewest}),))
    return (
        Judged(NO)
        if most is not None and most < rule.many_children
        else Judged(UNKNOWN, (Reason("children_unanswered"),))
    )


def _children(state: FamilyState, counted: ChildrenCounted) -> tuple[int, int | None]:
    born, alive = state.children_born_alive, state.children_living
    if born is not None and alive is not None and alive > born:
        return alive, born
    if counted == "living":
        return alive or 0, born if alive is None else alive
    return max(born or 0, alive or 0, state.births or 0), born


def _no_modern_method(state: FamilyState, rule: RiskRule) -> Judged:
    """Not using a modern method, unless pregnant or just delivered (where the rule lets that count)."""
    if rule.pregnant_exempt and state.pregnant:
        return Judged(NO, (Reason("pregnant_exempt"),))
    method = state.contraception
    if method is None:
        found = Judged(UNKNOWN, (Reason("contraception_unanswered"),))
    else:
        found = _yes_if(method not in rule.modern_methods, Reason("no_modern_method", {"method": method}))
    return _unless(_unless(found, _pregnancy_exempts(state, rule)), _birth_exempts(state, rule))


def _pregnancy_exempts(state: FamilyState, rule: RiskRule) -> Judged:
    return _told(state, "pregnant", state.pregnant) if rule.pregnant_exempt else Judged(NO)


def _birth_exempts(state: FamilyState, rule: RiskRule) -> Judged:
    if not rule.days_exempt_after_birth or state.births == state.children_born_alive == 0:
        return Judged(NO)
    if state.days_since_birth is None:
        return Judged(UNKNOWN, (_missing(state, "births"),))
    return _yes_if(state.days_since_birth <= rule.days_exempt_after_birth, Reason("birth_exempt"))


def _asked(couple: Judged, state: FamilyState, rule: RiskRule) -> Answer:
    """Whether a method is asked for at all."""
    exempt = any_of((_pregnancy_exempts(state, rule).answer, _birth_exempts(state, rule).answer))
    return all_of((couple.answer, negation(exempt)))


def _unless(judged: Judged, exempt: Judged) -> Judged:
    if judged.answer is NO or exempt.answer is NO:
        return judged
    return Judged(NO if exempt.answer is YES else UNKNOWN, exempt.reasons)


def _of_couple(couple: Judged, judged: Judged) -> Judged:
    """What is asked of eligible couples only."""
    answer = all_of((couple.answer, judged.answer))
    grounds = [each.reasons for each in (couple, judged) if each.answer is answer]
    return Judged(answer, _distinct(reason for reasons in grounds for reason in reasons))


def _any(several: Iterable[Judged]) -> Judged:
    judged = tuple(several)
    answer = any_of(each.answer for each in judged)
    reasons = (reason for each in judged if each.answer is answer for reason in each.reasons)
    return Judged(answer, _distinct(reasons) if answer is not NO else ())


def _told(state: FamilyState, name: str, value: bool | None) -> Judged:
    return Judged(answer_of(value), (_missing(state, name),) if value is None else ())


def _yes_if(holds: bool, reason: Reason) -> Judged:
    return Judged(YES, (reason,)) if holds else Judged(NO)


def _missing(state: FamilyState, name: str) -> Reason:
    return Reason(state.doubts.get(name, f"{name}_unanswered"))


def _distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple({reason.code: reason for reason in reasons}.values())
