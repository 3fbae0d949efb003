"""Who owes a family what: roles of organisations, and programmes. Names are the office's own, never a rule's."""

from __future__ import annotations

from dataclasses import dataclass

from binakampung.domain.rules import Wording


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by its role; `confirmed` once the office has said that this is its name."""

    role: str
    short: str
    name: Wording
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and the role that runs it."""

    code: str
    name: Wording
    owner: str
