"""Screening of one person: each check answered yes, no or unknown with its grounds, and the colour they add up to.

What a group measures, and from when on a value is a risk, is data (`definitions/rules/screening_*.yaml`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from binakampung.domain.answers import Answer, all_of, any_of
from binakampung.domain.conditions import Measures, Value, holds
from binakampung.domain.days import plus_days
from binakampung.domain.reasons import Fact, Reason
from binakampung.domain.rules import Urgency
from binakampung.domain.screening_rules import COLOURS, Check, Colour, Group, Ladder, ScreeningRule

URGENCIES: tuple[Urgency, ...] = ("same_day", "urgent", "routine")
Visits = Sequence[Collection[str]]
"""Codes of the risks that each earlier visit found, the oldest visit first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check put to one person, with the measures that decided it, or those that are missing or cannot be true.

    Words, urgency, what would clear it and who owes that are the check's.
    """

    check: Check
    answer: Answer
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """The screening of one person on one day. Checks that are not put to this person are not among the outcomes.

    `risks`: checks that found something, without those that a stronger one replaces, most pressing first. `missing`:
    measures to be asked or measured again. `urgency` and `due_on`: of the most pressing risk. `rules`: id@version.
    """

    group: Group
    as_of: date
    outcomes: tuple[Outcome, ...]
    risks: tuple[Check, ...]
    missing: tuple[str, ...]
    colour: Colour
    urgency: Urgency | None
    due_on: date | None
    rules: tuple[str, ...]

    @property
    def refer_today(self) -> bool:
        """Whether a danger sign calls for a referral on the same day."""
        return any(check.level == "danger" for check in self.risks)

    @property
    def owed_by(self) -> Mapping[str, tuple[str, ...]]:
        """Role of an organisation -> codes of the risks whose clearing it owes."""
        roles = dict.fromkeys(role for check in self.risks for role in check.remedy.owed_by)
        return {role: tuple(check.code for check in self.risks if role in check.remedy.owed_by) for role in roles}


def screen(measures: Measures, as_of: date, rule: ScreeningRule, earlier: Visits = ()) -> Screening:
    """Screen one person by the group's rule. Never raises, whatever the measures; see `Visits` for `earlier`."""
    usable = {
        code: value
        for code, measure in rule.measures.items()
        if (value := measures.get(code)) is not None and measure.believable(value)
    }
    lacking = tuple(code for code in rule.essential if code not in usable)
    outcomes = tuple(outcome for check in rule.checks if (outcome := _outcome(check, usable, measures)) is not None)
    found = [outcome.check for outcome in outcomes if outcome.answer is Answer.YES]
    replaced = {code for check in found for code in check.replaces}
    risks = tuple(check for check in found if check.code not in replaced)
    urgency = min((check.urgency for check in risks), key=URGENCIES.index, default=None)
    return Screening(
        group=rule.group,
        as_of=as_of,
        outcomes=outcomes,
        risks=risks,
        missing=_missing(outcomes, lacking),
        colour=_colour(outcomes, lacking, rule.ladder, earlier),
        urgency=urgency,
        due_on=None if urgency is None else plus_days(as_of, rule.ladder.due_in_days[urgency]),
        rules=rule.versions,
    )


def outcome_answers(screenings: Iterable[Screening]) -> dict[str, Answer]:
    """What the screenings of a family's members say together: `group` (someone belongs to it) is a yes, and
    `group.check` the answer of 'any of them'. Checks put to nobody are not there."""
    found: dict[str, Answer] = {}
    for screening in screenings:
        found[screening.group] = Answer.YES
        for outcome in screening.outcomes:
            code = f"{screening.group}.{outcome.check.code}"
            found[code] = any_of((found.get(code, Answer.NO), outcome.answer))
    return found


def _outcome(check: Check, usable: Measures, told: Measures) -> Outcome | None:
    applies = Answer.YES if check.applies is None else holds(check.applies, usable)
    if applies is Answer.NO:
        return None
    answer = all_of((applies, holds(check.when, usable)))
    reasons = tuple(_reason(code, usable, told) for code in check.measures)
    decided = answer is not Answer.UNKNOWN
    return Outcome(check, answer, tuple(each for each in reasons if not decided or each.code == "measured"))


def _reason(code: str, usable: Measures, told: Measures) -> Reason:
    if code in usable:
        return Reason("measured", {"measure": code, "value": _fact(usable[code])})
    if told.get(code) is None:
        return Reason("missing", {"measure": code})
    return Reason("implausible", {"measure": code, "value": _fact(told[code])})


def _fact(value: Value) -> Fact:
    return ", ".join(value) if isinstance(value, tuple) else value  # type: ignore[return-value]


def _missing(outcomes: Sequence[Outcome], lacking: tuple[str, ...]) -> tuple[str, ...]:
    wanted = (
        str(reason.facts["measure"])
        for outcome in outcomes
        if outcome.answer is Answer.UNKNOWN and outcome.check.required
        for reason in outcome.reasons
        if reason.code != "measured"
    )
    return tuple(dict.fromkeys((*lacking, *wanted)))


def _colour(outcomes: Sequence[Outcome], lacking: tuple[str, ...], ladder: Ladder, earlier: Visits) -> Colour:
    lowest: Colour = "unknown" if lacking else "green"
    colours = (_of_outcome(outcome, ladder, earlier) for outcome in outcomes)
    return max((lowest, *colours), key=COLOURS.index)


def _of_outcome(outcome: Outcome, ladder: Ladder, earlier: Visits) -> Colour:
    check = outcome.check
    if outcome.answer is Answer.UNKNOWN:
        return "unknown" if check.required else "green"
    if outcome.answer is Answer.NO or check.level == "advice":
        return "green"
    if check.level == "danger":
        return "red"
    if not check.correctable:
        return ladder.fixed
    return "red" if _unresolved(check, ladder, earlier) else ladder.risk


def _unresolved(check: Check, ladder: Ladder, earlier: Visits) -> bool:
    last = earlier[-ladder.unresolved_visits :]
    return len(last) == ladder.unresolved_visits and all(check.code in visit for visit in last)
