"""Three answers, not two: what nobody answered is unknown, and an unknown never passes for a no.

Kleene's logic: one yes makes an 'any' yes, one no makes an 'all' no, whatever else is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """Whether something holds."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def answer_of(value: bool | None) -> Answer:
    """A fact as an answer; None is unknown."""
    if value is None:
        return Answer.UNKNOWN
    return Answer.YES if value else Answer.NO


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if one is yes; else unknown if one is unknown; else no (also for none at all)."""
    found = set(answers)
    for word in (Answer.YES, Answer.UNKNOWN):
        if word in found:
            return word
    return Answer.NO


def all_of(answers: Iterable[Answer]) -> Answer:
    """No if one is no; else unknown if one is unknown; else yes (also for none at all)."""
    found = set(answers)
    for word in (Answer.NO, Answer.UNKNOWN):
        if word in found:
            return word
    return Answer.YES


def negation(answer: Answer) -> Answer:
    """Not; unknown stays unknown."""
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, Answer.UNKNOWN)
