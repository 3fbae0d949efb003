"""Calls that come at the same moment share the work: a transaction with a wait for the disk serves all of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Gathering(Generic[Asked, Answer]):
    """Whoever comes while another is at work waits; then one of those who wait works for all of them.

    `work` answers several at once, in order. When it raises, each is tried alone, so that one cannot spoil the
    others. `weight` and `limit` bound what is taken together.
    """

    def __init__(
        self, work: Callable[[list[Asked]], list[Answer]], weight: Callable[[Asked], int], limit: int
    ) -> None:
        self.work = work
        self.weight = weight
        self.limit = limit
        self._waiting: deque[_Place[Asked, Answer]] = deque()
        self._turn = threading.Lock()

    def __call__(self, asked: Asked) -> Answer:
        """The answer to one. Raises what `work` raises for it alone."""
        place: _Place[Asked, Answer] = _Place(asked)
        self._waiting.append(place)
        with self._turn:
            while not place.done:
                self._serve(self._next())
        return place.result()

    def _next(self) -> list[_Place[Asked, Answer]]:
        taken = [self._waiting.popleft()]
        weight = self.weight(taken[0].asked)
        while self._waiting and weight + self.weight(self._waiting[0].asked) <= self.limit:
            taken.append(self._waiting.popleft())
            weight += self.weight(taken[-1].asked)
        return taken

    def _serve(self, places: list[_Place[Asked, Answer]]) -> None:
        try:
            answers = self.work([place.asked for place in places])
        except BaseException as error:
            if len(places) == 1 or not isinstance(error, Exception):
                for place in places:
                    place.fail(error)
            else:
                for place in places:
                    self._serve([place])
        else:
            for place, answer in zip(places, answers, strict=True):
                place.succeed(answer)


class _Place(Generic[Asked, Answer]):
    """One who waits."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answers: list[Answer] = []
        self.error: BaseException | None = None

    @property
    def done(self) -> bool:
        return bool(self.answers) or self.error is not None

    def succeed(self, answer: Answer) -> None:
        self.answers.append(answer)

    def fail(self, error: BaseException) -> None:
        self.error = error

    def result(self) -> Answer:
        if self.error is not None:
            raise self.error
        return self.answers[0]
