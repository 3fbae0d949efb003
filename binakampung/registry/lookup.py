"""Finding the person that a submission speaks of, inside what its sender may see."""

from __future__ import annotations

from dataclasses import dataclass

from binakampung.domain.envelopes import Sender
from binakampung.domain.observations import PersonReference
from binakampung.domain.people import name_key
from binakampung.domain.problems import Problem
from binakampung.registry.models import Person
from binakampung.registry.store import Store


@dataclass(frozen=True, slots=True)
class NotFound(Exception):
    """The person is not known here (yet). `key` is what would release the item when it arrives."""

    key: str
    label: str
    problem: Problem


def keys_of(person: Person) -> tuple[str, str]:
    """The keys that this person's arrival releases."""
    return f"person:{person.pk}", f"name:{person.village}:{person.name_key}"


def find_person(store: Store, reference: PersonReference, village: str, sender: Sender) -> Person:
    """The person meant: by id, else by folded name (and birth date when given) in the village. Raises `NotFound`.

    A person outside the sender's territory is as unknown as one who does not exist.
    """
    if reference.id:
        person = store.get(Person, reference.id)
        if person is not None and sender.covers(person.village):
            return person
        if not reference.name:
            raise NotFound(f"person:{reference.id}", reference.id, Problem("unknown_person", params={}))
    return _by_name(store, reference, village, sender)


def _by_name(store: Store, reference: PersonReference, village: str, sender: Sender) -> Person:
    name = reference.name or ""
    folded = name_key(name)
    key = f"name:{village}:{folded}"
    candidates = [p for p in store.named(village, folded) if _agrees(p, reference)] if sender.covers(village) else []
    if len(candidates) == 1:
        return candidates[0]
    code = "ambiguous_person" if candidates else "unknown_person"
    raise NotFound(key, name, Problem(code, params={"name": name}))


def _agrees(person: Person, reference: PersonReference) -> bool:
    if reference.birth_date is not None and reference.birth_date != person.birth_date:
        return False
    if reference.sex is not None and reference.sex != person.sex:
        return False
    if reference.mother_name and person.mother_name:
        return name_key(reference.mother_name) == name_key(person.mother_name)
    return True
