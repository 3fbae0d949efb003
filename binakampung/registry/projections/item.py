"""The item under interpretation: where it comes from, and which people it touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from binakampung.domain.envelopes import Sender
from binakampung.registry.models import Person


@dataclass(slots=True)
class Item:
    """One item of one submission. `touch` collects the people whose casework must be reconciled afterwards."""

    root_id: str
    seq: int
    item: str
    sender: Sender
    area_code: str
    received_on: date
    touched: dict[str, Person] = field(default_factory=dict)
    arrived: list[Person] = field(default_factory=list)

    def source(self) -> dict[str, Any]:
        """The columns that name the source of a projected row."""
        return {"source_root": self.root_id, "source_seq": self.seq, "source_item": self.item}

    def touch(self, person: Person) -> None:
        """This person's facts changed."""
        self.touched[person.pk] = person
