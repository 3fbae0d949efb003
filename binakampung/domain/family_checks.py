"""What is odd about a declared family, though it counts: questions to whoever knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from binakampung.domain.identifiers import card_questions, nik_questions, plain_number
from binakampung.domain.observations import FamilyDeclared, MemberDeclared
from binakampung.domain.problems import Problem, Severity

MANY = 20  # members of one family; more is asked about, never refused
YOUNGEST_PARENT = 12  # years between a child and the couple of the form


def questions_about(declared: FamilyDeclared, today: date, provinces: Collection[str] = ()) -> tuple[Problem, ...]:
    """Everything odd about one form, in the order of its answers. `provinces`: codes that a number may begin with."""
    return (*_roster(declared), *_ages(declared), *_numbers(declared, today, provinces))


def _roster(declared: FamilyDeclared) -> Iterator[Problem]:
    roles = Counter(member.relationship for member in declared.members)
    if len(declared.members) > MANY:
        yield _question("many_members", "members", count=len(declared.members))
    if roles["head"] > 1:
        yield _question("several_heads", "members", count=roles["head"])
    if roles["spouse"] > 1:
        yield _question("several_spouses", "members", count=roles["spouse"])
    for number, member in enumerate(declared.members, start=1):
        if len(member.name.strip()) < 2:
            yield _question("short_name", f"members/{number}/name", name=member.name.strip())


def _ages(declared: FamilyDeclared) -> Iterator[Problem]:
    mothers = [member for member in declared.members if _mother(member)]
    for number, child in enumerate(declared.members, start=1):
        if child.relationship != "child" or child.birth_date is None or len(mothers) != 1:
            continue
        born = mothers[0].birth_date
        if born is not None and (child.birth_date - born).days < YOUNGEST_PARENT * 365.25:
            path = f"members/{number}/birth_date"
            yield _question("mother_younger_than_child", path, name=child.name, mother=mothers[0].name)


def _mother(member: MemberDeclared) -> bool:
    return member.relationship in ("head", "spouse") and member.sex == "female"


def _numbers(declared: FamilyDeclared, today: date, provinces: Collection[str]) -> Iterator[Problem]:
    if declared.family_card:
        yield from card_questions(declared.family_card, today, provinces=provinces)
    seen: set[str] = set()
    for number, member in enumerate(declared.members, start=1):
        digits = plain_number(member.nik or "")
        if digits and digits in seen:
            yield _question("same_nik_twice", f"members/{number}/nik", name=member.name)
        seen.add(digits)
        if digits:
            path = f"members/{number}/nik"
            yield from nik_questions(
                digits, member.sex, member.birth_date, today, path=path, name=member.name, provinces=provinces
            )


def _question(code: str, path: str, **params: object) -> Problem:
    return Problem(code, path, Severity.WARNING, params)
