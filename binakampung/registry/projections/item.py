"""The item under interpretation: where it comes from, whom it touches, and what decided it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binakampung.domain.envelopes import Sender
from binakampung.registry.models import Person


@dataclass(slots=True)
class Item:
    """One item of one submission.

    `touched`: the people whose casework must be reconciled afterwards. `arrived`: the keys that it releases.
    `decided_by`: families that had a say in how it was read, though nothing of theirs changed.
    """

    root_id: str
    seq: int
    item: str
    sender: Sender
    area_code: str
    received_on: date
    touched: dict[str, Person] = field(default_factory=dict)
    arrived: set[str] = field(default_factory=set)
    decided_by: set[str] = field(default_factory=set)

    def source(self) -> dict[str, Any]:
        """The columns that name the source of a projected row."""
        return {"source_root": self.root_id, "source_seq": self.seq, "source_item": self.item}

    def touch(self, person: Person) -> None:
        """This person's facts changed."""
        self.touched[person.pk] = person

    def families(self) -> set[str]:
        """Every family on which the reading of this item depended."""
        return self.decided_by | {person.family_id for person in self.touched.values()}
