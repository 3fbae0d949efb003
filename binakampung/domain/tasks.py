"""Follow-up visits: which measurement calls for one, until when, and which later record settles it.

Pure in facts: the same causes, recoveries and visits give the same tasks, whatever order they arrived in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from binakampung.domain.people import derived_id

Status = Literal["open", "done", "replaced", "closed"]
KIND = "home_visit"
# Answers at the door that end a task; 'absent' leaves it open and counts an attempt.
SETTLING = {"met": "done", "refused": "done", "moved": "closed", "died": "closed"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one counted measurement says about following up: `reasons` is empty when all is well."""

    measurement_id: str
    measured_on: date
    due_on: date
    urgency: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A home visit as far as tasks care."""

    id: str
    visited_on: date
    contact: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One visit task, derived. `settled_by` is the visit or the measurement that settled it."""

    id: str
    measurement_id: str
    raised_on: date
    due_on: date
    urgency: str
    reasons: tuple[str, ...]
    status: Status
    settled_on: date | None
    settled_by: str | None
    attempts: int


def schedule_follow_ups(
    person_id: str, findings: Sequence[Finding], visits: Sequence[Visit], ended_on: date | None = None
) -> tuple[FollowUp, ...]:
    """Tasks of one child from its findings and visits.

    A month calls at most once, by its last measurement. An unsettled task is replaced by the next month's cause and
    closed by a later measurement that finds nothing; a visit on or after the day settles it. Nobody is to be visited
    who died or moved away on `ended_on`.
    """
    monthly = _last_of_each_month(findings)
    ordered = sorted(visits, key=lambda visit: (visit.visited_on, visit.id))
    return tuple(
        _ended(_follow_up(person_id, finding, monthly[place + 1 :], ordered), ended_on)
        for place, finding in enumerate(monthly)
        if finding.reasons
    )


def _ended(task: FollowUp, on: date | None) -> FollowUp:
    return task if on is None or task.status != "open" else replace(task, status="closed", settled_on=on)


def _last_of_each_month(findings: Sequence[Finding]) -> list[Finding]:
    months: dict[tuple[int, int], Finding] = {}
    for finding in sorted(findings, key=lambda each: (each.measured_on, each.measurement_id)):
        months[finding.measured_on.year, finding.measured_on.month] = finding
    return list(months.values())


def _follow_up(person_id: str, finding: Finding, later: Sequence[Finding], visits: Sequence[Visit]) -> FollowUp:
    since = [visit for visit in visits if visit.visited_on >= finding.measured_on]
    settling = next((visit for visit in since if visit.contact in SETTLING), None)
    following = later[0] if later else None
    status: Status = "open"
    settled_on, settled_by = None, None
    if settling is not None and (following is None or settling.visited_on < following.measured_on):
        status = "done" if SETTLING[settling.contact] == "done" else "closed"
        settled_on, settled_by = settling.visited_on, settling.id
    elif following is not None:
        status = "replaced" if following.reasons else "closed"
        settled_on, settled_by = following.measured_on, following.measurement_id
    until = settled_on or date.max
    month = f"{finding.measured_on:%Y-%m}"
    return FollowUp(
        id=derived_id(person_id, KIND, month),
        measurement_id=finding.measurement_id,
        raised_on=finding.measured_on,
        due_on=finding.due_on,
        urgency=finding.urgency,
        reasons=finding.reasons,
        status=status,
        settled_on=settled_on,
        settled_by=settled_by,
        attempts=sum(1 for visit in since if visit.contact == "absent" and visit.visited_on <= until),
    )
