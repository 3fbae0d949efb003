"""Visits that are due to a person: when, why, why today, and which record resolved each. Pure in facts and day.

A record resolves at most one visit of its kind: of those open on its day, the one that closes first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from binakampung.domain.care_facts import CareRecord, PersonCare
from binakampung.domain.life_course import stages
from binakampung.domain.people import derived_id
from binakampung.domain.reasons import Reason
from binakampung.domain.rules import Urgency
from binakampung.domain.schedule_rules import Rhythm, VisitSchedule
from binakampung.domain.screening import URGENCIES
from binakampung.domain.screening_rules import Group
from binakampung.domain.visit_windows import Window, windows

VisitStatus = Literal["upcoming", "open", "done", "missed", "closed"]
SWEEPING = "sweeping"


@dataclass(frozen=True, slots=True)
class DueVisit:
    """One visit. Days of the window are included. `missed`: nobody came while it was open; `closed`: it no longer
    matters, because the person left the group or came into another rhythm.

    `why`: group, risk, weighings missed. `today`: what makes it matter now, empty unless open. `rule`: id@version.
    """

    person_id: str
    code: str
    key: str
    group: Group
    opens_on: date
    due_on: date
    closes_on: date
    urgency: Urgency
    status: VisitStatus
    resolved_by: str | None
    why: tuple[Reason, ...]
    today: tuple[Reason, ...]
    rule: str

    @property
    def id(self) -> str:
        """The same on every replay, whatever has become of the visit."""
        return derived_id(self.person_id, self.key)


def due_visits(person: PersonCare, as_of: date, schedule: VisitSchedule) -> tuple[DueVisit, ...]:
    """Every visit whose window has opened by the day, and the next to come of each plan; in order of time.

    Never raises, whatever the facts. Records after the day do not count yet.
    """
    stays = list(_stays(person, as_of, schedule))
    resolved = _resolved([window for stay in stays for window in stay], person.records, as_of)
    visits = (
        _visit(person.id, window, _swept(stay[:place], window, resolved), resolved.get(window.key), as_of, schedule)
        for stay in stays
        for place, window in enumerate(stay)
    )
    return tuple(sorted(visits, key=lambda visit: (visit.opens_on, visit.closes_on, visit.key)))


def open_visits(person: PersonCare, as_of: date, schedule: VisitSchedule) -> tuple[DueVisit, ...]:
    """The visits to be made now, the most pressing day first."""
    found = (visit for visit in due_visits(person, as_of, schedule) if visit.status == "open")
    return tuple(sorted(found, key=lambda visit: (visit.due_on, visit.closes_on, visit.key)))


def _stays(person: PersonCare, as_of: date, schedule: VisitSchedule) -> Iterator[tuple[Window, ...]]:
    """The windows of each plan and stay, up to the next to open. What two stays call for alike is one window."""
    known, seen = stages(person, schedule), set[str]()
    for plan in schedule.plans:
        for stay in windows(plan, known, person.findings):
            fresh = tuple(window for window in _up_to(as_of, stay) if window.key not in seen)
            seen.update(window.key for window in fresh)
            yield fresh


def _up_to(as_of: date, stay: Iterator[Window]) -> Iterator[Window]:
    for window in stay:
        yield window
        if window.opens > as_of:
            return


def _resolved(every: Iterable[Window], records: Iterable[CareRecord], as_of: date) -> dict[str, str]:
    """Key of a window -> id of the record that resolved it."""
    by_kind: dict[str, list[Window]] = {}
    for window in sorted(every, key=lambda each: (each.closes, each.opens, each.key)):
        by_kind.setdefault(window.plan.record, []).append(window)
    closing = {kind: [window.closes for window in found] for kind, found in by_kind.items()}
    resolved: dict[str, str] = {}
    for record in sorted(set(records), key=lambda each: (each.on, each.id, each.kind)):
        if record.on <= as_of and record.kind in by_kind:
            first = bisect_left(closing[record.kind], record.on)
            for window in by_kind[record.kind][first:]:
                if window.opens <= record.on and window.key not in resolved:
                    resolved[window.key] = record.id
                    break
    return resolved


def _swept(before: Sequence[Window], window: Window, resolved: dict[str, str]) -> int:
    """How many periods running were missed, if that is enough to fetch this one from the home; else 0."""
    timing = window.plan.timing
    limit = timing.sweeping_after if isinstance(timing, Rhythm) else None
    if limit is None:
        return 0
    missed = 0
    for earlier in reversed(before):
        if earlier.key in resolved:
            break
        missed += 1
    return missed if missed >= limit else 0


def _visit(
    person_id: str, window: Window, swept: int, resolved_by: str | None, as_of: date, schedule: VisitSchedule
) -> DueVisit:
    status = _status(window, resolved_by, as_of)
    swept = 0 if status == "upcoming" else swept
    pressing: Urgency = "urgent" if window.at_risk or swept else "routine"
    return DueVisit(
        person_id=person_id,
        code=SWEEPING if swept else window.code,
        key=window.key,
        group=window.group,
        opens_on=window.opens,
        due_on=window.due,
        closes_on=window.closes,
        urgency=min(window.plan.urgency, pressing, key=URGENCIES.index),
        status=status,
        resolved_by=resolved_by,
        why=_why(window, swept),
        today=_today(window, as_of) if status == "open" else (),
        rule=schedule.rule.key,
    )


def _status(window: Window, resolved_by: str | None, as_of: date) -> VisitStatus:
    if resolved_by is not None:
        return "done"
    if window.opens > as_of:
        return "upcoming"
    if window.closes >= as_of:
        return "open"
    return "closed" if window.cut else "missed"


def _why(window: Window, swept: int) -> tuple[Reason, ...]:
    reasons = [Reason("group", {"group": window.group})]
    if window.at_risk:
        reasons.append(Reason("at_risk"))
    if swept:
        reasons.append(Reason("periods_missed", {"number": swept}))
    return tuple(reasons)


def _today(window: Window, as_of: date) -> tuple[Reason, ...]:
    days = (window.due - as_of).days
    reasons = [Reason("late", {"days": -days}) if days < 0 else Reason("due_in", {"days": days})]
    if days == 0:
        reasons = [Reason("due_today")]
    if window.closes == as_of:
        reasons.append(Reason("last_day"))
    return tuple(reasons)
