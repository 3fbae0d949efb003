"""Families and people as a reader may see them. Screens show what comes from here and nothing else of a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from binakampung.catalogue.need_to_know import need_to_know
from binakampung.domain.access import Role
from binakampung.domain.ages import completed_months
from binakampung.ledger.identifying import unseal_number
from binakampung.ledger.sealing import WrongKey
from binakampung.portal.access.scope import role_of
from binakampung.portal.words import formats, language, say
from binakampung.registry.actions.reads import log_reads
from binakampung.registry.models import Family, Person

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """A person as shown. `age` in words; `born` only for whom the exact day is; `nik` whole, masked, or empty."""

    id: str
    name: str
    sex: str
    relationship: str
    status: str
    age: str
    born: date | None
    nik: str
    answers: Answers
    died_on: date | None
    left_on: date | None
    months: int | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, and on which day."""

    role: Role
    today: date

    def sees(self, kind: str) -> bool:
        """Is this kind shown whole?"""
        return need_to_know().sight(kind, self.role) == "shown"

    def answers(self, answers: Answers, age: int | None = None) -> Answers:
        """What of the answers the reader may see."""
        return need_to_know().visible(answers, self.role, age)

    def question(self, name: str, group: str = "") -> str:
        """`shown`, `masked` or `withheld`: the sight of one attribute or of a form's question by that name."""
        return need_to_know().sight(need_to_know().kind_of(group, name), self.role)

    def number(self, sealed: str, masked: str) -> str:
        """A NIK or KK: whole for whom it is, else its mask."""
        if not sealed or not self.sees("number"):
            return masked
        try:
            return unseal_number(sealed)
        except WrongKey:
            return masked

    def years(self, born: date | None) -> int | None:
        """Completed years of who was born on a day."""
        return completed_months(born, self.today) // 12 if born else None

    def person(self, row: Person) -> SeenPerson:
        """A person, as far as the reader may see."""
        until = row.died_on if row.died_on is not None else self.today
        months = completed_months(row.birth_date, until) if row.birth_date else None
        return SeenPerson(
            id=row.pk,
            name=row.name if self.sees("name") else "",
            sex=row.sex,
            relationship=row.relationship,
            status=row.status,
            age=formats.age(row.birth_date, until, language()) if row.birth_date else say("umur belum diketahui"),
            born=row.birth_date if self.sees("birth_date") else None,
            nik=self.number(row.nik_sealed, row.nik_masked),
            answers=self.answers(row.attributes, None if months is None else months // 12),
            died_on=row.died_on,
            left_on=row.left_on,
            months=months,
        )


def reader_of(request: HttpRequest) -> Reader:
    """Whoever is signed in, today."""
    return Reader(role_of(request), timezone.localdate())


def looked(request: HttpRequest, what: str, families: Iterable[Family | Person | tuple[str, str]]) -> None:
    """Write down that the reader saw names of these families."""
    role = role_of(request)
    match = request.resolver_match
    log_reads(
        {_of(each) for each in families},
        by=request.user.get_username(),
        role=role.code,
        what=what,
        route=(match.url_name or "") if match else "",
        now=timezone.now(),
    )


def _of(each: Family | Person | tuple[str, str]) -> tuple[str, str]:
    if isinstance(each, Person):
        return each.family_id, each.village
    return (each.pk, each.village) if isinstance(each, Family) else each
