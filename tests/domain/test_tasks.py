"""Which visit a finding calls for, and what settles it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binakampung.domain.tasks import Finding, FollowUp, Visit, schedule_follow_ups

pytestmark = pytest.mark.once


def finding(month: int, *reasons: str, day: int = 5) -> Finding:
    on = date(2026, month, day)
    return Finding(f"m{month}-{day}", on, on + timedelta(days=7), "routine", reasons)


def visit(month: int, day: int, contact: str = "met") -> Visit:
    return Visit(f"v{month}-{day}", date(2026, month, day), contact)


def tasks(findings: list[Finding], visits: list[Visit] | None = None) -> tuple[FollowUp, ...]:
    return schedule_follow_ups("child", findings, visits or [])


def words(findings: list[Finding], visits: list[Visit] | None = None) -> list[str]:
    return [task.status for task in tasks(findings, visits)]


T = "not_gained"


@pytest.mark.parametrize(
    ("findings", "visits", "expected"),
    [
        ([finding(1)], [], []),
        ([finding(1, T)], [], ["open"]),
        ([finding(1, T)], [visit(1, 6)], ["done"]),
        ([finding(1, T)], [visit(1, 5)], ["done"]),
        ([finding(1, T)], [visit(1, 4)], ["open"]),
        ([finding(1, T)], [visit(1, 6, "absent")], ["open"]),
        ([finding(1, T)], [visit(1, 6, "refused")], ["done"]),
        ([finding(1, T)], [visit(1, 6, "moved")], ["closed"]),
        ([finding(1, T), finding(2, T)], [], ["replaced", "open"]),
        ([finding(1, T), finding(2, T)], [visit(2, 20)], ["replaced", "done"]),
        ([finding(1, T), finding(2, T)], [visit(1, 20)], ["done", "open"]),
        ([finding(1, T), finding(2)], [], ["closed"]),
        ([finding(1, T), finding(1, day=20)], [], []),
    ],
)
def test_what_settles_a_task(findings: list[Finding], visits: list[Visit], expected: list[str]) -> None:
    assert words(findings, visits) == expected


def test_knocks_at_a_closed_door_are_counted_until_it_is_settled() -> None:
    (task,) = tasks(
        [finding(1, T)], [visit(1, 6, "absent"), visit(1, 8, "absent"), visit(1, 9), visit(1, 12, "absent")]
    )
    assert (task.status, task.attempts, task.settled_by) == ("done", 2, "v1-9")


def test_order_of_arrival_does_not_matter() -> None:
    findings = [finding(1, T), finding(2, T), finding(3)]
    visits = [visit(1, 9, "absent"), visit(2, 9)]
    expected = tasks(findings, visits)
    for some in permutations(findings):
        for others in permutations(visits):
            assert schedule_follow_ups("child", some, others) == expected


months = st.integers(1, 12)
days = st.integers(1, 28)
some_findings = st.lists(
    st.builds(lambda m, d, bad: finding(m, *([T] if bad else []), day=d), months, days, st.booleans())
)
some_visits = st.lists(st.builds(visit, months, days, st.sampled_from(["met", "absent", "refused", "moved", "died"])))


@given(some_findings, some_visits)
def test_at_most_one_task_stays_open_and_settled_ones_say_by_what(findings: list[Finding], visits: list[Visit]) -> None:
    made = tasks(findings, visits)
    assert len({task.id for task in made}) == len(made)
    assert sum(task.status == "open" for task in made) <= 1
    for task in made:
        assert (task.settled_on is None) == (task.status == "open") == (task.settled_by is None)
        assert task.reasons


def test_nobody_is_to_be_visited_who_is_not_there_any_more() -> None:
    finding = Finding("m-1", date(2026, 3, 3), date(2026, 3, 10), "soon", ("not_gained",))
    (task,) = schedule_follow_ups("anak", [finding], [], ended_on=date(2026, 3, 20))
    assert (task.status, task.settled_on, task.settled_by) == ("closed", date(2026, 3, 20), None)
