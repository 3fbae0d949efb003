"""Outcome words and numbered problems: what is sent back for each thing received.

The wording of a problem lives in `definitions/codelists/problems.yaml`; here are only codes and their facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of one submission, or of one item in it. Read = the sum of these, always."""

    ACCEPTED = "accepted"
    IDENTICAL = "identical"
    SUPERSEDING = "superseding"
    HELD = "held"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class Severity(StrEnum):
    """`error` keeps an item from becoming a fact; `warning` travels beside the fact."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or odd: a stable `code`, the `path` of the answer, facts for the wording."""

    code: str
    path: str = ""
    severity: Severity = Severity.ERROR
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The stored form, plain enough for JSON."""
        return {"code": self.code, "path": self.path, "severity": str(self.severity), "params": dict(self.params)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Problem:
        """The inverse of `as_dict`."""
        return cls(stored["code"], stored.get("path", ""), Severity(stored["severity"]), stored.get("params", {}))


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What became of one item (`children/3`) of a submission; `label` names it to the person who sent it."""

    item: str
    outcome: Outcome
    label: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer for one submission. `seq` is its number in the ledger, None when it was refused."""

    instance_id: str
    outcome: Outcome
    seq: int | None = None
    items: tuple[ItemOutcome, ...] = ()
    problems: tuple[Problem, ...] = ()




def whole_outcome(items: Iterable[ItemOutcome], superseding: bool = False) -> Outcome:
    """The word for a submission from the words of its items; one without items is accepted."""
    words = {item.outcome for item in items}
    for word in (Outcome.QUARANTINED, Outcome.HELD):
        if word in words:
            return word
    return Outcome.SUPERSEDING if superseding else Outcome.ACCEPTED
