"""Contraceptive use and unmet need of couples, one by one and as shares of a population.

An eligible couple (PUS) is a married one whose wife is of the rule's ages. Unmet need is told twice, never mixed: by
the routine formula (from what registers ask) and by the survey's (which also needs fecundity and wantedness).
Every judgement is three-valued; the parameters are those of `definitions/rules/family_planning.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.answers import Answer, all_of, answer_of, any_of, negation
from binakampung.domain.couple_state import CoupleState, couple_state
from binakampung.domain.facts import Contraception, FamilyFacts, Sex, Wish
from binakampung.domain.measures import Definitions, Measure, share_of
from binakampung.domain.reasons import Reason
from binakampung.domain.rules import Certainty, Rule, Wording

Need = Literal["spacing", "limiting", "none", "unknown"]
Asked = Literal["months_since_birth", "amenorrhoea", "exclusive_breastfeeding"]
NEEDS: Mapping[Need, Wish] = {"spacing": "later", "limiting": "no_more"}
MEASURES = (
    "eligible_couples", "contraceptive_prevalence", "modern_prevalence", "long_acting_prevalence", "long_acting_share",
    "unmet_need", "unmet_need_spacing", "unmet_need_limiting",
    "unmet_need_survey", "unmet_need_survey_spacing", "unmet_need_survey_limiting",
)  # fmt: skip
REASONS = (
    "couple_unanswered", "couple_contradictory", "wife_not_listed", "wife_birth_date_missing",
    "wife_birth_date_contradictory", "contraception_unanswered", "method_while_pregnant", "method_not_classed",
    "lactation_over", "lactation_unsure", "pregnancy_unanswered", "pregnancy_contradictory", "pregnancy_overdue",
    "wish_unanswered", "survey_unanswered",
)  # fmt: skip
NO, YES, UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Method:
    """One contraceptive method as indicators class it. `sex`: who uses it; None for the couple together."""

    code: Contraception
    short: str
    wording: Wording
    modern: bool
    long_acting: bool
    sex: Sex | None
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class FamilyPlanningRule:
    """`wife_age`: completed years, both included. `lactation_months`: from which completed month after birth on
    lactation protects no more; `lactation_asks`: which conditions a woman must be known to meet for it to count.
    `amenorrhoea_months`: until which month after birth the survey counts a missing period as due to the birth."""

    rule: Rule
    wife_age: tuple[int, int]
    methods: Mapping[str, Method]
    lactation_months: int
    lactation_asks: frozenset[Asked]
    amenorrhoea_months: int
    measures: Definitions
    reasons: Mapping[str, Wording]
    unsettled: tuple[Wording, ...]

    def codes(self, test: Callable[[Method], bool]) -> frozenset[str]:
        """The methods of a kind."""
        return frozenset(code for code, method in self.methods.items() if test(method))


@dataclass(frozen=True, slots=True)
class CoupleUse:
    """One couple: is it eligible, does it use anything, anything modern, anything long-acting; what does it need.

    `reasons`: what is missing or contradictory wherever an answer is unknown.
    """

    family_id: str
    village: str
    method: Contraception | None
    eligible: Answer
    uses: Answer
    modern: Answer
    long_acting: Answer
    routine: Need
    survey: Need
    reasons: tuple[Reason, ...] = ()


def judge_family(facts: FamilyFacts, as_of: date, rule: FamilyPlanningRule) -> CoupleUse:
    """What is known of a family's use and need on a day. Never raises, whatever the facts."""
    return judge_couple(couple_state(facts, as_of), rule)


def judge_couple(state: CoupleState, rule: FamilyPlanningRule) -> CoupleUse:
    """The judgement of a couple whose state is known already."""
    eligible, uses = eligibility(state, rule), _uses(state, rule)
    routine, survey = _need(state, uses, _routine), _need(state, uses, _survey(rule))
    return CoupleUse(
        family_id=state.family_id,
        village=state.village,
        method=state.contraception,
        eligible=eligible,
        uses=uses,
        modern=all_of((uses, _is(state, rule.codes(lambda method: method.modern)))),
        long_acting=all_of((uses, _is(state, rule.codes(lambda method: method.long_acting)))),
        routine=routine,
        survey=survey,
        reasons=() if eligible is NO else tuple(_doubts(state, eligible, uses, routine, survey)),
    )


def eligibility(state: CoupleState, rule: FamilyPlanningRule) -> Answer:
    """Whether there is a couple whose wife is of age."""
    youngest, oldest = rule.wife_age
    of_age = None if state.wife_age is None else youngest <= state.wife_age <= oldest
    return all_of((answer_of(state.couple), answer_of(of_age)))


def _uses(state: CoupleState, rule: FamilyPlanningRule) -> Answer:
    """Pregnant women use nothing; a method told of one contradicts that."""
    method = state.contraception
    if method == "none" or (method is None and state.pregnant):
        return NO
    if method is None or state.pregnant or method not in rule.methods:
        return UNKNOWN
    return all_of(_protects(state, rule)) if method == "lactational" else YES


def _protects(state: CoupleState, rule: FamilyPlanningRule) -> Iterator[Answer]:
    """The conditions under which breastfeeding is a method."""
    months = state.months_since_birth
    early = None if months is None else months < rule.lactation_months
    told = {"months_since_birth": early, "amenorrhoea": state.amenorrhoea}
    told["exclusive_breastfeeding"] = state.exclusive_breastfeeding
    return (answer_of(told[name]) for name in sorted(rule.lactation_asks))


def _is(state: CoupleState, methods: frozenset[str]) -> Answer:
    return answer_of(None if state.contraception is None else state.contraception in methods)


def _need(state: CoupleState, uses: Answer, wants: Callable[[CoupleState, Wish], Answer]) -> Need:
    """Of a couple without a method, for which reason it would need one."""
    answers = {need: all_of((negation(uses), wants(state, wish))) for need, wish in NEEDS.items()}
    for need, answer in answers.items():
        if answer is YES:
            return need
    return "unknown" if UNKNOWN in answers.values() else "none"


def _routine(state: CoupleState, wish: Wish) -> Answer:
    """The routine formula leaves the pregnant out and asks for the wish for another child."""
    return all_of((negation(answer_of(state.pregnant)), _wanted(state.wish, wish)))


def _survey(rule: FamilyPlanningRule) -> Callable[[CoupleState, Wish], Answer]:
    """The survey's asks of the pregnant and of those whose period has not returned whether that child was wanted then,
    and leaves out the infecund."""

    def wants(state: CoupleState, wish: Wish) -> Answer:
        pregnant, waiting = answer_of(state.pregnant), _amenorrhoeic(state, rule)
        fecund = all_of((negation(pregnant), negation(waiting), negation(answer_of(state.infecund))))
        return any_of(
            (
                all_of((pregnant, _wanted(state.pregnancy_wanted, wish))),
                all_of((negation(pregnant), waiting, _wanted(state.birth_wanted, wish))),
                all_of((fecund, _wanted(state.wish, wish))),
            )
        )

    return wants


def _amenorrhoeic(state: CoupleState, rule: FamilyPlanningRule) -> Answer:
    months = state.months_since_birth
    recent = None if months is None else months < rule.amenorrhoea_months
    return all_of((answer_of(state.amenorrhoea), answer_of(recent)))


def _wanted(told: Wish | None, wish: Wish) -> Answer:
    return answer_of(None if told is None else told == wish)


def _doubts(state: CoupleState, eligible: Answer, uses: Answer, routine: Need, survey: Need) -> Iterator[Reason]:
    """Which facts are missing, in the order in which they matter."""
    if eligible is UNKNOWN:
        told = {"couple": state.couple, "wife_age": state.wife_age}
        yield from (Reason(state.doubts.get(name, "couple_unanswered")) for name, fact in told.items() if fact is None)
    if uses is UNKNOWN:
        yield Reason(_doubt_of_use(state))
    elif state.contraception == "lactational" and uses is NO:
        yield Reason("lactation_over")
    if "unknown" in (routine, survey) and state.pregnant is None:
        yield Reason(state.doubts.get("pregnant", "pregnancy_unanswered"))
    if routine == "unknown" and state.wish is None:
        yield Reason("wish_unanswered")
    if survey == "unknown" and routine != "unknown" and uses is not UNKNOWN:
        yield Reason("survey_unanswered")


def _doubt_of_use(state: CoupleState) -> str:
    if state.contraception is None:
        return "contraception_unanswered"
    if state.pregnant:
        return "method_while_pregnant"
    return "lactation_unsure" if state.contraception == "lactational" else "method_not_classed"


def rates(uses: Iterable[CoupleUse]) -> tuple[Measure, ...]:
    """The measures of these couples, in the order of `MEASURES`."""
    couples = list(uses)
    return tuple(share_of(code, (belongs(code, each) for each in couples)) for code in MEASURES)


def belongs(code: str, use: CoupleUse) -> tuple[Answer, Answer]:
    """Is this couple in the numerator of a measure, and is it in the denominator."""
    plain = {
        "eligible_couples": (use.eligible, YES),
        "contraceptive_prevalence": (use.uses, use.eligible),
        "modern_prevalence": (use.modern, use.eligible),
        "long_acting_prevalence": (use.long_acting, use.eligible),
        "long_acting_share": (use.long_acting, all_of((use.eligible, use.uses))),
    }
    if code in plain:
        return plain[code]
    need = use.survey if code.startswith("unmet_need_survey") else use.routine
    wanted = [each for each in NEEDS if code.endswith(each)] or list(NEEDS)
    return UNKNOWN if need == "unknown" else answer_of(need in wanted), use.eligible


def method_mix(uses: Iterable[CoupleUse], rule: FamilyPlanningRule) -> dict[str, Measure]:
    """Which methods the users among the eligible couples use: the share of each, by code of the method."""
    couples = list(uses)
    users = [(each.method, all_of((each.eligible, each.uses))) for each in couples]
    return {
        code: share_of(code, ((UNKNOWN if method is None else answer_of(method == code), use) for method, use in users))
        for code in rule.methods
    }
