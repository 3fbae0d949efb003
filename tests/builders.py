"""Families, posyandu days and visits in the words of the field; they enter through the door like everyone's.

    family = a_family().with_child("Siti", born=date(2025, 4, 12), sex="female")
    siti = family.children[0]
    send(family, a_posyandu_day(date(2026, 10, 6)).measuring(siti, weight_kg=8.1, length_cm=71.5))

Everything is a frozen value: each word gives a new one. Ids are derived, so the same words make the same submissions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

import orjson

from binakampung.domain.envelopes import Channel, Sender, SubmissionEnvelope
from binakampung.domain.people import derived_id
from binakampung.domain.problems import Receipt

VILLAGE = "3528052004"
NEIGHBOUR = "3528052005"
SENDER = Sender("bina", ("3528",))


class Sendable(Protocol):
    """Anything that becomes one submission."""

    @property
    def happened_on(self) -> date: ...

    def envelope(self) -> SubmissionEnvelope: ...


def send(*told: Sendable, sender: Sender = SENDER, received: date | datetime | None = None) -> list[Receipt]:
    """Through the door, each on the evening of its own day unless `received` says when."""
    from binakampung.intake.receive import receive

    receipts = []
    for each in told:
        receipts += receive([each.envelope()], sender, now=_moment(received or each.happened_on))
    return receipts


def _moment(when: date | datetime) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time(13, 0), UTC)


@dataclass(frozen=True)
class AChild:
    """A child (or grown member) as its family declares it."""

    id: str
    name: str
    born: date
    sex: str = "male"
    village: str = VILLAGE
    has_book: bool | None = None
    relationship: str = "child"

    def answers(self) -> dict[str, Any]:
        return {
            "person_id": self.id,
            "name": self.name,
            "sex": self.sex,
            "birth_date": self.born.isoformat(),
            "relationship": self.relationship,
            **_yes_no("has_book", self.has_book),
        }


@dataclass(frozen=True)
class AFamily:
    """A family where it lives."""

    head: str = "Sukron"
    village: str = VILLAGE
    registered_on: date = date(2025, 1, 6)
    hamlet: str = "Dusun Tengah"
    members: tuple[AChild, ...] = ()

    @property
    def happened_on(self) -> date:
        newest = max((child.born for child in self.members), default=self.registered_on)
        return max(self.registered_on, newest)

    @property
    def children(self) -> tuple[AChild, ...]:
        return tuple(member for member in self.members if member.relationship == "child")

    def with_child(
        self, name: str, born: date, sex: str = "male", has_book: bool | None = None, id: str = ""
    ) -> AFamily:
        """One child more."""
        made = id or derived_id(self.village, self.head, name, born.isoformat())
        child = AChild(made, name, born, sex, self.village, has_book)
        return replace(self, members=(*self.members, child))

    def envelope(self) -> SubmissionEnvelope:
        head = AChild(derived_id(self.village, self.head, "head"), self.head, date(1990, 2, 3), relationship="head")
        content = {
            "registered_on": self.registered_on.isoformat(),
            "village": self.village,
            "hamlet": self.hamlet,
            "rt": "1",
            "members": [member.answers() for member in (head, *self.members)],
        }
        return envelope("family_registration", content)


@dataclass(frozen=True)
class APosyanduDay:
    """One opening day with everyone measured on it."""

    on: date
    village: str = VILLAGE
    posyandu: str = "Melati 1"
    rows: tuple[Mapping[str, Any], ...] = ()
    instance: str = ""

    @property
    def happened_on(self) -> date:
        return self.on

    def measuring(
        self,
        child: AChild | str,
        weight_kg: float | None = None,
        length_cm: float | None = None,
        position: str | None = None,
        head_cm: float | None = None,
        muac_cm: float | None = None,
        oedema: bool | None = None,
        has_book: bool | None = None,
    ) -> APosyanduDay:
        """One child more; a name instead of a child is somebody who is not on the list."""
        who = {"listed": "no", "child_name": child} if isinstance(child, str) else {"listed": "yes", "child": child.id}
        numbers = {"weight": weight_kg, "length": length_cm, "muac": muac_cm, "head": head_cm}
        row = {
            **who,
            **{name: f"{value:g}" for name, value in numbers.items() if value is not None},
            **({"position": position} if position else {}),
            **_yes_no("oedema", oedema),
            **_yes_no("has_book", has_book),
        }
        return replace(self, rows=(*self.rows, row))

    def envelope(self) -> SubmissionEnvelope:
        content = {
            "session_date": self.on.isoformat(),
            "village": self.village,
            "posyandu": self.posyandu,
            "children": [dict(row) for row in self.rows],
        }
        return envelope("growth_session", content, self.instance)


@dataclass(frozen=True)
class AVisit:
    """A home visit to one child."""

    child: AChild
    on: date
    contact: str = "met"
    danger_signs: Sequence[str] = field(default=())

    @property
    def happened_on(self) -> date:
        return self.on

    def envelope(self) -> SubmissionEnvelope:
        content: dict[str, Any] = {
            "visit_date": self.on.isoformat(),
            "village": self.child.village,
            "person": self.child.id,
            "contact": self.contact,
        }
        if self.contact == "met":
            content["visit"] = {"danger_signs": " ".join(self.danger_signs)}
        return envelope("home_visit", content)


a_family = AFamily
a_posyandu_day = APosyanduDay
a_visit = AVisit


def envelope(form_id: str, content: Mapping[str, Any], instance: str = "") -> SubmissionEnvelope:
    """A submission of the form's current version; its id follows from what it says unless given."""
    from binakampung.ledger.forms import newest

    form = newest(form_id)
    assert form is not None, f"{form_id} is not published: call make_ready first"
    body = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return SubmissionEnvelope(
        instance_id=instance or f"uuid:{derived_id(form_id, body.decode())}",
        form_id=form_id,
        form_version=form.version,
        channel=Channel.SYSTEM,
        body=body,
        content=content,
        media_type="application/json",
    )


def act(form_id: str, instance: str = "", **answers: str) -> Receipt:
    """One of the office's own acts, by the office itself."""
    from binakampung.intake.receive import receive

    given = {"decided_on": "2026-11-02", "village": VILLAGE, "reason": "Alasan", **answers}
    return receive([envelope(form_id, given, instance)], SENDER, now=datetime(2026, 12, 30, 3, 0, tzinfo=UTC))[0]


def _yes_no(name: str, value: bool | None) -> dict[str, str]:
    return {} if value is None else {name: "yes" if value else "no"}
