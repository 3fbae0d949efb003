"""Why a rule concluded what it did: a code with the facts it rests on. The words are the rule file's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from binakampung.domain.rules import Certainty, Wording

Fact = str | int | float


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a conclusion, or the fact that is missing for one."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would clear a finding, and the roles of the organisations that owe it (names are the office's own)."""

    clears: Wording
    owed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a rule with its own words, certainty and source: a factor, a variable, a need."""

    code: str
    wording: Wording
    certainty: Certainty
    source: str


def say(wording: Wording, facts: Mapping[str, Fact]) -> Wording:
    """The words with the facts in their places. Raises `KeyError` for a place that no fact fills."""
    return Wording(wording.id.format_map(facts), wording.en.format_map(facts))
