"""The scores of the seventeen variables of iBangga: meets (1), falls short (0), not applicable, or unknown.

Source of the list and its numbers: iBangga metadata (PK21); which of them are sure is in the rule file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from binakampung.domain.answers import Answer, all_of, answer_of, any_of, negation
from binakampung.domain.facts import DevelopmentFacts, FamilyFacts, PersonFacts
from binakampung.domain.family_state import age_months, living, state_of_couple
from binakampung.domain.housing import HousingStandard, judge_housing

Scope = Literal["all", "any"]


class Score(StrEnum):
    """What one variable comes to."""

    MEETS = "1"
    FALLS_SHORT = "0"
    NOT_APPLICABLE = "na"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Choices:
    """What is not settled of the variables: who must have a certificate and insurance, which conflict counts, which
    ages attend school (completed years, both included), and what a fit house is."""

    certificates: Scope
    insurance: Scope
    conflict: Scope
    school_age: tuple[int, int]
    housing: HousingStandard


@dataclass(frozen=True, slots=True)
class Case:
    """A family on a day, with what applies to it: is there a couple, are there children."""

    facts: FamilyFacts
    as_of: date
    choices: Choices
    couple: Answer
    children: Answer


Scorer = Callable[[Case], Score]


def case_of(facts: FamilyFacts, as_of: date, choices: Choices) -> Case:
    """A family ready to be scored."""
    return Case(facts, as_of, choices, answer_of(state_of_couple(facts, as_of)), _has_children(facts, as_of))


def asked(name: str, good: bool = True) -> Scorer:
    """Scores one question of the family-development block, by the answer that is good."""
    return lambda case: _score(_told(case.facts.development, name, good))


def asked_of_couples(name: str) -> Scorer:
    """The same, put to couples only."""
    return lambda case: _if(case.couple, _told(case.facts.development, name, True))


def _told(development: DevelopmentFacts, name: str, good: bool) -> Answer:
    answer = answer_of(getattr(development, name))
    return answer if good else negation(answer)


def _birth_certificates(case: Case) -> Score:
    members = living(case.facts, case.as_of)
    owned = [(_child(each), answer_of(each.has_birth_certificate)) for each in members]
    return _if(case.children, _over(case.choices.certificates, owned))


def _insurance(case: Case) -> Score:
    members = list(living(case.facts, case.as_of))
    insured = [answer_of(None if each.insurance is None else each.insurance != "none") for each in members]
    return _score(_over(case.choices.insurance, _everyone(insured)) if members else Answer.UNKNOWN)


def _no_conflict(case: Case) -> Score:
    """`all`: every kind of conflict is denied; `any`: one denial is enough."""
    told = case.facts.development
    kinds = (told.conflict_silence, told.conflict_separate, told.conflict_leaving, told.conflict_violence)
    return _if(case.couple, _over(case.choices.conflict, _everyone(negation(answer_of(kind)) for kind in kinds)))


def _not_divorced(case: Case) -> Score:
    """By the head's marital status; one who never married cannot have divorced."""
    status = {person.marital_status for person in living(case.facts, case.as_of) if person.relationship == "head"}
    if len(status) != 1:
        return Score.UNKNOWN
    scores = {"married": Score.MEETS, "widowed": Score.MEETS, "divorced": Score.FALLS_SHORT}
    (found,) = status
    return Score.NOT_APPLICABLE if found == "never_married" else scores.get(found or "", Score.UNKNOWN)


def _fit_house(case: Case) -> Score:
    return _score(judge_housing(case.facts.housing, case.choices.housing).fit)


def _schooling(case: Case) -> Score:
    """All members of school age attend; not applicable where nobody is of that age."""
    if not case.facts.people:
        return Score.UNKNOWN
    of_age = [(_of_age(each, case), answer_of(each.attends_school)) for each in living(case.facts, case.as_of)]
    return _if(any_of(age for age, _ in of_age), _over("all", of_age))


def _of_age(person: PersonFacts, case: Case) -> Answer:
    months = age_months(person, case.as_of)
    youngest, oldest = case.choices.school_age
    return Answer.UNKNOWN if months is None else answer_of(youngest <= months // 12 <= oldest)


def _parenting(case: Case) -> Score:
    return _if(all_of((case.couple, case.children)), _told(case.facts.development, "parents_together", True))


def _has_children(facts: FamilyFacts, as_of: date) -> Answer:
    return any_of(map(_child, living(facts, as_of))) if facts.people else Answer.UNKNOWN


def _child(person: PersonFacts) -> Answer:
    return answer_of(None if person.relationship is None else person.relationship == "child")


def _everyone(answers: Iterable[Answer]) -> list[tuple[Answer, Answer]]:
    return [(Answer.YES, answer) for answer in answers]


def _over(scope: Scope, members: Iterable[tuple[Answer, Answer]]) -> Answer:
    """Whether all (or any) of those who belong have it; each member says whether it belongs, and whether it has."""
    if scope == "all":
        return all_of(any_of((negation(belongs), has)) for belongs, has in members)
    return any_of(all_of((belongs, has)) for belongs, has in members)


def _if(applies: Answer, answer: Answer) -> Score:
    if applies is Answer.YES:
        return _score(answer)
    return Score.NOT_APPLICABLE if applies is Answer.NO else Score.UNKNOWN


def _score(answer: Answer) -> Score:
    return {Answer.YES: Score.MEETS, Answer.NO: Score.FALLS_SHORT}.get(answer, Score.UNKNOWN)


SCORERS: Mapping[str, Scorer] = {
    "worship": asked("worships"),
    "marriage_registered": asked_of_couples("marriage_registered"),
    "birth_certificates": _birth_certificates,
    "health_insurance": _insurance,
    "no_conflict": _no_conflict,
    "not_divorced": _not_divorced,
    "income": asked("has_income"),
    "diverse_food": asked("eats_diverse_food"),
    "fit_house": _fit_house,
    "savings": asked("has_savings"),
    "schooling": _schooling,
    "no_long_illness": asked("long_illness", good=False),
    "internet": asked("uses_internet"),
    "time_together": asked("time_together_daily"),
    "joint_parenting": _parenting,
    "recreation": asked("recreation_together"),
    "community": asked("joins_community"),
}
"""The variables in the order of the official list, and how each is scored."""
