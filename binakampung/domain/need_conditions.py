"""The conditions that needs are made of, each answered yes, no or unknown from what is known of a family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from binakampung.domain.answers import Answer, all_of, answer_of, any_of, negation
from binakampung.domain.development_scores import Score
from binakampung.domain.facts import FamilyFacts, PersonFacts
from binakampung.domain.family_development import FamilyDevelopment
from binakampung.domain.family_state import FamilyState, age_months, living
from binakampung.domain.risk import RiskAssessment
from binakampung.domain.welfare import neediest, without_aid

Conditions = Mapping[str, Answer]
Of = Literal["pregnant", "postpartum", "child", "anyone"]
Ages = tuple[int, int]
NO, YES, UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Screened:
    """A condition found by screening: one of these outcomes. Not screened means unknown where there is someone to
    screen, and no where there is nobody (`of`; 'anyone': whoever was not screened is not concerned)."""

    of: Of
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits that an office may set. Ages in completed years, both included.

    `growth`: condition -> codes of the follow-up reasons that make it. `screening`: condition -> outcomes.
    """

    neediest_deciles: int
    school_age: Ages
    early_education_age: Ages
    elderly_from: int
    postpartum_days: int
    growth: Mapping[str, frozenset[str]]
    screening: Mapping[str, Screened]


@dataclass(frozen=True, slots=True)
class Situation:
    """A family on a day with what the other rules said of it.

    `unmet_need`: by the family-planning rule. `growth`: codes of the reasons of the children's last measurements,
    None when no child has been measured. `screening`: outcome -> answer, as `pregnant.anaemia`; a group alone,
    as `catin`, says whether a member belongs to it.
    """

    facts: FamilyFacts
    as_of: date
    state: FamilyState
    risk: RiskAssessment
    development: FamilyDevelopment
    unmet_need: Answer = UNKNOWN
    growth: frozenset[str] | None = None
    screening: Mapping[str, Answer] = field(default_factory=dict)


Test = Callable[[Situation, Settings], Answer]


def conditions_of(situation: Situation, settings: Settings) -> dict[str, Answer]:
    """Every condition of a family. Never raises, whatever the facts."""
    return {
        **{code: test(situation, settings) for code, test in TESTS.items()},
        **{code: _growth(situation, codes) for code, codes in settings.growth.items()},
        **{code: _screened(situation, settings, screened) for code, screened in settings.screening.items()},
    }


def _factor(code: str) -> Test:
    return lambda of, settings: of.risk.factors[code].answer


def _score(code: str) -> Test:
    """Whether a variable of the family development index falls short."""
    answers = {Score.FALLS_SHORT: YES, Score.UNKNOWN: UNKNOWN}
    return lambda of, settings: answers.get(of.development.scores[code], NO)


def _someone(test: Callable[[PersonFacts, Situation, Settings], Answer]) -> Test:
    """Whether some living member is of a kind; unknown while no member is listed."""

    def found(of: Situation, settings: Settings) -> Answer:
        members = living(of.facts, of.as_of)
        return any_of(test(person, of, settings) for person in members) if of.facts.people else UNKNOWN

    return found


def _told(name: str, wanted: object) -> Test:
    """Whether some member's answer to a question is this one."""

    def test(person: PersonFacts, of: Situation, settings: Settings) -> Answer:
        value = getattr(person, name)
        return UNKNOWN if value is None else answer_of(value == wanted)

    return _someone(test)


def _aged(person: PersonFacts, of: Situation, ages: Ages) -> Answer:
    months = age_months(person, of.as_of)
    return UNKNOWN if months is None else answer_of(ages[0] <= months // 12 <= ages[1])


def _not_attending(ages: Callable[[Settings], Ages]) -> Test:
    return _someone(
        lambda person, of, settings: all_of(
            (_aged(person, of, ages(settings)), negation(answer_of(person.attends_school)))
        )
    )


def _child_without_certificate(person: PersonFacts, of: Situation, settings: Settings) -> Answer:
    child = answer_of(None if person.relationship is None else person.relationship == "child")
    return all_of((child, negation(answer_of(person.has_birth_certificate))))


def _delivered_without_method(of: Situation, settings: Settings) -> Answer:
    """A birth so few days ago, and no method yet."""
    couple, method = of.state, of.state.contraception
    using_none = UNKNOWN if method is None else answer_of(method == "none")
    return all_of((answer_of(couple.couple), _postpartum(of, settings), using_none))


def _postpartum(of: Situation, settings: Settings) -> Answer:
    if of.state.days_since_birth is not None:
        return answer_of(of.state.days_since_birth <= settings.postpartum_days)
    return NO if of.state.couple is False or of.state.children_born_alive == 0 else UNKNOWN


def _child(of: Situation) -> Answer:
    return any_of((answer_of(of.state.under_two), answer_of(of.state.two_to_five)))


def _pregnant(of: Situation) -> Answer:
    return answer_of(of.state.pregnant)


def _growth(of: Situation, codes: frozenset[str]) -> Answer:
    if of.growth is None:
        return NO if _child(of) is NO else UNKNOWN
    return answer_of(bool(codes & of.growth))


def _screened(of: Situation, settings: Settings, screened: Screened) -> Answer:
    concerned = {
        "pregnant": lambda: _pregnant(of),
        "postpartum": lambda: _postpartum(of, settings),
        "child": lambda: _child(of),
        "anyone": lambda: NO,
    }[screened.of]()
    unscreened = NO if concerned is NO else UNKNOWN
    return any_of(of.screening.get(code, unscreened) for code in screened.codes)


TESTS: Mapping[str, Test] = {
    "unsafe_latrine": _factor("unsafe_latrine"),
    "unsafe_water": _factor("unsafe_water"),
    "four_too": _factor("four_too"),
    "unfit_house": _score("fit_house"),
    "uninsured": _told("insurance", "none"),
    "neediest": lambda of, settings: neediest(of.facts.welfare, settings.neediest_deciles),
    "without_aid": lambda of, settings: without_aid(of.facts.welfare),
    "without_nik": _told("has_nik", False),
    "without_birth_certificate": _someone(_child_without_certificate),
    "marriage_unregistered": _score("marriage_registered"),
    "unmet_need": lambda of, settings: of.unmet_need,
    "delivered_without_method": _delivered_without_method,
    "out_of_school": _not_attending(lambda settings: settings.school_age),
    "no_early_education": _not_attending(lambda settings: settings.early_education_age),
    "violence": lambda of, settings: answer_of(of.facts.development.conflict_violence),
    "no_income": _score("income"),
    "monotonous_food": _score("diverse_food"),
    "one_parent_raises": _score("joint_parenting"),
    "smoker": _told("smokes", True),
    "child_or_pregnancy": lambda of, settings: any_of((_child(of), _pregnant(of))),
    "elderly": _someone(lambda person, of, settings: _aged(person, of, (settings.elderly_from, 200))),
    "disabled": _told("disabled", True),
}
"""The conditions that are read from facts; growth and screening add theirs by the rule file."""
