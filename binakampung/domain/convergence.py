"""Convergence: whether pregnant women and children under two get every service that is due to them.

The five packages, the services of the village forms 2A (pregnant) and 2B (0-23 months), when each is due and how much
of it is enough are parameters of `definitions/rules/convergence.yaml`. What is due and what was received are
three-valued; what nobody reported is counted apart and never passes for 'not received'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from binakampung.domain.answers import Answer, all_of, answer_of, any_of, negation
from binakampung.domain.measures import Definitions, Measure, share_of
from binakampung.domain.reasons import Part, Remedy
from binakampung.domain.rules import Certainty, Rule, Wording

Group = Literal["pregnant", "under_two"]
Basis = Literal["standing", "by_week", "after_birth", "monthly", "yearly", "quarterly"]
When = Literal["delivered", "malnourished"]
GROUPS: tuple[Group, ...] = ("pregnant", "under_two")
SERVICES: Mapping[Group, tuple[str, ...]] = {
    "pregnant": (
        "antenatal", "iron_tablets", "postnatal", "nutrition_class", "home_visit", "clean_water", "latrine",
        "insurance",
    ),
    "under_two": (
        "immunisation", "weighing", "length", "parent_counselling", "home_visit", "clean_water", "latrine",
        "birth_certificate", "insurance", "parenting",
    ),
}  # fmt: skip
PACKAGES = (
    "mother_child_health", "nutrition_counselling", "water_sanitation", "social_protection", "early_education",
)  # fmt: skip
MEASURES = (
    "service_coverage", "person_convergence", "village_convergence", "package_convergence", "household_convergence",
    "iron_90", "sector_involvement",
)  # fmt: skip
NO, YES, UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Enough:
    """How much of a service is enough.

    `standing`: it is there or not. `by_week`: so many times from a completed week of pregnancy on, `at_birth` times
    once delivered. `after_birth`: so many times from a day after birth on. `monthly`: in each month in which the person
    counted. `yearly`: so many times in twelve months, in proportion for a younger child. `quarterly`: so many times in
    the quarter. `steps`: from week or day -> times; of the last two only 0 -> times, of the others none.
    """

    basis: Basis
    steps: Mapping[int, int]
    at_birth: int
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Service:
    """One service of one of the forms; `when`: the condition under which it is due at all."""

    group: Group
    package: str
    part: Part
    enough: Enough
    when: When | None
    remedy: Remedy

    @property
    def code(self) -> str:
        """The code within its group."""
        return self.part.code


@dataclass(frozen=True, slots=True)
class ConvergenceRule:
    """`pregnancy_days`: from the first day of the last period to the expected birth. `postnatal_days`: how long after
    birth a mother counts. `iron_tablets`: how many are enough for the indicator of 90. `sectors`: roles expected to act
    in every village."""

    rule: Rule
    pregnancy_days: int
    postnatal_days: int
    iron_tablets: int
    safe_water: frozenset[str]
    safe_latrines: frozenset[str]
    sectors: tuple[str, ...]
    services: Mapping[Group, tuple[Service, ...]]
    packages: Mapping[str, Part]
    measures: Definitions
    unsettled: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class TargetPerson:
    """A pregnant woman or a child under two in a quarter, as she or it was when last counted there.

    `target`: whether it is one at all (unknown without a date of birth). `week` of pregnancy and `age_months` are
    completed; `months` in which the person counted. `standing`: what is there or not; `done`: how often it was done, by
    service, within the time that its basis asks of. `reports_missing`: a report of that time is not in, so that more
    may have been done.
    """

    id: str
    household: str
    village: str
    group: Group
    target: Answer = YES
    week: int | None = None
    days_after_birth: int | None = None
    age_months: int | None = None
    months: int = 3
    conditions: Mapping[str, bool | None] = field(default_factory=dict)
    standing: Mapping[str, bool | None] = field(default_factory=dict)
    done: Mapping[str, int | None] = field(default_factory=dict)
    reports_missing: bool = False


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service of one person. `received` says nothing where nothing is due."""

    code: str
    due: Answer
    received: Answer


@dataclass(frozen=True, slots=True)
class PersonConvergence:
    """One person: the state of each service, how many of those due were received, and whether all were.

    `missing`: due and not received. `unknown`: nobody can say whether they are missing.
    """

    person: TargetPerson
    rule: str
    services: tuple[ServiceState, ...]
    measure: Measure
    complete: Answer
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


def converge(person: TargetPerson, rule: ConvergenceRule) -> PersonConvergence:
    """The convergence of one person. Never raises, whatever the facts."""
    states = tuple(_state(service, person) for service in rule.services[person.group])
    met = {state.code: any_of((state.received, negation(state.due))) for state in states}
    return PersonConvergence(
        person=person,
        rule=rule.rule.key,
        services=states,
        measure=received_of_due("person_convergence", states),
        complete=all_of(met.values()),
        missing=tuple(code for code, answer in met.items() if answer is NO),
        unknown=tuple(code for code, answer in met.items() if answer is UNKNOWN),
    )


def received_of_due(code: str, states: Iterable[ServiceState]) -> Measure:
    """Services received in per cent of those due."""
    return share_of(code, ((state.received, state.due) for state in states))


def _state(service: Service, person: TargetPerson) -> ServiceState:
    holds = YES if service.when is None else answer_of(person.conditions.get(service.when))
    if service.enough.basis == "standing":
        return ServiceState(service.code, all_of((person.target, holds)), answer_of(person.standing.get(service.code)))
    needed = times_needed(service.enough, person)
    asked = answer_of(None if needed is None else needed > 0)
    received = done_at_least(person, service.code, needed)
    return ServiceState(service.code, all_of((person.target, holds, asked)), received)


def done_at_least(person: TargetPerson, code: str, times: int | None) -> Answer:
    """Whether a service was given so many times: enough is enough, too little is a no only when every report is in."""
    done = person.done.get(code)
    if times is None or done is None or done < 0:
        return UNKNOWN
    return YES if done >= times else (UNKNOWN if person.reports_missing else NO)


def times_needed(enough: Enough, person: TargetPerson) -> int | None:
    """How often a service must have been given by now; None when that depends on what is not known."""
    if enough.basis == "monthly":
        return person.months
    if enough.basis == "quarterly":
        return enough.steps[0]
    if enough.basis == "yearly":
        return None if person.age_months is None else enough.steps[0] * min(person.age_months, 12) // 12
    if enough.basis == "after_birth":
        return _step(enough.steps, person.days_after_birth)
    delivered = person.conditions.get("delivered")
    if delivered is None:
        return None
    return enough.at_birth if delivered else _step(enough.steps, person.week)


def _step(steps: Mapping[int, int], now: int | None) -> int | None:
    return None if now is None else max((times for since, times in steps.items() if since <= now), default=0)
