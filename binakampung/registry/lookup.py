"""Finding the person that a submission speaks of, inside what its sender may see."""

from __future__ import annotations

from dataclasses import dataclass

from binakampung.domain.envelopes import Sender
from binakampung.domain.observations import PersonReference
from binakampung.domain.people import name_key
from binakampung.domain.problems import Problem
from binakampung.registry.merged import surviving_id
from binakampung.registry.models import Family, FamilyMembership, Person
from binakampung.registry.store import Store


@dataclass(frozen=True, slots=True)
class NotFound(Exception):
    """The person is not known here (yet), or several fit.

    `key` and `other_key` are what would release the item when it arrives; `families` are those of the people who fit.
    """

    key: str
    label: str
    problem: Problem
    other_key: str = ""
    families: frozenset[str] = frozenset()


def person_key(id: str) -> str:
    """What waits for a person by id."""
    return f"person:{id}"


def name_key_of(village: str, folded: str) -> str:
    """What waits for a person by name in a village."""
    return f"name:{village}:{folded}"


def keys_of(person: Person) -> tuple[str, str]:
    """The keys that this person's arrival releases."""
    return person_key(person.pk), name_key_of(person.village, person.name_key)


def family_key(id: str) -> str:
    """What waits for a family by id."""
    return f"family:{id}"


@dataclass(frozen=True, slots=True)
class OutsideTerritory(Exception):
    """The record speaks of what is known, but not the sender's."""

    village: str


def find_family(store: Store, id: str | None, sender: Sender) -> Family:
    """The family meant. Raises `NotFound`: one outside the sender's territory is as unknown as one that is not."""
    family = store.get(Family, surviving_id(store, id)) if id else None
    if family is None or not _lived_in(sender, {family.village, *_villages(store, "family_id", family.pk)}):
        raise NotFound(family_key(id or ""), id or "", Problem("unknown_family", params={}))
    return family


def _villages(store: Store, column: str, id: str) -> set[str]:
    """Where the person, or the members of the family, ever lived."""
    return {row.village for row in store.where(FamilyMembership, column, id)}


def _lived_in(sender: Sender, villages: set[str]) -> bool:
    """May the sender speak of who lived there? A late record of the old village's cadre is as good as an early one."""
    return any(sender.covers(village) for village in villages if village)


def declared_id(store: Store, reference: PersonReference, person: Person) -> str:
    """The id by which the person was meant, before any merging."""
    return reference.id if reference.id and surviving_id(store, reference.id) == person.pk else person.pk


def find_person(store: Store, reference: PersonReference, village: str, sender: Sender) -> Person:
    """The person meant: by id, else by folded name (and birth date when given) in the village. Raises `NotFound`.

    A person outside the sender's territory is as unknown as one who does not exist.
    """
    if reference.id:
        person = store.get(Person, surviving_id(store, reference.id))
        if person is not None and _lived_in(sender, {person.village, *_villages(store, "person_id", person.pk)}):
            return person
        if not reference.name:
            raise NotFound(person_key(reference.id), reference.id, Problem("unknown_person", params={}))
    return _by_name(store, reference, village, sender)


def _by_name(store: Store, reference: PersonReference, village: str, sender: Sender) -> Person:
    name = reference.name or ""
    folded = name_key(name)
    candidates = [p for p in store.named(village, folded) if _agrees(p, reference)] if sender.covers(village) else []
    if len(candidates) == 1:
        return candidates[0]
    raise NotFound(
        key=name_key_of(village, folded),
        label=name,
        problem=Problem("ambiguous_person" if candidates else "unknown_person", params={"name": name}),
        other_key=person_key(reference.id) if reference.id else "",
        families=frozenset(person.family_id for person in candidates),
    )


def _agrees(person: Person, reference: PersonReference) -> bool:
    if reference.birth_date is not None and reference.birth_date != person.birth_date:
        return False
    if reference.sex is not None and reference.sex != person.sex:
        return False
    if reference.mother_name and person.mother_name:
        return name_key(reference.mother_name) == name_key(person.mother_name)
    return True
