"""The item under interpretation: where it comes from, whom it touches, and what decided it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from binakampung.domain.duplicates import Pair
from binakampung.domain.envelopes import Sender
from binakampung.domain.problems import Problem
from binakampung.registry.lookup import keys_of
from binakampung.registry.models import Person


@dataclass(slots=True)
class Item:
    """One item of one submission.

    `touched`: the people whose casework must be reconciled afterwards. `arrived`: the keys that it releases.
    `decided_by`: families that had a say in how it was read, though nothing of theirs changed. `questions`: what is
    odd about it, though it counts. `updates`: it speaks of people who are known already.
    `alike`: people whom it brings, beside others who may be the same.
    """

    root_id: str
    seq: int
    item: str
    sender: Sender
    area_code: str
    received_on: date
    observed_at: datetime | None = None
    touched: dict[str, Person] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    decided_by: set[str] = field(default_factory=set)
    questions: list[Problem] = field(default_factory=list)
    updates: bool = False
    alike: list[Pair] = field(default_factory=list)

    def ask(self, *questions: Problem) -> None:
        """The item counts, and these are asked about it."""
        self.questions += questions

    def source(self) -> dict[str, Any]:
        """The columns that name the source of a projected row."""
        return {"source_root": self.root_id, "source_seq": self.seq, "source_item": self.item}

    def touch(self, person: Person) -> None:
        """This person's facts changed."""
        self.touched[person.pk] = person

    def arrive(self, person: Person, before: Person | None) -> None:
        """This person is known now (as it is, and no longer as it was): what waits for either is tried again."""
        self.arrived.update(keys_of(person), keys_of(before) if before is not None else ())

    def leave(self, person: Person) -> None:
        """This person is no more; what its name kept ambiguous is tried again."""
        self.touched.pop(person.pk, None)
        self.arrived.update(keys_of(person))
        self.decided_by.add(person.family_id)

    def families(self) -> set[str]:
        """Every family on which the reading of this item depended."""
        return self.decided_by | {person.family_id for person in self.touched.values()}
