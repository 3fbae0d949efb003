"""A family's couple on one day, as family planning reads it: one flat row, for one page and for a million.

None means unknown: nobody has said, or what was said contradicts itself; `doubts` names which, by field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from binakampung.domain.ages import completed_months
from binakampung.domain.days import plus_days
from binakampung.domain.facts import Contraception, CoupleFacts, FamilyFacts, PregnancyFacts, Wish
from binakampung.domain.family_state import FamilyState, state_of


@dataclass(frozen=True, slots=True)
class CoupleState:
    """One row of the couples table: of every family, also of one without a couple.

    `wife_age` in completed years, `months_since_birth` in completed months. `pregnancy_wanted`: when the wife wanted
    the pregnancy that goes on (soon = then); `birth_wanted`: when she wanted the last that ended in a birth.
    """

    family_id: str
    village: str
    couple: bool | None
    wife_age: int | None
    pregnant: bool | None
    contraception: Contraception | None
    wish: Wish | None
    pregnancy_wanted: Wish | None
    birth_wanted: Wish | None
    months_since_birth: int | None
    infecund: bool | None
    amenorrhoea: bool | None
    exclusive_breastfeeding: bool | None
    doubts: Mapping[str, str] = field(default_factory=dict)


def couple_state(facts: FamilyFacts, as_of: date) -> CoupleState:
    """The couple of a family on a day. Never raises for facts of any kind."""
    state, couple = state_of(facts, as_of), facts.couple or CoupleFacts(wife_id="")
    return CoupleState(
        family_id=state.family_id,
        village=state.village,
        couple=state.couple,
        wife_age=state.wife_age,
        pregnant=state.pregnant,
        contraception=state.contraception,
        wish=state.wish,
        pregnancy_wanted=_one(each.wanted for each in _pregnancies(facts, as_of, ended=False)),
        birth_wanted=_birth_wanted(facts, as_of),
        months_since_birth=_months_since_birth(state, as_of),
        infecund=couple.infecund,
        amenorrhoea=couple.postpartum_amenorrhoea,
        exclusive_breastfeeding=couple.exclusive_breastfeeding,
        doubts=state.doubts,
    )


def _months_since_birth(state: FamilyState, as_of: date) -> int | None:
    if state.days_since_birth is None:
        return None
    return completed_months(plus_days(as_of, -state.days_since_birth), as_of)


def _pregnancies(facts: FamilyFacts, as_of: date, ended: bool) -> Iterator[PregnancyFacts]:
    """The wife's pregnancies that had begun by the day, ended by then or not."""
    wife = facts.couple.wife_id if facts.couple is not None else None
    for each in facts.pregnancies:
        over = each.ended_on is not None and each.ended_on <= as_of
        if each.woman_id == wife and over is ended and not (each.last_period_on and each.last_period_on > as_of):
            yield each


def _birth_wanted(facts: FamilyFacts, as_of: date) -> Wish | None:
    """When she wanted the last pregnancy that ended in a birth; None also when its outcome is not known."""
    births = [each for each in _pregnancies(facts, as_of, ended=True) if each.outcome in (None, "live_birth")]
    last = max((each.ended_on for each in births if each.ended_on), default=None)
    return _one(each.wanted if each.outcome else None for each in births if each.ended_on == last)


def _one(answers: Iterator[Wish | None]) -> Wish | None:
    """What all records agree on."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None
