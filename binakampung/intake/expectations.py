"""What a form expects beside the answers themselves: which are implied, which it begins with, which must be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from binakampung.intake.slots import Slot


@dataclass(frozen=True, slots=True)
class _Present:
    """The slots that count for rows which speak of the same repeat instances."""

    hanging: tuple[Slot, ...]
    constant: tuple[Slot, ...]
    required: tuple[Slot, ...]


class Expectations:
    """The slots of one layout, and what follows from how they hang on one another."""

    def __init__(self, slots: Sequence[Slot], with_column: Iterable[str]) -> None:
        self.slots = {slot.key: slot for slot in slots}
        self.with_column = frozenset(with_column)
        self.scopes = {slot.key: slot.scope for slot in slots}
        self.other = {slot.key: self._named(slot, slot.hangs_on[0]) for slot in slots if slot.hangs_on}
        self._present = lru_cache(maxsize=1000)(self._work_out)

    def beside(self, slot: Slot, name: str) -> str:
        """The key of the question `name` as seen from a slot, empty when there is none."""
        return self._named(slot, name)

    def complete(self, answers: dict[str, str]) -> None:
        """Add what the answers imply, and what the form begins with where the table has no column for it."""
        present = self._of(answers)
        for slot in present.hanging:
            if slot.key in answers and slot.hangs_on:
                answers.setdefault(self.other[slot.key], slot.hangs_on[1])
        for slot in present.constant:
            answers.setdefault(slot.key, slot.constant)

    def unanswered(self, answers: Mapping[str, str]) -> list[Slot]:
        """The questions that must have an answer in this row and have none."""
        return [
            slot
            for slot in self._of(answers).required
            if slot.key not in answers
            and (slot.hangs_on is None or answers.get(self.other[slot.key]) == slot.hangs_on[1])
        ]

    def missing(self, given: Iterable[str], scopes: frozenset[str]) -> list[Slot]:
        """The questions of these scopes that no row could answer: they need a column, and there is none."""
        present = self.with_column | frozenset(given)
        implied: dict[str, set[str]] = defaultdict(set)
        for slot in self.slots.values():
            if slot.hangs_on and slot.key in present:
                implied[self.other[slot.key]].add(slot.hangs_on[1])
        return [
            slot
            for slot in self._required(scopes)
            if slot.key not in present and self._needs_column(slot, present, implied)
        ]

    def _needs_column(self, slot: Slot, present: frozenset[str], implied: Mapping[str, set[str]]) -> bool:
        if slot.hangs_on is None:
            return not implied.get(slot.key) and not slot.constant
        other = self.other[slot.key]
        if other in present or implied.get(other):
            return False
        return self.slots[other].constant == slot.hangs_on[1]

    def _of(self, answers: Mapping[str, str]) -> _Present:
        return self._present(frozenset(self.scopes[key] for key in answers))

    def _work_out(self, scopes: frozenset[str]) -> _Present:
        inside = [slot for slot in self.slots.values() if _covers(scopes, slot.scope)]
        hanging = tuple(slot for slot in inside if self.other.get(slot.key))
        constant = tuple(
            slot
            for slot in inside
            if slot.constant and slot.key not in self.with_column and not slot.hangs_on and not slot.conditional
        )
        return _Present(hanging, constant, tuple(self._required(scopes)))

    def _required(self, scopes: frozenset[str]) -> list[Slot]:
        return [
            slot
            for slot in self.slots.values()
            if slot.question.required
            and not slot.conditional
            and not slot.answered_by_itself
            and (slot.hangs_on is None or self.other[slot.key])
            and _covers(scopes, slot.scope)
        ]

    def _named(self, slot: Slot, name: str) -> str:
        way = slot.key.split("/")[:-1]
        beside = ["/".join([*way[:depth], name]) for depth in range(len(way), -1, -1)]
        found = next((key for key in beside if key in self.slots), "")
        return found or next((key for key, each in self.slots.items() if each.question.name == name), "")


def _covers(scopes: frozenset[str], scope: str) -> bool:
    """Does a row that speaks of `scopes` speak of this one? The root always."""
    return not scope or any(each == scope or each.startswith(f"{scope}/") for each in scopes)
