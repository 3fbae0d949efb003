"""`HomeVisited` becomes a visit to a known person."""

from __future__ import annotations

from binakampung.domain.observations import HomeVisited
from binakampung.domain.people import derived_id
from binakampung.registry.lookup import declared_id, find_person
from binakampung.registry.models import HomeVisit
from binakampung.registry.projections.item import Item
from binakampung.registry.store import Store


def project(store: Store, item: Item, visited: HomeVisited) -> None:
    """Write one visit. Raises `NotFound` when the person is not known to the sender."""
    person = find_person(store, visited.person, visited.village or item.area_code, item.sender)
    store.put(
        HomeVisit(
            id=derived_id(item.root_id, item.item),
            **item.source(),
            person_id=person.pk,
            declared_person=declared_id(store, visited.person, person),
            village=person.village,
            visited_on=visited.visited_on,
            contact=visited.contact,
            danger_signs=list(visited.danger_signs),
            advice=list(visited.advice),
            services=list(visited.services),
            referred_to=visited.referred_to[:200],
            next_visit_on=visited.next_visit_on,
            notes=visited.notes,
        )
    )
    item.touch(person)
