"""Calls of one moment share the work, and none of them spoils another's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from binakampung.intake.gathering import Gathering

pytestmark = pytest.mark.once


class Work:
    """Doubles numbers; refuses thirteen. The first call waits until the others have come."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self, numbers: list[int]) -> list[int]:
        self.calls.append(numbers)
        if len(self.calls) == 1:
            self.began.set()
            assert self.go.wait(10)
        if 13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]


def at_once(gathering: Gathering[int, int], work: Work, first: int, others: list[int]) -> list[int | str]:
    """Ask for the first; while it is at work, for all others; the answers in that order."""

    def ask(number: int) -> int | str:
        try:
            return gathering(number)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(others) + 1) as pool:
        asked = [pool.submit(ask, first)]
        assert work.began.wait(10)
        asked += [pool.submit(ask, number) for number in others]
        _until(lambda: len(gathering._waiting) == len(others))
        work.go.set()
        return [each.result(10) for each in asked]


def _until(true: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if true():
            return
        threading.Event().wait(0.001)
    raise AssertionError("never")


def test_those_who_wait_are_served_together() -> None:
    work = Work()
    answers = at_once(Gathering(work, weight=lambda _: 1, limit=50), work, 1, [2, 3, 4, 5])
    assert answers == [2, 4, 6, 8, 10]
    assert work.calls[0] == [1]
    assert sorted(work.calls[1]) == [2, 3, 4, 5]
    assert len(work.calls) == 2


def test_what_is_taken_together_has_a_limit() -> None:
    work = Work()
    answers = at_once(Gathering(work, weight=lambda number: number, limit=10), work, 1, [6, 6, 6, 30])
    assert answers == [2, 12, 12, 12, 60]
    assert sorted(work.calls[1:]) == [[6], [6], [6], [30]]


def test_one_that_fails_spoils_no_other() -> None:
    work = Work()
    answers = at_once(Gathering(work, weight=lambda _: 1, limit=50), work, 1, [2, 13, 4])
    assert answers == [2, 4, "thirteen", 8]


def test_an_interruption_leaves_nobody_waiting() -> None:
    def work(numbers: list[int]) -> list[int]:
        raise KeyboardInterrupt

    gathering: Gathering[int, int] = Gathering(work, weight=lambda _: 1, limit=50)
    with pytest.raises(KeyboardInterrupt):
        gathering(1)
    with pytest.raises(KeyboardInterrupt):
        gathering(2)
