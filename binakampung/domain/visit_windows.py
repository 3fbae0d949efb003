"""The windows in which visits are due, laid out over a person's stages before anyone asks what was done in them.

A window follows from facts alone, never from the day of asking: once laid out it does not move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from binakampung.domain.care_facts import RiskFinding
from binakampung.domain.days import month_start, plus_days, plus_months
from binakampung.domain.life_course import Stage
from binakampung.domain.schedule_rules import Plan, Rhythm, Windows
from binakampung.domain.screening_rules import Group

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A visit's place: the days from which it may, on which it should, and until which it can be made (included).

    `cut`: it would have stayed open longer, had the person not left the group or come into another rhythm.
    """

    plan: Plan
    code: str
    key: str
    group: Group
    opens: date
    due: date
    closes: date
    cut: bool
    at_risk: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Part of a stay with one rhythm; `end` is not included."""

    start: date
    end: date
    at_risk: bool


def windows(plan: Plan, stages: Sequence[Stage], findings: Sequence[RiskFinding]) -> list[Iterator[Window]]:
    """The windows of a plan in order of opening, apart for each stay in the plan's groups."""
    own = [stage for stage in stages if stage.group in plan.groups]
    return [_laid_out(plan, stay, own, findings) for stay in _stays(own)]


def _laid_out(plan: Plan, stay: Stage, stages: Sequence[Stage], findings: Sequence[RiskFinding]) -> Iterator[Window]:
    if isinstance(plan.timing, Windows):
        return _fixed(plan, plan.timing, stay)
    return _recurring(plan, plan.timing, stay, stages, findings)


def _stays(stages: Sequence[Stage]) -> list[Stage]:
    """Stages that follow on from one another made one."""
    stays: list[Stage] = []
    for stage in stages:
        last = stays[-1] if stays else None
        if last is not None and stage.start == last.end and stage.event == last.event:
            stays[-1] = replace(last, end=stage.end)
        else:
            stays.append(stage)
    return stays


def _fixed(plan: Plan, timing: Windows, stay: Stage) -> Iterator[Window]:
    anchor = stay.start if timing.anchor == "start" else stay.event
    if anchor is None:
        return
    for span in timing.spans:
        opens, closes = max(plus_days(anchor, span.opens), stay.start), plus_days(anchor, span.closes)
        last = min(closes, stay.end - ONE_DAY)
        if opens <= last:
            due = min(max(plus_days(anchor, span.due), opens), last)
            key = f"{plan.code}:{span.code}:{anchor.isoformat()}"
            yield Window(plan, span.code, key, stay.group, opens, due, last, last < closes)


def _recurring(
    plan: Plan, timing: Rhythm, stay: Stage, stages: Sequence[Stage], findings: Sequence[RiskFinding]
) -> Iterator[Window]:
    for stretch in _stretches(timing, stay, findings):
        step = _step(timing, stretch)
        wait = timing.at_risk_due_after_days if stretch.at_risk else timing.due_after_days
        opens = stretch.start
        for number in count(1):
            following = step(number)
            closes = min(following, stretch.end) - ONE_DAY
            due, key = min(plus_days(opens, wait), closes), f"{plan.code}:{opens.isoformat()}"
            group = next(each.group for each in stages if each.start <= opens < each.end)
            yield Window(plan, plan.code, key, group, opens, due, closes, following > stretch.end, stretch.at_risk)
            if following >= stretch.end:
                break
            opens = following


def _step(timing: Rhythm, stretch: _Stretch) -> Callable[[int], date]:
    """The first day of each period of a stretch."""
    if stretch.at_risk and timing.at_risk_days is not None:
        days = timing.at_risk_days
        return lambda number: plus_days(stretch.start, number * days)
    if timing.calendar:
        return lambda number: month_start(stretch.start, number * timing.months)
    return lambda number: plus_months(stretch.start, number * timing.months)


def _stretches(timing: Rhythm, stay: Stage, findings: Sequence[RiskFinding]) -> Iterator[_Stretch]:
    """The stay cut where a finding changes the rhythm: from the day after it, so that its own visit still counts."""
    end = stay.end if not timing.until_event or stay.event is None else min(stay.end, stay.event)
    skipped = plus_months(stay.start, timing.skip_months)
    start, at_risk = month_start(stay.start, 1) if timing.calendar else skipped, False
    for finding in _by_day(findings) if timing.at_risk_days is not None else ():
        if finding.at_risk is at_risk or not stay.start <= finding.on < plus_days(end, -1):
            continue
        if start <= finding.on:
            yield _Stretch(start, finding.on + ONE_DAY, at_risk)
        start, at_risk = finding.on + ONE_DAY, finding.at_risk
    if start < end:
        yield _Stretch(start, end, at_risk)


def _by_day(findings: Sequence[RiskFinding]) -> list[RiskFinding]:
    """One finding a day in order of time; at risk if one of the day's says so."""
    risky = {finding.on for finding in findings if finding.at_risk}
    return [RiskFinding(day, day in risky) for day in sorted({finding.on for finding in findings})]
