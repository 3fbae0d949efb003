"""The office's own acts: merging and undoing it, handing a family over, correcting a number, voiding a submission."""

from __future__ import annotations

from binakampung.domain.observations import FamilyTransferred, IdentifierCorrected, PeopleMerged, PersonReference
from binakampung.domain.problems import Problem
from binakampung.registry.lookup import NotFound, find_family, find_person, person_key
from binakampung.registry.models import Person
from binakampung.registry.projections.claims import number_claim, place_claims, say
from binakampung.registry.projections.item import Item
from binakampung.registry.roster import settle
from binakampung.registry.store import Store


def merge(store: Store, item: Item, told: PeopleMerged) -> None:
    """Two records become one; everything said of both stays said. Raises `NotFound` when one is not known."""
    if told.duplicate == told.into:
        raise NotFound(person_key(told.into), told.into, Problem("merge_with_itself", params={}))
    ids = [told.duplicate, told.into]
    if told.kind == "family":
        families: list[str] = [find_family(store, id, item.sender).pk for id in ids]
        people: list[str] = []
    else:
        persons = [find_person(store, PersonReference(id=id), told.village, item.sender) for id in ids]
        families, people = [], ids
        for person in persons:
            item.touch(person)
    say(store, item, "merged", told.kind, told.duplicate, told.decided_on, told.into)
    settle(store, item, people, [*families, *(ids if told.kind == "family" else ())])


def transfer(store: Store, item: Item, told: FamilyTransferred) -> None:
    """A family is another village's from a day on, with its history."""
    family = find_family(store, told.family_id, item.sender)
    claims = place_claims(told.to_village, told.hamlet, told.rw, told.rt)
    say(store, item, "said", "family", told.family_id, told.moved_on, claims=claims)
    settle(store, item, [], [family.pk, told.family_id])


def correct_identifier(store: Store, item: Item, told: IdentifierCorrected) -> None:
    """The number of a person or of a family card is another one, or none."""
    if told.kind == "kk":
        family = find_family(store, told.subject, item.sender)
        claims = {"card": number_claim("kk", told.number)}
        say(store, item, "said", "family", told.subject, told.decided_on, claims=claims)
        settle(store, item, [], [family.pk])
        return
    person: Person = find_person(store, PersonReference(id=told.subject), told.village, item.sender)
    claims = {"nik": number_claim("nik", told.number)}
    say(store, item, "said", "person", told.subject, told.decided_on, claims=claims)
    settle(store, item, [person.pk], [])
