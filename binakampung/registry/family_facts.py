"""What the registry knows of families, as the rules read it.

Today it knows people, their sexes, ages and places in the family. What no form asks yet (water, latrine,
contraception, means) stays None, so that the rules answer 'unknown' and never 'no'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import cast

from binakampung.domain.facts import CoupleFacts, FamilyFacts, PersonFacts, Relationship, Sex
from binakampung.registry.models import Family, Person

CHUNK = 500


def facts_of(area: str) -> Iterator[FamilyFacts]:
    """Every family of an area (code prefix, empty for all), in the order of village and id."""
    ids = list(Family.objects.filter(village__startswith=area).order_by("village", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        families = Family.objects.in_bulk(chunk)
        members: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(family_id__in=chunk).order_by("pk"):
            members[person.family_id].append(person)
        yield from (family_facts(families[id], members[id]) for id in chunk)


def family_facts(family: Family, members: Sequence[Person]) -> FamilyFacts:
    """One family and its people."""
    couple = _couple(members)
    return FamilyFacts(
        id=family.pk,
        village=family.village,
        people=tuple(_person(member) for member in members),
        couple=couple,
        has_couple=True if couple else None,
    )


def _person(person: Person) -> PersonFacts:
    return PersonFacts(
        id=person.pk,
        sex=cast(Sex, person.sex),
        birth_date=person.birth_date,
        relationship=cast(Relationship, person.relationship),
    )


def _couple(members: Sequence[Person]) -> CoupleFacts | None:
    """Head and spouse are the form's one couple; without both, whether there is a couple is unknown."""
    partners = [member for member in members if member.relationship in ("head", "spouse")]
    wives = [member for member in partners if member.sex == "female"]
    husbands = [member for member in partners if member.sex == "male"]
    if len(wives) != 1 or len(husbands) != 1:
        return None
    return CoupleFacts(wife_id=wives[0].pk, husband_id=husbands[0].pk)
