"""Dice that the seed decides."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

Told = TypeVar("Told")


def seeded_id(rng: random.Random) -> str:
    """A random UUID that the seed decides."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def one_of(rng: random.Random, shares: Mapping[str, float]) -> str:
    """A key, as often as its share says."""
    return rng.choices(list(shares), list(shares.values()))[0]


def told(rng: random.Random, value: Told, unanswered: float = 0.03) -> Told | None:
    """The value, or None as often as nobody asks or answers."""
    return None if rng.random() < unanswered else value


def yes(rng: random.Random, share: float, unanswered: float = 0.03) -> str | None:
    """`yes`, `no` or unanswered."""
    return told(rng, "yes" if rng.random() < share else "no", unanswered)


def answered(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Only what was answered: a form leaves out what was not."""
    return {name: value for name, value in answers.items() if value not in (None, "", {}, [])}
