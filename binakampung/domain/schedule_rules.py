"""What the visit schedule is made by: how long a person stays in a group, and which visits each group is due. Data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from binakampung.domain.gestation import Gestation
from binakampung.domain.rules import Certainty, Rule, Urgency, Wording
from binakampung.domain.screening_rules import Group

RecordKind = Literal[
    "accompaniment", "premarital_exam", "antenatal", "postnatal", "neonatal", "weighing", "length"
]  # fmt: skip
Anchor = Literal["start", "event"]


@dataclass(frozen=True, slots=True)
class StageLimits:
    """How long a person stays in a group. Days after the event count the event's day as 0; months are completed."""

    engagement_days: int  # the longest, from being registered
    after_wedding_days: int
    pregnancy_days: int  # the longest a pregnancy is believed without news of its end
    postpartum_days: int
    newborn_days: int
    under_two_months: int
    under_five_months: int


@dataclass(frozen=True, slots=True)
class Span:
    """One visit at a fixed place: days from the anchor on which it opens, is due, and closes (all included)."""

    code: str
    opens: int
    due: int
    closes: int


@dataclass(frozen=True, slots=True)
class Windows:
    """Visits at fixed places, counted from when the person entered the group, or from the group's event (wedding,
    first day of the last period, birth)."""

    anchor: Anchor
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A visit in every so many months, counted from entering the group, or whole calendar months after birth.

    `at_risk_days`: the closer rhythm of a person at risk. `due_after_days`: within its period. `skip_months`: before
    the first. `until_event`: ends with the group's event. `sweeping_after`: after so many periods missed running the
    next one is fetched from the home.
    """

    months: int
    due_after_days: int
    calendar: bool = False
    at_risk_days: int | None = None
    at_risk_due_after_days: int = 0
    skip_months: int = 0
    until_event: bool = False
    sweeping_after: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The visits of one kind that a group is due, and the records that resolve them."""

    code: str
    groups: tuple[Group, ...]
    record: RecordKind
    timing: Windows | Rhythm
    urgency: Urgency
    wording: Wording
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class VisitSchedule:
    """The whole schedule. `reasons`: words for why a visit is due, and why today."""

    rule: Rule
    limits: StageLimits
    gestation: Gestation
    plans: tuple[Plan, ...]
    groups: Mapping[Group, Wording]
    reasons: Mapping[str, Wording]

    def plan(self, code: str) -> Plan:
        """The plan of that code. Raises `KeyError`."""
        for plan in self.plans:
            if plan.code == code:
                return plan
        raise KeyError(code)

    def spans(self, code: str) -> tuple[Span, ...]:
        """The fixed places of a plan; none for a rhythm. Raises `KeyError`."""
        timing = self.plan(code).timing
        return timing.spans if isinstance(timing, Windows) else ()
